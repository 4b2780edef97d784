"""Every page of the house for everybody: axe, 320 pixels, 200 % text, text spacing, forced colours, target size.

`visitors.sweep` opens each page once and looks at it on a phone or on a dark screen.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from complaints import actions, bulk
from complaints.choices import Source
from complaints.models import Ground
from disputes.actions import committees, measures, risks
from disputes.actions.committees import Raised
from mobility.accounts.models import User
from mobility.correspondence import actions as correspondence
from mobility.law.days import today
from mobility.law.models import Jurisdiction, Provision
from mobility.outbox.models import Mail
from regulators import actions as regulators
from regulators import actions as reports
from regulators.actions.advice import About, Asker
from regulators.actions.change_notices import Planned
from regulators.actions.guidance import Wording
from regulators.models import RegulatoryBody
from tests.journeys.visitors import PHONE, sign_in, sweep
from tests.makers import make_cast, make_complaint, make_filing
from tests.regulators.reporting import returns
from tests.servers import Server

PUBLIC = ["/{}/", "/{}/check/", "/{}/complain/", "/{}/follow/", "/{}/privacy/", "/{}/accessibility/", "/{}/contact/"]
SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }
"""


@pytest.fixture(scope="module")
def server_environment() -> dict[str, str]:
    return {"MFA_REQUIRED": "0"}


Visitor = Callable[..., Page]


@pytest.fixture
def visitor(new_context: Callable[..., BrowserContext], server: Server) -> Visitor:
    """`visitor()` or `visitor(user)`: an empty page, to be swept."""

    def arrive(user: User | None = None) -> Page:
        context = new_context(bypass_csp=True, **PHONE)
        if user:
            sign_in(context, server, user)
        return context.new_page()

    return arrive


@pytest.fixture
def senior(server: Server) -> User:
    return User.objects.filter(name="Selma Senior").first() or make_cast().senior


def desk_pages(person: User) -> list[str]:
    """The pages there are to see: full, empty and closed."""
    open_file = make_complaint("needs_information", by=person)
    closed = make_complaint("closed", by=person)
    busy = make_complaint("proposal", by=person)
    actions.escalate(busy, question="Report it?", options="Yes\nNo", recommendation="Yes", by=person)
    actions.mark_for_dispute(busy, reason="Third case this year", by=person)
    bare = actions.file(make_filing(grounds=[], dates={}, person={"channels": []}), source=Source.IMPORT)
    pages = [
        "/desk/",
        "/desk/unit/",
        "/desk/away/",
        "/desk/complaints/",
        "/desk/complaints/?sort=priority",
        "/desk/complaints/?q=nothingmatchesthis",
    ]
    actions.save_view(name=f"With doubt {open_file.pk}", query="flag=scope", for_unit=True, by=person)
    issue = actions.open_issue(title="A practice", hypothesis="One checklist.", by=person)
    actions.add_case(issue, complaint=open_file, by=person)
    pages += [f"/desk/complaints/{path}" for path in ("?more=1", "keys/", "views/?flag=scope", "export/?flag=scope")]
    pages += [f"/desk/complaints/bulk/?verb={verb}&file={open_file.file.reference}" for verb in bulk.VERBS]
    pages += [f"/desk/complaints/{found.file.reference}/beside/" for found in (open_file, closed)]
    pages += ["/desk/issues/", "/desk/issues/new/", issue.get_absolute_url(), f"{issue.get_absolute_url()}act/"]
    pages += [f"/desk/complaints/{found.file.reference}/" for found in (open_file, closed, bare, busy)]
    pages += ["/desk/complaints/new/"]
    pages += [
        f"/desk/complaints/{busy.file.reference}/{verb}/"
        for verb in ("conclude", "refer", "decline", "merge", "place", "call", "mail", "paper")
    ]
    return pages


def advice_pages(person: User) -> list[str]:
    """Enquiries, guidance notes and notices of change, each full, and the forms of some verbs."""
    body = RegulatoryBody.objects.select_related("office").get(slug="clpna")
    provision = Provision.objects.filter(instrument="CFTA").first()
    asker = Asker("media", name="Nora News", email="nora@example.net", organization="The Gazette")
    about = About("How many were refused?", body=body, provisions=[provision])
    said = {"channel": "email", "question": "How many?", "received_on": today()}
    enquiry = regulators.enter_enquiry(about=about, asker=asker, by=person, **said)
    before = regulators.enter_enquiry(about=about, asker=Asker("worker"), by=person, **said)
    regulators.draft_answer(before, answer="Few.", by=person)
    regulators.answer_enquiry(before, via="phone", by=person)
    wording = Wording("Fees", "Frais", "Publish all fees.", "Publiez tous les frais.", [provision])
    note = regulators.write_guidance(wording=wording, by=person).note
    planned = Planned("A wider scope", "scope", "They may prescribe.", "body", body=body, comment_until=today())
    notice = regulators.enter_notice(planned=planned, received_on=today(), by=person)
    regulators.analyse_notice(notice, provision=provision, finding="no", reasoning="A course.", by=person)
    own, notes = enquiry.get_absolute_url(), note.get_absolute_url()
    return [
        *(
            "/desk/advice/?state=all",
            f"/desk/advice/answers/?for={enquiry.file.reference}",
            "/desk/advice/enquiries/new/",
        ),
        *(own, f"{own}draft/", f"{own}use/?source={before.pk}", f"{own}revise/", before.get_absolute_url()),
        *("/desk/advice/guidance/", "/desk/advice/guidance/new/", notes, f"{notes}send/"),
        *("/desk/advice/notices/", "/desk/advice/notices/new/", notice.get_absolute_url()),
        *(f"{notice.get_absolute_url()}{verb}/" for verb in ("analyse", "advise", "touch", "result")),
        f"/desk/advice/provisions/{provision.pk}/",
    ]


