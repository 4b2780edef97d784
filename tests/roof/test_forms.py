"""The overridden form markup and the date in three parts."""

from datetime import date

import pytest
from django import forms
from django.utils import translation

from mobility.forms import DatePartsField, FilesField


class Everything(forms.Form):
    name = forms.CharField(help_text="As on your certificate.")
    story = forms.CharField(widget=forms.Textarea, required=False)
    body = forms.ChoiceField(choices=[("a", "A")])
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    flags = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, required=False)
    agreed = forms.BooleanField()
    papers = FilesField(required=False)
    applied = DatePartsField(label="The day you applied", unknown=True)


def test_every_field_renders_through_our_template():
    html = Everything().as_div()
    assert html.count('class="field') == len(Everything().fields)
    assert "<ul" not in html
    assert 'class="pick"' in html
    assert 'class="hint" id="id_name_helptext"' in html
    assert html.count("(optional)") == 3


def test_an_error_stands_at_its_field_and_is_tied_to_it():
    html = Everything({}).as_div()
    assert 'class="field bad"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert '<span class="sr">Error: </span>' in html


def date_form(**kwargs):
    class DateForm(forms.Form):
        on = DatePartsField(label="The day you applied", **kwargs)

    return lambda **data: DateForm({f"on_{key}": value for key, value in data.items()})


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "The day you applied: enter the day, the month and the year"),
        ({"day": "28", "month": "9"}, "The day you applied: enter the year"),
        ({"year": "2026"}, "The day you applied: enter the day and the month"),
        (
            {"day": "31", "month": "11", "year": "2026"},
            "The day you applied: there is no 31 November 2026: check the day and the month",
        ),
        (
            {"day": "1", "month": "9", "year": "26"},
            "The day you applied: enter the year with four digits, for example 2026",
        ),
        (
            {"day": "x", "month": "9", "year": "2026"},
            "The day you applied: enter the day and the month as numbers, for example 14 and 9",
        ),
    ],
)
def test_what_is_wrong_with_a_date_is_said_in_a_sentence(data, sentence):
    with translation.override("en"):
        form = date_form()(**data)
        assert form.errors["on"] == [sentence]


def test_what_was_typed_stays():
    html = date_form()(day="3x", month="11", year="twenty").as_p()
    assert 'value="3x"' in html
    assert '<option value="11" selected>' in html
    assert 'value="twenty"' in html


def test_only_the_part_in_error_is_marked():
    html = str(date_form()(day="28", month="9", year="")["on"])
    assert html.count('aria-invalid="true"') == 1
    assert 'id="id_on_year" value="" aria-invalid="true"' in html


def test_i_do_not_know_is_an_answer():
    form = date_form(unknown=True)(unknown="on")
    assert form.is_valid()
    assert form.cleaned_data["on"] is None


def test_a_date_and_i_do_not_know_is_not():
    form = date_form(unknown=True)(day="1", month="9", year="2026", unknown="on")
    assert form.errors["on"] == ["The day you applied: give a date or choose “I don’t know”, not both"]


def test_a_date_out_of_range_says_the_limit():
    form = date_form(latest=date(2026, 11, 23))(day="24", month="11", year="2026")
    assert form.errors["on"] == ["The day you applied: the date must be 23 November 2026 or earlier"]


def test_a_good_date():
    form = date_form()(day=" 09 ", month="09", year="2026")
    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2026, 9, 9)


def test_french():
    with translation.override("fr"):
        form = date_form(unknown=True)(day="28", month="9")
        assert form.errors["on"] == [
            "The day you applied\u00a0: indiquez l’année, ou choisissez «\u00a0Je ne sais pas\u00a0»"
        ]
        assert "Je ne sais pas" in form.as_p()
