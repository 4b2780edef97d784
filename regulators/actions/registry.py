"""The registry: who regulates what, under which Act, and what they publish. Every change has a day it takes effect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts import addresses, kept
from mobility.accounts.choices import OfficeKind
from mobility.accounts.models import Office, User
from mobility.accounts.refusals import Refused
from mobility.law.days import law_date, today
from regulators.access import can_keep
from regulators.choices import ChangeKind
from regulators.models import Change, Occupation, Published, RegulatoryBody

#: What can be changed of a body, and on which row it stands.
OF_OFFICE = ("name_en", "name_fr", "short_name", "email")
OF_BODY = ("governing_act", "ministry", "website", "sector", "schedule", "confidence")
OF_OCCUPATION = ("title_en", "title_fr", "noc2021", "reserved", "confidence")


def require(by: User) -> None:
    if not can_keep(by):
        raise Refused(_("You may not change the registry."))


def lock(body: RegulatoryBody) -> RegulatoryBody:
    """Take the body's row for the rest of the transaction."""
    return RegulatoryBody.objects.select_for_update(of=("self",)).select_related("office").get(pk=body.pk)


def put(change: Change) -> Change:
    """Keep a change and, when its day has come, carry it out."""
    change.save()
    if change.effective_on <= today():
        carry_out(change)
    return change


def carry_out(change: Change) -> None:
    """Make the registry say what the change says. The processes that keep it look again within a minute; this one at once."""
    body = lock(change.body)
    if change.kind == ChangeKind.FIELD:
        row: Any = body.office if change.field in OF_OFFICE else body
        setattr(row, change.field, change.after)
        row.save(update_fields=[change.field])
    elif change.kind == ChangeKind.OCCUPATION_CHANGED and change.occupation:
        setattr(change.occupation, change.field, change.after)
        change.occupation.save(update_fields=[change.field])
    elif change.kind == ChangeKind.OCCUPATION_MOVED and change.occupation and change.other_body:
        change.occupation.body = change.other_body
        change.occupation.save(update_fields=["body"])
    elif change.kind == ChangeKind.MERGED and change.other_body:
        Occupation.objects.filter(body=body).update(body=change.other_body)
        body.merged_into = change.other_body
        body.save(update_fields=["merged_into"])
    change.done_at = now()
    change.save(update_fields=["done_at"])
    kept.forget()


@transaction.atomic
def change_body(
    body: RegulatoryBody,
    *,
    values: Mapping[str, str],
    effective_on: dt.date,
    source: str = "",
    reason: str = "",
    by: User,
    at: dt.datetime | None = None,
) -> list[Change]:
    """Change what the registry says of a body: name, Act, ministry, website… One `Change` for each value that differs, carried out on
    its day. Nobody is told; complaints keep pointing to the body. Refused where nothing differs."""
    at = at or now()
    require(by)
    body = lock(body)
    found = []
    for field, after in values.items():
        before = getattr(body.office if field in OF_OFFICE else body, field)
        if after == before:
            continue
        if field in ("name_en",) and not after.strip():
            raise Refused(_("A body needs a name."))
        found.append(
            put(
                Change(
                    kind=ChangeKind.FIELD,
                    body=body,
                    field=field,
                    before=before,
                    after=after,
                    effective_on=effective_on,
                    source=source,
                    reason=reason,
                    by=by,
                    at=at,
                )
            )
        )
    if not found:
        raise Refused(_("Nothing differs from what the registry says."))
    return found


@transaction.atomic
def enter_body(
    *,
    slug: str,
    name_en: str,
    by: User,
    name_fr: str = "",
    short_name: str = "",
    effective_on: dt.date | None = None,
    source: str = "",
    reason: str = "",
    at: dt.datetime | None = None,
    **values: str,
) -> RegulatoryBody:
    """Enter a new body with its office. Refused where the short address is taken."""
    at = at or now()
    require(by)
    if RegulatoryBody.objects.filter(slug=slug).exists() or Office.objects.filter(slug=f"body-{slug}").exists():
        raise Refused(_("There is a body “%(slug)s” already.") % {"slug": slug})
    office = Office.objects.create(
        slug=f"body-{slug}",
        kind=OfficeKind.BODY,
        name_en=name_en,
        name_fr=name_fr,
        short_name=short_name,
        jurisdiction_code="AB",
    )
    body = RegulatoryBody.objects.create(
        office=office, slug=slug, **{key: values[key] for key in OF_BODY if key in values}
    )
    put(
        Change(
            kind=ChangeKind.ENTERED,
            body=body,
            after=name_en,
            effective_on=effective_on or law_date(at),
            source=source,
            reason=reason,
            by=by,
            at=at,
        )
    )
    return body


@transaction.atomic
def add_occupation(
    body: RegulatoryBody,
    *,
    slug: str,
    title_en: str,
    by: User,
    effective_on: dt.date | None = None,
    source: str = "",
    reason: str = "",
    at: dt.datetime | None = None,
    **values: str,
) -> Occupation:
    """Add an occupation that the body regulates. Refused where its short address is taken."""
    at = at or now()
    require(by)
    if Occupation.objects.filter(slug=slug).exists():
        raise Refused(_("There is an occupation “%(slug)s” already.") % {"slug": slug})
    occupation = Occupation.objects.create(
        slug=slug, title_en=title_en, body=body, **{key: values[key] for key in OF_OCCUPATION if key in values}
    )
    put(
        Change(
            kind=ChangeKind.OCCUPATION_ADDED,
            body=body,
            occupation=occupation,
            after=title_en,
            effective_on=effective_on or law_date(at),
            source=source,
            reason=reason,
            by=by,
            at=at,
        )
    )
    return occupation


