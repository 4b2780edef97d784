"""A dispute is born, and what it is about: measure, provisions, summary, harm, sources and the evidence index."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints.choices import Finding
from complaints.models import Complaint, ComplaintGround, Ground
from disputes import access, moves, particulars
from disputes.choices import Born, CaseOf, EventKind
from disputes.dispute_models import Dispute, Evidence, Measure, SeesThrough, Source
from disputes.naming import require_unnamed
from disputes.opening_rules import Wish, begins, problems
from mobility.accounts.choices import Capability
from mobility.accounts.models import Office, User
from mobility.casefiles import actions as files
from mobility.casefiles import search
from mobility.casefiles.access import can_see
from mobility.casefiles.choices import Kind, RetentionClass, Role, Side
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Person
from mobility.casefiles.primitives import join, lock, open_file, redue, require
from mobility.law.days import law_date
from mobility.law.models import Jurisdiction, Provision

#: A provision as the grounds name it: `CFTA art. 705`, `NWPTA art. 13`, `LMA s. 4`.
CITED = re.compile(r"(CFTA|NWPTA|AIT|LMA) (?:art|s)\. ?([0-9]+(?:\.[0-9]+)?)")


@transaction.atomic
def open_dispute(
    *,
    title: str,
    pack: str,
    alberta: str,
    initiating: Jurisdiction | None,
    replying: Jurisdiction,
    measure: Measure,
    born: str,
    opened_on: dt.date,
    by: User,
    sources: Sequence[CaseFile] = (),
    lead: Office | None = None,
    case_of: str = CaseOf.GOVERNMENTS,
    person: Person | None = None,
    authority: str = "",
    at: dt.datetime | None = None,
) -> Dispute:
    """Open a dispute from complaints, from a measure found in review, or from a notice received.

    Records `opened`. Provisions, summary, harm and the evidence index are assembled from the findings of its sources; workers stand
    under pseudonyms, and whoever opens it may see through them. A person whose case it is stands beside the words of the dispute,
    with the authority we hold that under. Refused for what `opening_rules` finds (no Party, a measure of another government, the same
    dispute open already, a case of a person without one), and for a source that is not open to whoever opens it. No clock starts:
    none does before the first step.
    """
    at = at or now()
    require(by.can(Capability.WORK))
    Measure.objects.select_for_update(of=("self",), no_key=True).get(pk=measure.pk)  # two windows at once open one
    wish = Wish(title, pack, alberta, initiating, replying, measure, case_of, person, authority)
    for _field, sentence in problems(wish, by):
        raise Refused(sentence)
    if opened_on > law_date(at):
        raise Refused(_("That day has not come yet."))
    if born != Born.NOTICE and not sources:
        raise Refused(_("Choose at least one complaint or review that this comes from."))
    if person is not None and person.pk is None:
        person.save()
    first = begins(moves.pack_of(pack), case_of)
    case = open_file(
        kind=Kind.DISPUTE, title=title, status=first, at=at, owner=by, retention_class=RetentionClass.DISPUTE
    )
    dispute = Dispute.objects.create(
        file=case,
        pack=pack,
        alberta=alberta,
        initiating=initiating,
        replying=replying,
        person=person,
        person_authority=authority.strip(),
        on_behalf=case_of == CaseOf.BEHALF,
        measure=measure,
        born=born,
        lead=lead,
        opened_on=opened_on,
        ruled_on=opened_on,
    )
    if lead is not None:
        join(case, role=Role.MINISTRY, office=lead, at=at, side=Side.ALBERTA)
    if person is not None:
        join(case, role=Role.COMPLAINANT, person=person, at=at)
    SeesThrough.objects.create(dispute=dispute, user=by, by=by, reason="", since=at)
    record(
        case,
        EventKind.OPENED,
        by=by,
        at=at,
        facts={"pack": pack, "alberta": alberta, "measure": measure.title, "born": born, "opened_on": opened_on},
    )
    for source in sources:
        take(dispute, source, by=by, at=at)
    assemble(dispute)
    index(dispute)
    redue(case)
    return dispute


def take(dispute: Dispute, source: CaseFile, *, by: User, at: dt.datetime) -> Source:
    """Put one file behind the dispute, under the next pseudonym. A part of other actions; the caller holds the lock."""
    if not CaseFile.objects.visible_to(by).filter(pk=source.pk).exists():
        raise Refused(_("There is no such file, or you may not open it."))
    if source.kind not in (Kind.COMPLAINT, Kind.SYSTEMIC, Kind.REVIEW):
        raise Refused(
            _("A dispute comes from complaints, systemic issues or reviews. %(file)s is none of them.")
            % {"file": source}
        )
    if dispute.sources.filter(file=source, dropped_at__isnull=True).exists():
        raise Refused(_("%(file)s is behind this dispute already.") % {"file": source})
    pseudonym = ""
    if source.kind == Kind.COMPLAINT:
        pseudonym = letter(dispute.sources.exclude(pseudonym="").count())
    row = Source.objects.create(
        dispute=dispute, file=source, pseudonym=pseudonym, added_at=at, added_by=by, **shown_by(source)
    )
    record(
        dispute.file,
        EventKind.SOURCE_ADDED,
        by=by,
        at=at,
        facts={**moves.in_both("called", lambda: row), "source": row.pk},
    )
    return row


def letter(number: int) -> str:
    """A, B … Z, AA, AB."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def shown_by(source: CaseFile) -> dict[str, Any]:
    """What a file shows, naming nobody: facts that are put into words when they are read."""
    if source.kind != Kind.COMPLAINT:
        return {"about": source.title[:300]}
    complaint = Complaint.objects.select_related("body", "occupation").get(file=source)
    slugs = list(complaint.grounds.order_by("pk").values_list("ground__slug", flat=True))
    return {"shows": {**moves.in_both("occupation", lambda: complaint.occupation_name), "grounds": slugs}}


