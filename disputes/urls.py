"""Addresses of disputes on the desk, below /desk/disputes/."""

from django.urls import path

from .views import disputes, reading, rules, steps

app_name = "disputes"

urlpatterns = [
    path("", disputes.listed, name="list"),
    path("new/", disputes.new, name="new"),
    path("rules/", rules.listed, name="rules"),
    path("rules/<int:pk>/decide/", rules.decide, name="decide_rule"),
    path("rules/<str:rule_id>/", rules.change, name="change_rule"),
    path("precedents/", reading.known_panels, name="precedents"),
    path("rosters/", reading.rosters, name="rosters"),
    path("rosters/<int:pk>/off/", reading.off_roster, name="off_roster"),
    path("<str:reference>/", disputes.ROOM.file, name="file"),
    path("<str:reference>/plan/", reading.planned, name="plan"),
    path("<str:reference>/copy/<str:which>/", reading.copy, name="copy"),
    path("<str:reference>/step/<str:verb>/", steps.step, name="step"),
    path("<str:reference>/notices/draft/", steps.draft, name="draft"),
    path("<str:reference>/notices/<int:pk>/", steps.notice, name="notice"),
    path("<str:reference>/notices/<int:pk>/serve/", steps.serve, name="serve"),
    path("<str:reference>/<str:verb>/", disputes.ROOM.act, name="act"),
]