@transaction.atomic
def change_occupation(
    occupation: Occupation,
    *,
    values: Mapping[str, str],
    effective_on: dt.date,
    source: str = "",
    reason: str = "",
    by: User,
    at: dt.datetime | None = None,
) -> list[Change]:
    """Change the titles, the NOC code or what is reserved of an occupation. Refused where nothing differs."""
    at = at or now()
    require(by)
    found = [
        put(
            Change(
                kind=ChangeKind.OCCUPATION_CHANGED,
                body=occupation.body,
                occupation=occupation,
                field=field,
                before=getattr(occupation, field),
                after=after,
                effective_on=effective_on,
                source=source,
                reason=reason,
                by=by,
                at=at,
            )
        )
        for field, after in values.items()
        if after != getattr(occupation, field)
    ]
    if not found:
        raise Refused(_("Nothing differs from what the registry says."))
    return found


@transaction.atomic
def move_occupation(
    occupation: Occupation,
    *,
    to: RegulatoryBody,
    effective_on: dt.date,
    source: str,
    reason: str = "",
    by: User,
    at: dt.datetime | None = None,
) -> Change:
    """From a day on another body regulates the occupation. Complaints made before stay with the body they were made about."""
    require(by)
    to = lock(to)
    occupation.refresh_from_db()
    if to.pk == occupation.body_id:
        raise Refused(_("%(body)s regulates it already.") % {"body": to})
    if to.merged_into_id:
        raise Refused(_("%(body)s was merged into another body.") % {"body": to})
    return put(
        Change(
            kind=ChangeKind.OCCUPATION_MOVED,
            body=occupation.body,
            occupation=occupation,
            other_body=to,
            before=str(occupation.body),
            after=str(to),
            effective_on=effective_on,
            source=source,
            reason=reason,
            by=by,
            at=at or now(),
        )
    )


@transaction.atomic
def merge_bodies(
    body: RegulatoryBody,
    *,
    into: RegulatoryBody,
    effective_on: dt.date,
    source: str,
    reason: str = "",
    by: User,
    at: dt.datetime | None = None,
) -> Change:
    """One body becomes part of another: its occupations go over, its page stays and points to the other. What was promised, reported
    and complained of stays with the body it was then."""
    require(by)
    body, into = (lock(one) for one in (body, into))
    if body.pk == into.pk or into.merged_into_id:
        raise Refused(_("Choose another body, one that still exists."))
    if body.merged_into_id:
        raise Refused(_("%(body)s was merged already.") % {"body": body})
    return put(
        Change(
            kind=ChangeKind.MERGED,
            body=body,
            other_body=into,
            before=str(body),
            after=str(into),
            effective_on=effective_on,
            source=source,
            reason=reason,
            by=by,
            at=at or now(),
        )
    )


@transaction.atomic
def publish(
    body: RegulatoryBody,
    *,
    kind: str,
    words: str,
    seen_on: dt.date,
    occupation: Occupation | None = None,
    amount: Decimal | None = None,
    url: str = "",
    confidence: str = "V",
    by: User,
    at: dt.datetime | None = None,
) -> Published:
    """Put on record what a body publishes: a document, an alternative, a requirement, a fee. Complaints and reports are compared
    with it."""
    require(by)
    if occupation is not None and occupation.body_id != body.pk:
        raise Refused(_("%(body)s does not regulate this occupation.") % {"body": body})
    return Published.objects.create(
        body=body,
        kind=kind,
        words=words,
        seen_on=seen_on,
        occupation=occupation,
        amount=amount,
        url=url,
        confidence=confidence,
        by=by,
        at=at or now(),
    )


@transaction.atomic
def unpublish(row: Published, *, until_on: dt.date, by: User) -> Published:
    """From a day on the body no longer publishes it. The row stays: what was asked then is judged by what stood then."""
    require(by)
    if until_on < row.seen_on:
        raise Refused(_("It was seen later than that."))
    row.until_on = until_on
    row.save(update_fields=["until_on"])
    return row


@transaction.atomic
def register_contact(
    body: RegulatoryBody, *, email: str, name: str = "", language: str = "en", by: User, at: dt.datetime | None = None
) -> Change:
    """Register an address of the body. Links to single requests and copies go to registered addresses and nowhere else."""
    at = at or now()
    require(by)
    contact = addresses.register(body.office, email, language=language, name=name)
    change = Change(kind=ChangeKind.CONTACT, body=body, after=contact.email, effective_on=law_date(at), by=by, at=at)
    change.done_at = at
    change.save()
    return change


@transaction.atomic
def carry_out_due(on: dt.date) -> int:
    """Carry out the changes whose day has come, in their order. How many there were. The nightly task calls this; twice is once."""
    due = Change.objects.select_for_update(of=("self",)).filter(done_at__isnull=True, effective_on__lte=on)
    rows = list(due.select_related("body__office", "occupation", "other_body").order_by("effective_on", "pk"))
    for change in rows:
        carry_out(change)
    return len(rows)
