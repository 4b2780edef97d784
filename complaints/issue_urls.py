"""Addresses of systemic issues, below /desk/issues/."""

from django.urls import path

from .views import issues

app_name = "issues"

urlpatterns = [
    path("", issues.issues, name="list"),
    path("new/", issues.new, name="new"),
    path("<str:reference>/", issues.file, name="file"),
    path("<str:reference>/drop/", issues.drop, name="drop"),
    path("<str:reference>/<str:verb>/", issues.act, name="act"),
]
