"""Addresses of disputes on the desk, below /desk/disputes/."""

from django.urls import path

from .views import disputes, rules

app_name = "disputes"

urlpatterns = [
    path("", disputes.listed, name="list"),
    path("new/", disputes.new, name="new"),
    path("rules/", rules.listed, name="rules"),
    path("rules/<int:pk>/decide/", rules.decide, name="decide_rule"),
    path("rules/<str:rule_id>/", rules.change, name="change_rule"),
    path("precedents/", disputes.known_panels, name="precedents"),
    path("rosters/", disputes.rosters, name="rosters"),
    path("rosters/<int:pk>/off/", disputes.off_roster, name="off_roster"),
    path("<str:reference>/", disputes.ROOM.file, name="file"),
    path("<str:reference>/plan/", disputes.planned, name="plan"),
    path("<str:reference>/step/<str:verb>/", disputes.step, name="step"),
    path("<str:reference>/notices/draft/", disputes.draft, name="draft"),
    path("<str:reference>/notices/<int:pk>/", disputes.notice, name="notice"),
    path("<str:reference>/notices/<int:pk>/serve/", disputes.serve, name="serve"),
    path("<str:reference>/<str:verb>/", disputes.ROOM.act, name="act"),
]
