"""Mails about accounts. They go through Django's mail, which here is the outbox."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from . import phrases
from .models import Invitation, User


def invited(invitation: Invitation, token: str) -> None:
    """The link to come in, in the language of the person asked."""
    with translation.override(invitation.language):
        link = settings.SITE_URL + reverse("accept_invitation", args=[token])
        facts = {
            "invitation": invitation,
            "link": f"{link}?lang={invitation.language}",
            "contact": settings.CONTACT_EMAIL,
        }
        facts["until"] = phrases.day_words(localtime(invitation.expires_at).date(), "plain")
        subject = _("Your account with the Labour Mobility office")
        body = render_to_string("accounts/mail/invitation.txt", facts)
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [invitation.email])


def will_lapse(user: User, on: datetime) -> None:
    """The account was not used for long and will be closed; signing in once keeps it."""
    with translation.override(user.language):
        facts = {
            "person": user,
            "link": f"{settings.SITE_URL}{reverse('account_login')}?lang={user.language}",
            "until": phrases.day_words(localtime(on).date(), "plain"),
            "contact": settings.CONTACT_EMAIL,
        }
        subject = _("Sign in once to keep your account")
        body = render_to_string("accounts/mail/lapse.txt", facts)
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [user.email])
