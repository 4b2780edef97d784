"""The law in the database: loading, reading, edits by staff, and the command that shows a date."""

import datetime as dt
import io
import json

import pghistory.models  # noqa: F401 -- its tables are asked for below
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import translation

from mobility.law import phrases, rules
from mobility.law.loading import load_law
from mobility.law.models import BusinessCalendar, Holiday, Jurisdiction, Provision, RulePack, RuleVersion

pytestmark = pytest.mark.django_db
START = dt.date(2026, 10, 22)


@pytest.fixture(autouse=True)
def _law(db):
    load_law()


def run(command: str, *args: str) -> str:
    out = io.StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


# ---- loading


def test_loading_again_changes_nothing():
    assert not any(c.any for c in load_law())
    assert run("load_law").splitlines()[-1] == "Nothing changed."


def test_everything_is_loaded():
    assert (Jurisdiction.objects.count(), Provision.objects.count(), RuleVersion.objects.count()) == (14, 131, 128)
    assert Jurisdiction.objects.get(code="QC").name_fr == "Québec"
    assert RulePack.objects.count() == 7
    assert BusinessCalendar.objects.count() == 16


def test_a_lost_row_comes_back_and_a_stale_one_goes():
    RuleVersion.objects.filter(rule_id="lma.decide").delete()
    other = RuleVersion.objects.get(rule_id="lma.records")
    other.pk, other.rule_id, other.loaded = None, "lma.gone", {**other.loaded, "rule_id": "lma.gone"}
    other.save()
    changes = {c.kind: c for c in load_law()}["rules"]
    assert (changes.added, changes.removed) == (["lma.decide (from 2023-04-06)"], ["lma.gone (from 2023-04-06)"])


def test_a_changed_file_changes_the_row():
    row = RuleVersion.objects.get(rule_id="lma.decide")
    row.days, row.loaded = 15, {**row.loaded, "days": 15}  # as if an older file had said 15
    row.save()
    assert {c.kind: c.changed for c in load_law()}["rules"] == ["lma.decide (from 2023-04-06)"]
    assert rules.get("lma.decide", START).days == 20


def test_what_staff_edited_is_kept_and_named():
    RuleVersion.objects.filter(rule_id="lma.decide").update(confidence="V", checked_by="Counsel")
    Holiday.objects.filter(calendar="goa_office", key="truth").update(is_counted=True)
    kept = {c.kind: c.kept for c in load_law()}
    assert kept["rules"] == ["lma.decide (from 2023-04-06)"]
    assert kept["calendars"] == ["goa_office"]
    assert rules.get("lma.decide", START).checked_by == "Counsel"
    assert "kept: goa_office" in run("load_law")


def test_broken_packs_are_not_loaded(monkeypatch):
    monkeypatch.setattr("mobility.law.management.commands.load_law.problems", lambda: ["ab-lma: broken"])
    with pytest.raises(CommandError, match="not loaded"):
        run("load_law")


# ---- reading


def test_due_is_the_one_call():
    result = rules.due("lma.decide", START)
    assert result.due_on == dt.date(2026, 11, 20)
    assert result.explanation["calendar"]["version"] == BusinessCalendar.objects.get(pk="ab_interpretation").edition


def test_rules_are_read_once(django_assert_num_queries):
    rules.library()
    with django_assert_num_queries(1):
        rules.due("lma.decide", START)
    law = rules.library()
    with django_assert_num_queries(0):
        law.due("lma.decide", START)


def test_facts_and_labels():
    assert rules.facts("ab-lma")["application_complete"].label("fr") == "Demande complète reçue"
    assert rules.pack("cfta-10a").moves[0].verb == "request_consultations"
    assert rules.latest("ait.panel_report").pack == "ait"


def test_an_edited_holiday_counts_at_once_and_raises_the_revision():
    before = rules.calendar("ab_interpretation")
    revision = BusinessCalendar.objects.get(pk=before.id).revision
    Holiday.objects.create(
        calendar_id=before.id,
        key="proclaimed",
        name_en="Day of mourning",
        name_fr="Jour de deuil",
        kind="dates",
        value=["2026-11-20"],
        confidence="V",
    )
    result = rules.due("lma.decide", START)
    assert result.due_on == dt.date(2026, 11, 23)
    assert BusinessCalendar.objects.get(pk=before.id).revision == revision + 1
    after = result.explanation["calendar"]
    assert after["version"] != before.version
    assert after["fingerprint"] != before.fingerprint


def test_a_bulk_edit_or_a_deletion_raises_the_revision_too():
    def revision() -> int:
        return BusinessCalendar.objects.get(pk="goa_office").revision

    before = revision()
    Holiday.objects.filter(calendar="goa_office", confidence="V").update(note="seen")
    assert revision() == before + 1
    Holiday.objects.filter(calendar="goa_office", key="closure").delete()
    assert revision() == before + 2
    BusinessCalendar.objects.filter(pk="goa_office").update(weekend=["sun"])
    assert revision() == before + 3


