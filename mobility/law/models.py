"""Reference data in the database: jurisdictions, instruments, provisions, rules in their versions, business calendars.

Loaded from the packs by `loading`, read through `rules`. What staff change here counts at once: triggers raise the
revision of a calendar and the stamp of `Edition`, whoever writes and by whatever door.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from . import calendars
from .confidence import Confidence

#: Columns of `RuleVersion` that carry a field of the packs unchanged.
RULE_COLUMNS = [
    "citation",
    "duty_en",
    "duty_fr",
    "worker_en",
    "worker_fr",
    "owed_by",
    "sense",
    "unit",
    "counted_from",
    "stopped_by",
    "counting",
    "at_end",
    "extendable",
    "pauses",
    "calendar",
    "source",
    "confidence",
    "checked_by",
    "note",
    "shown_to",
]

#: Every write to a table that `rules` reads gives the edition a new stamp; a stamp never comes back, unlike a counter
#: after a rollback.
_STAMP = """
    INSERT INTO law_edition (id, stamp) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET stamp = EXCLUDED.stamp;
    RETURN NULL;
"""


def _new_edition() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="new_edition",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
        func=_STAMP,
    )


def _raise_revision(operation: Any, rows: str) -> pgtrigger.Trigger:
    """A change to any holiday raises the revision of its calendar, once per statement."""
    old = "old_rows" if rows in ("old", "both") else None
    new = "new_rows" if rows in ("new", "both") else None
    touched = " UNION ".join(f"SELECT calendar_id FROM {name}" for name in (old, new) if name)  # noqa: S608
    return pgtrigger.Trigger(
        name=f"raise_revision_{rows}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(old=old, new=new),
        func=f"UPDATE law_businesscalendar SET revision = revision + 1 WHERE code IN ({touched}); RETURN NULL;",  # noqa: S608
    )


def _in_language(en: str, fr: str) -> str:
    return fr if fr and (get_language() or "en").startswith("fr") else en


#: What is kept of each change to reference data, the last state of a deleted row included.
def _every_change() -> tuple[pghistory.Tracker, ...]:
    return pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()


class Edition(models.Model):
    """One row: the stamp of the law as it now stands. Readers keep what they read until the stamp differs."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField()

    class Meta:
        verbose_name = _("edition of the law")
        verbose_name_plural = _("editions of the law")

    def __str__(self) -> str:
        return str(self.stamp)


