"""Disputes between governments, phase by phase; the risk of one; committees where they are talked about before."""

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"
    label = "disputes"
    verbose_name = "Disputes"

    def ready(self) -> None:
        from mobility.casefiles import file_cards, personal
        from regulators import body_cards

        from . import committee_cards, committee_keeping, keeping, risk_cards

        personal.register(keeping.KEEPER)
        personal.register(committee_keeping.KEEPER)
        body_cards.register(committee_cards.BODY_CARD)
        file_cards.register(committee_cards.FILE_CARD)
        body_cards.register(risk_cards.BODY_CARD)
        file_cards.register(risk_cards.FILE_CARD)
