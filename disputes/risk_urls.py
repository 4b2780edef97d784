"""Addresses of the risk register on the desk, below /desk/risks/."""

from django.urls import path

from .views import risks

app_name = "risks"

urlpatterns = [
    path("", risks.register, name="list"),
    path("new/", risks.enter, name="new"),
    path("<str:reference>/", risks.room.file, name="file"),
    path("<str:reference>/<str:verb>/", risks.room.act, name="act"),
]
