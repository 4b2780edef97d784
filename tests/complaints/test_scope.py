"""The scope check: where the answers lead, what a file then carries, what the page says."""

import datetime as dt
import re
from html import unescape

import pytest

from complaints import scope, texts
from complaints.models import Complaint
from mobility.law.models import Jurisdiction
from tests.complaints.door import WHO, sent, text

PLACES = {"AB", "ON", "BC"}
INBOUND = {"certificate": "yes", "home": "ON", "standing": "full", "going": "into_alberta"}
ALBERTAN = {"certificate": "yes", "home": "AB", "standing": "full", "going": "from_alberta"}


@pytest.mark.parametrize(
    ("answers", "ending", "doubt"),
    [
        ({**INBOUND, "problem": "slow"}, "in_scope", ""),
        ({**INBOUND, "certificate": "unsure", "problem": "slow"}, "in_scope", "unsure"),
        ({**INBOUND, "standing": "limited", "problem": "refused"}, "in_scope", "limited"),
        ({**INBOUND, "problem": "wages"}, "wages", "wages"),
        ({**INBOUND, "certificate": "trade", "problem": "trade_employer"}, "trade", "trade"),
        ({**INBOUND, "certificate": "trade", "problem": "refused"}, "in_scope", ""),
        (
            {"certificate": "yes", "home": "AB", "standing": "full", "going": "from_alberta", "problem": "more"},
            "in_scope",
            "",
        ),
        ({"certificate": "yes", "home": "AB", "standing": "full", "going": "same"}, "same_province", "same_province"),
        ({**INBOUND, "going": "elsewhere"}, "other_province", "other_province"),
        ({"certificate": "abroad"}, "abroad", "abroad"),
        ({"certificate": "ended"}, "lapsed", "lapsed"),
        ({**INBOUND, "problem": "unsafe"}, "danger", ""),
        # each part of "who is in and who is out", in its order
        ({**INBOUND, "certificate": "trade", "problem": "slow_trade"}, "trade", "trade"),
        ({**INBOUND, "certificate": "trade", "problem": "more"}, "in_scope", ""),
        ({**INBOUND, "certificate": "trade", "problem": "review"}, "in_scope", ""),
        ({**ALBERTAN, "certificate": "trade", "problem": "refused"}, "in_scope", ""),
        ({**ALBERTAN, "certificate": "trade", "problem": "slow"}, "in_scope", ""),
        ({"certificate": "no"}, "uncertified", "uncertified"),
        ({"certificate": "learning"}, "learner", "learner"),
        ({"certificate": "unregulated_home"}, "unregulated_home", "unregulated_home"),
        ({**INBOUND, "going": "not_regulated_there"}, "unregulated", "unregulated"),
        ({"certificate": "federal"}, "federal", "federal"),
        ({**INBOUND, "standing": "no"}, "lapsed", "lapsed"),
        ({**INBOUND, "problem": "hiring"}, "hiring", "hiring"),
        ({**INBOUND, "problem": "immigration"}, "immigration", "immigration"),
        ({**INBOUND, "problem": "permit_business"}, "business_licence", "business_licence"),
    ],
)
def test_where_the_answers_lead(answers, ending, doubt):
    walk = scope.walk(answers, PLACES)
    assert (walk.ending, walk.doubt) == (ending, doubt)


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ({}, "certificate"),
        ({"certificate": "nonsense"}, "certificate"),
        ({"certificate": "yes", "home": "ZZ"}, "home"),
        ({**INBOUND, "going": "from_alberta"}, "going"),
        ({**INBOUND, "problem": "trade_employer"}, "problem"),
        ({**INBOUND, "certificate": "trade", "problem": "slow"}, "problem"),
        ({**ALBERTAN, "certificate": "trade", "problem": "slow_trade"}, "problem"),
    ],
)
def test_an_answer_that_is_none_asks_again(answers, question):
    assert scope.walk(answers, PLACES).question["id"] == question


def test_every_goto_leads_somewhere():
    data = texts.load("scope-check")
    known = {question["id"] for question in data["questions"]} | set(data["endings"])
    assert {answer["goto"] for question in data["questions"] for answer in question["answers"]} <= known


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_ending_names_somebody_and_lets_one_file(client, language):
    data = texts.load("scope-check")
    for ending in data["endings"]:
        page = client.get(f"/{language}/check/", {**ASKED[ending]})
        said = text(page)
        assert texts.say(data["endings"][ending]["title"], language) in said
        assert f"/{language}/complain/who/?" in page.content.decode()
        if data["endings"][ending]["scope"] != "in":
            assert texts.say(data["file_anyway"], language) in said
            assert f"doubt={ending}" in page.content.decode()


