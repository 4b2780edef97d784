"""Guidance notes: written, replaced by a new version, sent to bodies, read, reminded of, withdrawn.

They are about no person and no file: their versions and copies are their record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts import addresses
from mobility.accounts.choices import Capability, Language
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles import mails
from mobility.casefiles.primitives import require
from mobility.law.models import Provision
from mobility.outbox import actions as outbox
from regulators import guidance_links
from regulators.advice_models import GuidanceCopy, GuidanceNote, GuidanceVersion
from regulators.models import RegulatoryBody


@dataclass(frozen=True)
class Wording:
    """What a version says, in both languages, and the provisions it is about."""

    title_en: str
    title_fr: str
    text_en: str
    text_fr: str
    provisions: Sequence[Provision] = ()


@dataclass(frozen=True)
class Sent:
    """To how many readers a note went, and the bodies that have neither somebody who signs in nor an address."""

    readers: int
    unreached: tuple[RegulatoryBody, ...]


def write_version(note: GuidanceNote, wording: Wording, *, by: User, at: dt.datetime) -> GuidanceVersion:
    last = note.versions.aggregate(last=Max("number"))["last"] or 0
    version = GuidanceVersion.objects.create(
        note=note,
        number=last + 1,
        title_en=wording.title_en,
        title_fr=wording.title_fr,
        text_en=wording.text_en,
        text_fr=wording.text_fr,
        by=by,
        at=at,
    )
    version.provisions.set(wording.provisions)
    return version


def locked(note: GuidanceNote) -> GuidanceNote:
    found: GuidanceNote = GuidanceNote.objects.select_for_update().get(pk=note.pk)
    if found.withdrawn_at is not None:
        raise Refused(_("This note is withdrawn."))
    return found


@transaction.atomic
def write_guidance(*, wording: Wording, by: User, at: dt.datetime | None = None) -> GuidanceVersion:
    """A new note with the next number. Nobody gets it before it is sent."""
    require(by.can(Capability.WORK))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('guidance-number'))")
    last = GuidanceNote.objects.aggregate(last=Max("number"))["last"] or 0
    return write_version(GuidanceNote.objects.create(number=last + 1), wording, by=by, at=at or now())


@transaction.atomic
def replace_guidance(
    note: GuidanceNote, *, wording: Wording, replaces: int, by: User, at: dt.datetime | None = None
) -> GuidanceVersion:
    """A new version of a note; the one before stays readable, and so does who has read it.

    `replaces` is the version that the person saw: refused when somebody else has written another meanwhile.
    """
    require(by.can(Capability.WORK))
    note = locked(note)
    if note.versions.aggregate(last=Max("number"))["last"] != replaces:
        raise Refused(
            _("Somebody wrote another version while you were working on it. Look at that first, then send again.")
        )
    return write_version(note, wording, by=by, at=at or now())


@transaction.atomic
def withdraw_guidance(note: GuidanceNote, *, reason: str, by: User, at: dt.datetime | None = None) -> GuidanceNote:
    """It no longer holds. Whoever has it still sees it, marked as withdrawn."""
    require(by.can(Capability.WORK))
    note = locked(note)
    note.withdrawn_at, note.withdrawn_because = at or now(), reason
    note.save()
    return note


@transaction.atomic
def send_guidance(
    version: GuidanceVersion, *, bodies: Sequence[RegulatoryBody], by: User, at: dt.datetime | None = None
) -> Sent:
    """Send the newest version to bodies: their people who sign in find it on their page and are told by mail; where nobody signs in,
    each registered address gets a link of its own. Who has it already does not get it again.
    """
    at = at or now()
    require(by.can(Capability.WORK))
    note = locked(version.note)
    if note.versions.aggregate(last=Max("number"))["last"] != version.number:
        raise Refused(_("There is a newer version: send that one."))
    readers, unreached = 0, []
    for body in bodies:
        users, written = addresses.signing_in(body.office), addresses.registered(body.office)
        if not users and not written:
            unreached.append(body)
            continue
        known = version.copies.filter(office=body.office)
        have = set(known.values_list("user_id", flat=True)) | set(known.values_list("address", flat=True))
        copies = [
            GuidanceCopy(version=version, office=body.office, user=user, language=user.language, sent_at=at, by=by)
            for user in users
            if user.pk not in have
        ]
        if not users:
            copies = [
                GuidanceCopy(
                    version=version,
                    office=body.office,
                    address=address.email.lower(),
                    language=address.language or Language.EN,
                    sent_at=at,
                    by=by,
                )
                for address in written
                if address.email.lower() not in have
            ]
        for copy in copies:
            copy.save()
            tell(copy, "guidance", at=at)
        readers += len(copies)
    return Sent(readers, tuple(unreached))


def tell(copy: GuidanceCopy, kind: str, *, at: dt.datetime) -> None:
    language, version = copy.language, copy.version
    if copy.user is not None:
        to, url = copy.user.email, f"{settings.SITE_URL}{reverse('guidance', args=[version.pk])}"
    else:
        to, url = copy.address, guidance_links.make(copy, at=at)
    reference = str(version.note)
    outbox.queue_page(
        to=to,
        template="body",
        language=language,
        kind=kind,
        about=reference,
        context={
            "heading": mails.line(kind, "subject", language, reference=reference),
            "preview": mails.line(kind, "preview", language, reference=reference),
            "footer": mails.texts()["footer_body"][language],
            "signature": mails.texts()["sender_body"][language],
            "text": version.title_fr if language == Language.FR else version.title_en,
            "url": url,
        },
    )


@transaction.atomic
def remind_of_guidance(
    version: GuidanceVersion, *, body: RegulatoryBody, by: User, at: dt.datetime | None = None
) -> int:
    """Ask those of a body who have not said that they have read it, once more. Refused when somebody there has, and when it is not
    the newest version. Returns how many were written to."""
    at = at or now()
    require(by.can(Capability.WORK))
    note = locked(version.note)
    if note.versions.aggregate(last=Max("number"))["last"] != version.number:
        raise Refused(_("There is a newer version: send that one."))
    copies = list(version.copies.select_for_update(of=("self",)).filter(office=body.office).select_related("user"))
    if not copies:
        raise Refused(_("It was not sent to this body."))
    if any(copy.read_at for copy in copies):
        raise Refused(_("Somebody there has read it."))
    copies = [copy for copy in copies if copy.user is None or copy.user.is_active]
    for copy in copies:
        copy.version = version
        copy.reminded_at, copy.reminders = at, copy.reminders + 1
        copy.save(update_fields=["reminded_at", "reminders"])
        tell(copy, "guidance-reminder", at=at)
    return len(copies)


@transaction.atomic
def read_guidance(
    version: GuidanceVersion, *, by: User | GuidanceCopy, name: str = "", at: dt.datetime | None = None
) -> GuidanceCopy:
    """Somebody says that they have read it: a person of a body that has it, or whoever holds the link of a copy. Twice changes
    nothing. Who joined the body later gets a copy of their own by that."""
    at = at or now()
    if isinstance(by, GuidanceCopy):
        copy = GuidanceCopy.objects.select_for_update().get(pk=by.pk)
        name = name or copy.address
    else:
        first = version.copies.filter(office=by.office_id).order_by("pk").first()
        if not by.can(Capability.PORTAL) or first is None:
            raise Refused(_("It was not sent to your body."))
        copy, _made = GuidanceCopy.objects.get_or_create(
            version=version,
            office_id=by.office_id,
            user=by,
            defaults={"language": by.language, "sent_at": first.sent_at, "by_id": first.by_id},
        )
        copy = GuidanceCopy.objects.select_for_update().get(pk=copy.pk)
        name = by.name
    if copy.read_at is None:
        copy.read_at, copy.read_by = at, name
        copy.opened_at = copy.opened_at or at
        copy.save(update_fields=["read_at", "read_by", "opened_at"])
    return copy


def open_guidance(version: GuidanceVersion, *, by: User | GuidanceCopy, at: dt.datetime | None = None) -> None:
    """Note that somebody has it open for the first time: not yet that they have read it."""
    mine = GuidanceCopy.objects.filter(pk=by.pk) if isinstance(by, GuidanceCopy) else version.copies.filter(user=by)
    mine.filter(opened_at__isnull=True).update(opened_at=at or now())
