"""The Minister's extension: asked before the limit, within the rule, decided with authority; then the complaint's clock moves."""

import datetime as dt

import pytest

from complaints.models import Complaint
from mobility.accounts.models import OfficeContact
from mobility.accounts.refusals import Refused
from mobility.casefiles.models import Clock, ClockExtension, Task
from mobility.law.days import today
from mobility.outbox.models import Mail
from regulators import actions, risk
from regulators.compliance_choices import ExtensionStatus
from regulators.models import DutyFinding, ExtensionRequest
from tests.makers import ask_body, make_complaint
from tests.regulators.reviewing import DAY, later, on

RULE = "lma.decide"


@pytest.fixture
def clock(cast) -> Clock:
    """A complaint about CLPNA, which knows of it, with the time to decide still running."""
    applied = today() - 7 * DAY
    complaint = make_complaint(
        "accepted", by=cast.senior, dates={"application_received": applied, "application_complete": applied}
    )
    ask_body(complaint, by=cast.senior, at=later(0))
    return Clock.objects.get(file=complaint.file, rule=RULE)


def ask(cast, **said) -> ExtensionRequest:
    OfficeContact.objects.get_or_create(office=cast.body.office, email="registrar@body.example.org")
    words = {"days": 5, "reason": "A file is abroad.", "plan": "Decide by then.", "by": cast.registrar}
    return actions.ask_extension(cast.body, **{**words, **said})


def decided(cast, extension, **said) -> ExtensionRequest:
    actions.analyse_extension(extension, analysis="SECRET analysis", by=cast.coordinator)
    words = {"granted": True, "decision": "Reasonable.", "authority": "LMA, delegated", "by": cast.director}
    return actions.decide_extension(extension, **{**words, **said})


def test_granted_the_clock_moves_with_the_authority_and_worker_and_body_are_told(cast, clock):
    before = clock.due_on
    extension = decided(cast, ask(cast, clock=clock))
    clock.refresh_from_db()
    assert clock.due_on == extension.until_on > before
    row = ClockExtension.objects.get(clock=clock)
    assert (row.days, row.authority, row.by) == (5, "LMA, delegated", cast.director)
    worker = Complaint.objects.get(file=clock.file_id).complainant
    assert Mail.objects.filter(to=worker.email, kind="status-changed").exists()
    told = Mail.objects.filter(kind="body-extension-decided")
    assert {mail.to for mail in told} == {"registrar@body.example.org", cast.registrar.email}
    assert not any("SECRET" in mail.text for mail in told)
    assert extension.file.status == ExtensionStatus.GRANTED
    assert not extension.file.is_open


def test_refused_the_clock_stays(cast, clock):
    before = clock.due_on
    extension = decided(cast, ask(cast, clock=clock), granted=False)
    clock.refresh_from_db()
    assert (clock.due_on, extension.file.status) == (before, ExtensionStatus.REFUSED)


def test_not_more_days_than_the_rule_allows(cast, clock):
    with pytest.raises(Refused, match="10 more days"):
        ask(cast, clock=clock, days=11)
    extension = ask(cast, clock=clock)
    with pytest.raises(Refused, match="10 more days"):
        decided(cast, extension, days=11)
    extension.file.refresh_from_db()
    assert extension.file.is_open


def test_asked_before_the_limit_once_and_for_ones_own_clock(cast, clock):
    with pytest.raises(Refused, match="limit is over"):
        ask(cast, about="A-1", limit_on=on(-1))
    with pytest.raises(Refused):
        actions.ask_extension(
            cast.other_body, clock=clock, days=1, reason="x", plan="x", by=cast.other_registrar
        )  # fmt: skip
    with pytest.raises(Refused):
        ask(cast, clock=clock, by=cast.other_registrar)
    ask(cast, clock=clock)
    with pytest.raises(Refused, match="already asked"):
        ask(cast, clock=clock)


