"""How often one network may try something. Counted in the cache of the whole house, so that every process sees the same.

What is counted is a network (a hash of it), never a file alone: nothing a stranger does locks anybody out.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """So many times in so many minutes."""

    name: str
    times: int
    minutes: int


def saves() -> Limit:
    return Limit("saves", settings.SAVES_PER_MINUTE, 1)


def network(request: HttpRequest) -> str:
    """The visitor's address; of IPv6 the part a provider gives to one customer. Behind our own proxies: what they saw."""
    address = request.META.get("REMOTE_ADDR", "")
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and forwarded:
        address = forwarded[-min(proxies, len(forwarded))]
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    return str(ipaddress.ip_network(f"{ip}/64", strict=False)) if ip.version == 6 else str(ip)


def _key(limit: Limit, who: str) -> str:
    window = int(time.time()) // (limit.minutes * 60)
    return f"throttle:{limit.name}:{window}:" + hashlib.sha256(f"{settings.SECRET_KEY}:{who}".encode()).hexdigest()[:32]


def is_over(limit: Limit, *who: str) -> bool:
    """Whether the limit has been reached in this window of time. A limit of 0 never is."""
    return bool(limit.times) and cache.get(_key(limit, "|".join(who)), 0) >= limit.times


def count(limit: Limit, *who: str) -> None:
    """One more."""
    if not limit.times:
        return
    key = _key(limit, "|".join(who))
    cache.set(key, cache.get(key, 0) + 1, timeout=limit.minutes * 60)
