"""A dispute in a real browser: from the complaints behind it to the settlement, and what that bars. axe looks along the way."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import BrowserContext, Page, expect

from complaints.choices import Direction
from complaints.models import Complaint, Ground
from disputes import actions, risk_scoring
from disputes.actions import risks
from disputes.choices import PackId
from disputes.dispute_models import Dispute, Measure
from mobility.accounts.models import User
from mobility.law.days import today
from mobility.law.models import Jurisdiction, Provision
from mobility.outbox.models import Mail
from regulators.models import Occupation, PostedException
from tests.disputes.makers import go, make_dispute, make_measure
from tests.journeys.visitors import PHONE, Eye, sign_in, sweep
from tests.makers import Cast, make_cast, make_complaint
from tests.servers import Server

OPENED = today() - dt.timedelta(days=60)
BEGUN = today() - dt.timedelta(days=50)
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
#: What every guard that leaves something to a person is answered with.
WORDS = "Looked at with Legal Services; see the memo on file."


@pytest.fixture(scope="module")
def server_environment() -> dict[str, str]:
    return {"MFA_REQUIRED": "0"}


_made: dict[str, Cast] = {}


def people() -> Cast:
    """Everybody, once in each database: the tests of this module share their server."""
    name = str(connection.settings_dict["NAME"])
    if name not in _made:
        _made[name] = make_cast()
    return _made[name]


def desk_of(new_context: Callable[..., BrowserContext], server: Server, user: User) -> Page:
    context = new_context(bypass_csp=True, **DESK)
    sign_in(context, server, user)
    return context.new_page()


def day(page: Page, name: str, on: dt.date) -> None:
    for part, value in (("day", on.day), ("month", on.month), ("year", on.year)):
        box = page.locator(f"[name={name}_{part}]")
        if box.evaluate("one => one.tagName") == "SELECT":
            box.select_option(str(value))
        else:
            box.fill(str(value))


def answer_guards(page: Page) -> None:
    for box in page.locator("textarea[name^=guard_]").all():
        box.fill(WORDS)


def record(page: Page, dispute: Dispute, verb: str, on: dt.date, acting: str = "", authorised: bool = False) -> None:
    """Record one step on its page."""
    page.goto(f"/desk/disputes/{dispute.file.reference}/step/{verb}/")
    day(page, "on", on)
    if acting:
        page.select_option("[name=acting]", acting)
    if authorised:
        page.fill("[name=authorised_by]", "Deputy Minister, memo of 3 March")
    answer_guards(page)
    page.get_by_role("button", name="Record this step").click()
    page.wait_for_url(re.compile(r"/desk/disputes/[^/]+/(#.*)?$"))


def test_from_three_complaints_to_a_settlement_and_what_it_bars(
    new_context: Callable[..., BrowserContext], server: Server
) -> None:
    cast = people()
    health = cast.ministry
    page = desk_of(new_context, server, cast.coordinator)
    eye = Eye(page)

    # Three complaints about one requirement: the risk rises over the threshold, and senior management has a note.
    measure = exam_of_ontario()
    risk = risks.open_risk(measure=measure, counterpart=measure.jurisdiction, by=cast.coordinator)
    low = risk.score
    files = [outbound(cast).file for _ in range(3)]
    risks.enter_sign(
        risk, kind="elsewhere", seen_on=today(), words="Manitoba asked for consultations.", by=cast.coordinator
    )
    page.goto(risk.get_absolute_url())
    page.get_by_role("link", name="Count anew").click()
    page.get_by_role("button", name="Count anew").click()
    expect(page.get_by_text("Three complaints or more about this requirement").first).to_be_visible()
    expect(page.get_by_text("Note to senior management").first).to_be_visible()
    risk.refresh_from_db()
    assert risk.score >= risk_scoring.standards().notify_at > low
    told = set(Mail.objects.filter(kind="staff-risk").values_list("to", flat=True))
    assert told == {cast.senior.email, cast.director.email}
    eye.look()

    # The dispute is opened as Initiating Party, from the three complaints.
    page.goto("/desk/disputes/new/?from=" + ",".join(file.reference for file in files))
    page.fill("[name=title]", "Alberta and Ontario: assessment asked of degree holders")
    page.select_option("[name=pack]", PackId.CFTA_A.value)
    page.select_option("[name=alberta]", "initiating")
    page.select_option("[name=replying]", "ON")
    page.select_option("[name=measure]", str(measure.pk))
    page.select_option("[name=lead]", str(health.pk))
    day(page, "opened_on", OPENED)
    eye.press("text=Open the dispute >> nth=-1")
    dispute = Dispute.objects.order_by("pk").last()
    assert dispute is not None
    expect(page.get_by_text("Worker C").first).to_be_visible()
    assert str(files[0].complaint.complainant) not in page.content()

    # The notice is drafted from the file, read by a senior, approved, and served on fourteen addressees on one day.
    page.get_by_role("button", name="Draft: Request for consultations").click()
    for box in page.locator("textarea").all():
        if not box.input_value().strip():
            box.fill("As the evidence index shows.")
    eye.press("text=Keep the draft")
    page.get_by_role("link", name="Give to a senior for review").first.click()
    page.select_option("[name=reviewer]", str(cast.senior.pk))
    page.get_by_role("button", name="Give to a senior for review").click()
    expect(page.get_by_text("It is on that person’s desk.")).to_be_visible()  # before the senior opens the file
    senior = desk_of(new_context, server, cast.senior)
    senior.goto(dispute.get_absolute_url())
    senior.get_by_role("link", name="Approve").first.click()
    senior.get_by_role("button", name="Approve").click()
    senior.get_by_text("The notice may be served.").wait_for()
    page.goto(dispute.get_absolute_url())
    eye.press("text=Serve…")
    expect(page.get_by_role("heading", name="14 must have it")).to_be_visible()
    day(page, "on", BEGUN)
    page.fill("[name=authorised_by]", "Deputy Minister, memo of 3 March")
    page.select_option("[name=way]", "courier")
    page.check("[name=elsewhere]")
    answer_guards(page)
    eye.press("text=Serve it")
    expect(page.get_by_text("0 of 14 proved")).to_be_visible()
    page.get_by_role("link", name="Enter the delivery").first.click()
    page.locator("[name=proof]").wait_for()
    for box in page.locator("[name=deliveries]").all():
        box.check()
    day(page, "delivered_on", BEGUN)
    page.fill("[name=proof]", "Courier’s list of receipts")
    page.get_by_role("button", name="Enter the delivery").click()
    expect(page.get_by_text("14 of 14 proved")).to_be_visible()

    # One government joins on day 9; one on day 11 is marked late, and a person decides.
    record(page, dispute, "join_consultations", BEGUN + dt.timedelta(days=9), "any_party:BC")
    record(page, dispute, "join_consultations", BEGUN + dt.timedelta(days=11), "any_party:SK")
    expect(page.get_by_text("Saskatchewan joined late").first).to_be_visible()
    page.get_by_role("link", name="Decide on the late notice").click()
    page.select_option("[name=accept]", "yes")
    page.fill("[name=reason]", "It had told us by telephone in time.")
    page.get_by_role("button", name="Decide on the late notice").click()
    expect(page.get_by_text("Saskatchewan: Consulting Participant, Late, accepted")).to_be_visible()

    # Ministries contribute: an issue is opened to Alberta's room, the ministry states its position there.
    page.get_by_role("link", name="Add an issue").click()
    page.fill("[name=question]", "Does the exception reach degree holders?")
    page.select_option("[name=side]", "alberta")
    page.get_by_role("button", name="Add an issue").click()
    partner = desk_of(new_context, server, cast.ministry_partner)
    other = Eye(partner)
    other.open("/partner/")
    partner.get_by_role("link", name="Alberta and Ontario: assessment asked of degree holders").click()
    other.look()
    partner.get_by_text("State your position").click()
    partner.get_by_role("textbox", name="Your position").fill("Eight weeks are a burden others do not carry.")
    other.press("section#issues button")
    page.goto(dispute.get_absolute_url())
    expect(page.get_by_text("Eight weeks are a burden others do not carry.")).to_be_visible()

    # Settled in consultations: over, and no bar, for no panel was requested.
    record(page, dispute, "settle", today() - dt.timedelta(days=5), "disputing_parties:AB", authorised=True)
    expect(page.get_by_text("Over since")).to_be_visible()
    eye.look()
    page.goto(f"/desk/disputes/new/?measure={measure.pk}")
    expect(page.get_by_text("no panel was requested on this measure, and CFTA 1003.3")).to_be_visible()
    eye.look()

    # A second one with a panel request, then settled: the bar shows when a new one on the same measure is tried.
    second = make_dispute(cast, measure=measure, opened_on=today() - dt.timedelta(days=200))
    go(second, "request_consultations", today() - dt.timedelta(days=200), cast.coordinator)
    record(page, second, "request_panel", today() - dt.timedelta(days=60), "initiating_party:AB", authorised=True)
    record(page, second, "settle", today() - dt.timedelta(days=10), "disputing_parties:AB", authorised=True)
    page.goto(f"/desk/disputes/new/?measure={measure.pk}")
    expect(page.get_by_text("Barred", exact=True)).to_be_visible()
    third = make_dispute(cast, measure=measure)
    page.goto(f"/desk/disputes/{third.file.reference}/step/request_consultations/")
    expect(page.get_by_text("Blocks", exact=True)).to_be_visible()
    expect(page.get_by_text("no new request on this measure until").first).to_be_visible()
    eye.look()


def exam_of_ontario() -> Measure:
    """A measure of Ontario's that no posted exception covers."""
    ground = Ground.objects.get(slug="additional-exam")
    occupation = Occupation.objects.filter(body__slug="clpna").first()
    measure = Measure.objects.create(
        title="Examination asked of degree holders", jurisdiction_id="ON", ground=ground, occupation=occupation
    )
    measure.provisions.add(Provision.objects.get(instrument="CFTA", citation="art 705"))
    PostedException.objects.filter(jurisdiction_code__in=("ON", "unspecified")).delete()
    return measure