def test_an_edit_leaves_a_trace():
    Holiday.objects.filter(calendar="goa_office", key="truth").update(is_counted=True)
    trace = Holiday.pgh_event_model.objects.filter(calendar="goa_office", key="truth").order_by("pgh_id").last()
    assert (trace.pgh_label, trace.is_counted) == ("update", True)


def test_a_new_number_from_a_new_day_leaves_older_files_alone():
    RuleVersion.objects.filter(rule_id="lma.decide").update(effective_to=dt.date(2026, 12, 31))
    new = RuleVersion.objects.get(rule_id="lma.decide")
    new.pk, new.days, new.loaded = None, 15, None
    new.effective_from, new.effective_to = dt.date(2027, 1, 1), None
    new.save()
    assert rules.get("lma.decide", dt.date(2026, 12, 31)).days == 20
    assert rules.get("lma.decide", dt.date(2027, 1, 1)).days == 15
    assert rules.latest("lma.decide").days == 15
    assert rules.due("lma.decide", dt.date(2027, 1, 4), on=dt.date(2026, 12, 1)).explanation["days"] == 20


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        (lambda: rules.get("lma.decid"), rules.UnknownRule, "Did you mean lma.decide"),
        (lambda: rules.calendar("lunar"), rules.UnknownRule, "no calendar 'lunar'"),
        (lambda: rules.facts("nothing"), rules.UnknownRule, "no rule pack 'nothing'"),
        (lambda: rules.get("ait.panel_report", START), rules.NotInForce, "not in force on 2026-10-22"),
        (lambda: rules.get("lma.decide", dt.date(2020, 1, 1)), rules.NotInForce, "from 2023-04-06"),
    ],
)
def test_what_is_not_there_is_said(ask, error, words):
    with pytest.raises(error, match=words) as caught:
        ask()
    assert str(caught.value).endswith((".", "?"))


def test_an_empty_law_says_how_to_load_it():
    RuleVersion.objects.all().delete()
    with pytest.raises(rules.UnknownRule, match="load_law"):
        rules.get("lma.decide")


def test_a_holiday_that_cannot_be_is_refused_in_the_form():
    bad = Holiday(
        calendar_id="goa_office", key="x", name_en="X", name_fr="X", kind="fixed", value="02-30", confidence="?"
    )
    with pytest.raises(ValidationError) as caught:
        bad.full_clean()
    assert "does not fit the kind" in caught.value.message_dict["value"][0]


# ---- showing


def test_due_prints_date_and_proof():
    lines = run("due", "lma.decide", "2026-10-22", "--extension", "10").splitlines()
    assert lines[0].startswith("2026-12-04  Friday 4 December 2026 [from a secondary source]")
    assert "  Wednesday 11 November 2026: Remembrance Day, not counted." in lines
    assert "  Extended by 10 business days, Minister." in lines


def test_due_prints_json():
    answer = json.loads(run("due", "unit.resolve", "2026-11-30", "--pauses", "2026-12-07/2026-12-17", "--json"))
    assert (answer["rule"], answer["due_on"]) == ("unit.resolve", "2027-02-18")
    assert answer["explanation"]["pauses"][0]["days"] == 10


def test_due_says_so_when_there_is_no_number():
    assert run("due", "nb.decide", "2026-10-22").startswith("-  No confirmed time limit")
    assert json.loads(run("due", "nb.decide", "2026-10-22", "--json"))["due_on"] is None


def test_every_rule_can_be_shown():
    for rule_id in rules.library().versions:
        on = (rules.latest(rule_id).effective_from or dt.date(2011, 11, 29)).isoformat()
        assert run("due", rule_id, "2026-10-22", "--on", on)


def test_every_rule_is_explained_in_french():
    with translation.override("fr"):
        for rule_id in rules.library().versions:
            rule = rules.latest(rule_id)
            said = rules.due(rule_id, START, on=rule.effective_from or rule.effective_to).explanation
            assert any(rule.duty_fr in line for line in phrases.sentences(said))


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["lma.decide", "yesterday"], "START: 'yesterday' is not a date"),
        (["lma.decide", "2026-02-30"], "not a date"),
        (["lma.nothing", "2026-10-22"], "no rule 'lma.nothing'"),
        (["lma.decide", "2026-10-22", "--extension", "11"], "at most"),
        (["lma.decide", "2026-10-22", "--extension", "-1"], "at least one day"),
        (["lma.decide", "2026-10-22", "--pauses", "2026-11-01/2026-11-03"], "cannot be paused"),
        (["unit.resolve", "2026-11-30", "--pauses", "2026-11-01"], "is not a pause"),
        (["lma.decide", "2026-10-22", "--on", "2020-01-01"], "not in force on 2020-01-01"),
        (["lma.decide", "0001-01-01", "--on", "2026-01-01"], "outside the years"),
    ],
)
def test_due_refuses_with_a_sentence(args, words):
    with pytest.raises(CommandError, match=words) as caught:
        run("due", *args)
    assert caught.value.returncode == 1
