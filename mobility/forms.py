"""Fields and widgets every room may use. Their markup is in templates/django/forms/."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.dates import MONTHS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PARTS = ("day", "month", "year")


class TypedDate(NamedTuple):
    """A date as somebody typed it, part by part; kept as it is until it can be read."""

    day: str = ""
    month: str = ""
    year: str = ""
    unknown: bool = False

    @classmethod
    def of(cls, value: Any) -> TypedDate:
        if isinstance(value, TypedDate):
            return value
        if isinstance(value, str) and value:
            value = date.fromisoformat(value)
        if isinstance(value, date):
            return cls(str(value.day), str(value.month), str(value.year))
        return cls()

    def __bool__(self) -> bool:
        return any(self[:3]) or self.unknown

    @property
    def missing(self) -> list[str]:
        return [part for part in PARTS if not getattr(self, part)]

    @property
    def wrong(self) -> list[str]:
        """The parts to look at: those missing, else those that cannot be, else the day (31 November)."""
        if self.missing:
            return self.missing
        limits = {"day": (1, 31), "month": (1, 12), "year": (1900, 2200)}
        bad = []
        for part, (low, high) in limits.items():
            text = getattr(self, part)
            if not (text.isdecimal() and low <= int(text) <= high):
                bad.append(part)
        if bad:
            return bad
        try:
            date(int(self.year), int(self.month), int(self.day))
        except ValueError:
            return ["day"]
        return []


class LongSelect(forms.Select):
    """A select written in one go: through Django's templates each option costs a twentieth of a millisecond."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = tuple(self.format_value(value))
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            written(fixed(self.choices), chosen),
        )


def fixed(choices: Iterable[tuple[Any, Any]]) -> tuple[tuple[str, Any], ...]:
    """Choices as they can be kept; a choice that is a list is a group."""
    return tuple((str(key), fixed(words) if isinstance(words, (list, tuple)) else str(words)) for key, words in choices)


@functools.lru_cache(maxsize=200)
def written(options: tuple[tuple[str, Any], ...], chosen: tuple[str, ...]) -> SafeString:
    rows = (
        format_html('<optgroup label="{}">{}</optgroup>', key, written(words, chosen))
        if isinstance(words, tuple)
        else format_html(
            '<option value="{}"{}>{}</option>', key, SafeString(" selected") if key in chosen else "", words
        )
        for key, words in options
    )
    return SafeString("\n".join(rows))


class DateParts(forms.Widget):
    """Day, month and year in three boxes, with an "I don't know" box where that is an answer."""

    template_name = "django/forms/widgets/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, unknown: bool = False) -> None:
        super().__init__(attrs)
        self.unknown = unknown

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> TypedDate:
        day, month, year = ((data.get(f"{name}_{part}") or "").strip() for part in PARTS)
        return TypedDate(day, month, year, unknown=self.unknown and f"{name}_unknown" in data)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{part}" in data for part in (*PARTS, "unknown"))

    def id_for_label(self, id_: str) -> str:
        return ""

    def anchor(self, id_: str, value: Any) -> str:
        """The input an error about this date is about."""
        typed = TypedDate.of(value)
        return f"{id_}_{(typed.wrong or ['day'])[0]}"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        typed = TypedDate.of(value)
        invalid = context["widget"]["attrs"].get("aria-invalid") == "true"
        wrong = (typed.wrong or list(PARTS)) if invalid else []
        months = [(str(number), words, typed.month.lstrip("0") == str(number)) for number, words in MONTHS.items()]
        return context | {"typed": typed, "wrong": wrong, "months": months, "unknown": self.unknown}


class DatePartsField(forms.Field):
    """A date asked for in three parts. Gives a date, or None where it is not known or not needed.

    `called` is how the sentences name it ("the day you applied"); without it they use the label.
    """

    widget = DateParts

    def __init__(
        self,
        *,
        unknown: bool = False,
        called: Any = "",
        earliest: date | None = None,
        latest: date | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", DateParts(unknown=unknown))
        super().__init__(**kwargs)
        self.unknown, self.called, self.earliest, self.latest = unknown, called, earliest, latest

    def clean(self, value: Any) -> date | None:
        typed = TypedDate.of(value)
        if typed.unknown:
            if any(typed[:3]):
                raise ValidationError(self._about(_("Give a date or choose “I don’t know”, not both")), code="both")
            return None
        if not typed:
            if self.required:
                raise ValidationError(self._ask(list(PARTS)), code="required")
            return None
        if typed.missing:
            raise ValidationError(self._ask(typed.missing), code="partial")
        if typed.wrong:
            raise ValidationError(self._about(self._impossible(typed)), code="impossible")
        on = date(int(typed.year), int(typed.month), int(typed.day))
        if self.earliest and on < self.earliest:
            words = _("The date must be %(day)s or later") % {"day": _plain(self.earliest)}
            raise ValidationError(self._about(words), code="early")
        if self.latest and on > self.latest:
            words = _("The date must be %(day)s or earlier") % {"day": _plain(self.latest)}
            raise ValidationError(self._about(words), code="late")
        self.run_validators(on)
        return on

    def has_changed(self, initial: Any, data: Any) -> bool:
        return TypedDate.of(initial) != TypedDate.of(data)

    def _ask(self, missing: list[str]) -> str:
        names = {"day": _("the day"), "month": _("the month"), "year": _("the year")}
        listed = [names[part] for part in missing]
        what = (
            listed[0]
            if len(listed) == 1
            else _("%(first)s and %(last)s")
            % {
                "first": ", ".join(listed[:-1]),
                "last": listed[-1],
            }
        )
        sentence = _("Enter %(parts)s, or choose “I don’t know”") if self.unknown else _("Enter %(parts)s")
        return self._about(sentence % {"parts": what})

    def _impossible(self, typed: TypedDate) -> str:
        if "year" in typed.wrong:
            return _("Enter the year with four digits, for example 2026")
        if typed.wrong == ["day"] and typed.day.isdecimal() and typed.month.lstrip("0") in map(str, MONTHS):
            day = {"day": typed.day, "month": MONTHS[int(typed.month)], "year": typed.year}
            return _("There is no %(day)s %(month)s %(year)s: check the day and the month") % day
        return _("Enter the day and the month as numbers, for example 14 and 9")

    def _about(self, sentence: str) -> str:
        called = str(self.called or self.label or "")
        if called.endswith("?"):
            return f"{called} {sentence}"
        return (
            _("%(what)s: %(sentence)s") % {"what": capfirst(called), "sentence": _lower_first(sentence)}
            if called
            else sentence
        )


def _plain(on: date) -> str:
    return f"{on.day} {MONTHS[on.month]} {on.year}"


def _lower_first(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several uploaded files; gives a list, empty when none were chosen."""

    widget = SeveralFiles
    default_error_messages = {"required": gettext_lazy("Choose at least one file")}

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        chosen = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not chosen:
            super().clean(None, initial)
            return []
        return [super(FilesField, self).clean(one, initial) for one in chosen]
