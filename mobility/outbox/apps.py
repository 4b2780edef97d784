"""The outbox: outgoing mail rows and their delivery."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "mobility.outbox"
    label = "outbox"
    verbose_name = "Outgoing mail"
