"""Pages about accounts that allauth does not have: invite somebody, come in by invitation."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import login, logout
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from . import access, actions, identity
from .choices import Capability
from .forms import AcceptInvitationForm, BodySignInForm, InviteForm
from .models import Invitation, User
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


# ---- the people of one's own body ---------------------------------------------------------------------


@access.holding(Capability.PORTAL_USERS)
@require_http_methods(["GET", "POST"])
def colleagues(request: HttpRequest) -> HttpResponse:
    """Who answers for the body, who is invited; and inviting somebody."""
    user = access.who(request)
    form = InviteForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = actions.invite(by=user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s has been sent an invitation.") % {"name": invitation.name})
            return redirect("colleagues")
    second_step = Exists(Authenticator.objects.filter(user=OuterRef("pk")))
    of_office = {"office": user.office_id}
    context = {
        "form": form,
        "people": User.objects.filter(**of_office).annotate(has_second_step=second_step).order_by("-is_active", "name"),
        "invited": Invitation.objects.filter(**of_office, accepted_at=None, withdrawn_at=None, expires_at__gt=now()),
    }
    return render(request, "accounts/colleagues.html", context, status=422 if request.method == "POST" else 200)


@access.holding(Capability.PORTAL_USERS)
@require_POST
def colleague(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Remove somebody, let them in again, let them invite or no longer. Of another body nobody exists."""
    by = access.who(request)
    user = get_object_or_404(User.objects.filter(office=by.office_id), pk=pk)
    doing: dict[str, tuple[Callable[[], object], str]] = {
        "remove": (lambda: actions.deactivate(user, by=by, reason="portal"), _("%(name)s can no longer sign in.")),
        "reopen": (lambda: actions.reopen(user, by=by), _("%(name)s can sign in again.")),
        "let": (lambda: actions.let_invite(user, may=True, by=by), _("%(name)s may invite colleagues.")),
        "stop": (lambda: actions.let_invite(user, may=False, by=by), _("%(name)s no longer invites colleagues.")),
    }
    if verb not in doing:
        raise Http404
    action, said = doing[verb]
    try:
        action()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said % {"name": user})
    return redirect("colleagues")


@access.holding(Capability.PORTAL_USERS)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """An invitation of one's own body no longer opens."""
    by = access.who(request)
    invitation = get_object_or_404(Invitation.objects.filter(office=by.office_id), pk=pk)
    actions.withdraw_invitation(invitation, by=by)
    messages.success(request, _("The invitation of %(name)s is withdrawn.") % {"name": invitation.name})
    return redirect("colleagues")


@never_cache
def body_sign_in(request: HttpRequest) -> HttpResponse:
    """Which body's sign-in: asked by the work address, so that no list says which bodies have one. Then on to it by a button."""
    form = BodySignInForm(request.GET or None)
    provider = identity.of_address(form.cleaned_data["email"]) if form.is_valid() else None
    if form.is_bound and not form.errors and provider is None:
        form.add_error("email", _("No body signs in by this address here. Sign in with your password."))
    context = {"form": form, "provider": provider, "email": form.data.get("email", "")}
    response = render(request, "accounts/body_sign_in.html", context, status=422 if form.errors else 200)
    if provider is not None:
        response._csp_update = {"form-action": [identity.scheme_of(provider)]}  # type: ignore[attr-defined]
    return response


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
