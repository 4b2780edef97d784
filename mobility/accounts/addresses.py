"""Where an office can be written to: its mailbox, its registered contacts, its people who sign in."""

from __future__ import annotations

from dataclasses import dataclass

from .choices import Capability, Language
from .models import Office, OfficeContact, User


@dataclass(frozen=True)
class Address:
    """One address and the language of whoever reads it; empty where nobody said."""

    email: str
    language: str = ""


def registered(office: Office) -> list[Address]:
    """The office's registered addresses, each once: contacts in use, and the mailbox."""
    found = {
        contact.email.lower(): Address(contact.email, contact.language)
        for contact in OfficeContact.objects.filter(office=office, is_active=True)
    }
    if office.email:
        found.setdefault(office.email.lower(), Address(office.email))
    return list(found.values())


def signing_in(office: Office) -> list[User]:
    """The people who answer for the office on its own pages."""
    people = User.objects.filter(office=office, is_active=True)
    return [user for user in people if user.can(Capability.PORTAL) or user.can(Capability.PARTNER)]


def register(office: Office, email: str, *, language: str = Language.EN, name: str = "") -> OfficeContact:
    """Keep an address of an office, or take one into use again. The caller says why in its own history."""
    contact, _created = OfficeContact.objects.update_or_create(
        office=office, email=email.strip().lower(), defaults={"language": language, "is_active": True, "name": name}
    )
    return contact
