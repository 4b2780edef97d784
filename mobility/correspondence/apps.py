"""Letters, contact log and action requests."""

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "mobility.correspondence"
    label = "correspondence"
    verbose_name = "Correspondence"

    def ready(self) -> None:
        from mobility.casefiles.personal import register

        from .personal import KEEPER

        register(KEEPER)
