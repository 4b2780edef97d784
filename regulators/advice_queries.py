"""What the pages of advice need, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet

from mobility.accounts.models import Office, User
from mobility.casefiles import search
from mobility.casefiles.models import CaseFile
from mobility.law.models import Provision

from .advice_choices import EnquiryStatus
from .advice_models import Enquiry, GuidanceCopy, GuidanceNote, GuidanceVersion
from .change_notice_models import ChangeNotice, NoticeAnalysis
from .registry import bodies_by_slug, registry

#: A list shows so many rows; what is older is found by narrowing it.
MOST = 200
#: So many answers given before are offered beside an enquiry.
MOST_EARLIER = 5


def number(text: str) -> int:
    """A number of an address; 0, which no row has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 15 else 0


def narrowed(rows: QuerySet[Any], said: Mapping[str, str], *names: str) -> QuerySet[Any]:
    """Only the rows that match these filters of an address."""
    for name in names:
        if said[name]:
            rows = rows.filter(**{name: number(said[name])})
    return rows


def enquiries(user: User, said: Mapping[str, str], *, answered: bool) -> list[Enquiry]:
    """Enquiries by words, who asked, body, occupation, provision and state. What is open by day, what is answered newest first."""
    rows = Enquiry.objects.filter(file__in=CaseFile.objects.visible_to(user))
    if answered:
        rows = rows.filter(file__status=EnquiryStatus.ANSWERED)
    elif said["state"] != "all":
        rows = rows.filter(file__closed_at__isnull=True)
    if said["asked_by"]:
        rows = rows.filter(asked_by=said["asked_by"])
    rows = narrowed(rows, said, "body", "occupation")
    if said["provision"]:
        rows = rows.filter(provisions=number(said["provision"]))
    if said["q"]:
        rows = search.narrow(rows, said["q"])
    order = ("-answered_on", "-file_id") if answered else (F("file__next_due_on").asc(nulls_last=True), "-file_id")
    return list(rows.select_related("file__owner").prefetch_related("provisions").order_by(*order)[:MOST])


def given_before(enquiry: Enquiry, user: User) -> list[Enquiry]:
    """Answered enquiries about the same provision, occupation or body: those that share most first."""
    provisions = [row.pk for row in enquiry.provisions.all()]
    same = Q(provisions__in=provisions)
    if enquiry.body_id:
        same |= Q(body=enquiry.body_id)
    if enquiry.occupation_id:
        same |= Q(occupation=enquiry.occupation_id)
    rows = Enquiry.objects.filter(same, file__in=CaseFile.objects.visible_to(user), file__status=EnquiryStatus.ANSWERED)
    shared = Count("provisions", filter=Q(provisions__in=provisions))
    found = rows.exclude(pk=enquiry.pk).exclude(answer="").annotate(shared=shared).select_related("file")
    return list(found.order_by("-shared", "-answered_on", "-pk")[:MOST_EARLIER])


def notices(user: User, said: Mapping[str, str]) -> list[ChangeNotice]:
    """Notices of change by words, what changes, body, provision and state; by what is due next."""
    rows = ChangeNotice.objects.filter(file__in=CaseFile.objects.visible_to(user))
    if said["state"] == "ended":
        rows = rows.filter(file__closed_at__isnull=False)
    elif said["state"] != "all":
        rows = rows.filter(file__closed_at__isnull=True)
    for name in ("changing", "said_by"):
        if said[name]:
            rows = rows.filter(**{name: said[name]})
    rows = narrowed(rows, said, "body")
    if said["provision"]:
        about = NoticeAnalysis.objects.filter(provision=number(said["provision"]))
        rows = rows.filter(pk__in=about.values("notice"))
    if said["q"]:
        rows = search.narrow(rows, said["q"])
    due = F("file__next_due_on").asc(nulls_last=True)
    return list(rows.select_related("file__owner", "jurisdiction").order_by(due, "-received_on", "-pk")[:MOST])


def select_bodies() -> list[tuple[str, str]]:
    return [(str(body.pk), body.short) for body in sorted(bodies_by_slug().values(), key=lambda body: body.short)]