def committee_pages(person: User) -> list[str]:
    """A committee with all it can have, a meeting held and one to come, and the forms of some verbs."""
    body = RegulatoryBody.objects.get(slug="clpna")
    table = committees.open_committee(title="A working group", kind="working_group", purpose="Talks.", by=person)
    committees.open_committee(title="A project of it", kind="project", parent=table, by=person)
    committees.enter_terms(table, text="It meets monthly.", adopted_on=today(), by=person)
    member = committees.seat_member(table, office=body.office, seat="chair", since_on=today(), by=person)
    held = committees.plan_meeting(table, meets_on=today(), place="By video", agenda="1. Fees", by=person)
    raised = Raised("Fees", body=body, position="Publish them.", decision="Each reports.")
    item = committees.raise_item(held, raised=raised, by=person)
    committees.hold_meeting(held, minutes="All agreed.", by=person)
    committees.give_action(held, what="List the fees", due_on=today(), to=person, item=item, by=person)
    ahead = committees.plan_meeting(table, meets_on=today(), by=person)
    own, met = table.get_absolute_url(), held.get_absolute_url()
    return [
        *("/desk/committees/", "/desk/committees/?q=nothingmatchesthis", "/desk/committees/new/", own),
        *(f"{own}{verb}/" for verb in ("plan", "terms", "seat", "revise", "end")),
        f"{own}unseat/?member={member.pk}",
        *(met, f"{met}revise_item/?item={item.pk}", f"{met}give/", f"{met}approve/"),
        *(ahead.get_absolute_url(), f"{ahead.get_absolute_url()}raise/", body.get_absolute_url()),
    ]


def risk_pages(person: User) -> list[str]:
    """The register before and after a risk is on it; a risk that rose and was overruled, and the forms of its verbs."""
    ground = Ground.objects.get(slug="additional-exam")
    body = RegulatoryBody.objects.get(slug="crna")
    described = {"text": "An exam.", "kind": "actual", "body": body, "occupation": None, "ground": ground}
    place = Jurisdiction.objects.get(pk="AB")
    measure = measures.record_measure(title="An entry exam", jurisdiction=place, **described, by=person)
    risk = risks.open_risk(measure=measure, counterpart=Jurisdiction.objects.get(pk="MB"), by=person)
    risks.enter_sign(risk, kind="letter", seen_on=today(), words="A letter", by=person)
    risks.overrule_risk(risk, likelihood=4, consequence=4, reason="The minister wrote.", by=person)
    own = risk.get_absolute_url()
    return [
        *("/desk/risks/", "/desk/risks/?q=nothingmatchesthis", "/desk/risks/?likelihood=4&consequence=4"),
        *("/desk/risks/new/", own, body.get_absolute_url()),
        *(f"{own}{verb}/" for verb in ("review", "mitigate", "sign", "overrule", "lift", "close")),
    ]


@pytest.mark.parametrize(("turn", "language"), enumerate(["en", "fr"]))
def test_public_pages_are_for_everybody(visitor: Visitor, turn: int, language: str):
    assert sweep(visitor(), [path.format(language) for path in PUBLIC], turn) == []


def test_desk_pages_are_for_everybody(visitor: Visitor, senior: User):
    pages = desk_pages(senior)
    assert sweep(visitor(senior), pages) == []
    director = User.objects.get(name="Dora Director")
    assert sweep(visitor(director), ["/desk/", "/desk/decisions/"]) == []


def test_pages_of_committees_and_risks_are_for_everybody(visitor: Visitor, senior: User):
    assert sweep(visitor(senior), committee_pages(senior) + risk_pages(senior)) == []


def test_pages_of_advice_are_for_everybody(visitor: Visitor, senior: User):
    assert sweep(visitor(senior), advice_pages(senior)) == []


