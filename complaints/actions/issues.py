"""Systemic issues: opened, filled with complaints, acted on, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import access
from complaints.choices import EventKind, IssueStatus, IssueVerb
from complaints.group_models import Issue, IssueCase
from complaints.models import Complaint
from complaints.workflow import ISSUES
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles.access import can_write
from mobility.casefiles.choices import Kind
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile
from mobility.casefiles.primitives import lock, move, open_file, redue, require
from regulators.models import RegulatoryBody


@transaction.atomic
def open_issue(
    *,
    title: str,
    hypothesis: str,
    requirement: str = "",
    bodies: Iterable[RegulatoryBody] = (),
    by: User,
    at: dt.datetime | None = None,
) -> Issue:
    """Open a file for a practice that seems to stand behind several complaints; who opens it owns it. Records `issue_opened`."""
    at = at or now()
    require(by.can(Capability.WORK))
    case = open_file(kind=Kind.SYSTEMIC, title=title, status=IssueStatus.OPEN, at=at, owner=by)
    issue = Issue.objects.create(file=case, hypothesis=hypothesis, requirement=requirement)
    issue.bodies.set(bodies)
    record(case, EventKind.ISSUE_OPENED, by=by, at=at, facts={"hypothesis": hypothesis})
    redue(case)
    return issue


def begin(issue: Issue, verb: str, by: User, version: int | None) -> CaseFile:
    case = lock(issue, version=version)
    require(access.can_do(by, issue, verb), ISSUES.refusal(case.status, verb))
    return case


@transaction.atomic
def revise_issue(
    issue: Issue,
    *,
    hypothesis: str,
    requirement: str,
    bodies: Iterable[RegulatoryBody],
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Issue:
    """Describe it anew. Records `issue_revised` with what was thought before."""
    case = begin(issue, IssueVerb.REVISE, by, version)
    facts = {"from": issue.hypothesis, "to": hypothesis, "requirement": requirement}
    issue.hypothesis, issue.requirement = hypothesis, requirement
    issue.save(update_fields=["hypothesis", "requirement"])
    issue.bodies.set(bodies)
    record(case, EventKind.ISSUE_REVISED, by=by, at=at or now(), facts=facts)
    redue(case)
    return issue


@transaction.atomic
def add_case(
    issue: Issue, *, complaint: Complaint, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Issue:
    """Group a complaint under the issue. Records `issue_joined` on both; the version is the issue's. Done twice it changes nothing."""
    at = at or now()
    for row in sorted((issue, complaint), key=lambda row: row.pk):
        lock(row, version=version if row is issue else None)
    case = begin(issue, IssueVerb.ADD, by, None)
    require(can_write(by, complaint.file))
    if IssueCase.objects.filter(issue=issue, complaint=complaint, until_at__isnull=True).exists():
        return issue
    IssueCase.objects.create(issue=issue, complaint=complaint, added_by=by, added_at=at)
    facts = {"issue": case.reference, "complaint": complaint.file.reference}
    for file in (complaint.file, case):
        record(file, EventKind.ISSUE_JOINED, by=by, at=at, facts=facts)
        redue(file)
    return issue


@transaction.atomic
def drop_case(
    issue: Issue, *, complaint: Complaint, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Issue:
    """Take a complaint out of the issue. Records `issue_left` on both. Done twice it changes nothing."""
    at = at or now()
    for row in sorted((issue, complaint), key=lambda row: row.pk):
        lock(row, version=version if row is issue else None)
    case = begin(issue, IssueVerb.DROP, by, None)
    require(can_write(by, complaint.file))
    if not IssueCase.objects.filter(issue=issue, complaint=complaint, until_at__isnull=True).update(until_at=at):
        return issue
    facts = {"issue": case.reference, "complaint": complaint.file.reference}
    for file in (complaint.file, case):
        record(file, EventKind.ISSUE_LEFT, by=by, at=at, facts=facts)
        redue(file)
    return issue


@transaction.atomic
def act_on_issue(
    issue: Issue, *, action: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Issue:
    """Say what we do about it. Records `issue_acted`; earlier words stay in the history."""
    case = begin(issue, IssueVerb.ACT, by, version)
    if not action.strip():
        raise Refused(_("Say what we do about it."))
    move(case, ISSUES, IssueVerb.ACT)
    issue.action = action
    issue.save(update_fields=["action"])
    record(case, EventKind.ISSUE_ACTED, by=by, at=at or now(), facts={"action": action})
    redue(case)
    return issue


@transaction.atomic
def close_issue(
    issue: Issue, *, result: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Issue:
    """Close it with what came of it. Records `issue_closed`; its complaints go on by themselves."""
    at = at or now()
    case = begin(issue, IssueVerb.CLOSE, by, version)
    if not result.strip():
        raise Refused(_("Say what came of it."))
    move(case, ISSUES, IssueVerb.CLOSE)
    case.closed_at = at
    issue.result = result
    issue.save(update_fields=["result"])
    record(case, EventKind.ISSUE_CLOSED, by=by, at=at, facts={"result": result})
    redue(case)
    return issue


@transaction.atomic
def reopen_issue(
    issue: Issue, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Issue:
    """Take it up again. Records `issue_reopened` with the reason."""
    case = begin(issue, IssueVerb.REOPEN, by, version)
    move(case, ISSUES, IssueVerb.REOPEN)
    case.closed_at = None
    record(case, EventKind.ISSUE_REOPENED, by=by, at=at or now(), facts={"reason": reason})
    redue(case)
    return issue
