"""Regulatory bodies, their occupations, exceptions and reports."""

from django.apps import AppConfig


class RegulatorsConfig(AppConfig):
    name = "regulators"
    label = "regulators"
    verbose_name = "Regulatory bodies"

    def ready(self) -> None:
        from mobility.correspondence import reactions

        from .actions.answers import REACTION

        reactions.register(REACTION)

        from . import body_cards
        from .compliance_card import CARD

        body_cards.register(CARD)
