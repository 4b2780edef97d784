"""Steps of a dispute: one move of its pack's table, its dates, its clocks. Dates are corrected here, and time extended by agreement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from disputes import clocking, guards, moves, sides, telling
from disputes.choices import OURS, EventKind, Lateness, PartyRole
from disputes.dispute_models import Dispute, DisputeParty, FactDate, Step
from mobility.accounts.choices import OfficeKind
from mobility.accounts.models import Office, User
from mobility.accounts.phrases import day_words
from mobility.casefiles import actions as files
from mobility.casefiles import staff
from mobility.casefiles.choices import Role, Side
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Clock, ClockExtension
from mobility.casefiles.primitives import earliest_due, join, keep_tip, lock, redue
from mobility.law import rules
from mobility.law.citing import cited
from mobility.law.days import law_date
from mobility.law.packs import Move, Pack

from .duties import done_with
from .opening import begin
from .panels import check_task
from .recorded import list_addressees, require_no_draft

#: No plan reaches further; a later year is a slip of the pen, and pictures end where calendars do.
MOST_TIME = dt.timedelta(days=50 * 365)


@transaction.atomic
def make_step(
    dispute: Dispute,
    *,
    verb: str,
    on: dt.date | None,
    acting: str,
    by: User,
    authorised_by: str = "",
    note: str = "",
    words: Mapping[str, str] | None = None,
    dates: Mapping[str, dt.date] | None = None,
    terms: str = "",
    comply_by: dt.date | None = None,
    penalty: Decimal | None = None,
    paper: UploadedFile | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Step:
    """Make a move of the pack's table that needs no notice of ours, or record one that was made elsewhere. See `step`.

    A step of Alberta's that serves a document lists its addressees: each delivery waits for its proof (`deliver`), and counts from its
    own day once that is entered. Refused while a notice for it is on its way out.
    """
    at = at or now()
    case = begin(dispute, by, version)
    move = moves.moves(moves.pack_of(dispute.pack)).get(verb)
    if move is not None:
        require_no_draft(dispute, move)
    made = step(
        dispute,
        verb=verb,
        on=on,
        acting=acting,
        by=by,
        authorised_by=authorised_by,
        note=note,
        words=words,
        dates=dates,
        terms=terms,
        comply_by=comply_by,
        penalty=penalty,
        at=at,
    )
    if move is not None:
        list_addressees(made, move, by=by, at=at)
    redue(case)
    if paper is not None:
        title = moves.said(moves.moves(moves.pack_of(dispute.pack))[verb])
        made.paper = files.add_document(case, paper, by=by, title=title, kind="step", at=at).document
        made.save(update_fields=["paper"])
    return made


def step(
    dispute: Dispute,
    *,
    verb: str,
    on: dt.date | None,
    acting: str,
    by: User,
    at: dt.datetime,
    authorised_by: str = "",
    note: str = "",
    words: Mapping[str, str] | None = None,
    dates: Mapping[str, dt.date | None] | None = None,
    terms: str = "",
    comply_by: dt.date | None = None,
    penalty: Decimal | None = None,
) -> Step:
    """One move: guards asked, state changed, dates kept, clocks counted, `moved` recorded. A part of other
    actions; the caller holds the lock.

    `acting` is `ACTOR:PARTY`; `words` are what a person says to a guard that leaves it to a person; `dates` are facts whose day is not
    that of the step (None: not known yet, their clocks wait). Refused out of order, for the future, before the dispute, where a guard
    blocks, where a person has to decide and says nothing, and for a step of Alberta’s that nobody authorised.
    """
    case, pack = dispute.file, moves.pack_of(dispute.pack)
    if refusal := moves.refusal(pack, case.status, verb):
        raise Refused(refusal)
    move = moves.moves(pack)[verb]
    actor, party = require_acting(dispute, pack, move, acting)
    require_day(dispute, pack, on, at)
    if comply_by is not None and on is not None and not on <= comply_by <= on + MOST_TIME:
        raise Refused(_("The day to comply by lies between the day of this step and fifty years after it."))
    if penalty is not None and penalty < 0:
        raise Refused(_("An amount is no less than nothing."))
    if party == OURS and not authorised_by.strip():
        raise Refused(_("Say who authorised this step of Alberta’s."))
    answered = asked(dispute, pack, guards.Planned(move, on, party, actor, penalty), words or {})
    made = Step.objects.create(
        dispute=dispute,
        number=dispute.steps.count() + 1,
        verb=verb,
        before=case.status,
        after=moves.after(move, case.status, dispute.before_suspension),
        on=on,
        actor=actor,
        party_id=party or None,
        authorised_by=authorised_by.strip(),
        note=note,
        guards=answered,
        by=by,
        at=at,
    )
    keep_facts(made, move, on, dates or {}, by=by, at=at)
    if move.to == "suspended":
        dispute.before_suspension = case.status
    if dispute.steps.count() == 1 and on is not None:
        dispute.ruled_on = on
    dispute.terms, dispute.comply_by = terms or dispute.terms, comply_by or dispute.comply_by
    dispute.penalty = penalty if penalty is not None else dispute.penalty
    dispute.save(update_fields=["before_suspension", "ruled_on", "terms", "comply_by", "penalty"])
    if comply_by is not None:
        files.owe(case, check_task(), at=at, due_on=comply_by)
    if verb.startswith("join_consultations") or verb == "intervene":
        take_part(dispute, made, move, at)
    case.status = made.after
    clocking.sync(dispute, today=law_date(at))
    record(
        case,
        EventKind.MOVED,
        by=by,
        at=at,
        facts={
            "step": made.pk,
            "verb": verb,
            "label_en": move.label_en,
            "label_fr": move.label_fr,
            "on": on,
            "by": party or actor,
            **moves.in_both("who", lambda: made.party or moves.actor(actor)),
            "article": move.article,
            "confidence": move.confidence,
        },
        side=Side.JOINT,
    )
    if moves.states(pack)[made.after].final:
        case.closed_at = at
    return made


def require_acting(dispute: Dispute, pack: Pack, move: Move, acting: str) -> tuple[str, str]:
    """Who makes the move must be one whom the table lets."""
    known = {one.key: one for one in sides.may_act(dispute, pack, move)}
    one = known.get(acting if ":" in acting else f"{acting}:")
    if one is None:
        raise Refused(_("“%(verb)s” is not for them. Choose who makes this step.") % {"verb": moves.said(move)})
    return one.actor, one.party


def require_day(dispute: Dispute, pack: Pack, on: dt.date | None, at: dt.datetime) -> None:
    if on is None:
        if pack.kind != "former_agreement":
            raise Refused(_("Give the day of this step."))
        return
    if on > law_date(at):
        raise Refused(_("That day has not come yet. Enter a step once it is made."))
    if on < dispute.opened_on:
        raise Refused(
            _("The dispute was opened on %(day)s: a step of it cannot be earlier.")
            % {"day": day_words(dispute.opened_on, "plain")}
        )
    last = dispute.steps.filter(on__isnull=False).order_by("number").last()
    if last is not None and last.on is not None and on < last.on:
        raise Refused(
            _("The step before it was made on %(day)s: steps are entered in their order.")
            % {"day": day_words(last.on, "plain")}
        )
    if pack.effective_from and on < pack.effective_from:
        raise Refused(
            _("This agreement is in force since %(day)s: no step under it can be earlier.")
            % {"day": day_words(pack.effective_from, "plain")}
        )
    if pack.effective_to and on > pack.effective_to and pack.kind != "former_agreement":
        raise Refused(_("This agreement was in force until %(day)s.") % {"day": day_words(pack.effective_to, "plain")})


def asked(dispute: Dispute, pack: Pack, planned: guards.Planned, words: Mapping[str, str]) -> dict[str, Any]:
    """Every guard of the move, as found and as answered. Refused where one blocks or a person says nothing."""
    kept: dict[str, Any] = {}
    for one in guards.check(dispute, pack, planned):
        said = (words.get(one.guard.id) or "").strip()
        if one.blocks:
            raise Refused(f"{one.text}: {one.found.sentence} ({cited(one.guard.article)})")
        if one.asks and one.guard.id != guards.MARKS_LATE and not said:
            raise Refused(
                _(
                    "%(guard)s (%(article)s): a person decides this. Write the reason, and the source where a number is unconfirmed."
                )
                % {"guard": one.text, "article": cited(one.guard.article)}
            )
        kept[one.guard.id] = {
            "state": one.state,
            "found": one.found.sentence,
            "facts": [list(fact) for fact in one.found.facts],
            "said": said,
            "confidence": one.guard.confidence,
        }
    return kept


def keep_facts(
    made: Step, move: Move, on: dt.date | None, dates: Mapping[str, dt.date | None], *, by: User | None, at: dt.datetime
) -> None:
    """The dated facts of a move: on its day, unless said otherwise. A delivery that is not proved yet has none."""
    extra = [fact for fact in dates if fact not in move.facts_recorded]
    for fact in (*move.facts_recorded, *extra):
        day = dates.get(fact, on)
        if day is not None:
            FactDate.objects.create(dispute=made.dispute, step=made, fact=fact, on=day, by=by, at=at)


def take_part(dispute: Dispute, made: Step, move: Move, at: dt.datetime) -> DisputeParty:
    """A government joins. Late: it is marked so, the owner has to decide, and until then it does not count among those taking part."""
    late = made.guards.get(guards.MARKS_LATE, {}).get("state") == guards.UNMET
    role = PartyRole(guards.role_of(move))
    if dispute.parties.filter(party=made.party_id or "", role=role).exists():  # whatever the pack asks
        raise Refused(_("This Party takes part already."))
    row = DisputeParty.objects.create(
        dispute=dispute,
        party_id=made.party_id or "",
        role=role,
        joined_on=made.on,
        lateness=Lateness.OPEN if late else Lateness.IN_TIME,
        interest=made.guards.get("substantial_interest", {}).get("said", ""),
    )
    if late:
        files.owe(dispute.file, late_task(row), at=at)
    else:
        seat(dispute, row, at)
    return row


def late_task(row: DisputeParty) -> str:
    return _("%(party)s joined late: decide whether it takes part") % {"party": row.party}


def seat(dispute: Dispute, row: DisputeParty, at: dt.datetime) -> None:
    """The office of a government that takes part sees what is put into the joint room from now on."""
    office = office_of(row.party_id)
    if office is not None:
        join(dispute.file, role=Role.OTHER_PARTY, office=office, at=at, side=Side.JOINT)


def office_of(code: str) -> Office | None:
    return (
        Office.objects.filter(kind=OfficeKind.JURISDICTION, jurisdiction_code=code, is_active=True)
        .order_by("pk")
        .first()
    )


@transaction.atomic
def decide_late(
    dispute: Dispute,
    *,
    party: int,
    accept: bool,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> DisputeParty:
    """A person decides whether a late Party takes part. Records `late_decided` with the reasons; the task is done."""
    at = at or now()
    case = begin(dispute, by, version)
    row = dispute.parties.select_related("party").filter(pk=party, lateness=Lateness.OPEN).first()
    if row is None:
        raise Refused(_("There is nothing to decide: this Party came in time, or it was decided already."))
    if not reason.strip():
        raise Refused(_("Say why."))
    row.lateness = Lateness.ACCEPTED if accept else Lateness.REFUSED
    row.decision, row.decided_by = reason, by
    row.save(update_fields=["lateness", "decision", "decided_by"])
    if accept:
        seat(dispute, row, at)
    done_with(case, lambda: late_task(row), by=by, at=at)
    facts = {
        "party": row.party_id,
        **moves.in_both("who", lambda: row.party),
        "accepted": accept,
        "reason": reason,
    }
    record(case, EventKind.LATE_DECIDED, by=by, at=at, facts=facts)
    redue(case)
    return row


# ---- dates and time -----------------------------------------------------------------------------------
@transaction.atomic
def correct_date(
    dispute: Dispute,
    *,
    fact: int,
    on: dt.date,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> FactDate:
    """Correct a date after the clocks ran. The old value is kept; every clock that hangs on it is counted anew.

    Records `corrected` with each due date as it was and as it is; owners of what moved are told, and where a time limit moved, the
    ministries and Parties that take part.
    """
    at = at or now()
    case = begin(dispute, by, version, closed=True)
    before = dispute.facts.filter(pk=fact, holds=True).select_related("step").first()
    if before is None:
        raise Refused(_("This date was corrected already."))
    if not reason.strip():
        raise Refused(_("Say why the date is corrected."))
    if on > law_date(at):
        raise Refused(_("That day has not come yet."))
    if on < dispute.opened_on:
        raise Refused(
            _("The dispute was opened on %(day)s: a step of it cannot be earlier.")
            % {"day": day_words(dispute.opened_on, "plain")}
        )
    before.holds = False
    before.save(update_fields=["holds"])
    after = FactDate.objects.create(
        dispute=dispute, step=before.step, fact=before.fact, on=on, reason=reason, by=by, at=at
    )
    move_step(before, on)
    changed = clocking.sync(dispute, today=law_date(at))
    moved = [
        {
            "rule": clock.rule,
            "from": was.isoformat() if was else "",
            "to": clock.due_on.isoformat() if clock.due_on else "",
        }
        for clock, was in changed
    ]
    pack = moves.pack_of(dispute.pack)
    record(
        case,
        EventKind.CORRECTED,
        by=by,
        at=at,
        facts={
            "fact": before.fact,
            **moves.in_both("label", lambda: moves.fact(pack, before.fact)),
            "from": before.on,
            "on": on,
            "reason": reason,
            "moved": moved,
        },
        side=Side.JOINT,
    )
    tell_of_change(case, changed, by)
    if changed:
        telling.tell(case, "dispute_moved", telling.seats_in(case, Side.ALBERTA, Side.JOINT))
    redue(case)
    return after


def move_step(before: FactDate, on: dt.date) -> None:
    """A step made on the day of the fact has its day corrected with it, within its place among the steps."""
    made = before.step
    if made is None or made.on != before.on:
        return
    around = Step.objects.filter(dispute=before.dispute, on__isnull=False)
    earlier = around.filter(number__lt=made.number).order_by("number").values_list("on", flat=True).last()
    later = around.filter(number__gt=made.number).order_by("number").values_list("on", flat=True).first()
    if (earlier is None or on >= earlier) and (later is None or on <= later):
        made.on = on
        made.save(update_fields=["on"])
        return
    raise Refused(_("That would put this step before or after its neighbours. Correct those first."))


def tell_of_change(case: CaseFile, changed: Sequence[tuple[Clock, dt.date | None]], by: User) -> None:
    """Write to whoever owes what moved, except who moved it."""
    people = {clock.owed_by_user for clock, _was in changed if clock.owed_by_user_id} | (
        {case.owner} if case.owner else set()
    )
    for user in people:
        if user is not None and user.pk != by.pk:
            staff.tell(user, "dispute_dates", path=reverse("disputes:file", args=[case.reference]), about=case.reference,
                       reference=case.reference)  # fmt: skip


@transaction.atomic
def extend_by_agreement(
    dispute: Dispute,
    *,
    clock: int,
    days: int,
    agreed_by: str,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Clock:
    """Add days to a running clock because the sides agreed. Records `extended`. Whether the text allows it is unconfirmed for most rules:
    refused only where a text that was read rules it out."""
    at = at or now()
    case = begin(dispute, by, version)
    row = Clock.objects.filter(file=case, pk=clock, stopped_on__isnull=True).first()
    if row is None:
        raise Refused(_("This clock has stopped."))
    if days < 1:
        raise Refused(_("An extension adds at least one day."))
    if not agreed_by.strip() or not reason.strip():
        raise Refused(_("Say who agreed, and why."))
    rule = rules.get(row.rule, on=row.started_on)
    if rule.extendable.by == "none" or rule.sense == clocking.BAR:
        raise Refused(_("No text that was read allows this time limit to be extended."))
    if row.due_on is None:
        raise Refused(_("There is no date to extend."))
    if row.paused_on is not None:
        raise Refused(_("The proceeding is suspended: extend it once it is taken up again."))
    before = row.due_on
    ClockExtension.objects.create(clock=row, days=days, authority=agreed_by, reason=reason, by=by, at=at)
    clocking.sync(dispute, today=law_date(at))
    row.refresh_from_db()
    record(
        case,
        EventKind.EXTENDED,
        by=by,
        at=at,
        facts={
            "rule": row.rule,
            "days": days,
            "agreed_by": agreed_by,
            "reason": reason,
            "from": before,
            "to": row.due_on,
        },
        side=Side.JOINT,
    )
    redue(case)
    return row


@transaction.atomic
def run_out(dispute: Dispute, *, at: dt.datetime) -> bool:
    """Let the rights end whose time is over. Records `lapsed` by nobody; nothing that people have open is overtaken."""
    case = lock(dispute)
    running = set(Clock.objects.filter(file=case, stopped_on__isnull=True).values_list("pk", flat=True))
    clocking.sync(dispute, today=law_date(at))
    ended = Clock.objects.filter(pk__in=running, stopped_why="ran_out")
    if not ended:
        return False
    record(case, EventKind.LAPSED, by=None, at=at, facts={"rules": [row.rule for row in ended]}, side=Side.JOINT)
    case.next_due_on, case.next_due_by, case.next_due_what = earliest_due(case)
    case.save(update_fields=["next_due_on", "next_due_by", "next_due_what"])
    keep_tip(case)
    return True
