"""The way in to a guidance note for readers who do not sign in. The note is no secret; the link says who has read it."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.urls import reverse

from .advice_models import GuidanceCopy, GuidanceLink


def hashed(token: str) -> str:
    return hashlib.sha256(f"{settings.CODE_PEPPER}:guidance:{token}".encode()).hexdigest()


def make(copy: GuidanceCopy, *, at: dt.datetime) -> str:
    """A further link to a copy. Returns its address; the token in it is kept nowhere."""
    token = secrets.token_urlsafe(32)
    GuidanceLink.objects.create(copy=copy, token_hash=hashed(token), sent_at=at)
    return f"{settings.SITE_URL}{reverse('guidance_link', args=[token])}?lang={copy.language}"


def find(token: str) -> GuidanceCopy | None:
    """The copy of a token, if there is one."""
    found = GuidanceLink.objects.filter(token_hash=hashed(token))
    link = found.select_related("copy__version__note", "copy__office").first()
    return link.copy if link else None