class Loaded(models.Model):
    """What came from the packs, as it came: a row that now differs from `loaded` was edited here; null = made here."""

    loaded = models.JSONField(_("as loaded"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Jurisdiction(Loaded):
    """A province, a territory or Canada: a Party to the agreements, with its coordinator's office."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name_en = models.CharField(_("name in English"), max_length=80)
    name_fr = models.CharField(_("name in French"), max_length=80)
    is_cfta_party = models.BooleanField(_("Party to the CFTA"))
    is_nwpta_party = models.BooleanField(_("Party to the NWPTA"))
    coordinator_office = models.CharField(_("coordinator's office"), max_length=200, blank=True)
    coordinator_contact = models.CharField(_("public contact"), max_length=200, blank=True)
    official_languages = models.CharField(_("official languages"), max_length=80, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    population_as_of = models.CharField(_("population as of"), max_length=40, blank=True)
    confidence = models.CharField(_("confidence"), max_length=1, choices=Confidence)

    class Meta:
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        ordering = ["name_en"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return _in_language(self.name_en, self.name_fr)


class Instrument(Loaded):
    """An Act, a regulation, an agreement. `jurisdiction` is a code, several joined by ";", or "*"."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    title_en = models.CharField(_("title in English"), max_length=200)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=40)
    kind = models.CharField(_("kind"), max_length=20)
    note = models.TextField(_("note"), blank=True)
    confidence = models.CharField(_("confidence"), max_length=1, choices=Confidence)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        return _in_language(self.title_en, self.title_fr)


@pghistory.track(*_every_change(), exclude=["loaded"])
class Provision(Loaded):
    """One article or section: what it says in our words, its time limit if it has one, where it was read."""

    instrument = models.ForeignKey(
        Instrument, verbose_name=_("instrument"), on_delete=models.PROTECT, related_name="provisions"
    )
    citation = models.CharField(_("citation"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    clock_days = models.PositiveIntegerField(_("days"), null=True, blank=True)
    clock_kind = models.CharField(_("kind of day"), max_length=20, blank=True)
    clock_starts_from = models.CharField(_("counted from"), max_length=200, blank=True)
    url = models.URLField(_("source"), max_length=500, blank=True)
    confidence = models.CharField(_("confidence"), max_length=1, choices=Confidence)

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        ordering = ["instrument", "pk"]
        constraints = [models.UniqueConstraint(fields=["instrument", "citation"], name="law_provision_once")]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.citation}"


class RulePack(Loaded):
    """One pack: head and everything that is not a time limit (facts, states, moves, guards, notices) in `content`."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    title_en = models.CharField(_("title in English"), max_length=200)
    title_fr = models.CharField(_("title in French"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=40)
    instruments = ArrayField(models.CharField(max_length=40), verbose_name=_("instruments"), default=list, blank=True)
    applies_to = models.TextField(_("applies to"), blank=True)
    calendar = models.CharField(_("calendar"), max_length=40, blank=True)
    version = models.CharField(_("version"), max_length=40)
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    effective_to = models.DateField(_("in force until"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    content = models.JSONField(_("facts, states, moves, guards, notices"), default=dict)

    class Meta:
        verbose_name = _("rule pack")
        verbose_name_plural = _("rule packs")
        ordering = ["code"]
        triggers = [_new_edition()]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        return _in_language(self.title_en, self.title_fr)


@pghistory.track(*_every_change(), exclude=["loaded"])
class RuleVersion(Loaded):
    """One time limit as it stands from one day until another. A new number from a new day is a new row."""

    rule_id = models.CharField(_("rule"), max_length=80)
    pack = models.ForeignKey(RulePack, verbose_name=_("pack"), on_delete=models.PROTECT, related_name="rules")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    citation = models.CharField(_("citation"), max_length=200)
    duty_en = models.CharField(_("duty in English"), max_length=300)
    duty_fr = models.CharField(_("duty in French"), max_length=300)
    worker_en = models.CharField(_("plain label in English"), max_length=300, blank=True)
    worker_fr = models.CharField(_("plain label in French"), max_length=300, blank=True)
    owed_by = models.CharField(_("owed by"), max_length=40)
    sense = models.CharField(_("sense"), max_length=20)
    days = models.PositiveIntegerField(_("days"), null=True, blank=True, help_text=_("Empty: no number was read."))
    unit = models.CharField(_("unit"), max_length=20)
    counted_from = models.CharField(_("counted from"), max_length=80)
    stopped_by = models.CharField(_("stopped by"), max_length=80)
    counting = models.CharField(_("way of counting"), max_length=40)
    at_end = models.CharField(_("if it ends on a closed day"), max_length=20)
    extendable = models.JSONField(_("extension"), default=dict)
    pauses = models.JSONField(_("pauses"), default=list, blank=True)
    calendar = models.CharField(_("calendar"), max_length=40)
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    effective_to = models.DateField(_("in force until"), null=True, blank=True)
    source = models.URLField(_("source"), max_length=500, blank=True)
    confidence = models.CharField(_("confidence"), max_length=1, choices=Confidence)
    checked_by = models.CharField(_("checked by"), max_length=150, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    shown_to = ArrayField(models.CharField(max_length=40), verbose_name=_("shown to"), default=list, blank=True)
    more = models.JSONField(_("more"), default=dict, blank=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["pack", "position", "rule_id", "effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule_id", "effective_from"], nulls_distinct=False, name="law_rule_once_from_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(effective_to__isnull=True)
                | models.Q(effective_from__isnull=True)
                | models.Q(effective_to__gte=models.F("effective_from")),
                name="law_rule_ends_after_it_begins",
            ),
        ]
        triggers = [_new_edition()]

    def __str__(self) -> str:
        return self.rule_id

    def row(self) -> dict[str, Any]:
        """The rule with the packs' field names, as `packs.rule_from` takes it."""
        return {
            "id": self.rule_id,
            **{name: getattr(self, name) for name in RULE_COLUMNS},
            "days": "unknown" if self.days is None else self.days,
            "effective_from": self.effective_from or "unknown",
            "effective_to": self.effective_to or "",
            "checked_on": self.checked_on or "",
            **self.more,
        }


@pghistory.track(*_every_change(), exclude=["loaded"])
class BusinessCalendar(Loaded):
    """One calendar of business days. `edition` is its version; every change to it or its holidays raises `revision`."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_fr = models.CharField(_("name in French"), max_length=120)
    weekend = ArrayField(models.CharField(max_length=3), verbose_name=_("weekend"), default=list, blank=True)
    confidence = models.CharField(_("confidence"), max_length=1, choices=Confidence)
    source = models.CharField(_("source"), max_length=500, blank=True)
    what_for = models.TextField(_("what for"), blank=True)
    note = models.TextField(_("note"), blank=True)
    version = models.CharField(_("version of the list it was loaded from"), max_length=40)
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    first_year = models.PositiveSmallIntegerField(_("first year known"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("last year known"), null=True, blank=True)

    class Meta:
        verbose_name = _("business calendar")
        verbose_name_plural = _("business calendars")
        ordering = ["code"]
        triggers = [
            _new_edition(),
            pgtrigger.Trigger(
                name="raise_own_revision",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["revision", "loaded"]),
                func="NEW.revision = OLD.revision + 1; RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return _in_language(self.name_en, self.name_fr)

    @property
    def edition(self) -> str:
        """The version frozen into each result: the list it was loaded from and the revision made of it here."""
        return f"{self.version}.{self.revision}"


@pghistory.track(*_every_change())
class Holiday(models.Model):
    """One holiday of a calendar as a rule (`kind`, `value`; see `calendars.dates_of`) or as a list of given dates."""

    calendar = models.ForeignKey(
        BusinessCalendar, verbose_name=_("calendar"), on_delete=models.CASCADE, related_name="holidays"
    )
    key = models.CharField(_("key"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_fr = models.CharField(_("name in French"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=[(k, k) for k in calendars.KINDS])
    value = models.JSONField(_("value"))
    if_weekend = models.CharField(
        _("if on a weekend"), max_length=20, choices=[(m, m) for m in calendars.MOVES], default="stays"
    )
    is_counted = models.BooleanField(
        _("counts as closed"), default=True, help_text=_("If not, it is listed but remains a business day.")
    )
    confidence = models.CharField(_("confidence"), max_length=1, choices=Confidence)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["calendar", "position", "key"]
        constraints = [models.UniqueConstraint(fields=["calendar", "key"], name="law_holiday_once")]
        triggers = [
            _new_edition(),
            _raise_revision(pgtrigger.Insert, "new"),
            _raise_revision(pgtrigger.Update, "both"),
            _raise_revision(pgtrigger.Delete, "old"),
        ]

    def __str__(self) -> str:
        return self.name_en

    def rule(self) -> calendars.HolidayRule:
        return calendars.HolidayRule(
            id=self.key,
            name_en=self.name_en,
            name_fr=self.name_fr,
            kind=self.kind,
            value=self.value,
            if_weekend=self.if_weekend,
            counted=self.is_counted,
            confidence=self.confidence,
            note=self.note,
        )

    def clean(self) -> None:
        if wrong := calendars.problem(self.rule()):
            raise ValidationError({"value": wrong})

    def dates(self, year: int) -> list[dt.date]:
        """Its date(s) in one year."""
        return calendars.dates_of(self.rule(), year)
