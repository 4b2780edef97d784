"""Regulatory bodies, their occupations, exceptions and reports."""

from django.apps import AppConfig


class RegulatorsConfig(AppConfig):
    name = "regulators"
    label = "regulators"
    verbose_name = "Regulatory bodies"

    def ready(self) -> None:
        from mobility.casefiles.personal import register

        from . import body_cards, report_card
        from .report_keeping import KEEPER

        register(KEEPER)
        body_cards.register(report_card.CARD)
