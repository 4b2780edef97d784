"""Regulatory bodies, their occupations, exceptions and reports."""

from django.apps import AppConfig


class RegulatorsConfig(AppConfig):
    name = "regulators"
    label = "regulators"
    verbose_name = "Regulatory bodies"

    def ready(self) -> None:
        from mobility.casefiles.personal import register

        from . import body_cards
        from .advice_card import CARD
        from .personal import KEEPER

        register(KEEPER)
        body_cards.register(CARD)
