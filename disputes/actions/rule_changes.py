"""A number of an agreement is changed or confirmed: one proposes, another puts it in force; open disputes it touches are counted anew."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from disputes import clocking
from disputes.choices import EventKind
from disputes.dispute_models import Dispute
from disputes.rule_models import RuleChange
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles.choices import Side
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.primitives import lock, redue, require
from mobility.law.days import law_date
from mobility.law.models import RuleVersion

from .steps import tell_of_change

#: Kinds of packs whose rules disputes run by.
KINDS = ("agreement", "former_agreement")


def in_force(rule_id: str, on: dt.date) -> RuleVersion:
    """The version a change is made to: the one in force that day, else the newest."""
    rows = list(RuleVersion.objects.filter(rule_id=rule_id, pack__kind__in=KINDS).order_by("effective_from"))
    if not rows:
        raise Refused(_("There is no such rule in the agreements."))
    begun = [row for row in rows if row.effective_from is None or row.effective_from <= on]
    return begun[-1] if begun else rows[-1]


def touched(rule_id: str) -> list[Dispute]:
    """Open disputes that a clock of this rule runs or ran on. One query."""
    return list(
        Dispute.objects.open().filter(file__clocks__rule=rule_id).select_related("file").distinct().order_by("file")
    )


@transaction.atomic
def propose_change(
    *,
    rule_id: str,
    days: int | None,
    confidence: str,
    source: str,
    reason: str,
    by: User,
    effective_from: dt.date | None = None,
    at: dt.datetime | None = None,
) -> RuleChange:
    """Propose another number, or that the one we have is confirmed. Nothing is counted by it before somebody else puts it in force."""
    at = at or now()
    require(by.can(Capability.WORK))
    before = in_force(rule_id, effective_from or law_date(at))
    if not reason.strip() or not source.strip():
        raise Refused(_("Say why, and where it was read."))
    if effective_from is not None and before.effective_from is not None and effective_from <= before.effective_from:
        raise Refused(_("The version in force began on %(day)s: give a later day.") % {"day": before.effective_from})
    if RuleChange.objects.filter(rule_id=rule_id, state=RuleChange.State.PROPOSED).exists():
        raise Refused(_("A change of this rule waits for a decision already."))
    return RuleChange.objects.create(
        rule_id=rule_id,
        days=days,
        confidence=confidence,
        source=source,
        effective_from=effective_from,
        reason=reason,
        proposed_by=by,
        proposed_at=at,
    )


@transaction.atomic
def decide_change(change: RuleChange, *, approve: bool, by: User, at: dt.datetime | None = None) -> RuleChange:
    """Put a change in force, or decline it. Open disputes it touches are counted anew: `recounted` is recorded on each, owners are told.

    A number from a new day is a new version of the rule, and the one before ends the day before; what began under that one stays with it.
    """
    at = at or now()
    change = RuleChange.objects.select_for_update().get(pk=change.pk)
    require(by.can(Capability.REVIEW), _("Nobody decides on their own.") if change.proposed_by_id == by.pk else "")
    if change.state != RuleChange.State.PROPOSED:
        raise Refused(_("It was decided already."))
    change.state = RuleChange.State.APPROVED if approve else RuleChange.State.DECLINED
    change.decided_by, change.decided_at = by, at
    if approve:
        write(change, by, at)
        change.touched = recount(change, by, at)
    change.save()
    return change


def write(change: RuleChange, by: User, at: dt.datetime) -> None:
    """Give the rule its new version, or confirm the one in force."""
    on = law_date(at)
    row = in_force(change.rule_id, change.effective_from or on)
    if change.effective_from is not None:
        row.effective_to = change.effective_from - dt.timedelta(days=1)
        row.save(update_fields=["effective_to"])
        row.pk, row.loaded, row.effective_from, row.effective_to = None, None, change.effective_from, None
        row._state.adding = True
    row.days, row.confidence, row.source = change.days, change.confidence, change.source
    row.checked_by, row.checked_on = str(by), on
    row.save()


def recount(change: RuleChange, by: User, at: dt.datetime) -> list[str]:
    """Count anew every open dispute on which the rule runs; which ones were touched."""
    found = []
    for dispute in touched(change.rule_id):
        case = lock(dispute)
        moved = clocking.sync(dispute, today=law_date(at))
        facts = {
            "rule": change.rule_id,
            "moved": [
                {
                    "rule": clock.rule,
                    "from": was.isoformat() if was else "",
                    "to": clock.due_on.isoformat() if clock.due_on else "",
                }
                for clock, was in moved
            ],
        }
        record(case, EventKind.RECOUNTED, by=by, at=at, facts=facts, side=Side.JOINT)
        tell_of_change(case, moved, by)
        redue(case)
        found.append(case.reference)
    return found
