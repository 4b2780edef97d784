"""Panels: rosters, appointments, declarations of conflicts; and whether a settlement was kept."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from disputes import moves, sides
from disputes.choices import EventKind
from disputes.dispute_models import Dispute
from disputes.panel_models import ROSTER_OF, PanelKind, Panellist, RosterMember
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.primitives import redue, require
from mobility.law.days import law_date
from mobility.law.models import Jurisdiction

from .duties import done_with
from .opening import begin


def most_listed(pack_id: str) -> int | None:
    """How many people a Party may list for each roster, where that was read."""
    found = (moves.pack_of(pack_id).more.get("rosters") or {}).get("most_per_party")
    return int(found) if isinstance(found, int) else None


@transaction.atomic
def list_member(
    *, party: Jurisdiction, roster: str, name: str, listed_on: dt.date, by: User, about: str = ""
) -> RosterMember:
    """Enter somebody a Party lists. Refused beyond the number a Party may list, and for one who is listed already."""
    require(by.can(Capability.WORK))
    listed = RosterMember.objects.filter(party=party, roster=roster, removed_on__isnull=True)
    most = most_listed("cfta-10a")
    if most is not None and listed.count() >= most:
        raise Refused(_("%(party)s lists %(most)s already: take one off first.") % {"party": party, "most": most})
    if listed.filter(name=name).exists():
        raise Refused(_("%(name)s is listed already.") % {"name": name})
    return RosterMember.objects.create(party=party, roster=roster, name=name, listed_on=listed_on, about=about)


@transaction.atomic
def take_off(member: RosterMember, *, on: dt.date, by: User) -> RosterMember:
    """Take somebody off a roster; panels they sit on keep them."""
    require(by.can(Capability.WORK))
    member.removed_on = on
    member.save(update_fields=["removed_on"])
    return member


@transaction.atomic
def appoint(
    dispute: Dispute,
    *,
    panel: str,
    member: RosterMember,
    appointed_by: Jurisdiction | None,
    on: dt.date,
    is_chair: bool = False,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Panellist:
    """Enter who sits on a panel. Records `appointed`. Whether a side chose one of its own is a guard of the step that follows."""
    at = at or now()
    case = begin(dispute, by, version)
    if on > law_date(at):
        raise Refused(_("That day has not come yet."))
    if member.roster != ROSTER_OF[PanelKind(panel)]:
        raise Refused(_("%(name)s is not on the roster for this panel.") % {"name": member.name})
    pack = moves.pack_of(dispute.pack)
    if appointed_by is not None and appointed_by.code not in sides.governments(dispute, pack, "disputing_parties"):
        raise Refused(_("Only the two sides appoint; a chair is chosen by the panellists or by lot."))
    sitting = dispute.panellists.filter(panel=panel, left_on__isnull=True)
    if sitting.filter(member=member).exists():
        raise Refused(_("%(name)s sits on this panel already.") % {"name": member.name})
    if is_chair and sitting.filter(is_chair=True).exists():
        raise Refused(_("This panel has a chair already."))
    made = Panellist.objects.create(
        dispute=dispute, panel=panel, member=member, appointed_by=appointed_by, appointed_on=on, is_chair=is_chair
    )
    facts = {"panellist": made.pk, "panel": panel, "by": appointed_by.code if appointed_by else "", "chair": is_chair}
    record(case, EventKind.APPOINTED, by=by, at=at, facts={**facts, "name": member.name})
    redue(case)
    return made


@transaction.atomic
def declare(
    dispute: Dispute,
    *,
    panellist: int,
    declared_on: dt.date,
    conflict: str = "",
    cleared: str = "",
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Panellist:
    """Enter a panellist's declaration of interests, and how a conflict was dealt with. Records `declared`."""
    at = at or now()
    case = begin(dispute, by, version)
    row = dispute.panellists.select_related("member").filter(pk=panellist, left_on__isnull=True).first()
    if row is None:
        raise Refused(_("This person does not sit on the panel any more."))
    if declared_on > law_date(at):
        raise Refused(_("That day has not come yet."))
    row.declared_on, row.conflict, row.cleared = declared_on, conflict, cleared
    row.save(update_fields=["declared_on", "conflict", "cleared"])
    facts = {"panellist": row.pk, "name": row.member.name, "conflict": bool(conflict), "free": row.is_free}
    record(case, EventKind.DECLARED, by=by, at=at, facts=facts)
    redue(case)
    return row


@transaction.atomic
def leave(
    dispute: Dispute,
    *,
    panellist: int,
    on: dt.date,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Panellist:
    """A panellist leaves. Records `left`."""
    at = at or now()
    case = begin(dispute, by, version)
    row = dispute.panellists.select_related("member").filter(pk=panellist, left_on__isnull=True).first()
    if row is None:
        raise Refused(_("This person does not sit on the panel any more."))
    row.left_on = on
    row.save(update_fields=["left_on"])
    record(case, EventKind.LEFT, by=by, at=at, facts={"panellist": row.pk, "name": row.member.name, "reason": reason})
    redue(case)
    return row


@transaction.atomic
def check_kept(
    dispute: Dispute,
    *,
    kept: bool,
    words: str,
    checked_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Dispute:
    """Say whether what was settled or ordered was done, after the dispute is over too. Records `checked`; the task is done."""
    at = at or now()
    case = begin(dispute, by, version, closed=True)
    if not words.strip():
        raise Refused(_("Say what shows it."))
    if checked_on > law_date(at):
        raise Refused(_("That day has not come yet."))
    dispute.checked_on, dispute.was_kept, dispute.check_words = checked_on, kept, words
    dispute.save(update_fields=["checked_on", "was_kept", "check_words"])
    done_with(case, check_task, by=by, at=at)
    record(case, EventKind.CHECKED, by=by, at=at, facts={"kept": kept, "words": words, "on": checked_on})
    redue(case)
    return dispute


def check_task() -> str:
    return _("Check that what was settled or ordered is done")
