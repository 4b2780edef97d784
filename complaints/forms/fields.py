"""Questions of the pages for workers, and the form they stand in: the same for everybody who reads one language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from complaints import texts, typed
from mobility.accounts.kept import kept
from mobility.forms import DatePartsField, FilesField, LongSelect

#: How long a text may be; what is longer is kept as typed and asked to be shortened.
LONG, MIDDLE, SHORT = 20_000, 3_000, 500
Choices = list[tuple[str, Any]]
Fields = dict[str, forms.Field]


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


class Asked(BoundField):
    """A question on a page. While nothing is typed into it it looks the same to everybody, so its HTML is kept with the field."""

    def as_field_group(self) -> SafeString:
        if self.form.is_bound or self.name in self.form.initial:
            return super().as_field_group()
        kept_by_id: dict[str, SafeString] = self.field.__dict__.setdefault("html", {})
        if self.auto_id not in kept_by_id:
            kept_by_id[self.auto_id] = super().as_field_group()
        return kept_by_id[self.auto_id]


class PublicForm(forms.Form):
    """A form that can be filled again from what was typed on it.

    What `asked` returns is made once and shared by all who read one language: nobody may change it. A question that says
    something else on one page is `reworded` there.
    """

    bound_field_class = Asked

    def __init__(
        self, typed: Mapping[str, list[str]] | None = None, *, facts: tuple[Any, ...] = (), **kwargs: Any
    ) -> None:
        super().__init__(None if typed is None else MultiValueDict(typed), **kwargs)
        self.fields |= made(type(self), texts.language(), *facts)

    @classmethod
    def asked(cls, *facts: Any) -> Fields:
        """The questions of the form, as far as they are the same for everybody."""
        return {}

    def reworded(self, name: str, **words: Any) -> forms.Field:
        """A copy of a shared question in its place, for this form alone."""
        field = self.fields[name] = deepcopy(self.fields[name])
        field.__dict__.pop("html", None)
        for what, said in words.items():
            setattr(field, what, said)
        return field

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


@kept
def made(form: type[PublicForm], _language: str, *facts: Any) -> Fields:
    return form.asked(*facts)
