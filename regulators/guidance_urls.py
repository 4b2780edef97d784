"""Addresses of guidance notes for those who read them: in the portal, and by a link without account."""

from django.urls import path

from .views import guidance

urlpatterns = [
    path("portal/guidance/", guidance.own, name="guidance_list"),
    path("portal/guidance/<int:pk>/", guidance.own_note, name="guidance"),
    path("g/<str:token>/", guidance.link, name="guidance_link"),
]
