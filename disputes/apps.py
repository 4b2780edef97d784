"""Disputes between governments, phase by phase."""

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"
    label = "disputes"
    verbose_name = "Disputes"