ASKED = {
    "in_scope": {**INBOUND, "problem": "slow"},
    "lapsed": {"certificate": "ended"},
    "learner": {"certificate": "learning"},
    "abroad": {"certificate": "abroad"},
    "federal": {"certificate": "federal"},
    "unregulated_home": {"certificate": "unregulated_home"},
    "uncertified": {"certificate": "no"},
    "other_province": {**INBOUND, "going": "elsewhere"},
    "same_province": {"certificate": "yes", "home": "AB", "standing": "full", "going": "same"},
    "unregulated": {**INBOUND, "going": "not_regulated_there"},
    "trade": {**INBOUND, "certificate": "trade", "problem": "trade_employer"},
    "wages": {**INBOUND, "problem": "wages"},
    "hiring": {**INBOUND, "problem": "hiring"},
    "immigration": {**INBOUND, "problem": "immigration"},
    "business_licence": {**INBOUND, "problem": "permit_business"},
    "danger": {**INBOUND, "problem": "unsafe"},
}


@pytest.mark.django_db
def test_a_question_without_an_answer_says_so(client):
    said = text(client.get("/en/check/", {"asked": "certificate"}))
    assert "There is one thing to fix" in said


@pytest.mark.django_db
def test_two_dates_are_answered_at_once_with_their_doubt(client, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 25, 18, tzinfo=dt.UTC))
    dates = {"dates": "yes", "complete_on_day": "22", "complete_on_month": "10", "complete_on_year": "2026"}
    said = text(client.get("/en/check/", {**ASKED["in_scope"], **dates}))
    assert "On the dates you gave, a decision was due by Friday 20 November. That is 3 business days ago." in said
    assert "The body may see the dates differently." in said
    assert "From a secondary source" in said
    assert "We skip Saturdays, Sundays and Remembrance Day (Wednesday 11 November)." in said


@pytest.mark.django_db
def test_one_date_is_answered_with_what_is_missing(client):
    dates = {"dates": "yes", "received_on_day": "22", "received_on_month": "10", "received_on_year": "2025"}
    said = text(client.get("/en/check/", {**ASKED["in_scope"], **dates}))
    assert "The time for a decision is counted from the day the application was complete." in said


@pytest.mark.django_db
def test_who_is_certified_elsewhere_is_told_their_home_coordinator(client):
    office = Jurisdiction.objects.get(pk="ON").coordinator_office
    assert office
    assert office in text(client.get("/en/check/", ASKED["in_scope"]))
    assert office not in text(client.get("/en/check/", {**ALBERTAN, "problem": "slow"}))


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["wages", "trade", "federal", "lapsed", "unregulated_home"])
def test_whoever_files_anyway_carries_the_doubt_into_the_file(client, settings, ending):
    settings.FORM_SECONDS = 0
    page = client.get("/en/check/", ASKED[ending]).content.decode()
    address = unescape(re.search(r'href="(/en/complain/who/[^"]*)"', page)[1])
    who = client.get(address).content.decode()
    doubt = re.search(r'name="scope_doubt" value="([^"]*)"', who)[1]
    sent(client, who={**WHO, "scope_doubt": doubt, "referred_by": "Ontario"})
    complaint = Complaint.objects.get()
    assert (complaint.scope_doubt, complaint.referred_by) == (ending, "Ontario")


@pytest.mark.django_db
def test_out_of_alberta_no_alberta_time_limit_is_named(client):
    answers = {"certificate": "yes", "home": "AB", "standing": "full", "going": "from_alberta", "problem": "slow"}
    dates = {"dates": "yes", "complete_on_day": "22", "complete_on_month": "10", "complete_on_year": "2025"}
    said = text(client.get("/en/check/", {**answers, **dates}))
    assert "We have no confirmed time limit for that province." in said
    assert "business day" not in said


@pytest.mark.django_db
def test_the_check_stores_nothing(client, django_assert_num_queries):
    response = client.get("/en/check/", ASKED["wages"])
    assert not response.cookies
