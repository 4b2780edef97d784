"""Sign-in of bodies' own: each body's identity provider (OpenID Connect) opens the accounts of that body and no others.

A provider vouches for addresses at its own domains. It makes no account: people are invited first. Where `OIDC_BODIES` is off, none of
this is there.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .models import IdentityProvider, User


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].strip().lower()


def of_address(email: str) -> IdentityProvider | None:
    """The provider that vouches for this address."""
    in_use = IdentityProvider.objects.filter(is_active=True, office__is_active=True)
    return in_use.filter(domains__contains=[domain_of(email)]).first()


def apps(wanted: str | None, client_id: str | None) -> list[Any]:
    """The providers as allauth wants them, found by their name in addresses. Without one none: they are on no list."""
    from allauth.socialaccount.models import SocialApp

    if not settings.OIDC_BODIES or not wanted:
        return []
    found = IdentityProvider.objects.filter(slug=wanted, is_active=True, office__is_active=True)
    if client_id:
        found = found.filter(client_id=client_id)
    return [
        SocialApp(
            provider="openid_connect",
            provider_id=one.slug,
            name=one.name,
            client_id=one.client_id,
            secret=one.secret,
            settings={"server_url": one.server_url, "verified_email": one.domains},
        )
        for one in found
    ]


def refusal(request: HttpRequest, sociallogin: Any) -> str:
    """Why a body's provider may not open the account it points to, as a sentence; empty where it may, or is no body's."""
    provider = IdentityProvider.objects.filter(slug=sociallogin.account.provider).first()
    if provider is None:
        return ""
    person = request.user if sociallogin.state.get("process") == "connect" else sociallogin.user
    emails = [address.email for address in sociallogin.email_addresses] or [str(getattr(sociallogin.user, "email", ""))]
    at_home = all(domain_of(email) in provider.domains for email in emails)
    is_of_body = isinstance(person, User) and person.pk is not None and person.office_id == provider.office_id
    if provider.is_active and at_home and is_of_body:
        return ""
    return _("No account of your body has this address. Ask whoever invites people for your body, then sign in again.")


def scheme_of(provider: IdentityProvider) -> str:
    """Where a form may end that goes to the provider: it may send people on to hosts of its own choice."""
    return f"{urlsplit(provider.server_url).scheme}:"
