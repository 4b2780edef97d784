"""The web form of a report, made from its definition, and the few forms around it. They clean, never save.

A section takes whatever was typed: what does not fit is kept as it is, and the checks say what is wrong with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from mobility.casefiles.forms import VerbForm, text
from mobility.forms import DatePartsField

from .report_choices import ReportStatus
from .report_queries import choices_of, language, value_of
from .reporting import layout
from .reporting.answers import Answers, Broken
from .reporting.definition import Choices, Definition, Field
from .reporting.facts import Facts
from .reporting.findings import Finding, shown
from .reporting.reading.values import Taken, Unread, date_reader, number_reader

#: Empty lines offered after those of a table that are filled in.
SPARE_LINES = 3
LONG = 200


@dataclass(frozen=True)
class Input:
    """One box on the page."""

    name: str
    label: str
    kind: str  # line, area, number, date, select, checks
    value: Any = ""
    options: list[tuple[str, str]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"id_{self.name}"


@dataclass(frozen=True)
class Asked:
    """One question on the page: its boxes, what was said last year, what is wrong with the answer."""

    question: Field
    label: str
    help: str
    provision: str
    confidence: str
    last: str
    findings: list[Finding]
    inputs: list[Input] = field(default_factory=list)
    parts: list[tuple[str, list[Input]]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    lines: list[list[Input]] = field(default_factory=list)
    text: Input | None = None
    explanation: str = ""


class SectionForm:
    """One section: what stands in its boxes, and what was typed as answers."""

    def __init__(
        self,
        form: Definition,
        questions: list[Field],
        facts: Facts,
        answers: Answers,
        data: QueryDict | None = None,
        findings: Mapping[str, list[Finding]] | None = None,
        last: Answers | None = None,
    ) -> None:
        self.form, self.questions, self.facts, self.last = form, questions, facts, last
        self.answers, self.data, self.findings = answers, data, findings or {}
        self.french = language() == "fr"

    # ---- what was typed

    def typed(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Values and sentences as a section keeps them: plain JSON, blanks left out."""
        values: dict[str, Any] = {}
        texts: dict[str, str] = {}
        for question in self.questions:
            if (value := self._typed(question)) not in (None, "", [], {}):
                values[question.id] = value
            if question.with_text and (sentence := self._get(f"{question.id}.text")):
                texts[question.id] = sentence
        return values, texts

    def _get(self, name: str) -> str:
        return self.data.get(name, "").strip() if self.data is not None else ""

    def _typed(self, question: Field) -> Any:
        if question.type == "table":
            lines = [
                {
                    column.id: value
                    for column, value in zip(question.columns, line, strict=True)
                    if value not in (None, "", [])
                }
                for line in self._typed_lines(question)
            ]
            given = layout.gives_lines(question)
            return [line for line in lines if len(line) > int(given)]
        if question.by:
            parts = {by: self._typed_parts(question, by) for by in question.by}
            total = self._one(question, question.id)
            if total is None and not any(parts.values()):
                return None
            return {
                "total": total,
                "by_occupation": parts.get("occupation", {}),
                "by_home": parts.get("home_jurisdiction", {}),
            }
        return self._one(question, question.id)

    def _typed_parts(self, question: Field, by: str) -> dict[str, Any]:
        known = layout.parts(by, self.facts, dict(self.form.lists))
        found = {key: self._one(question, f"{question.id}.{layout.PART[by]}.{key}") for key in known}
        return {key: value for key, value in found.items() if value is not None}

    def _typed_lines(self, question: Field) -> list[list[Any]]:
        lines = []
        number = 1
        while self.data is not None and any(f"{question.id}.{number}.{c.id}" in self.data for c in question.columns):
            lines.append([self._one(column, f"{question.id}.{number}.{column.id}") for column in question.columns])
            number += 1
        return lines

    def _one(self, wanted: Field, name: str) -> Any:
        if wanted.is_several and wanted.type == "choice":
            return [one for one in self.data.getlist(name) if one] if self.data is not None else []
        text = self._get(name)
        if not text:
            return None
        if wanted.type in ("count", "percent", "money"):
            read = number_reader([text], is_french=self.french, is_whole=wanted.type == "count")(text)
        elif wanted.type == "date":
            read = date_reader([text])(text)
        else:
            return text
        if isinstance(read, Unread):
            return text
        value = read.value if isinstance(read, Taken) else read
        return value.isoformat() if wanted.type == "date" else value

    # ---- what the page shows

    def asked(self) -> list[Asked]:
        return [self._asked(question) for question in self.questions]

    def _asked(self, question: Field) -> Asked:
        words = language()
        found = Asked(
            question=question,
            label=question.label.of(words),
            help=question.help.of(words) if question.help else "",
            provision=", ".join(question.provision),
            confidence=question.confidence,
            last=value_of(self.form, question, self.last, self.facts),
            findings=self.findings.get(question.id, []),
        )
        value = self.answers.values.get(question.id)
        if question.type == "table":
            found.columns.extend(column.label.of(words) for column in question.columns)
            found.lines.extend(self._lines(question, value if isinstance(value, list) else []))
        elif question.by:
            broken = value if isinstance(value, Broken) else Broken(value)
            for by in question.by:
                boxes = []
                for key, label in layout.parts(by, self.facts, dict(self.form.lists)).items():
                    name = f"{question.id}.{layout.PART[by]}.{key}"
                    boxes.append(self._input(question, name, label.of(words), broken.parts(by).get(key)))
                heading = layout.HOMES.of(words) if by == "home_jurisdiction" else str(_("By occupation"))
                found.parts.append((heading, boxes))
            total = layout.TOTAL.of(words)
            found.inputs.append(self._input(question, question.id, total, broken.total))
        else:
            found.inputs.append(self._input(question, question.id, found.label, value))
        if question.with_text:
            sentence = self.answers.texts.get(question.id, "")
            box = Input(f"{question.id}.text", layout.WITH_TEXT.of(words), "area", sentence)
            return Asked(**{**found.__dict__, "text": box})
        return found

    def _lines(self, question: Field, lines: list[dict[str, Any]]) -> list[list[Input]]:
        if layout.gives_lines(question):
            first, second = question.columns
            counts = {line.get(first.id): line.get(second.id) for line in lines}
            lines = [{first.id: key, second.id: counts.get(key)} for key in self.form.lists[first.choices]]
        else:
            lines = [*lines, *({} for _ in range(SPARE_LINES))]
        words = language()
        return [
            [
                self._input(column, f"{question.id}.{number}.{column.id}", column.label.of(words), line.get(column.id))
                for column in question.columns
            ]
            for number, line in enumerate(lines, start=1)
        ]

    def _input(self, wanted: Field, name: str, label: str, value: Any) -> Input:
        if wanted.type == "choice":
            options = self._options(choices_of(self.form, wanted, self.facts))
            if wanted.is_several:
                chosen = list(value) if isinstance(value, list | tuple) else [value] if value else []
                return Input(name, label, "checks", chosen, options)
            known = {key for key, _words in options}
            if value and str(value) not in known:
                options = [(str(value), str(value)), *options]
            return Input(name, label, "select", value or "", options)
        if wanted.type == "text":
            return Input(
                name,
                label,
                "area" if (wanted.max_length or 0) > LONG and wanted.format != "url" else "line",
                value or "",
            )
        kind = "date" if wanted.type == "date" else "number"
        return Input(name, label, kind, "" if value is None else shown(value, language()))

    def _options(self, choices: Choices) -> list[tuple[str, str]]:
        return [(key, label.of(language())) for key, label in choices.items()]


