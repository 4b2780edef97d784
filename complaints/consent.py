"""What may leave to whom: the worker's consent in force, or another authority that staff put in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mobility.accounts.refusals import Refused
from mobility.casefiles.models import CaseFile, Consent

from .choices import ConsentScope, Recipient


@dataclass(frozen=True)
class Authority:
    """Under what something leaves, and whether it may name the worker."""

    consent: Consent | None
    words: str
    with_name: bool


def in_force(file: CaseFile, recipient: str) -> Consent | None:
    """The worker's last word about a recipient, unless it was taken back."""
    return Consent.objects.filter(file=file, recipient=recipient, withdrawn_at__isnull=True).order_by("-pk").first()


def allows(consent: Consent | None) -> bool:
    """Whether this consent lets anything leave at all."""
    return consent is not None and consent.scope in (ConsentScope.WITH_NAME, ConsentScope.WITHOUT_NAME)


def authority(file: CaseFile, recipient: str, *, words: str = "", name_worker: bool = False) -> Authority:
    """The authority to write to a recipient. Refused without consent and without words.

    Words given by staff count before a consent: they say that something else allows it, and whether it allows the name.
    """
    consent = in_force(file, recipient)
    if words.strip():
        return Authority(None, words.strip(), name_worker)
    if consent is not None and allows(consent):
        return Authority(consent, "", consent.scope == ConsentScope.WITH_NAME)
    if consent is not None:
        raise Refused(
            _("The worker asked to be advised first. Ask the worker for consent, or name another authority in words.")
        )
    if recipient == Recipient.HOME:
        raise Refused(
            _("The worker did not allow us to write to the other province. Ask for consent, or name another authority.")
        )
    raise Refused(_("There is no consent in force. Ask the worker for it, or name another authority in words."))
