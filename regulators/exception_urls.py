"""Addresses of exceptions on the desk, below /desk/exceptions/."""

from django.urls import path

from .views import exceptions

app_name = "exceptions"

urlpatterns = [
    path("", exceptions.register, name="list"),
    path("new/", exceptions.propose, name="new"),
    path("<str:reference>/", exceptions.room.file, name="file"),
    path("<str:reference>/<str:verb>/", exceptions.room.act, name="act"),
]
