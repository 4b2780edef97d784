"""Who may open which part of the house. Signed out: to sign-in. The wrong role: the page does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from .choices import Capability
from .models import Office, User

View = Callable[..., HttpResponse]


def holding(*capabilities: str) -> Callable[[View], View]:
    """Guard a view: at least one of these capabilities."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("account_login"))
            if not any(request.user.can(capability) for capability in capabilities):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


desk = holding(Capability.DESK)
reader = holding(Capability.DESK, Capability.AUDIT)
portal = holding(Capability.PORTAL)
partner = holding(Capability.PARTNER)
auditor = holding(Capability.AUDIT)


def who(request: HttpRequest) -> User:
    """The person signed in, behind one of the guards above."""
    return cast(User, request.user)


def first_page(user: User) -> str:
    """The URL name of the page somebody comes to after signing in."""
    if user.can(Capability.DESK):
        return "desk"
    if user.can(Capability.PORTAL):
        return "portal"
    if user.can(Capability.PARTNER):
        return "partner"
    if can_open_admin(user):
        return "admin:index"
    return "nothing_here"


def can_open_admin(user: Any) -> bool:
    if not user.is_authenticated or not user.is_active:
        return False
    return bool(user.is_superuser or any(user.can(one) for one in ADMIN_CAPABILITIES))


ADMIN_CAPABILITIES = (Capability.REFERENCE, Capability.USERS, Capability.AUDIT)


def can_invite(by: User, office: Office | None) -> bool:
    """Administrators invite anybody; a registrar with that right, into the own body only."""
    if by.can(Capability.USERS):
        return True
    return bool(by.can(Capability.PORTAL_USERS) and office and by.office_id == office.pk)


def can_keep_keys(by: User, office: Office | None) -> bool:
    """Keys of a body's systems are made and revoked by the administrator of that body, and by nobody else."""
    return bool(by.can(Capability.PORTAL_USERS) and office and by.office_id == office.pk)


def can_keep_office(by: User, user: User) -> bool:
    """Let a colleague of one's own body invite and remove people, close and open their account: not one's own."""
    return by.pk != user.pk and user.office_id is not None and can_invite(by, user.office)


def can_set_capabilities(by: User, user: User) -> bool:
    """Nobody changes what they themselves may do."""
    return by.can(Capability.USERS) and by.pk != user.pk


def can_deactivate(by: User, user: User) -> bool:
    return by.pk != user.pk and can_invite(by, user.office)
