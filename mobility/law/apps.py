"""Law as data: rule packs, business calendars, clock arithmetic."""

from django.apps import AppConfig

from . import days


class LawConfig(AppConfig):
    name = "mobility.law"
    label = "law"
    verbose_name = "Law"

    def ready(self) -> None:
        # Again, in case a zone was made from the system's data between import and here.
        days.use_pinned_zones()