def assemble(dispute: Dispute) -> None:
    """Provisions and evidence from what was found in the sources. Summary and harm follow from them until people write their own."""
    found = list(
        ComplaintGround.objects.filter(complaint__in=files_of(dispute), finding=Finding.FOUNDED)
        .select_related("ground", "complaint")
        .order_by("pk")
    )
    by_file = {row.file_id: row for row in dispute.sources.filter(dropped_at__isnull=True).select_related("file")}
    indexed = set(dispute.evidence.values_list("source_id", "ground_id", "what"))
    number = dispute.evidence.count()
    entries: list[dict[str, Any]] = [{"source": by_file[row.complaint_id], "ground": row.ground} for row in found]
    for source in by_file.values():
        if source.file.kind != Kind.COMPLAINT:
            entries.append({"source": source, "what": f"{source.file.reference}: {source.file.title}"[:500]})
    for entry in entries:
        ground: Ground | None = entry.get("ground")
        if (entry["source"].pk, ground.pk if ground else None, entry.get("what", "")) not in indexed:
            number += 1
            Evidence.objects.create(dispute=dispute, number=number, **entry)
    cited = cited_by([row.ground.provisions for row in found], dispute)
    dispute.provisions.add(*cited, *dispute.measure.provisions.all())


def files_of(dispute: Dispute) -> list[int]:
    return list(dispute.sources.filter(dropped_at__isnull=True).values_list("file_id", flat=True))


def cited_by(texts: Iterable[str], dispute: Dispute) -> list[Provision]:
    """The provisions the grounds name, of the agreement the dispute runs by."""
    instruments = set(moves.pack_of(dispute.pack).instruments)
    named = {match for text in texts for match in CITED.findall(text) if match[0] in instruments}
    rows = Provision.objects.filter(instrument__in=instruments)
    wanted = {f"art {number}" for _instrument, number in named}
    return [row for row in rows if row.citation in wanted]


def index(dispute: Dispute) -> None:
    """What the dispute is found by, in whichever language."""
    said = [*moves.in_both("summary", lambda: particulars.summary(dispute)).values(), dispute.harm]
    search.index(dispute.file, names=[dispute.file.title, dispute.measure.title], texts=[*said, dispute.measure.text])


# ---- particulars ----------------------------------------------------------------------------------------
def begin(dispute: Dispute, by: User, version: int | None, *, closed: bool = False) -> CaseFile:
    """Lock the file and ask whether this person works on it."""
    case = lock(dispute, version=version)
    allowed = access.can_work_closed(by, case) if closed else by.can(Capability.WORK) and can_see(by, case)
    require(allowed, "" if closed or case.is_open else _("This dispute is over."))
    dispute.refresh_from_db(fields=[field.attname for field in Dispute._meta.concrete_fields])
    dispute.file = case
    return case


