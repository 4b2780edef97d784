"""Addresses of reviews and extensions on the desk, below /desk/reviews/."""

from django.urls import path

from .views import compliance, extensions

app_name = "reviews"

urlpatterns = [
    path("", compliance.reviews, name="list"),
    path("new/", compliance.new, name="new"),
    path("extensions/", extensions.listed, name="extensions"),
    path("extensions/for/<slug:slug>/", extensions.new, name="extension_new"),
    path("extensions/<str:reference>/", extensions.ROOM.file, name="extension"),
    path("extensions/<str:reference>/<str:verb>/", extensions.ROOM.act, name="extension_act"),
    path("<str:reference>/", compliance.ROOM.file, name="file"),
    path("<str:reference>/<str:verb>/", compliance.ROOM.act, name="act"),
]
