"""Regulatory bodies, their occupations, exceptions and reports."""

from django.apps import AppConfig


class RegulatorsConfig(AppConfig):
    name = "regulators"
    label = "regulators"
    verbose_name = "Regulatory bodies"

    def ready(self) -> None:
        from mobility.casefiles.personal import register
        from mobility.correspondence import reactions

        from . import advice_card, body_cards, compliance_card
        from .actions.answers import REACTION
        from .personal import KEEPER

        register(KEEPER)
        reactions.register(REACTION)
        body_cards.register(compliance_card.CARD)
        body_cards.register(advice_card.CARD)
