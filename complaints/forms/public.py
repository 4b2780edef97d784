"""Forms of the pages for workers. Labels, hints and sentences come from the texts; nothing is saved here."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext as _

from complaints import scope, texts
from complaints.choices import DANGER_FLAGS, ApplicationFact, ConsentScope, Direction, Flag, SaidBy
from mobility.accounts.kept import kept
from mobility.casefiles.choices import Channel
from mobility.casefiles.uploads import MAX_FILES, MAX_MB
from mobility.forms import FilesField, LongSelect
from regulators.registry import registry

from .fields import (
    LONG,
    MIDDLE,
    SHORT,
    Choices,
    DayField,
    Fields,
    PublicForm,
    Words,
    either,
    one_of,
    said,
    some_of,
)

OLDEST_YEARS = 10
HOME = "AB"

#: Field of the form -> date of the application.
DATES = {
    "received_on": ApplicationFact.RECEIVED,
    "acknowledged_on": ApplicationFact.ACKNOWLEDGED,
    "incomplete_on": ApplicationFact.INCOMPLETE,
    "complete_on": ApplicationFact.COMPLETE,
    "decided_on": ApplicationFact.DECIDED,
    "notified_on": ApplicationFact.NOTIFIED,
}
#: Who a worker can name for a date; our own finding is for us.
SAYERS = (SaidBy.WORKER, SaidBy.BODY, SaidBy.DOCUMENT)
#: What cannot come before what.
ORDER = (
    ("received_on", "acknowledged_on"),
    ("received_on", "incomplete_on"),
    ("received_on", "complete_on"),
    ("received_on", "decided_on"),
    ("decided_on", "notified_on"),
    ("decided_on", "review_by"),
)


# ---- choices from the registry ----------------------------------------------------------------------
def sort_key(text: str) -> str:
    """For lists in both languages: É sorts as E."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


