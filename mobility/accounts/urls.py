"""Sign-in, second step, sessions (allauth) and invitations."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("invitation/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("invitation/", views.invite, name="invite"),
    *([path("body/", views.body_sign_in, name="body_sign_in")] if settings.OIDC_BODIES else []),
    path("sessions/", include("allauth.usersessions.urls")),
    # The address is the name: an administrator changes it. Nobody signs up.
    path("email/", views.not_here),
    path("signup/", views.not_here),
    path("", include("allauth.urls")),
]
