"""The questions on the pages for workers are made once and shared: nothing of one person or page may show on another."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from complaints.forms.follow import ConsentForm
from complaints.forms.public import ContactForm, SendForm, WhenForm, WhoForm

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 26)


def test_what_one_person_typed_stands_on_no_other_page():
    asked = WhoForm()["rep_name"].as_field_group()
    assert "Quinn" in WhoForm({"rep_name": ["Quinn"]})["rep_name"].as_field_group()
    assert "Quinn" in WhoForm(initial={"rep_name": "Quinn"})["rep_name"].as_field_group()
    assert WhoForm()["rep_name"].as_field_group() == asked


def test_an_error_stands_on_no_other_page():
    asked = ContactForm()["email"].as_field_group()
    assert "wrong" in ContactForm({"email": ["nowhere"]})["email"].as_field_group()
    assert ContactForm()["email"].as_field_group() == asked


def test_each_language_has_its_own():
    english = WhoForm()["for_whom"].as_field_group()
    with translation.override("fr"):
        french = WhoForm()["for_whom"].as_field_group()
    assert french != english == WhoForm()["for_whom"].as_field_group()


def test_a_question_that_stands_twice_on_a_page_keeps_its_two_ids():
    assert 'id="id_twice_name"' in ContactForm(auto_id="id_twice_%s")["name"].as_field_group()
    assert 'id="id_name"' in ContactForm()["name"].as_field_group()


def test_a_question_names_the_body_of_its_own_page():
    pages = [
        WhenForm(today=DAY, body_name=name)["received_on"].as_field_group() for name in ("CLPNA", "APEGA", "CLPNA")
    ]
    assert "CLPNA" in pages[0]
    assert "APEGA" in pages[1]
    assert pages[0] == pages[2]


def test_what_is_needed_on_one_page_is_not_needed_on_another():
    SendForm(body_name="CLPNA")
    assert not ConsentForm({}, body_name="CLPNA").is_valid()
    assert SendForm({}, body_name="CLPNA").is_valid()