def test_without_a_complaint_the_new_limit_is_counted_in_the_days_of_the_rule(cast):
    friday = dt.date(2026, 12, 4)
    extension = decided(cast, ask(cast, about="A-1", limit_on=friday))
    assert extension.until_on == dt.date(2026, 12, 11)


def test_a_decision_needs_the_director_reasons_and_an_authority(cast):
    extension = ask(cast, about="A-1", limit_on=on(3))
    with pytest.raises(Refused):
        actions.decide_extension(extension, granted=True, decision="x", authority="x", by=cast.director)
    actions.analyse_extension(extension, analysis="x", by=cast.coordinator)
    for lacking in ({"decision": " "}, {"authority": " "}, {"by": cast.senior}, {"by": cast.registrar}):
        with pytest.raises(Refused):
            actions.decide_extension(
                extension, **{"granted": True, "decision": "x", "authority": "x", "by": cast.director, **lacking}
            )


def test_a_claim_without_a_decision_is_a_finding_once(cast, clock):
    extension = ask(cast, clock=clock)
    finding = actions.claim_extension(extension, evidence="Told the worker 30 days.", by=cast.coordinator)
    again = actions.claim_extension(extension, evidence="Again.", by=cast.coordinator)
    assert finding == again == DutyFinding.objects.get()
    assert (str(finding.provision), finding.assessment, finding.is_draft) == ("LMA extension", "not_in_line", True)
    assert {file.pk for file in finding.files.all()} == {extension.file_id, clock.file_id}
    assert risk.facts(cast.body, on(0))["extensions_claimed"] == 1
    granted = decided(cast, ask(cast, about="A-2", limit_on=on(3)))
    with pytest.raises(Refused):
        actions.claim_extension(granted, evidence="x", by=cast.coordinator)


def test_withdrawn_it_is_closed_and_nothing_moves(cast, clock):
    before = clock.due_on
    extension = actions.withdraw_extension(ask(cast, clock=clock), reason="Decided meanwhile.", by=cast.coordinator)
    clock.refresh_from_db()
    assert (clock.due_on, extension.is_granted) == (before, None)
    extension = ExtensionRequest.objects.get(pk=extension.pk)
    assert not extension.file.is_open


@pytest.mark.parametrize("role", ["coordinator", "senior", "registrar"])
def test_the_body_asks_and_the_unit_on_its_behalf(cast, role):
    extension = ask(cast, about="A-1", limit_on=on(3), by=cast.by_role[role])
    assert Task.objects.filter(file=extension.file, stopped_on__isnull=True).exists()


@pytest.mark.parametrize(
    "role", ["director", "other registrar", "ministry", "other province", "administrator", "auditor", "stranger"]
)
def test_nobody_else_asks(cast, role):
    with pytest.raises(Refused):
        ask(cast, about="A-1", limit_on=on(3), by=cast.by_role[role])


def test_in_the_portal_a_body_asks_and_sees_its_own_without_the_analysis(cast, clock, client, settings):
    settings.MFA_REQUIRED = False
    client.force_login(cast.registrar)
    assert clock.file.reference in client.get("/portal/extensions/").content.decode()
    said = {"clock": clock.pk, "days": 11, "reason": "A file is abroad.", "plan": "Decide."}
    again = client.post("/portal/extensions/", said)
    assert again.status_code == 409
    assert "A file is abroad." in again.content.decode()
    assert client.post("/portal/extensions/", {**said, "days": 3}).status_code == 302
    decided(cast, ExtensionRequest.objects.get())
    page = client.get("/portal/extensions/").content.decode()
    assert "Reasonable." in page
    assert "SECRET" not in page
    assert client.get(ExtensionRequest.objects.get().get_absolute_url()).status_code == 404
    client.force_login(cast.other_registrar)
    page = client.get("/portal/extensions/").content.decode()
    assert clock.file.reference not in page
    assert "Reasonable." not in page
    client.force_login(cast.ministry_partner)
    assert client.get("/portal/extensions/").status_code == 404