@transaction.atomic
def revise(
    dispute: Dispute,
    *,
    title: str,
    summary: str,
    harm: str,
    provisions: Sequence[Provision],
    lead: Office | None,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Dispute:
    """Change what the dispute says of itself. Records `revised` with the words as they were; a new lead ministry joins Alberta’s side.
    Refused where the words name a worker or the person."""
    at = at or now()
    case = begin(dispute, by, version)
    require_unnamed(dispute, title, summary, harm)
    before = {"summary": dispute.summary, "harm": dispute.harm, "lead": dispute.lead.slug if dispute.lead else ""}
    case.title = title
    dispute.summary = written_by_people(dispute.summary, summary, lambda: particulars.summary(dispute))
    dispute.harm = written_by_people(dispute.harm, harm, lambda: particulars.harm(dispute))
    dispute.lead = lead
    dispute.save(update_fields=["summary", "harm", "lead"])
    dispute.provisions.set(provisions)
    if lead is not None:
        join(case, role=Role.MINISTRY, office=lead, at=at, side=Side.ALBERTA)
    record(case, EventKind.REVISED, by=by, at=at, facts={"before": before})
    index(dispute)
    redue(case)
    return dispute


def written_by_people(before: str, now_said: str, offered: Callable[[], str]) -> str:
    """Words left as they were offered are nobody's: they stay unwritten, and are read in the language of whoever reads them."""
    if before:
        return now_said
    left = [" ".join(words.split()) for words in moves.in_both("", offered).values()]
    return "" if " ".join(now_said.split()) in left else now_said


@transaction.atomic
def add_source(
    dispute: Dispute, *, reference: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Source:
    """Put one more complaint, issue or review behind the dispute. Records `source_added`; its findings join the evidence."""
    at = at or now()
    case = begin(dispute, by, version)
    source = CaseFile.objects.visible_to(by).filter(reference=reference.strip()).first()
    if source is None:
        raise Refused(_("There is no such file, or you may not open it."))
    row = take(dispute, source, by=by, at=at)
    assemble(dispute)
    redue(case)
    return row


@transaction.atomic
def drop_source(
    dispute: Dispute, *, source: int, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> None:
    """Take a source out. Records `source_dropped`; its entries leave the evidence index, whose other numbers stay."""
    at = at or now()
    case = begin(dispute, by, version)
    row = dispute.sources.filter(pk=source, dropped_at__isnull=True).first()
    if row is None:
        raise Refused(_("It is not behind this dispute any more."))
    row.dropped_at = at
    row.save(update_fields=["dropped_at"])
    row.evidence.all().delete()
    record(
        case, EventKind.SOURCE_DROPPED, by=by, at=at, facts={**moves.in_both("called", lambda: row), "reason": reason}
    )
    redue(case)


@transaction.atomic
def let_see_through(
    dispute: Dispute, *, seer: User, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> SeesThrough:
    """Let one more person of the unit see who the workers are. Records `seen_through`. Only who sees through may let others."""
    at = at or now()
    case = begin(dispute, by, version)
    require(access.sees_through(by, dispute), "" if seer.can(Capability.DESK) else _("Choose somebody of the unit."))
    row, is_new = SeesThrough.objects.get_or_create(
        dispute=dispute, user=seer, defaults={"by": by, "reason": reason, "since": at}
    )
    if is_new:
        record(case, EventKind.SEEN_THROUGH, by=by, at=at, facts={"name": str(seer), "reason": reason})
        redue(case)
    return row


@transaction.atomic
def stop_seeing_through(
    dispute: Dispute, *, seer: int, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> None:
    """End that somebody sees who the workers are, or ends it for oneself. Records `seeing_ended`. Refused for the last: nobody could
    let others see."""
    at = at or now()
    case = begin(dispute, by, version, closed=True)
    require(access.sees_through(by, dispute))
    row = dispute.seen_through_by.select_related("user").filter(pk=seer).first()
    if row is None:
        raise Refused(_("This person does not see through any more."))
    if dispute.seen_through_by.count() == 1:
        raise Refused(_("Let somebody else see first: otherwise nobody could."))
    row.delete()
    record(case, EventKind.SEEING_ENDED, by=by, at=at, facts={"name": str(row.user), "reason": reason})
    redue(case)


@transaction.atomic
def correct_person(
    dispute: Dispute,
    *,
    name: str,
    email: str,
    phone: str,
    language: str,
    authority: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Person:
    """Correct who the person is whose case it is, and the authority we hold that under. Recorded as for every person, with what was
    there before for the unit alone. Only who sees through may."""
    at = at or now()
    case = begin(dispute, by, version, closed=True)
    person = dispute.person
    require(person is not None and access.sees_through(by, dispute))
    assert person is not None  # noqa: S101 - required above
    if not name.strip() or not authority.strip():
        raise Refused(_("Give the name, and the authority under which we hold it."))
    dispute.person_authority = authority.strip()
    dispute.save(update_fields=["person_authority"])
    details = {"name": name, "email": email, "phone": phone, "language": language or person.language}
    return files.correct_person(case, person, by=by, at=at, **details)
