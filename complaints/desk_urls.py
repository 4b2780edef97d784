"""Addresses of the desk's pages of complaints, below /desk/complaints/."""

from django.urls import path

from .views import desk, entry, paper, requests

app_name = "complaints"

urlpatterns = [
    path("", desk.triage, name="list"),
    path("new/", entry.new, name="new"),
    path("new/mail/", entry.new_from_mail, name="new_from_mail"),
    path("<str:reference>/", desk.file, name="file"),
    path("<str:reference>/tasks/<int:task>/done/", desk.complete, name="done"),
    path("<str:reference>/ask_body/", requests.ask, {"verb": "ask_body"}, name="ask_body"),
    path("<str:reference>/ask_counterpart/", requests.ask, {"verb": "ask_counterpart"}, name="ask_counterpart"),
    path("<str:reference>/requests/<int:pk>/<str:verb>/", requests.act, name="request"),
    path("<str:reference>/paper/", paper.paper, name="paper"),
    path("<str:reference>/<str:verb>/", desk.act, name="act"),
]
