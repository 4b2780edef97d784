"""Notices of Alberta’s: drafted from the file, read by a senior, approved, served on everybody at once, proved addressee by addressee."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import secrets
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from disputes import access, clocking, moves, papers, sides
from disputes.choices import OURS, EventKind, NoticeState, Way
from disputes.dispute_models import Dispute, FactDate, Step
from disputes.notice_models import Delivery, Notice
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles import actions as files
from mobility.casefiles import mails, staff, store
from mobility.casefiles.choices import Side
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Document
from mobility.casefiles.primitives import lock, redue, require
from mobility.law.days import law_date
from mobility.outbox import actions as outbox

from .duties import done_with
from .opening import begin
from .steps import step

OPEN = (NoticeState.DRAFT, NoticeState.REVIEW, NoticeState.APPROVED)


def open_notice(dispute: Dispute, pk: int, *states: str) -> Notice:
    found = dispute.notices.filter(pk=pk, state__in=states or OPEN).first()
    if found is None:
        raise Refused(_("This notice is not at that point any more. Look at it again."))
    found.dispute = dispute
    return found


@transaction.atomic
def draft(
    dispute: Dispute,
    *,
    verb: str,
    kind: str,
    language: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Notice:
    """Begin a notice for a move that Alberta may make now, with what the file says for each item the pack asks for. Records `drafted`."""
    at = at or now()
    case = begin(dispute, by, version)
    pack = moves.pack_of(dispute.pack)
    if refusal := moves.refusal(pack, case.status, verb):
        raise Refused(refusal)
    move = moves.moves(pack)[verb]
    if kind not in move.documents:
        raise Refused(_("This step does not serve that document."))
    if not any(one.party == OURS for one in sides.may_act(dispute, pack, move)):
        raise Refused(_("This step is not Alberta’s: record it when it is made."))
    if dispute.notices.filter(verb=verb, kind=kind, state__in=OPEN).exists():
        raise Refused(_("There is a draft of it already."))
    asked = moves.notices(pack)[kind].contents
    found = Notice.objects.create(
        dispute=dispute,
        verb=verb,
        kind=kind,
        language=language,
        contents=[{"text": papers.first_words(dispute, dict(item), language)} for item in asked],
        drafted_by=by,
        drafted_at=at,
    )
    record(case, EventKind.DRAFTED, by=by, at=at, facts={"notice": found.pk, "kind": kind, **titles(found)})
    redue(case)
    return found


def titles(notice: Notice) -> dict[str, str]:
    kind = moves.notices(moves.pack_of(notice.dispute.pack))[notice.kind]
    return {"title_en": kind.title_en, "title_fr": kind.title_fr}


@transaction.atomic
def reword(
    dispute: Dispute,
    *,
    notice: int,
    contents: Sequence[str],
    language: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Notice:
    """Change the words. Records `reworded`. An approved notice that is changed is a draft again."""
    at = at or now()
    case = begin(dispute, by, version)
    row = open_notice(dispute, notice)
    row.contents = [{"text": text} for text in contents]
    row.language, row.state, row.approved_by, row.approved_at = language, NoticeState.DRAFT, None, None
    row.drafted_by = by
    row.save()
    record(case, EventKind.REWORDED, by=by, at=at, facts={"notice": row.pk, **titles(row)})
    redue(case)
    return row


@transaction.atomic
def ask_review(
    dispute: Dispute,
    *,
    notice: int,
    reviewer: User,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Notice:
    """Give the draft to a senior: a task and a mail. Records `review_asked`. Refused while an item the pack asks for is empty."""
    at = at or now()
    case = begin(dispute, by, version)
    row = open_notice(dispute, notice, NoticeState.DRAFT)
    require_whole(row)
    if not reviewer.can(Capability.REVIEW) or reviewer.pk == row.drafted_by_id:
        raise Refused(_("Choose a senior other than whoever wrote it."))
    row.state, row.reviewer = NoticeState.REVIEW, reviewer
    row.save(update_fields=["state", "reviewer"])
    files.owe(case, review_task(row), at=at, to=reviewer)
    record(case, EventKind.REVIEW_ASKED, by=by, at=at, facts={"notice": row.pk, "name": str(reviewer), **titles(row)})
    staff.tell(reviewer, "dispute_review", path=reverse("disputes:file", args=[case.reference]), about=case.reference,
               reference=case.reference)  # fmt: skip
    redue(case)
    return row


def require_whole(notice: Notice) -> None:
    kind = moves.notices(moves.pack_of(notice.dispute.pack))[notice.kind]
    for item, row in zip(kind.contents, notice.contents, strict=True):
        if not row["text"].strip():
            raise Refused(_("The notice lacks: %(item)s.") % {"item": item[notice.language]})


def review_task(notice: Notice) -> str:
    return _("Read the notice: %(title)s") % {"title": titles(notice)["title_en"]}


def done_reviewing(notice: Notice, by: User, at: dt.datetime) -> None:
    done_with(notice.dispute.file, lambda: review_task(notice), by=by, at=at)


def reading(dispute: Dispute, notice: int, by: User, version: int | None) -> Notice:
    """A senior who did not write it reads it."""
    case = begin_review(dispute, by, version)
    row = open_notice(dispute, notice, NoticeState.REVIEW)
    require(access.can_review(by, case), _("Nobody reads their own.") if row.drafted_by_id == by.pk else "")
    return row


def begin_review(dispute: Dispute, by: User, version: int | None) -> CaseFile:
    case = lock(dispute, version=version)
    require(access.can_review(by, case), "" if case.is_open else _("This dispute is over."))
    dispute.file = case
    return case


@transaction.atomic
def approve(
    dispute: Dispute, *, notice: int, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Notice:
    """A senior approves; PDF and DOCX are kept as they will go out. Records `approved`."""
    at = at or now()
    row = reading(dispute, notice, by, version)
    row.state, row.approved_by, row.approved_at = NoticeState.APPROVED, by, at
    row.document = keep_paper(row, "pdf", by, at)
    keep_paper(row, "docx", by, at)
    row.save()
    done_reviewing(row, by, at)
    record(dispute.file, EventKind.APPROVED, by=by, at=at, facts={"notice": row.pk, **titles(row)})
    redue(dispute.file)
    return row


def keep_paper(notice: Notice, form: str, by: User, at: dt.datetime) -> Document:
    """One form of the notice as a document on the file."""
    name, content_type, content = papers.written(notice, law_date(at))[form]
    sha256, size = store.put(io.BytesIO(content))
    version = files.keep_document(
        notice.dispute.file,
        filename=name,
        sha256=sha256,
        size=size,
        content_type=content_type,
        by=by,
        title=f"{titles(notice)[f'title_{notice.language}']} ({form.upper()})",
        kind="notice",
        at=at,
    )
    return version.document


@transaction.atomic
def give_back(
    dispute: Dispute, *, notice: int, remark: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Notice:
    """A senior gives the draft back with a remark. Records `given_back`; the writer has a task."""
    at = at or now()
    row = reading(dispute, notice, by, version)
    row.state, row.remark = NoticeState.DRAFT, remark
    row.save(update_fields=["state", "remark"])
    done_reviewing(row, by, at)
    files.owe(dispute.file, _("Change the notice: %(remark)s") % {"remark": remark}, at=at, to=row.drafted_by)
    record(dispute.file, EventKind.GIVEN_BACK, by=by, at=at, facts={"notice": row.pk, "remark": remark, **titles(row)})
    redue(dispute.file)
    return row


@transaction.atomic
def withdraw(
    dispute: Dispute, *, notice: int, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Notice:
    """Take a draft back before it is served. Records `withdrawn`."""
    at = at or now()
    case = begin(dispute, by, version)
    row = open_notice(dispute, notice)
    row.state = NoticeState.WITHDRAWN
    row.save(update_fields=["state"])
    done_reviewing(row, by, at)
    record(case, EventKind.WITHDRAWN, by=by, at=at, facts={"notice": row.pk, "reason": reason, **titles(row)})
    redue(case)
    return row


@transaction.atomic
def serve(
    dispute: Dispute,
    *,
    notice: int,
    on: dt.date,
    way: str,
    authorised_by: str,
    by: User,
    words: Mapping[str, str] | None = None,
    addresses: Mapping[str, str] | None = None,
    elsewhere: bool = False,
    delivered_on: dt.date | None = None,
    proof: str = "",
    note: str = "",
    terms: str = "",
    comply_by: dt.date | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Notice:
    """Serve an approved notice on every addressee of its move, all on one day; or record that it was served elsewhere.

    Makes the move: its guards are asked, its state changes. One delivery per addressee is opened, none can be left out; clocks that count
    from a delivery start when that delivery is proved, here (`delivered_on` with `proof` for all) or later (`deliver`). Records `served`.
    """
    at = at or now()
    case = begin(dispute, by, version)
    row = open_notice(dispute, notice, NoticeState.APPROVED)
    pack = moves.pack_of(dispute.pack)
    move = moves.moves(pack)[row.verb]
    require_deliverable(on, delivered_on, proof, at)
    mailed = way == Way.MAIL and not elsewhere
    if mailed and on != law_date(at):
        raise Refused(_("A notice that this system mails is served today."))
    acting = next((one.key for one in sides.may_act(dispute, pack, move) if one.party == OURS), "")
    to = sides.addressees(dispute, pack, move.addressees)
    known = {one.key: (addresses or {}).get(one.key) or one.address for one in to}
    if mailed and (lacking := [one.name for one in to if not known[one.key]]):
        raise Refused(_("No address is known for: %(names)s. None may be left out.") % {"names": ", ".join(lacking)})
    waiting: dict[str, dt.date | None] = {
        fact: delivered_on for fact in move.facts_recorded if clocking.addressee_of(fact)
    }
    made = step(
        dispute,
        verb=row.verb,
        on=on,
        acting=acting,
        by=by,
        at=at,
        authorised_by=authorised_by,
        note=note,
        words=words,
        dates=waiting,
        terms=terms,
        comply_by=comply_by,
    )
    row.state, row.served_on, row.elsewhere, row.step = NoticeState.SERVED, on, elsewhere, made
    row.save(update_fields=["state", "served_on", "elsewhere", "step"])
    for one in to:
        sent = Delivery.objects.create(
            notice=row,
            actor=one.actor,
            party_id=one.party or None,
            office=one.office,
            address=known[one.key],
            way=way,
            sent_on=on,
            delivered_on=delivered_on,
            proof=proof,
        )
        if mailed:
            mail(row, sent)
    facts = {
        "notice": row.pk,
        "addressees": len(to),
        "on": on,
        **moves.in_both("way", lambda: Way(way).label),
        "elsewhere": elsewhere,
        **titles(row),
    }
    record(case, EventKind.SERVED, by=by, at=at, facts=facts, side=Side.JOINT)
    redue(case)
    return row


def mail(notice: Notice, delivery: Delivery) -> None:
    """Write to one addressee; the link in the mail opens the notice, and pressing it is the proof of delivery."""
    token = secrets.token_urlsafe(32)
    delivery.token_hash = hashed(token)
    delivery.save(update_fields=["token_hash"])
    language, reference = notice.language, notice.dispute.file.reference
    outbox.queue_page(
        to=delivery.address,
        template="body",
        language=language,
        kind="dispute_notice",
        about=reference,
        context={
            "heading": mails.line("dispute_notice", "subject", language, reference=reference),
            "preview": mails.line("dispute_notice", "preview", language),
            "footer": mails.texts()["footer_body"][language],
            "signature": mails.texts()["sender_body"][language],
            "url": f"{settings.SITE_URL}{reverse('dispute_notice', args=[token])}?lang={language}",
            "text": "",
        },
    )


def hashed(token: str) -> str:
    return hashlib.sha256(f"{settings.CODE_PEPPER}:notice:{token}".encode()).hexdigest()


def by_link(token: str) -> Delivery | None:
    """The delivery whose link this is, if there is one."""
    found = Delivery.objects.filter(token_hash=hashed(token), notice__state=NoticeState.SERVED)
    return found.select_related("notice__dispute__file", "notice__document", "notice__step", "party").first()


@transaction.atomic
def receive(delivery: Delivery, *, at: dt.datetime | None = None) -> Delivery:
    """The addressee opened the notice by the link: that is its delivery. Records `delivered`, by nobody; a second time changes nothing."""
    at = at or now()
    dispute = delivery.notice.dispute
    case = lock(dispute)
    delivery.refresh_from_db(fields=["delivered_on", "proof", "received_at"])
    if delivery.delivered_on is not None:
        return delivery
    delivery.delivered_on, delivery.received_at = law_date(at), at
    delivery.save(update_fields=["delivered_on", "received_at"])
    begin_clocks(dispute, delivery, None, at)
    clocking.sync(dispute, today=law_date(at))
    facts = {
        **moves.in_both("to", lambda: named([delivery])),
        **moves.in_both("proof", lambda: delivery.proof_words),
        "on": delivery.delivered_on,
        "notice": delivery.notice_id,
    }
    record(case, EventKind.DELIVERED, by=None, at=at, facts={**facts, **titles(delivery.notice)})
    redue(case)
    return delivery


def require_deliverable(sent_on: dt.date, delivered_on: dt.date | None, proof: str, at: dt.datetime) -> None:
    if delivered_on is None:
        return
    if delivered_on < sent_on:
        raise Refused(_("It cannot be delivered before it was sent."))
    if delivered_on > law_date(at):
        raise Refused(_("That day has not come yet."))
    if not proof.strip():
        raise Refused(_("Say what proves the delivery: a receipt, a tracking number, who signed."))


@transaction.atomic
def deliver(
    dispute: Dispute,
    *,
    deliveries: Sequence[int],
    delivered_on: dt.date,
    proof: str,
    by: User,
    paper: UploadedFile | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> list[Delivery]:
    """Enter when addressees had the notice, and what proves it. Records `delivered`; the clocks that count from a delivery start."""
    at = at or now()
    case = begin(dispute, by, version, closed=True)
    rows = list(
        Delivery.objects.filter(pk__in=deliveries, notice__dispute=dispute, delivered_on__isnull=True).select_related(
            "notice__step", "party"
        )
    )
    if not rows:
        raise Refused(_("Choose at least one addressee whose delivery is not proved yet."))
    kept = files.add_document(case, paper, by=by, title=proof[:200], at=at).document if paper else None
    for row in rows:
        require_deliverable(row.sent_on, delivered_on, proof or (kept.title if kept else ""), at)
        row.delivered_on, row.proof, row.paper = delivered_on, proof, kept
        row.save(update_fields=["delivered_on", "proof", "paper"])
        begin_clocks(dispute, row, by, at)
    clocking.sync(dispute, today=law_date(at))
    facts = {
        **moves.in_both("to", lambda: named(rows)),
        "on": delivered_on,
        "proof": proof,
        "notice": rows[0].notice_id,
        **titles_of(rows[0]),
    }
    record(case, EventKind.DELIVERED, by=by, at=at, facts=facts)
    redue(case)
    return rows


def named(rows: Sequence[Delivery]) -> str:
    return ", ".join(str(row.party) if row.party else moves.actor(row.actor) for row in rows)


def titles_of(row: Delivery) -> dict[str, str]:
    row.notice.dispute = Dispute.objects.get(pk=row.notice.dispute_id)
    return titles(row.notice)


def begin_clocks(dispute: Dispute, row: Delivery, by: User | None, at: dt.datetime) -> None:
    """A delivery that a clock counts from is a dated fact of its step."""
    made: Step | None = row.notice.step
    if made is None or row.delivered_on is None:
        return
    for fact in moves.moves(moves.pack_of(dispute.pack))[made.verb].facts_recorded:
        if clocking.addressee_of(fact) != row.actor:
            continue
        said = FactDate.objects.filter(step=made, fact=fact, holds=True).first()
        if said is not None and (row.way != Way.ELSEWHERE or said.on == row.delivered_on):
            continue
        if said is not None:  # the day of the step stood for it until there was a proof
            said.holds = False
            said.save(update_fields=["holds"])
        reason = row.proof_words[:300] if said else ""
        FactDate.objects.create(
            dispute=dispute, step=made, fact=fact, on=row.delivered_on, reason=reason, by=by, at=at
        )  # fmt: skip
