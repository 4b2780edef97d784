"""Sign-in, second step, sessions (allauth) and invitations."""

from django.urls import URLPattern, URLResolver, include, path

from . import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("invitation/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("invitation/", views.invite, name="invite"),
    path("sessions/", include("allauth.usersessions.urls")),
    path("", include("allauth.urls")),
]
