"""Every write about people: invite, accept, deactivate, change what they may do, their language."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

import pghistory
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.timezone import now
from django.utils.translation import gettext as _

from . import access, notices
from .choices import ROLES, Capability, Language, OfficeKind
from .models import Invitation, Office, User
from .refusals import Refused


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    office: Office | None,
    by: User,
    role: str = "",
    capabilities: Iterable[str] = (),
    language: str = Language.EN,
    at: datetime | None = None,
) -> Invitation:
    """Ask somebody in by mail.

    The link is in the mail and nowhere else: only its hash is kept. An earlier open invitation to that address ends.
    """
    at = at or now()
    if not access.can_invite(by, office):
        raise Refused(_("You may not invite people to this office."))
    rights = set(capabilities) | ROLES.get(role, frozenset())
    if not by.can(Capability.USERS) and not rights <= set(by.capabilities):
        raise Refused(_("You cannot give somebody a right you do not have."))
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise Refused(_("Somebody with this address has an account already."))
    Invitation.objects.filter(email=email, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        name=name.strip(),
        office=office,
        capabilities=sorted(rights),
        language=language,
        token_hash=hash_token(token),
        invited_by=by,
        invited_at=at,
        expires_at=at + timedelta(days=settings.INVITATION_DAYS),
    )
    notices.invited(invitation, token)
    return invitation


@transaction.atomic
def accept_invitation(invitation: Invitation, *, password: str, at: datetime | None = None) -> User:
    """Make the account the invitation promises. Refused when it is used up, withdrawn or too old."""
    at = at or now()
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not invitation.is_open(at):
        raise Refused(_("This invitation is no longer open. Ask the person who invited you for a new one."))
    with pghistory.context(verb="accept_invitation", by=invitation.invited_by_id):
        user = User.objects.create_user(
            invitation.email,
            password,
            name=invitation.name,
            office=invitation.office,
            capabilities=invitation.capabilities,
            language=invitation.language,
        )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    return user


@transaction.atomic
def deactivate(user: User, *, by: User, reason: str) -> User:
    """Close an account and end all its sessions. What the person did stays under their name."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if not access.can_deactivate(by, user):
        raise Refused(_("You may not close this account."))
    with pghistory.context(verb="deactivate", by=by.pk, reason=reason):
        user.is_active = False
        user.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=user):
        session.end()
    return user


@transaction.atomic
def reopen(user: User, *, by: User, at: datetime | None = None) -> User:
    """Open a closed or lapsed account again; the password and the second step are those of before."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if not access.can_keep_office(by, user):
        raise Refused(_("You may not open this account."))
    with pghistory.context(verb="reopen", by=by.pk):
        user.is_active = True
        user.save(update_fields=["is_active"])
    User.objects.filter(pk=user.pk).update(last_login=at or now(), idle_told_at=None)  # counts as a sign of life
    return user


@transaction.atomic
def let_invite(user: User, *, may: bool, by: User) -> User:
    """Whether somebody may invite and remove people of their own body. A body keeps at least the one who changes it."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if not access.can_keep_office(by, user) or not user.can(Capability.PORTAL):
        raise Refused(_("You may not change what this person may do."))
    rights = set(user.capabilities) - {Capability.PORTAL_USERS}
    with pghistory.context(verb="let_invite", by=by.pk):
        user.capabilities = sorted(rights | {Capability.PORTAL_USERS} if may else rights)
        user.save(update_fields=["capabilities"])
    return user


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User, at: datetime | None = None) -> Invitation:
    """The link of the mail opens nothing any more."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not access.can_invite(by, invitation.office):
        raise Refused(_("You may not invite people to this office."))
    if invitation.accepted_at is None and invitation.withdrawn_at is None:
        invitation.withdrawn_at = at or now()
        invitation.save(update_fields=["withdrawn_at"])
    return invitation


@transaction.atomic
def lapse_idle(*, at: datetime) -> tuple[int, int]:
    """Accounts of bodies and partners that nobody used for a long time: tell them beforehand, once, then close them. How many were
    told, how many closed. Whoever invites for the body opens one again; the unit's own accounts are the administrator's affair."""
    idle_at = at - timedelta(days=settings.IDLE_DAYS)
    warn_at = idle_at + timedelta(days=settings.IDLE_WARNING_DAYS)
    outside = User.objects.filter(is_active=True, office__isnull=False).exclude(office__kind=OfficeKind.UNIT)
    quiet = outside.annotate(seen=Coalesce("last_login", "date_joined")).order_by("pk")
    closed = told = 0
    for user in quiet.filter(seen__lt=idle_at, idle_told_at__lt=at - timedelta(days=settings.IDLE_WARNING_DAYS)):
        with pghistory.context(verb="lapse", reason="idle"):
            user.is_active = False
            user.save(update_fields=["is_active"])
        for session in UserSession.objects.filter(user=user):
            session.end()
        closed += 1
    for user in quiet.filter(seen__lt=warn_at).exclude(idle_told_at__gt=F("seen")):
        notices.will_lapse(user, at + timedelta(days=settings.IDLE_WARNING_DAYS))
        User.objects.filter(pk=user.pk).update(idle_told_at=at)
        told += 1
    return told, closed


@transaction.atomic
def set_capabilities(user: User, *, capabilities: Iterable[str], by: User, reason: str = "") -> User:
    """Change what somebody may do. Nobody changes their own rights."""
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if not access.can_set_capabilities(by, user):
        raise Refused(_("You may not change what this person may do."))
    with pghistory.context(verb="set_capabilities", by=by.pk, reason=reason):
        user.capabilities = sorted(set(capabilities))
        user.save(update_fields=["capabilities"])
    return user


def set_language(user: User, *, language: str, by: User) -> User:
    """The language somebody reads pages and mails in. Their own affair."""
    if by.pk != user.pk:
        raise Refused(_("Only the person can change this."))
    with pghistory.context(verb="set_language", by=by.pk):
        user.language = language
        user.save(update_fields=["language"])
    return user


def set_shortcuts(user: User, *, on: bool, by: User) -> User:
    """Whether single keys do something on the desk's pages. Their own affair: a key pressed by voice control or by accident acts."""
    if by.pk != user.pk:
        raise Refused(_("Only the person can change this."))
    with pghistory.context(verb="set_shortcuts", by=by.pk):
        user.shortcuts = on
        user.save(update_fields=["shortcuts"])
    return user


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
