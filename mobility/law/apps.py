"""Law as data: rule packs, business calendars, clock arithmetic."""

from django.apps import AppConfig


class LawConfig(AppConfig):
    name = "mobility.law"
    label = "law"
    verbose_name = "Law"