def grouped(rows: Iterable[tuple[str, str, str]]) -> Choices:
    """`(sector, value, label)` as a select's groups, each sorted by label."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for sector, value, label in rows:
        groups.setdefault(sector, []).append((value, label))
    names = texts.load("filing")["sectors"]
    order = {sector: number for number, sector in enumerate(names)}
    none: Choices = [("", texts.say(texts.load("filing")["not_listed"]))]
    return none + [
        (texts.say(names.get(sector, names["other"])), sorted(groups[sector], key=lambda row: sort_key(row[1])))
        for sector in sorted(groups, key=lambda sector: order.get(sector, len(order)))
    ]


@kept
def body_choices(_language: str) -> Choices:
    return grouped(
        (body.sector, body.slug, f"{body} ({body.short})" if body.short != str(body) else str(body))
        for body in registry().bodies.values()
    )


@kept
def occupation_choices(_language: str) -> Choices:
    return grouped(
        (occupation.body.sector, occupation.slug, str(occupation)) for occupation in registry().occupations.values()
    )


@kept
def jurisdiction_choices(_language: str, without: str) -> Choices:
    found = [(row.code, row.name) for row in registry().places.values() if row.code not in ("CA", without)]
    return sorted(found, key=lambda row: sort_key(row[1]))


def ground_choices() -> Choices:
    """Grounds a worker can choose, in the groups and words of the page."""
    groups = texts.load("filing")["ground_groups"]
    return [(texts.say(group["title"]), [(slug, texts.ground(slug)) for slug in group["slugs"]]) for group in groups]


# ---- scope check ------------------------------------------------------------------------------------
class QuestionForm(forms.Form):
    """One question of the scope check."""

    unmarked = True

    def __init__(self, data: Any, *, question: Mapping[str, Any], choices: Choices, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        label = texts.say(question["label"])
        few = len(choices) <= 10
        sentence = texts.error("choice_unknown", label=label)
        self.fields[question["id"]] = forms.ChoiceField(
            label=label,
            help_text=texts.say(question["help"]),
            choices=choices if few else [("", _("Choose")), *choices],
            widget=forms.RadioSelect if few else forms.Select,
            error_messages={"required": sentence, "invalid_choice": sentence},
        )


class TwoDatesForm(forms.Form):
    """Two dates at the end of the scope check, for an answer at once."""

    unmarked = True

    def __init__(self, data: Any = None, *, today: dt.date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name, text in texts.load("scope-check")["dates"]["fields"].items():
            self.fields[name] = DayField(
                label=texts.say(text), required=False, latest=today, earliest=years_before(today, OLDEST_YEARS)
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        in_order(self, cleaned, [("received_on", "complete_on")])
        return cleaned


def years_before(on: dt.date, years: int) -> dt.date:
    return on.replace(year=on.year - years, day=min(on.day, 28))


def in_order(form: forms.Form, cleaned: Mapping[str, Any], pairs: Iterable[tuple[str, str]]) -> None:
    for earlier, later in pairs:
        first, second = cleaned.get(earlier), cleaned.get(later)
        if first and second and second < first and not form.has_error(later):
            sentence = texts.error("date_order", earlier=form.fields[earlier].label, later=form.fields[later].label)
            form.add_error(later, sentence)


# ---- the steps of filing ----------------------------------------------------------------------------
class WhoForm(PublicForm):
    @classmethod
    def asked(cls, *facts: Any) -> Fields:
        unknown: Choices = [("", texts.say(texts.load("filing")["dont_know"]))]
        home = unknown + jurisdiction_choices(texts.language(), "")
        receiving = unknown + jurisdiction_choices(texts.language(), HOME)
        return {
            "for_whom": one_of("for_whom", initial="self"),
            "rep_name": Words(most=200, **said("rep_name")),
            "rep_reach": Words(most=254, **said("rep_reach")),
            "authority": one_of("authority", [("", _("Choose")), *texts.choices("authority")], radio=False),
            "authority_text": Words(most=300, **said("authority_text")),
            "direction": one_of("direction", initial=Direction.INBOUND),
            "body": either("body", body_choices(texts.language())),
            "body_text": Words(most=200, **said("body_text")),
            "occupation": either("occupation", occupation_choices(texts.language())),
            "occupation_text": Words(most=150, **said("occupation_text")),
            "home": one_of("home", home, radio=False),
            "receiving": one_of("receiving", receiving, radio=False),
            "referred_by": Words(most=200, **said("referred_by")),
            "scope_doubt": forms.CharField(required=False, widget=forms.HiddenInput),
        }

    def clean_scope_doubt(self) -> str:
        """A doubt nobody can have is none."""
        doubt = self.cleaned_data["scope_doubt"]
        return doubt if doubt in scope.doubts() else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        outbound = cleaned.get("direction") == Direction.OUTBOUND
        if outbound and not cleaned.get("body_text") and not self.has_error("body_text"):
            self.add_error("body_text", texts.error("body_missing"))
        elif not cleaned.get("body") and not cleaned.get("body_text"):
            self.miss("body", "body_missing")
        if not cleaned.get("occupation") and not cleaned.get("occupation_text"):
            self.miss("occupation", "occupation_missing")
        return cleaned

    def miss(self, field: str, code: str) -> None:
        if not self.has_error(field) and not self.has_error(f"{field}_text"):
            self.add_error(field, texts.error(code))


class WhatForm(PublicForm):
    @classmethod
    def asked(cls, *facts: Any) -> Fields:
        missing = {"required": texts.error("narrative_missing")}
        return {
            "grounds": some_of("grounds", ground_choices()),
            "narrative": Words(most=LONG, lines=8, error_messages=missing, **said("narrative")),
            "wanted": Words(most=MIDDLE, lines=3, **said("wanted")),
            "urgent": Words(most=SHORT, lines=2, **said("urgent")),
        }


class DetailsForm(PublicForm):
    """What follows from the grounds chosen. All may be left blank."""

    unmarked = True

    def __init__(
        self, typed: Mapping[str, list[str]] | None = None, *, grounds: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(typed, **kwargs)
        self.ground_of: dict[str, str] = {}
        for slug in grounds:
            asked = details_of(texts.language(), slug)
            self.fields |= asked
            self.ground_of |= dict.fromkeys(asked, slug)

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The questions under the ground they follow from."""
        found: dict[str, list[Any]] = {}
        for name, slug in self.ground_of.items():
            found.setdefault(slug, []).append(self[name])
        return [(texts.ground(slug), fields) for slug, fields in found.items()]


