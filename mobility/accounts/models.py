"""People who sign in and the offices they act for. Workers are not here: see casefiles.Person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .choices import Capability, Language, OfficeKind


@pghistory.track()
class Office(models.Model):
    """An office that files, participants and users point to: the unit, a ministry, a jurisdiction, a body."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OfficeKind)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_fr = models.CharField(_("name in French"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    jurisdiction_code = models.CharField(_("jurisdiction"), max_length=2, blank=True)
    email = models.EmailField(_("office mailbox"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["name_en"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page; English where there is no French one."""
        if (get_language() or "en").startswith("fr") and self.name_fr:
            return self.name_fr
        return self.name_en

    @property
    def short(self) -> str:
        return self.short_name or self.name


@pghistory.track()
class OfficeContact(models.Model):
    """A registered e-mail address of an office. Links and copies go here and to the office's mailbox, and nowhere else."""

    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("name or function"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.EN)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("contact of an office")
        verbose_name_plural = _("contacts of offices")
        ordering = ["office", "email"]
        constraints = [models.UniqueConstraint(fields=["office", "email"], name="officecontact_once")]

    def __str__(self) -> str:
        return self.name or self.email


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


@pghistory.track(exclude=["password", "last_login", "idle_told_at"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in; the e-mail address is the name."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    office = models.ForeignKey(
        Office, verbose_name=_("office"), on_delete=models.PROTECT, null=True, blank=True, related_name="users"
    )
    capabilities = ArrayField(
        models.CharField(max_length=20, choices=Capability), verbose_name=_("capabilities"), default=list, blank=True
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.EN)
    shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)
    is_staff = models.BooleanField(_("may open the admin"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    idle_told_at = models.DateTimeField(_("told that the account lapses"), null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    def can(self, capability: str) -> bool:
        """Whether this person holds a capability. Inactive people hold none."""
        return self.is_active and capability in self.capabilities

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]


@pghistory.track(exclude=["secret"])
class IdentityProvider(models.Model):
    """The sign-in of a body's own (OpenID Connect). It opens accounts of this office, at these domains, and no others."""

    office = models.OneToOneField(
        Office,
        verbose_name=_("office"),
        on_delete=models.PROTECT,
        related_name="identity_provider",
        limit_choices_to={"kind": OfficeKind.BODY},
    )
    slug = models.SlugField(_("name in addresses"), max_length=40, unique=True)
    name = models.CharField(_("name on the sign-in page"), max_length=100)
    server_url = models.URLField(_("address of the provider"))
    client_id = models.CharField(_("our name there"), max_length=200)
    secret = models.CharField(_("our secret there"), max_length=500)
    domains = ArrayField(models.CharField(max_length=100), verbose_name=_("domains of e-mail addresses"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("identity provider of a body")
        verbose_name_plural = _("identity providers of bodies")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name


@pghistory.track(exclude=["token_hash", "used_at"])
class MachineKey(models.Model):
    """What a body's own system proves itself with. The key is shown once; only its hash is kept."""

    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="machine_keys")
    name = models.CharField(_("name of the system"), max_length=100)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(User, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, verbose_name=_("revoked by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("key of a body’s system")
        verbose_name_plural = _("keys of bodies’ systems")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """Somebody asked to come in. Becomes a User when the link in the mail is followed and a password chosen."""

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=150)
    office = models.ForeignKey(
        Office, verbose_name=_("office"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    capabilities = ArrayField(
        models.CharField(max_length=20, choices=Capability), verbose_name=_("capabilities"), default=list
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.EN)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, verbose_name=_("invited by"), on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("open until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return self.name

    def is_open(self, at: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at
