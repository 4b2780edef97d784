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
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.translation import gettext as _

from complaints import scope, texts, typed
from complaints.choices import DANGER_FLAGS, ApplicationFact, ConsentScope, Direction, Flag, SaidBy
from mobility.accounts.kept import kept
from mobility.casefiles.choices import Channel
from mobility.casefiles.uploads import MAX_FILES, MAX_MB
from mobility.forms import DatePartsField, FilesField, LongSelect
from regulators.registry import registry

#: How long a text may be; what is longer is kept as typed and asked to be shortened.
LONG, MIDDLE, SHORT = 20_000, 3_000, 500
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
Choices = list[tuple[str, Any]]


# ---- fields -----------------------------------------------------------------------------------------
def said(field: str, **facts: object) -> dict[str, Any]:
    """Label, hint and whether it is needed, from the texts."""
    row = texts.fields()[field]
    return {
        "label": texts.label(field, **facts),
        "help_text": texts.hint(field, **facts),
        "required": bool(row["needed"]),
    }


class Words(forms.CharField):
    """Text as people type it. Too long is said after sending: a browser that cuts a paste off loses words."""

    def __init__(self, *, most: int, lines: int = 0, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput()
        super().__init__(**{"widget": widget, **kwargs})
        self.most = most

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.most:
            raise ValidationError(texts.error("too_long", label=self.label, max=self.most), code="too_long")


def one_of(field: str, choices: Choices | None = None, *, radio: bool = True, **kwargs: Any) -> forms.ChoiceField:
    """A choice; what is not among the choices is said in our words."""
    options = {**said(field), **kwargs}
    return forms.ChoiceField(
        choices=texts.choices(field) if choices is None else choices,
        widget=forms.RadioSelect if radio else LongSelect,
        error_messages={"invalid_choice": texts.error("choice_unknown", label=options["label"])},
        **options,
    )


class EitherField(forms.ChoiceField):
    """A choice that is needed, unless the text beside it says it: the form sees to that."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


def either(field: str, choices: Choices) -> EitherField:
    options = said(field)
    sentence = texts.error("choice_unknown", label=options["label"])
    #: with the script it is found by typing; what is not in the list goes into the text beside it
    finding = LongSelect(attrs={"data-find": f"id_{field}_text"})
    return EitherField(choices=choices, widget=finding, error_messages={"invalid_choice": sentence}, **options)


def some_of(field: str, choices: Choices | None = None, **kwargs: Any) -> forms.MultipleChoiceField:
    options = {**said(field), **kwargs}
    return forms.MultipleChoiceField(
        choices=texts.choices(field) if choices is None else choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": texts.error("choice_unknown", label=options["label"])},
        **options,
    )


class DayField(DatePartsField):
    """A date of the application, with "I don't know" and the sentences of the texts."""

    SENTENCES = {
        "partial": "date_part",
        "impossible": "date_none",
        "both": "date_both",
        "late": "date_future",
        "early": "date_old",
    }

    def clean(self, value: Any) -> dt.date | None:
        try:
            return super().clean(value)
        except ValidationError as error:
            sentence = self.SENTENCES.get(error.code or "")
            if sentence is None:
                raise
            raise ValidationError(texts.error(sentence, label=self.label), code=error.code) from None


class PublicForm(forms.Form):
    """A form that can be filled again from what was typed on it."""

    def __init__(self, typed: Mapping[str, list[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(None if typed is None else MultiValueDict(typed), **kwargs)

    @classmethod
    def inputs(cls, form: forms.Form) -> list[str]:
        """The names of all inputs of a form: a date has four."""
        names: list[str] = []
        for name, field in form.fields.items():
            if isinstance(field, DatePartsField):
                names += [f"{name}_{part}" for part in ("day", "month", "year", "unknown")]
            elif not isinstance(field, FilesField):
                names.append(name)
        return names

    def typed_in(self, data: Any) -> dict[str, list[str]]:
        """What a posted form says for the inputs of this one, cleaned."""
        return typed.kept(data, self.inputs(self))


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
    def __init__(self, typed: Mapping[str, list[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        self.fields["for_whom"] = one_of("for_whom", initial="self")
        self.fields["rep_name"] = Words(most=200, **said("rep_name"))
        self.fields["rep_reach"] = Words(most=254, **said("rep_reach"))
        self.fields["authority"] = one_of("authority", [("", _("Choose")), *texts.choices("authority")], radio=False)
        self.fields["authority_text"] = Words(most=300, **said("authority_text"))
        self.fields["direction"] = one_of("direction", initial=Direction.INBOUND)
        self.fields["body"] = either("body", body_choices(texts.language()))
        self.fields["body_text"] = Words(most=200, **said("body_text"))
        self.fields["occupation"] = either("occupation", occupation_choices(texts.language()))
        self.fields["occupation_text"] = Words(most=150, **said("occupation_text"))
        unknown: Choices = [("", texts.say(texts.load("filing")["dont_know"]))]
        self.fields["home"] = one_of("home", unknown + jurisdiction_choices(texts.language(), ""), radio=False)
        self.fields["receiving"] = one_of(
            "receiving", unknown + jurisdiction_choices(texts.language(), HOME), radio=False
        )
        self.fields["referred_by"] = Words(most=200, **said("referred_by"))
        self.fields["scope_doubt"] = forms.CharField(required=False, widget=forms.HiddenInput)

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
    def __init__(self, typed: Mapping[str, list[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        self.fields["grounds"] = some_of("grounds", ground_choices())
        missing = {"required": texts.error("narrative_missing")}
        self.fields["narrative"] = Words(most=LONG, lines=8, error_messages=missing, **said("narrative"))
        self.fields["wanted"] = Words(most=MIDDLE, lines=3, **said("wanted"))
        self.fields["urgent"] = Words(most=SHORT, lines=2, **said("urgent"))


class DetailsForm(PublicForm):
    """What follows from the grounds chosen. All may be left blank."""

    unmarked = True

    def __init__(
        self, typed: Mapping[str, list[str]] | None = None, *, grounds: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(typed, **kwargs)
        self.ground_of: dict[str, str] = {}
        for slug in grounds:
            for number, question in enumerate(texts.questions(slug)):
                name = f"{slug}.{number}"
                self.fields[name] = Words(most=MIDDLE, lines=2, label=question, required=False)
                self.ground_of[name] = slug

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The questions under the ground they follow from."""
        found: dict[str, list[Any]] = {}
        for name, slug in self.ground_of.items():
            found.setdefault(slug, []).append(self[name])
        return [(texts.ground(slug), fields) for slug, fields in found.items()]


class WhenForm(PublicForm):
    unmarked = True

    def __init__(
        self, typed: Mapping[str, list[str]] | None = None, *, today: dt.date, body_name: str, **kwargs: Any
    ) -> None:
        super().__init__(typed, **kwargs)
        sources = [(who.value, texts.say(texts.load("filing")["said_by"][who.value])) for who in SAYERS]
        for name in (*DATES, "review_by"):
            self.fields[name] = DayField(
                unknown=True,
                earliest=years_before(today, OLDEST_YEARS),
                latest=None if name == "review_by" else today,
                **said(name, body_name=body_name),
            )
            if name in DATES:
                label = texts.say(texts.load("filing")["said_by"]["label"])
                self.fields[f"{name}_source"] = forms.ChoiceField(
                    label=label,
                    choices=sources,
                    required=False,
                    error_messages={"invalid_choice": texts.error("choice_unknown", label=label)},
                )

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

    def __init__(self, typed: Mapping[str, list[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        self.fields["contact_by"] = some_of("contact_by")
        self.fields["contact_by"].error_messages["required"] = texts.error("contact_missing")
        self.fields["name"] = Words(most=200, **said("name"))
        self.fields["email"] = Words(most=254, **said("email"))
        self.fields["phone"] = Words(most=40, **said("phone"))
        self.fields["post"] = Words(most=SHORT, lines=3, **said("post"))
        self.fields["when"] = Words(most=200, **said("when"))
        self.fields["not_before"] = one_of("not_before", hours(), radio=False)
        self.fields["not_after"] = one_of("not_after", hours(), radio=False)
        self.fields["voicemail"] = forms.BooleanField(**said("voicemail"))
        self.fields["language"] = one_of("language", list(settings.LANGUAGES), initial=texts.language())
        self.fields["needs"] = Words(most=SHORT, lines=2, **said("needs"))
        for name, kind, hint in (("name", "text", "name"), ("email", "email", "email"), ("phone", "tel", "tel")):
            self.fields[name].widget.attrs["autocomplete"] = hint
            self.fields[name].widget.input_type = kind
        self.fields["email"].widget.attrs["spellcheck"] = "false"

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
    def __init__(self, typed: Mapping[str, list[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        self.fields["in_danger"] = forms.BooleanField(
            label=texts.say(texts.load("filing")["danger"]["box"]), required=False
        )
        known = set(Flag.values)
        why = texts.load("filing")["why_flags"]
        self.fields["flags"] = some_of(
            "flags",
            [
                (slug, format_html("{}<small>{}</small>", words, texts.say(why[slug])))
                for slug, words in texts.choices("flags")
                if slug in known
            ],
        )

    def says_danger(self) -> bool:
        return bool(self.cleaned_data["in_danger"] or DANGER_FLAGS & set(self.cleaned_data["flags"]))


class EvidenceForm(PublicForm):
    unmarked = True

    def __init__(self, typed: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(typed, files=files, **kwargs)
        self.fields["files"] = FilesField(**said("files"))
        self.fields["files"].widget.attrs["accept"] = ".pdf,.docx,.jpg,.jpeg,.png,.heic"

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
        words = said("speak_to_body", body_name=body_name)
        self.fields["speak_to_body"] = one_of_said(choices, words)
        self.fields["speak_to_home"] = forms.BooleanField(**said("speak_to_home"))
        self.fields["notice_version"] = forms.CharField(required=False, widget=forms.HiddenInput)


def one_of_said(choices: Choices, words: dict[str, Any]) -> forms.ChoiceField:
    sentence = texts.error("choice_unknown", label=words["label"])
    return forms.ChoiceField(
        choices=choices, widget=forms.RadioSelect, error_messages={"invalid_choice": sentence}, **words
    )