@kept
def details_of(_language: str, slug: str) -> Fields:
    """What follows from one ground."""
    return {
        f"{slug}.{number}": Words(most=MIDDLE, lines=2, label=question, required=False)
        for number, question in enumerate(texts.questions(slug))
    }


class WhenForm(PublicForm):
    unmarked = True

    def __init__(
        self, typed: Mapping[str, list[str]] | None = None, *, today: dt.date, body_name: str, **kwargs: Any
    ) -> None:
        super().__init__(typed, facts=(today,), **kwargs)
        self.reworded("received_on", label=texts.label("received_on", body_name=body_name))

    @classmethod
    def asked(cls, *facts: Any) -> Fields:
        (today,) = facts
        sources = [(who.value, texts.say(texts.load("filing")["said_by"][who.value])) for who in SAYERS]
        label = texts.say(texts.load("filing")["said_by"]["label"])
        found: Fields = {}
        for name in (*DATES, "review_by"):
            found[name] = DayField(
                unknown=True,
                earliest=years_before(today, OLDEST_YEARS),
                latest=None if name == "review_by" else today,
                **said(name, body_name=""),
            )
            if name in DATES:
                found[f"{name}_source"] = forms.ChoiceField(
                    label=label,
                    choices=sources,
                    widget=LongSelect,
                    required=False,
                    error_messages={"invalid_choice": texts.error("choice_unknown", label=label)},
                )
        return found

    def rows(self) -> list[tuple[BoundField, BoundField | None]]:
        """Each date with who says so."""
        return [(self[name], self[f"{name}_source"] if name in DATES else None) for name in (*DATES, "review_by")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        in_order(self, cleaned, ORDER)
        return cleaned


def hours() -> Choices:
    """Full hours, written as the language writes them."""
    french = texts.language() == "fr"

    def words(hour: int) -> str:
        if french:
            return f"{hour} h"
        return f"{hour % 12 or 12} {'am' if hour < 12 else 'pm'}"

    return [("", "–"), *((str(hour), words(hour)) for hour in range(6, 23))]


class ContactForm(PublicForm):
    """How a person may be reached: when filing, and to correct it later."""

    @classmethod
    def asked(cls, *facts: Any) -> Fields:
        found: Fields = {
            "contact_by": some_of("contact_by"),
            "name": Words(most=200, **said("name")),
            "email": Words(most=254, **said("email")),
            "phone": Words(most=40, **said("phone")),
            "post": Words(most=SHORT, lines=3, **said("post")),
            "when": Words(most=200, **said("when")),
            "not_before": one_of("not_before", hours(), radio=False),
            "not_after": one_of("not_after", hours(), radio=False),
            "voicemail": forms.BooleanField(**said("voicemail")),
            "language": one_of("language", list(settings.LANGUAGES), initial=texts.language()),
            "needs": Words(most=SHORT, lines=2, **said("needs")),
        }
        found["contact_by"].error_messages["required"] = texts.error("contact_missing")
        for name, kind, hint in (("name", "text", "name"), ("email", "email", "email"), ("phone", "tel", "tel")):
            found[name].widget.attrs["autocomplete"] = hint
            found[name].widget.input_type = kind
        found["email"].widget.attrs["spellcheck"] = "false"
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        email, phone = cleaned.get("email", ""), cleaned.get("phone", "")
        if email and not is_address(email):
            self.add_error("email", texts.error("email_form"))
        if phone and not re.fullmatch(r"\+?\d{10,15}", re.sub(r"[\s().-]|(ext|poste|x)\D*\d+$", "", phone.lower())):
            self.add_error("phone", texts.error("phone_form"))
        for channel in (Channel.EMAIL, Channel.PHONE, Channel.POST):
            chosen = channel.value in cleaned.get("contact_by", ())
            if chosen and not cleaned.get(channel.value) and not self.has_error(channel.value):
                self.add_error(channel.value, texts.error(f"{channel.value}_missing"))
        before, after = cleaned.get("not_before"), cleaned.get("not_after")
        if before and after and int(after) <= int(before):
            labels = {"earlier": self.fields["not_before"].label, "later": self.fields["not_after"].label}
            self.add_error("not_after", texts.error("hours_order", **labels))
        return cleaned

    def person(self) -> dict[str, Any]:
        """What was said about reaching this person, as fields of a Person."""
        said = self.cleaned_data
        return {
            "name": said["name"],
            "email": said["email"],
            "phone": said["phone"],
            "post": said["post"],
            "language": said["language"] or texts.language(),
            "channels": said["contact_by"],
            "when": said["when"],
            "not_before": clock_time(said["not_before"]),
            "not_after": clock_time(said["not_after"]),
            "may_leave_voicemail": said["voicemail"],
            "needs": said["needs"],
        }


def is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


def clock_time(hour: str) -> dt.time | None:
    return dt.time(int(hour)) if hour else None


class SafetyForm(ContactForm):
    @classmethod
    def asked(cls, *facts: Any) -> Fields:
        filing = texts.load("filing")
        why, known = filing["why_flags"], set(Flag.values)
        flags = [
            (slug, format_html("{}<small>{}</small>", words, texts.say(why[slug])))
            for slug, words in texts.choices("flags")
            if slug in known
        ]
        return {
            **super().asked(*facts),
            "in_danger": forms.BooleanField(label=texts.say(filing["danger"]["box"]), required=False),
            "flags": some_of("flags", flags),
        }

    def says_danger(self) -> bool:
        return bool(self.cleaned_data["in_danger"] or DANGER_FLAGS & set(self.cleaned_data["flags"]))


class EvidenceForm(PublicForm):
    unmarked = True

    def __init__(self, typed: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(typed, files=files, **kwargs)

    @classmethod
    def asked(cls, *facts: Any) -> Fields:
        files = FilesField(**said("files"))
        files.widget.attrs["accept"] = ".pdf,.docx,.jpg,.jpeg,.png,.heic"
        return {"files": files}

    @staticmethod
    def limits() -> str:
        step = next(step for step in texts.load("filing")["steps"] if step["id"] == "evidence")
        return texts.say(step["hint"], max_mb=MAX_MB, max_files=MAX_FILES)


class SendForm(PublicForm):
    unmarked = True

    def __init__(
        self,
        typed: Mapping[str, list[str]] | None = None,
        *,
        body_name: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(typed, **kwargs)
        label = texts.label("speak_to_body", body_name=body_name)
        field = self.reworded("speak_to_body", label=label)
        field.error_messages["invalid_choice"] = texts.error("choice_unknown", label=label)

    @classmethod
    def asked(cls, *facts: Any) -> Fields:
        consent = texts.load("filing")["consent"]
        choices: Choices = [
            (
                scope.value,
                format_html(
                    "<b>{}</b><small>{}</small><small>{}</small>",
                    *(texts.say(consent[scope.value][part]) for part in ("label", "lets_us", "cannot")),
                ),
            )
            for scope in ConsentScope
        ]
        return {
            "speak_to_body": forms.ChoiceField(
                choices=choices, widget=forms.RadioSelect, **said("speak_to_body", body_name="")
            ),
            "speak_to_home": forms.BooleanField(**said("speak_to_home")),
            "notice_version": forms.CharField(required=False, widget=forms.HiddenInput),
        }
