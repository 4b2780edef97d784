"""How allauth behaves in this house: no open door, and only people we know come in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render

from . import identity


class AccountAdapter(DefaultAccountAdapter):
    """People come in by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A work account opens the account with the same proved address; it never makes a new one. That of a body opens only its own."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[Any]:
        found = super().list_apps(request, provider=provider, client_id=client_id)
        return [*found, *identity.apps(provider, client_id)]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if why := identity.refusal(request, sociallogin):
            raise ImmediateHttpResponse(render(request, "accounts/body_refused.html", {"why": why}, status=403))


def display(user: Any) -> str:
    """How a person is named on sign-in pages."""
    return str(user)
