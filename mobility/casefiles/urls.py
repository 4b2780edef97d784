"""Addresses of what every kind of file has, below /desk/documents/."""

from django.urls import path

from . import views

app_name = "casefiles"

urlpatterns = [path("<int:version_id>/", views.document, name="document")]