def test_pages_for_whoever_is_asked_are_for_everybody(visitor: Visitor, senior: User):
    registrar = User.objects.get(name="Rita Registrar")
    asked = make_complaint("with_body", by=senior).file.requests.get()
    answered = make_complaint("with_body", by=senior).file.requests.get()
    correspondence.answer(answered, category="duplicate", text="In May.", by=registrar)
    paths = ["/portal/", asked.get_absolute_url(), answered.get_absolute_url()]
    assert sweep(visitor(registrar), paths) == []
    unit = visitor(senior)
    file = asked.file.complaint.get_absolute_url()
    verbs = [f"{file}requests/{asked.pk}/{verb}/" for verb in ("on_behalf", "extend", "revoke")]
    assert sweep(unit, [file, f"{file}ask_body/", f"{file}ask_counterpart/", *verbs]) == []
    without = make_complaint("with_body", by=senior, body=RegulatoryBody.objects.get(slug="cpsa"))
    unit.goto(without.get_absolute_url())
    unit.get_by_role("button", name="Send again").click()
    unit.get_by_text("The request is on its way again.").wait_for()
    link = re.search(r"/r/[\w-]+/", Mail.objects.filter(kind="body-request").order_by("pk").last().text)
    assert link is not None
    page = visitor()
    assert sweep(page, [link[0]]) == []
    page.get_by_role("button", name="Open the request").click()
    page.get_by_role("button", name="Send the answer").wait_for()
    assert sweep(page, [f"/request/{without.file.requests.get().pk}/"]) == []


def test_pages_of_annual_reports_are_for_everybody(visitor: Visitor, senior: User):
    registrar = User.objects.get(name="Rita Registrar")
    other = returns.second_of(RegulatoryBody.objects.get(slug="cpsa"))
    open_one, done = (returns.make_report(one.office.body, senior) for one in (registrar, other))
    reports.save_section(open_one, "b", values={"b01": "many", "b02": -4}, texts={}, mark=0, by=registrar)
    reports.check_draft(open_one, by=registrar)
    returns.certified_nil(done, returns.second_of(other.office.body), other)
    for person, found, paths in (
        (registrar, open_one, ["", "findings/", "version/1/", *(f"section/{one}/" for one in "bgh")]),
        (other, done, ["", "receipt/1/", "version/1/"]),
    ):
        pages = ["/portal/", "/portal/reports/", *(found.portal_url + path for path in paths)]
        assert sweep(visitor(person), pages) == []
    pages = [f"/portal/reports/forms/{open_one.form.id}/", "/desk/reports/", "/desk/reports/?state=accepted"]
    pages += [
        "/desk/reports/statistics/",
        "/desk/reports/statistics/years/",
        open_one.get_absolute_url(),
        done.get_absolute_url(),
    ]
    pages += [f"{open_one.get_absolute_url()}{verb}/" for verb in ("grant_time", "load", "waive")]
    pages += [f"{done.get_absolute_url()}{verb}/" for verb in ("send_back", "version/1")]
    assert sweep(visitor(senior), pages) == []


def test_nothing_is_cut_off_with_large_and_widely_spaced_text(new_context: Callable[..., BrowserContext]):
    page = new_context(bypass_csp=True, viewport={"width": 640, "height": 800}).new_page()
    for path in PUBLIC:
        page.goto(path.format("fr"))
        page.add_style_tag(content=f"html {{ font-size: 200% !important; }} {SPACING}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path


def test_forced_colours_keep_borders_and_marks(new_context: Callable[..., BrowserContext]):
    page = new_context(viewport={"width": 360, "height": 740}, forced_colors="active").new_page()
    page.goto("/en/follow/")
    style = "getComputedStyle(document.querySelector('input[type=text], input:not([type])')).borderTopStyle"
    assert page.evaluate(style) == "solid"


def test_the_whole_page_can_be_used_with_the_keyboard(new_context: Callable[..., BrowserContext]):
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto("/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_what_a_screen_reader_is_told_about_the_way_in(new_context: Callable[..., BrowserContext]):
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto("/en/follow/")
    expect(page.locator("main")).to_match_aria_snapshot("""
      - main:
        - link "Leave this page quickly"
        - heading "Follow a complaint" [level=1]
        - textbox "Reference"
        - textbox "Access code"
        - button "Open my page"
    """)
    page.get_by_role("button", name="Open my page").click()
    expect(page.locator("main")).to_match_aria_snapshot("""
      - alert:
        - heading "There are 2 things to fix" [level=2]
        - list:
          - listitem:
            - link
          - listitem:
            - link
    """)
    assert page.evaluate("document.activeElement.getAttribute('role') === 'alert'")


def test_the_scope_check_is_answered_with_the_keyboard_alone(new_context: Callable[..., BrowserContext]):
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto("/en/check/")
    for _question in range(6):
        if "/check/" not in page.url or page.get_by_role("radio").count() + page.get_by_role("combobox").count() == 0:
            break
        if page.get_by_role("combobox").count():
            focus_by_tab(page, "SELECT")
            page.keyboard.type("Ont")
        else:
            focus_by_tab(page, "INPUT")
            page.keyboard.press("Space")
        focus_by_tab(page, "BUTTON")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Yes, we can look into this")


def focus_by_tab(page: Page, tag: str) -> None:
    """Press Tab until an element of this kind in the main part has the focus; every stop shows where it is."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "(() => { const e = document.activeElement; return [e.tagName, e.closest('main') !== null,"
            " getComputedStyle(e).outlineStyle]; })()"
        )
        if found[0] == tag and found[1]:
            assert found[2] != "none"
            return
    raise AssertionError(f"no {tag} was reached with Tab")
