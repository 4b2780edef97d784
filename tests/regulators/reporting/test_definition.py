"""The form as data: what the project carries is whole, and a mistake says which entry and why."""

from __future__ import annotations

import re

import pytest

from mobility.law import packs
from regulators.reporting import loading
from regulators.reporting.loading import DefinitionError

from .cast import FORM

TEXT = loading.editions()["2026"].read_text(encoding="utf-8")


@pytest.mark.parametrize("edition", loading.editions())
def test_every_form_of_the_project_can_be_used(edition):
    assert loading.definition(edition).version
    assert loading.definition(edition) is loading.definition(edition)


def test_the_form_of_2026_has_its_parts():
    assert (FORM.version, len(FORM.questions), len(FORM.table.columns), len(FORM.checks)) == ("2026.1", 59, 20, 72)
    assert loading.of_version("2026.1") is FORM
    question = FORM.question("b07")
    assert question.provision == ("LMA: decision", "LMA: extension")
    assert question.confidence == "S"
    assert question.label.of("fr").startswith("Parmi celles encore en cours")


def test_rules_and_calendar_of_the_form_are_in_the_packs():
    rules = {rule.id for pack in packs.packs() for rule in pack.rules}
    assert set(FORM.law.limits.values()) <= rules
    assert FORM.law.calendar in {file.id for file in packs.calendar_files()}


def test_no_form_says_where_it_was_drafted():
    assert not re.search(r"law\.md|\bshared/|/work/", TEXT)


def test_unknown_editions_and_versions_are_named():
    with pytest.raises(LookupError, match="There is no form '1999'; known are 2026"):
        loading.definition("1999")
    with pytest.raises(LookupError, match=r"version '1999\.1'"):
        loading.of_version("1999.1")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("required_if = \"q.b06 > 0\"", "required_if = \"q.b06 >\"", "questions.b07.required_if cannot be read"),
        ("required_if = \"q.b06 > 0\"", "required_if = \"q.zzz > 0\"", "questions.b07.required_if reads 'q.zzz'"),
        ("required_if = \"q.b06 > 0\"", "required_if = \"q.b07 > 0\"", "goes in a circle (b07 → b07)"),
        ("choices = \"late_causes\"", "choices = \"causes\"", "from the list 'causes', which there is not"),
        ("[[questions]]\nid = \"b02\"", "[[questions]]\nid = \"b01\"", "questions has 'b01' twice"),
        ("section = \"k\"", "section = \"z\"", "stands in the section 'z'"),
        ("limit('decision', extension_days)", "limit('verdict', extension_days)", "limit('verdict'), which there is not"),
        ("list('material')", "list('stuff')", "asks list('stuff')"),
        ("tier = \"confirm\"\nscope = \"report\"\nrule = \"q.d11", "tier = \"grave\"\nscope = \"report\"\nrule = \"q.d11",
         "checks.extensions-against-record has the tier 'grave'"),
        ("our record shows {expected}", "our record shows {count}", "says {count}, and `show` does not tell"),
        ("yes = { en = \"Yes\", fr = \"Oui\" }", "yes = { en = \"Yes\" }", "lists.yes_no.yes needs a text"),
        ("at = \"b06\"", "at = \"b99\"", "points at 'b99'"),
        ('found = "sheet.sheets"', 'found = "file.sheets"', "checks.sheet-missing.show.found reads 'file.sheets'"),
        ("[period]", "[periode]", "has no entry 'period'"),
        ("complete_on <= decided_on\", \"received_on", "complete_on\", \"received_on", "compares nothing"),
        ("\n[form]\n", "\n[form\n", "is not TOML"),
    ],
)  # fmt: skip
def test_a_mistake_says_which_entry_and_why(old, new, says):
    assert old in TEXT
    with pytest.raises(DefinitionError) as error:
        loading.read(TEXT.replace(old, new, 1))
    assert any(says in problem for problem in error.value.problems), error.value.problems


def test_all_mistakes_are_told_at_once():
    spoiled = TEXT.replace('type = "money"\nunit', 'type = "gold"\nunit', 1).replace('at = "d05"', 'at = "x"', 1)
    with pytest.raises(DefinitionError) as error:
        loading.read(spoiled)
    assert len(error.value.problems) == 2


def test_next_years_form_needs_no_code():
    """Another period, a question more and a check on it: the same code reads it."""
    text = TEXT.replace('version = "2026.1"', 'version = "2027.1"').replace("2025-04-01", "2026-04-01", 1)
    text = text.replace("end = 2026-03-31", "end = 2027-03-31")
    text += """
[[questions]]
id = "k03"
section = "k"
label = { en = "How many languages do you serve in?", fr = "En combien de langues servez-vous?" }
type = "count"
provision = ["LMA: general duty"]
confidence = "?"
[[checks]]
id = "languages"
tier = "confirm"
scope = "report"
rule = "q.k03 <= 20"
message = { en = "{cell}: {value} languages are many.", fr = "{cell} : {value} langues, c’est beaucoup." }
mend = { en = "Confirm.", fr = "Confirmez." }
"""
    made = loading.read(text)
    assert made.version == "2027.1"
    assert made.questions[-1].id == "k03"
