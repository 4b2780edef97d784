"""Kinds of office and the capabilities people hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficeKind(models.TextChoices):
    UNIT = "unit", _("Labour Mobility Unit")
    MINISTRY = "ministry", _("Ministry")
    JURISDICTION = "jurisdiction", _("Another jurisdiction's coordinator")
    BODY = "body", _("Regulatory body")


class Capability(models.TextChoices):
    """One thing a person may do. Code asks for these, never for a role's name."""

    DESK = "desk", _("Open the desk")
    WORK = "work", _("Work on files: screen, ask, acknowledge, close")
    ASSIGN = "assign", _("Assign files to anybody and change priority")
    REVIEW = "review", _("Review letters and closings")
    DECIDE = "decide", _("Decide questions put to the Director")
    PORTAL = "portal", _("Answer for a regulatory body")
    PORTAL_USERS = "portal_users", _("Invite and remove users of one's own body")
    PARTNER = "partner", _("See files shared with one's own office")
    REFERENCE = "reference", _("Keep reference data")
    USERS = "users", _("Invite people and set what they may do")
    AUDIT = "audit", _("Read everything, including who opened what; change nothing")


class Language(models.TextChoices):
    EN = "en", _("English")
    FR = "fr", _("French")


#: Presets offered when somebody is invited; what counts afterwards is the list on the person.
ROLES: dict[str, frozenset[str]] = {
    "coordinator": frozenset({Capability.DESK, Capability.WORK}),
    "senior coordinator": frozenset({Capability.DESK, Capability.WORK, Capability.ASSIGN, Capability.REVIEW}),
    "director": frozenset({Capability.DESK, Capability.ASSIGN, Capability.REVIEW, Capability.DECIDE}),
    "registrar": frozenset({Capability.PORTAL, Capability.PORTAL_USERS}),
    "body's staff": frozenset({Capability.PORTAL}),
    "partner": frozenset({Capability.PARTNER}),
    "administrator": frozenset({Capability.REFERENCE, Capability.USERS}),
    "auditor": frozenset({Capability.AUDIT}),
}
