"""What large bodies build against says the same as the form."""

from __future__ import annotations

import json

from regulators.reporting import answers as plain
from regulators.reporting import publishing

from .cast import COOK, FACTS, FORM, FOUR, WELDER, check, whole


def test_the_dictionary_has_an_entry_for_every_field_in_both_languages():
    english, french = publishing.dictionary(FORM, "en"), publishing.dictionary(FORM, "fr")
    columns = sum(len(question.columns) for question in FORM.questions)
    assert len(english) == len(french) == len(FORM.questions) + columns + len(FORM.table.columns)
    assert len({entry["name"] for entry in english}) == len(english)
    entry = next(e for e in french if e["name"] == "rows.outcome")
    assert (entry["label"], entry["choices"]["refused"], entry["required"]) == ("Résultat", "Refus", True)
    json.dumps(english)


def test_the_schema_describes_what_a_report_as_json_holds():
    schema = publishing.json_schema(FORM, "en", FACTS)
    values = schema["properties"]["values"]["properties"]
    assert schema["properties"]["version"] == {"const": "2026.1"}
    assert values["a01"]["enum"] == ["yes", "no"]
    assert values["a03"]["items"]["properties"]["occupation"]["enum"] == [WELDER, COOK]
    assert values["b01"]["properties"]["by_home"]["additionalProperties"] == {"type": "integer", "minimum": 0}
    assert values["d12"]["maxItems"] == 3
    row = schema["properties"]["rows"]["items"]
    assert set(row["properties"]) == set(FORM.table.index)
    assert row["required"] == ["application_ref", "occupation", "home_jurisdiction", "received_on", "outcome"]
    json.dumps(schema)


def test_what_a_report_gives_as_json_has_only_what_the_schema_knows():
    schema = publishing.json_schema(FORM, "en", FACTS)
    sent = plain.to_json(check(whole(), FOUR).answers)
    assert set(sent) <= set(schema["properties"])
    assert set(sent["values"]) <= set(schema["properties"]["values"]["properties"])
    for name, value in sent["values"].items():
        known = schema["properties"]["values"]["properties"][name]
        kinds = {"integer": int, "number": int | float, "string": str, "array": list, "object": dict}
        assert isinstance(value, kinds[known["type"]]), name


def test_rows_as_the_schema_has_them_are_read():
    one = {"application_ref": "A-00001", "occupation": "welder", "home_jurisdiction": "ON", "received_on": "2025-06-02"}
    given = plain.rows_from_json(FORM, [one | {"outcome": "pending", "requirements_asked": ["fee"]}])
    assert given.rows[0][FORM.table.index["requirements_asked"]] == ("fee",)
    assert [f for f in check(whole(), given).findings if f.row] == []
