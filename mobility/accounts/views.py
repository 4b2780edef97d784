"""Pages about accounts that allauth does not have: invite somebody, come in by invitation."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from . import access, actions
from .choices import Capability
from .forms import AcceptInvitationForm, InviteForm
from .models import Invitation
from .refusals import Refused


@access.holding(Capability.USERS, Capability.PORTAL_USERS)
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, user=access.who(request))
    if form.is_valid():
        try:
            invitation = actions.invite(by=access.who(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s has been sent an invitation.") % {"name": invitation.name})
            return redirect("invite")
    return render(request, "accounts/invite.html", {"form": form})


@never_cache
@sensitive_post_parameters("password")
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. What is wrong with a link that does not work is not told: it may be a stranger's try."""
    invitation = Invitation.objects.filter(token_hash=actions.hash_token(token)).first()
    if invitation is None or not invitation.is_open(now()):
        return render(request, "accounts/invitation_closed.html", status=410)
    form = AcceptInvitationForm(request.POST or None, invitation=invitation)
    if form.is_valid():
        try:
            user = actions.accept_invitation(invitation, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            login(request, user, backend="mobility.accounts.backends.SignIn")
            messages.success(request, _("Welcome. Your account is ready."))
            return redirect("landing")
    return render(request, "accounts/accept_invitation.html", {"form": form, "invitation": invitation})


def not_here(request: HttpRequest) -> HttpResponse:
    """An address allauth has and this house has not."""
    raise Http404
