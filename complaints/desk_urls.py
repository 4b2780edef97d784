"""Addresses of the desk's pages of complaints, below /desk/complaints/."""

from django.urls import path

from .views import bulk, desk, entry, export, paper, requests, saved, triage

app_name = "complaints"

urlpatterns = [
    path("", desk.triage, name="list"),
    path("new/", entry.new, name="new"),
    path("bulk/", bulk.act, name="bulk"),
    path("bulk/done/", bulk.done, name="bulk_done"),
    path("export/", export.export, name="export"),
    path("export/<int:number>/", export.download, name="download"),
    path("views/", saved.saved, name="saved"),
    path("views/<int:number>/", saved.keep, name="keep"),
    path("keys/", saved.keys, name="keys"),
    path("keys/switch/", saved.shortcuts, name="shortcuts"),
    path("new/mail/", entry.new_from_mail, name="new_from_mail"),
    path("<str:reference>/", desk.file, name="file"),
    path("<str:reference>/tasks/<int:task>/done/", desk.complete, name="done"),
    path("<str:reference>/ask_body/", requests.ask, {"verb": "ask_body"}, name="ask_body"),
    path("<str:reference>/ask_counterpart/", requests.ask, {"verb": "ask_counterpart"}, name="ask_counterpart"),
    path("<str:reference>/requests/<int:pk>/<str:verb>/", requests.act, name="request"),
    path("<str:reference>/paper/", paper.paper, name="paper"),
    path("<str:reference>/beside/", triage.beside, name="beside"),
    path("<str:reference>/apply/", triage.apply, name="apply"),
    path("<str:reference>/relate/", triage.relate, name="relate"),
    path("<str:reference>/group/", triage.group, name="group"),
    path("<str:reference>/<str:verb>/", desk.act, name="act"),
]
