"""What large bodies build against: the dictionary of fields, and the JSON Schema of a report. Both come from the form."""

from __future__ import annotations

from typing import Any

from .definition import BREAKDOWNS, OWN_OCCUPATIONS, Choices, Definition, Field
from .facts import Facts

SCHEMA = "https://json-schema.org/draft/2020-12/schema"


def dictionary(definition: Definition, language: str) -> list[dict[str, Any]]:
    """One entry for each question, column of a question, and column of the table of applications."""
    entries: list[dict[str, Any]] = []
    titles = {section.id: section.title.of(language) for section in definition.sections}
    for question in definition.questions:
        entries.append(_entry(definition, question, language, question.id, titles[question.section]))
        for column in question.columns:
            entries.append(_entry(definition, column, language, f"{question.id}.{column.id}", titles[question.section]))
    for column in definition.table.columns:
        entries.append(_entry(definition, column, language, f"rows.{column.id}", definition.table.title.of(language)))
    return entries


def _entry(definition: Definition, field: Field, language: str, name: str, group: str) -> dict[str, Any]:
    choices = definition.lists.get(field.choices, {})
    return {
        "name": name,
        "group": group,
        "label": field.label.of(language),
        "help": field.help.of(language) if field.help else "",
        "type": field.type,
        "required": field.required and field.required_if is None,
        "required_if": field.required_if.text if field.required_if else "",
        "choices": {key: label.of(language) for key, label in choices.items()},
        "list": field.choices,
        "several": field.is_several,
        "broken_down_by": list(field.by),
        "unit": field.unit,
        "format": field.format,
        "pattern": field.pattern,
        "max_length": field.max_length,
        "also_called": list(field.aliases),
        "computed_from_rows": field.from_rows.text if field.from_rows else "",
        "provision": list(field.provision),
        "confidence": field.confidence,
    }


def json_schema(definition: Definition, language: str, facts: Facts | None = None) -> dict[str, Any]:
    """JSON Schema of what `answers.from_json` and `answers.rows_from_json` take. With facts: a body's own occupations.

    It says what can be read. Whether figures agree is for the checks: check without sending.
    """
    own = facts.choices if facts is not None else {}
    table = definition.table
    return {
        "$schema": SCHEMA,
        "$id": f"urn:labour-mobility:{definition.id}:{definition.version}",
        "title": definition.title.of(language),
        "type": "object",
        "additionalProperties": False,
        "required": ["version", "values"],
        "properties": {
            "version": {"const": definition.version},
            "nil": {"type": "boolean", "description": definition.nil_return.text.of(language)},
            "values": {
                "type": "object",
                "additionalProperties": False,
                "properties": {q.id: _schema(definition, q, language, own) for q in definition.questions},
            },
            "texts": {
                "type": "object",
                "additionalProperties": False,
                "properties": {q.id: {"type": "string"} for q in definition.questions if q.with_text},
            },
            "explanations": {"type": "object", "additionalProperties": {"type": "string"}},
            "rows": {
                "type": "array",
                "maxItems": table.max_rows,
                "description": table.help.of(language),
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": [column.id for column in table.columns if column.required],
                    "properties": {c.id: _schema(definition, c, language, own) for c in table.columns},
                },
            },
        },
    }


def _schema(definition: Definition, field: Field, language: str, own: Choices) -> dict[str, Any]:
    about = {"title": field.label.of(language)}
    if field.help is not None:
        about["description"] = field.help.of(language)
    if field.by:
        number = {"type": "integer", "minimum": 0}
        parts = {BREAKDOWNS[by]: {"type": "object", "additionalProperties": number} for by in field.by}
        return {**about, "type": "object", "additionalProperties": False, "properties": {"total": number, **parts}}
    if field.type == "table":
        return {
            **about,
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": [column.id for column in field.columns if column.required],
                "properties": {c.id: _schema(definition, c, language, own) for c in field.columns},
            },
        }
    if field.type == "choice":
        known = own if field.choices == OWN_OCCUPATIONS else definition.lists[field.choices]
        one: dict[str, Any] = {"type": "string", **({"enum": list(known)} if known else {})}
        if not field.is_several:
            return {**about, **one}
        most = {"maxItems": field.choose_max} if field.choose_max > 1 else {}
        return {**about, "type": "array", "items": one, "uniqueItems": True, **most}
    return {**about, **_simple(field)}


def _simple(field: Field) -> dict[str, Any]:
    match field.type:
        case "count":
            return {"type": "integer", "minimum": field.min or 0}
        case "percent":
            return {"type": "number", "minimum": 0, "maximum": 100}
        case "money":
            return {"type": "number", **({"minimum": field.min} if field.min is not None else {})}
        case "date":
            return {"type": "string", "format": "date"}
    text: dict[str, Any] = {"type": "string"}
    if field.format == "url":
        text["format"] = "uri"
    if field.pattern:
        text["pattern"] = field.pattern
    if field.max_length:
        text["maxLength"] = field.max_length
    return text