# ---- around the form --------------------------------------------------------------------------------


class UploadForm(forms.Form):
    unmarked = True
    upload = forms.FileField(
        label=_("Workbook or CSV"),
        help_text=_("The workbook of this report (.xlsx), or the table of applications as .csv."),
        allow_empty_file=True,
    )


class OfReport(VerbForm):
    """A form about one report, on the portal or the desk."""


class AttestForm(OfReport):
    name = forms.CharField(label=_("Your name"), max_length=150)
    title = forms.CharField(label=_("Your title"), max_length=150)
    agreed = forms.BooleanField(label=_("I confirm this"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said.pop("agreed", None)
        return said

    def first(self) -> dict[str, Any]:
        return {"name": self.user.name}


class LinkForm(forms.Form):
    unmarked = True
    name = forms.CharField(label=_("Your name"), max_length=150)
    title = forms.CharField(label=_("Your title"), max_length=150)
    agreed = forms.BooleanField(label=_("I confirm this"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said.pop("agreed", None)
        return said


class UnlockForm(OfReport):
    reason = text(_("What you want to correct"), rows=3)


class TimeForm(OfReport):
    days = forms.IntegerField(label=_("How many days more"), min_value=1)
    reason = text(_("Why you need them"), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = self.item.form.period.extension_days_max
        self.fields["days"].widget.attrs["max"] = most
        self.fields["days"].help_text = _("%(most)s at the most.") % {"most": most}


# ---- the desk ---------------------------------------------------------------------------------------


class BeginForm(OfReport):
    pass


class SendBackForm(OfReport):
    reason = text(_("What is missing or wrong, for the body to read"), rows=5)
    due_on = DatePartsField(label=_("To be mended by"), called=_("the day"))


class AcceptForm(OfReport):
    reason = text(_("Remark for the record, seen by the body"), rows=2, required=False)


class GrantForm(OfReport):
    due_on = DatePartsField(label=_("New day"), called=_("the new day"))
    reason = text(_("Reason, for the body to read"), rows=3)

    def first(self) -> dict[str, Any]:
        """The day the body asked for."""
        asked = self.item.more_time.filter(decided_at__isnull=True).first()
        due_on = self.item.duty.due_on
        return {"due_on": due_on + dt.timedelta(asked.days)} if asked and due_on else {}


class RefuseForm(OfReport):
    reason = text(_("Reason, for the body to read"), rows=3)


class WaiveForm(OfReport):
    reason = text(_("Reason, for the body to read"), rows=3)


class ReopenForm(OfReport):
    reason = text(_("Reason, for the body to read"), rows=3)
    due_on = DatePartsField(label=_("To be sent by"), called=_("the day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.item.file.status != ReportStatus.WAIVED:
            del self.fields["due_on"]  # it is with the unit again: the body owes nothing by a day


class RemindForm(OfReport):
    pass


class LoadForm(OfReport):
    upload = forms.FileField(label=_("Workbook or CSV"), allow_empty_file=True)
    source = forms.CharField(
        label=_("How it came"), max_length=300, help_text=_("For example: mail of 20 November from the registrar.")
    )


class SendForForm(OfReport):
    name = forms.CharField(label=_("Prepared by, at the body"), max_length=150)
    title = forms.CharField(label=_("Title"), max_length=150, required=False)


class CertifyForForm(OfReport):
    name = forms.CharField(label=_("Who signed"), max_length=150)
    title = forms.CharField(label=_("Title"), max_length=150, required=False)
    source = forms.CharField(
        label=_("On what paper"),
        max_length=300,
        help_text=_("For example: attestation signed on 12 December, on file."),
    )
