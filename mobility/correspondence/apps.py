"""Letters, contact log and action requests."""

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "mobility.correspondence"
    label = "correspondence"
    verbose_name = "Correspondence"
