"""Words of the registry."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeKind(models.TextChoices):
    ENTERED = "entered", _("Entered in the registry")
    FIELD = "field", _("Corrected or changed")
    OCCUPATION_ADDED = "occupation_added", _("Occupation added")
    OCCUPATION_MOVED = "occupation_moved", _("Occupation moved")
    OCCUPATION_CHANGED = "occupation_changed", _("Occupation changed")
    CONTACT = "contact", _("Address registered")
    MERGED = "merged", _("Merged into another body")


class PublishedKind(models.TextChoices):
    """What a body publishes about applying to it."""

    DOCUMENT = "document", _("Document asked for")
    ALTERNATIVE = "alternative", _("Accepted instead of a document")
    REQUIREMENT = "requirement", _("Requirement")
    FEE = "fee", _("Fee")


class Confidence(models.TextChoices):
    """How sure we are of a reference row."""

    VERIFIED = "V", _("read in its source")
    SECONDARY = "S", _("from a secondary source")
    UNSURE = "?", _("to be confirmed")
