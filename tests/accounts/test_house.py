"""The tags and filters every page is made of."""

from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

TODAY = date(2026, 11, 23)


def render(source: str, **context) -> str:
    with translation.override(context.pop("language", "en")):
        return Template("{% load house %}" + source).render(Context(context))


def test_an_icon_without_a_label_is_decoration():
    assert render('{% icon "late" %}') == (
        '<svg class="i" aria-hidden="true"><use href="/static/img/sprite.svg#i-late"/></svg>'
    )


def test_an_icon_with_a_label_speaks():
    assert 'role="img" aria-label="Over &lt;time&gt;"' in render('{% icon "late" label=words %}', words="Over <time>")


def test_every_icon_named_in_a_template_is_in_the_sprite(settings):
    import re

    sprite = (settings.BASE_DIR / "static/img/sprite.svg").read_text()
    known = set(re.findall(r'id="i-([\w-]+)"', sprite))
    used = {
        name
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())
    }
    assert used - known == set()


def test_a_due_date_has_icon_word_and_date():
    html = render('{% due on today=today distance=-7 label="CLPNA: decision" %}', on=date(2026, 11, 12), today=TODAY)
    assert html.startswith('<div class="due late"><svg class="i" aria-hidden="true"><use')
    assert "<b>7 business days over</b>" in html
    assert '<small>CLPNA: decision · <time datetime="2026-11-12">Thu 12 Nov</time></small>' in html


@pytest.mark.parametrize(
    ("confidence", "words"), [("V", ""), ("S", "rule from a secondary source"), ("A", "rule unconfirmed")]
)
def test_a_date_of_an_unconfirmed_rule_carries_its_mark(confidence, words):
    html = render("{% due on today=today distance=3 confidence=c %}", on=date(2026, 11, 26), today=TODAY, c=confidence)
    assert (f'aria-label="{words}"' in html) is bool(words)
    assert ("i-unsure" in html) is bool(words)


def test_a_label_is_escaped():
    html = render("{% due on today=today distance=3 label=words %}", on=date(2026, 11, 26), today=TODAY, words="<b>x")
    assert "<small>&lt;b&gt;x · " in html


def test_seen_names_who_else_sees_it():
    assert "Unit only" in render("{% seen names %}", names=[])
    assert "Unit + CLPNA + worker" in render("{% seen names %}", names=["CLPNA", "worker"])


def test_the_main_menu_leaves_out_what_does_not_exist_and_marks_where_we_are():
    request = RequestFactory().get("/desk/")
    assert render('{% entry "no:such" "Risks" %}', request=request) == ""
    assert render('{% entry "desk" "My desk" exact=True %}', request=request) == (
        '<li><a href="/desk/" aria-current="page">My desk</a></li>'
    )


def test_the_language_switch_keeps_the_page():
    request = RequestFactory().get("/en/privacy/?a=1")
    switch = "{% other_language as other %}{{ other.code }} {% here_in other.code %}"
    assert render(switch, request=request) == "fr /fr/privacy/?a=1"
    request = RequestFactory().get("/accounts/login/")
    assert render(switch, request=request) == "fr ?lang=fr"


class Sample(forms.Form):
    name = forms.CharField()
    kind = forms.ChoiceField(label="Which one?", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


def test_the_error_summary_links_to_each_field():
    html = render("{% error_summary form %}", form=Sample({}))
    assert "There are 2 things to fix" in html
    assert '<a href="#id_name">Name: an answer is needed here</a>' in html
    assert '<a href="#id_kind_0">Which one? An answer is needed here</a>' in html
    assert 'role="alert"' in html
    assert 'tabindex="-1"' in html


def test_the_error_summary_is_empty_when_nothing_is_wrong():
    assert render("{% error_summary form %}", form=Sample()).strip() == ""
    assert render("{% error_summary form %}", form=Sample({"name": "x", "kind": "a"})).strip() == ""