def select_occupations() -> list[tuple[str, str]]:
    return sorted(((str(row.pk), row.title) for row in registry().occupations.values()), key=lambda row: row[1])


def with_registry(rows: list[Any]) -> list[Any]:
    """Body and occupation of each row, from what the process keeps."""
    known = registry()
    for row in rows:
        if row.body_id in known.bodies:
            row.body = known.bodies[row.body_id]
        if row.occupation_id in known.occupations:
            row.occupation = known.occupations[row.occupation_id]
    return rows


# ---- guidance notes ------------------------------------------------------------------------------------
@dataclass
class Listed:
    """A note in the list: what it says now, and how many bodies have it and have read it."""

    note: GuidanceNote
    version: GuidanceVersion
    sent: int = 0
    read: int = 0


def guidance(*, words: str = "", provision: str = "") -> list[Listed]:
    """All notes as they stand, newest first: three queries."""
    newest = GuidanceVersion.objects.values("note").annotate(last=Max("pk")).values("last")
    rows = GuidanceVersion.objects.filter(pk__in=newest).select_related("note").prefetch_related("provisions")
    if provision:
        rows = rows.filter(provisions=number(provision))
    for word in words.split():
        rows = rows.filter(
            Q(title_en__icontains=word)
            | Q(title_fr__icontains=word)
            | Q(text_en__icontains=word)
            | Q(text_fr__icontains=word)
        )
    found = {row.pk: Listed(row.note, row) for row in rows.order_by("-note__number")[:MOST]}
    counted = GuidanceCopy.objects.filter(version__in=found).order_by().values("version")
    for row in counted.annotate(
        sent=Count("office", distinct=True), done=Count("office", distinct=True, filter=Q(read_at__isnull=False))
    ):
        found[row["version"]].sent, found[row["version"]].read = row["sent"], row["done"]
    return list(found.values())


@dataclass
class Recipient:
    """A body that has a version: its readers, and whether one of them has read it."""

    office: Office
    copies: list[GuidanceCopy] = field(default_factory=list)

    @property
    def has_read(self) -> list[GuidanceCopy]:
        return [copy for copy in self.copies if copy.read_at]

    @property
    def reminded_at(self) -> Any:
        return max((copy.reminded_at for copy in self.copies if copy.reminded_at), default=None)


def recipients(version: GuidanceVersion) -> list[Recipient]:
    """Who has a version, body by body; those who have not read it first."""
    found: dict[int, Recipient] = {}
    for copy in version.copies.select_related("office__body", "user").order_by("office__name_en", "pk"):
        found.setdefault(copy.office_id, Recipient(copy.office)).copies.append(copy)
    return sorted(found.values(), key=lambda row: bool(row.has_read))


def sent_to(office: Office | None) -> list[GuidanceVersion]:
    """The versions that were sent to one body, newest first, each with that body's copies."""
    if office is None:
        return []
    copies = GuidanceCopy.objects.filter(office=office)
    rows = GuidanceVersion.objects.filter(pk__in=copies.values("version")).select_related("note")
    own = Prefetch("copies", copies.select_related("user").order_by("sent_at", "pk"), to_attr="own")
    return list(
        rows.annotate(last=Max("note__versions__number")).prefetch_related(own).order_by("-note__number", "-number")
    )


# ---- a provision ---------------------------------------------------------------------------------------
def of_provision(provision: Provision, user: User) -> dict[str, Any]:
    """All advice keyed to one provision: four queries."""
    visible = CaseFile.objects.visible_to(user)
    answered = Enquiry.objects.filter(provisions=provision, file__in=visible, file__status=EnquiryStatus.ANSWERED)
    analyses = NoticeAnalysis.objects.filter(provision=provision, notice__file__in=visible)
    return {
        "notes": guidance(provision=str(provision.pk)),
        "answers": list(answered.select_related("file").order_by("-answered_on", "-pk")[:MOST]),
        "analyses": list(analyses.select_related("notice__file", "by").order_by("-at", "-pk")[:MOST]),
    }
