"""Keeps machines off the first page of a form without asking people to prove anything: a trap and the time it took."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.core import signing

from . import texts

SALT = "complaints.guard"
#: A field no person sees. What fills in everything fills it in too.
TRAP = "company_fax"
OPENED = "opened"


def opened() -> str:
    """When this page was opened, signed: goes into a hidden field."""
    return signing.TimestampSigner(salt=SALT).sign("page")


def again(post: Mapping[str, str]) -> str:
    """For a page shown once more: the same moment, or a new one where the old cannot be read."""
    try:
        signing.TimestampSigner(salt=SALT).unsign(post.get(OPENED, ""))
    except signing.BadSignature:
        return opened()
    return post[OPENED]


def refusal(post: Mapping[str, str]) -> str:
    """Why this form was not written by a person, as a sentence for one who did; empty when it may have been."""
    if post.get(TRAP):
        return texts.error("too_fast")
    signer = signing.TimestampSigner(salt=SALT)
    try:
        signer.unsign(post.get(OPENED, ""))
    except signing.BadSignature:
        return texts.error("expired")
    try:
        signer.unsign(post[OPENED], max_age=settings.FORM_SECONDS)
    except signing.SignatureExpired:
        return ""
    return texts.error("too_fast") if settings.FORM_SECONDS else ""
