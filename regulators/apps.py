"""Regulatory bodies, their occupations, exceptions and reports."""

from django.apps import AppConfig


class RegulatorsConfig(AppConfig):
    name = "regulators"
    label = "regulators"
    verbose_name = "Regulatory bodies"

    def ready(self) -> None:
        from mobility.casefiles.personal import register
        from mobility.correspondence import reactions

        from . import (
            advice_card,
            body_cards,
            compliance_card,
            personal,
            report_card,
            report_facts,
            report_keeping,
            risk,
        )
        from .actions.answers import REACTION

        register(personal.KEEPER)
        register(report_keeping.KEEPER)
        reactions.register(REACTION)
        risk.register(report_facts.reports_late)
        for card in (report_card.CARD, compliance_card.CARD, advice_card.CARD):
            body_cards.register(card)
