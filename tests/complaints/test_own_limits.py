"""Time limits that bind the worker: which, with what date and source; and that filing here stops none of them."""

import datetime as dt

import pytest

from complaints.own_limits import own_limits
from mobility.law.days import today
from mobility.law.models import Jurisdiction
from tests.complaints.door import date, days_ago, sent, text
from tests.makers import make_complaint, make_filing

pytestmark = pytest.mark.django_db
LETTER = "letter"
STOPS = "Filing here does not stop the time limits for a review, an appeal or a court."


def place(code: str) -> Jurisdiction:
    return Jurisdiction.objects.get(pk=code)


def limits_of(complaint) -> list:
    return own_limits(complaint, complaint.file.clocks.all(), today())


@pytest.mark.parametrize(
    ("home", "receiving", "direction", "sources"),
    [
        ("ON", "AB", "inbound", {LETTER, ""}),
        (
            "BC",
            "AB",
            "inbound",
            {LETTER, "", "NWPTA Part IV (article not confirmed)"},
        ),
        ("AB", "ON", "outbound", {LETTER, ""}),
        (
            "AB",
            "BC",
            "outbound",
            {
                LETTER,
                "Labour Mobility Act s 4(2)(b), as amended 31 May 2012",
                "NWPTA Part IV (article not confirmed)",
            },
        ),
        (None, None, "inbound", {LETTER, ""}),
    ],
)
def test_which_limits_bind_a_worker(cast, home, receiving, direction, sources):
    ends = {"home": place(home) if home else None, "receiving": place(receiving) if receiving else None}
    complaint = make_complaint(direction=direction, dates={}, **ends)
    found = limits_of(complaint)
    assert {LETTER if limit.is_in_letter else limit.citation for limit in found} == sources
    assert all(limit.due_on is None for limit in found), "no number is confirmed, so there is no date"
    assert all(limit.sentences and limit.confidence in "S?" for limit in found)


def test_an_old_rule_gives_no_date(cast):
    complaint = make_complaint(direction="outbound", home=place("AB"), receiving=place("BC"))
    assert not any("60" in str(limit.sentences) or "old rule" in limit.label for limit in limits_of(complaint))


def test_the_day_of_the_decision_letter_comes_first(cast):
    by = today() + dt.timedelta(days=12)
    complaint = make_complaint(review_by=by)
    first, *others = limits_of(complaint)
    assert (first.due_on, first.confidence) == (by, "?")
    assert "Your last day is" in first.sentences[0]
    assert [limit.due_on for limit in others] == [None]
    passed = make_complaint(review_by=today() - dt.timedelta(days=1))
    assert limits_of(passed)[0].is_late
    assert "Your last day was" in limits_of(passed)[0].sentences[0]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_they_stand_first_on_receipt_and_follow_up_page(client, settings, language):
    settings.FORM_SECONDS = 0
    review = today() + dt.timedelta(days=20)
    when = {**date("notified_on", days_ago(3)), **date("review_by", review)}
    receipt = text(sent(client, language, when=when))
    page = text(client.get(f"/{language}/follow/file/"))
    title = {"en": "Time limits you must keep yourself", "fr": "Délais que vous devez respecter vous-même"}[language]
    after = {
        "en": ("What we received", "Where your complaint is"),
        "fr": ("Ce que nous avons reçu", "Où en est votre plainte"),
    }
    for said, later in zip((receipt, page), after[language], strict=True):
        assert title in said
        assert said.index(title) < said.index(later), later
    if language == "en":
        for said in (receipt, page):
            assert STOPS in said
            assert "No number of days is confirmed for this, so we give no date." in said
            assert "Source: your decision letter" in said


def test_the_desk_sees_them_above_the_clocks(client, cast, settings):
    settings.MFA_REQUIRED = False
    complaint = make_complaint(**{"review_by": today() + dt.timedelta(days=9)})
    client.force_login(cast.coordinator)
    page = client.get(complaint.get_absolute_url()).content.decode()
    assert page.index('<details class="proof own-limits" open>') < page.index('<details class="proof">')
    assert STOPS in page


def test_without_the_agreement_at_both_ends_its_way_is_not_named(cast):
    complaint = make_complaint(**make_filing().__dict__ | {"home": place("SK")})
    assert any("NWPTA" in limit.citation for limit in limits_of(complaint))
    complaint.home = place("NS")
    complaint.home_id = "NS"
    assert not any("NWPTA" in limit.citation for limit in limits_of(complaint))