def outbound(cast: Cast) -> Complaint:
    """A worker of Alberta whom Ontario's body asks for an assessment."""
    return make_complaint(
        direction=Direction.OUTBOUND, home=Jurisdiction.objects.get(code="AB"), receiving=Jurisdiction.objects.get(code="ON"),
        home_body=cast.body, body=None, body_text="Body of Ontario",
        grounds=[Ground.objects.get(slug="additional-exam")], dates={},
    )  # fmt: skip


def test_the_pages_of_disputes_are_for_everybody(new_context: Callable[..., BrowserContext], server: Server) -> None:
    cast = people()
    dispute = make_dispute(cast, measure=make_measure(cast), opened_on=OPENED)
    go(dispute, "request_consultations", BEGUN, cast.coordinator)
    go(dispute, "join_consultations", BEGUN + dt.timedelta(days=11), cast.coordinator, acting="any_party:SK")
    actions.let_in(dispute, office=cast.ministry, by=cast.coordinator)
    actions.let_in(dispute, office=cast.ontario, by=cast.coordinator)
    issue = actions.raise_issue(
        dispute, question="Does the exception reach degree holders?", side="joint", by=cast.coordinator
    )
    actions.take_position(
        dispute, issue=issue.pk, what="bottom_line", text="Ten days.", source="Memo", by=cast.coordinator
    )
    actions.say(dispute, side="joint", text="We propose to meet.", by=cast.coordinator)
    actions.meet(
        dispute, side="joint", meets_on=today(), place="By video", agenda="1. The exception", by=cast.coordinator
    )
    actions.give_task(dispute, office=cast.ministry, what="Figures", due_on=today(), by=cast.coordinator)
    actions.brief(dispute, language="en", by=cast.coordinator)
    draft = actions.draft(dispute, verb="settle", kind="notice_settlement", language="fr", by=cast.coordinator)
    actions.propose_change(
        rule_id="cfta.consultations_minimum",
        days=90,
        confidence="V",
        source="https://cfta-alec.ca/",
        reason="Read.",
        by=cast.senior,
    )
    here = dispute.get_absolute_url()
    party = dispute.parties.get().pk
    pages = [
        "/desk/disputes/", "/desk/disputes/?state=over", here, "/desk/disputes/new/", f"{here}plan/?report_issued=soon",
        f"{here}step/settle/", f"{here}step/request_panel/", f"{here}notices/{draft.pk}/", f"{here}decide_late/?party={party}",
        f"{here}take_position/?issue={issue.pk}", f"{here}revise/", "/desk/disputes/rosters/", "/desk/disputes/rules/",
        "/desk/disputes/rules/cfta.consultations_minimum/", f"/desk/disputes/precedents/?with={dispute.file.reference}",
    ]  # fmt: skip
    wrong = sweep(visitor(new_context, server, cast.senior), pages)
    for user in (cast.ministry_partner, cast.ontario_partner):
        wrong += sweep(
            visitor(new_context, server, user), ["/partner/", f"/partner/disputes/{dispute.file.reference}/"]
        )
    assert wrong == []


def visitor(new_context: Callable[..., BrowserContext], server: Server, user: User) -> Page:
    context = new_context(bypass_csp=True, **PHONE)
    sign_in(context, server, user)
    return context.new_page()


def test_the_picture_prints_whole(new_context: Callable[..., BrowserContext], server: Server) -> None:
    cast = people()
    dispute = make_dispute(cast, measure=make_measure(cast), opened_on=OPENED)
    go(dispute, "request_consultations", BEGUN, cast.coordinator)
    page = desk_of(new_context, server, cast.coordinator)
    page.goto(dispute.get_absolute_url())
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 720, "height": 1000})
    box = page.locator("#phases svg.pic[role=img]").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 720
