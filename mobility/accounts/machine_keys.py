"""Keys of bodies' own systems: made and revoked by the body's administrator, and the guard of addresses that machines ask.

A key opens nothing a person sees: only the addresses that are guarded by `machine`. Sessions and cookies count for nothing there.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from . import access, throttle
from .actions import hash_token
from .models import MachineKey, Office, User
from .refusals import Refused

#: How every key begins: whoever finds one in a log or a repository sees what it is.
MARK = "lmk_"
#: Keys a body may have at once: a few systems, and the next key while the last is still in use.
MOST = 10
WRONG_KEY = throttle.Limit("wrong-key", 20, 15)


@transaction.atomic
def make_key(office: Office, *, name: str, by: User, at: datetime | None = None) -> tuple[MachineKey, str]:
    """Make a key for a system of the body. Returns the row and the key itself, which is told this once and never again.

    The row is its record: who made it and when. Refused to everybody but the body's administrator, and beyond `MOST`.
    """
    at = at or now()
    if not access.can_keep_keys(by, office):
        raise Refused(_("You may not make keys for this body."))
    Office.objects.select_for_update(of=("self",), no_key=True).get(pk=office.pk)  # two at once are counted one by one
    if living(at).filter(office=office).count() >= MOST:
        raise Refused(_("Your body has %(most)s keys already. Revoke one that is not used any more.") % {"most": MOST})
    token = MARK + secrets.token_urlsafe(32)
    key = MachineKey.objects.create(
        office=office, name=name.strip(), token_hash=hash_token(token), made_by=by, made_at=at
    )
    return key, token


@transaction.atomic
def revoke_key(key: MachineKey, *, by: User, at: datetime | None = None) -> MachineKey:
    """The key opens nothing any more, at once. A second time changes nothing."""
    key = MachineKey.objects.select_for_update(of=("self",)).select_related("office").get(pk=key.pk)
    if not access.can_keep_keys(by, key.office):
        raise Refused(_("You may not revoke this key."))
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = at or now(), by
        key.save(update_fields=["revoked_at", "revoked_by"])
    return key


def living(at: datetime) -> QuerySet[MachineKey]:
    """Keys that open something: not revoked, of an active body, and used not too long ago, as with accounts of people."""
    idle = at - timedelta(days=settings.IDLE_DAYS)
    used = MachineKey.objects.annotate(seen=Coalesce("used_at", "made_at"))
    return used.filter(revoked_at__isnull=True, office__is_active=True, seen__gte=idle)


def key_of(request: HttpRequest, at: datetime) -> MachineKey | None:
    """The key a request proves itself with (`Authorization: Bearer …`), and a note that it was used."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip().startswith(MARK):
        return None
    found = living(at).select_related("office").filter(token_hash=hash_token(token.strip())).first()
    if found is not None:
        MachineKey.objects.filter(pk=found.pk).update(used_at=at)
    return found


def problem(status: int, detail: str, **headers: str) -> HttpResponse:
    """What is wrong, for a machine and for whoever reads its log (RFC 9457)."""
    said = {"status": status, "detail": detail}
    response = JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = "application/problem+json"
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return private(response)


def private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def machine(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Guard an address that bodies' systems ask: `view(request, key, …)`. A wrong key learns nothing, not even what exists here."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        network = throttle.network(request)
        if throttle.is_over(WRONG_KEY, network):
            return problem(
                429,
                _("Too many wrong keys. Wait %(minutes)s minutes.") % {"minutes": WRONG_KEY.minutes},
                Retry_After=str(WRONG_KEY.minutes * 60),
            )
        key = key_of(request, now())
        if key is None:
            throttle.count(WRONG_KEY, network)
            sentence = _("No key of a body is in the header “Authorization: Bearer …”, or it was revoked.")
            return problem(401, sentence, WWW_Authenticate="Bearer")
        return view(request, key, *args, **kwargs)

    return guarded
