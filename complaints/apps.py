"""Complaints: filing, triage, case work, outcomes."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "complaints"
    label = "complaints"
    verbose_name = "Complaints"

    def ready(self) -> None:
        from mobility.casefiles.personal import register

        from .personal import KEEPER

        register(KEEPER)

        from mobility.correspondence import reactions

        from .actions.body import REACTION

        reactions.register(REACTION)

        from regulators import body_cards, report_facts

        from . import contradictions
        from .body_card import CARD

        body_cards.register(CARD)
        report_facts.know(contradictions.known_to_the_unit)

        from mobility.casefiles.choices import Kind
        from regulators import extending, risk

        from .actions.dates import extend_for_minister
        from .body_card import promises_broken

        extending.register(Kind.COMPLAINT, extend_for_minister)
        risk.register(promises_broken)
