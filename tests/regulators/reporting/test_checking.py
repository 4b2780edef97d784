"""The checks: each finds its mistake once, at its place, in words that say why and how to mend it."""

from __future__ import annotations

import datetime as dt
import json
import tracemalloc
from dataclasses import replace

import pytest

from regulators.reporting import answers as plain
from regulators.reporting import checking, findings
from regulators.reporting.answers import Answers, Broken
from regulators.reporting.checking.counted import counted
from regulators.reporting.persons import looks_like_person

from .cast import COOK, COUNTING, FACTS, FORM, FOUR, WELDER, check, found, plain_answers, row, rows, whole

DATE = dt.date


def told(checked, *tiers):
    return [(f.check, f.cell) for f in checked.findings if f.tier in (tiers or ("unreadable", "fix", "confirm"))]


def one_row(**columns):
    return check(whole(), rows(row(1, **columns)))


def figures(**changes):
    """A report whose figures add up without rows: 10 received, 6 registered, 2 refused, 1 withdrawn, 1 open."""
    known = {
        "b01": 10, "b02": 0, "b03": 1, "b04": 1, "b05": 0, "b06": 1, "b07": 0,
        "c01": 6, "c02": 0, "c03": 2, "c04": 0, "c05": 0,
        "d01": 9, "d02": 1, "d03": 8, "d04": 0, "d05": 100, "d06": 7, "d08": 8, "d09": 0,
        "e01": [{"reason": "language", "refusals": 2}], "e04": 0,
        "f01": 0, "f03": 0, "g03": "no", "h02": 200,
    }  # fmt: skip
    return Answers({**plain_answers(), "a05": "no", **known, **changes})


# ---- rows


def test_a_report_that_is_right_has_nothing_to_mend_and_blank_figures_are_filled_in_from_the_rows():
    checked = check(whole(), FOUR)
    assert told(checked) == []
    assert checked.may_certify
    assert checked.answers.get("b01") == Broken(4, {WELDER: 3, COOK: 1}, {"ON": 3, "BC": 1})
    assert checked.answers.get("d05") == 66.7
    assert checked.answers.get("e01") == [{"reason": "language", "refusals": 1}]
    assert {"b01", "d05", "e01", "g03"} <= checked.filled
    assert checked.answers.get("g03") == "no"


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"application_ref": None}, ("row-required", "A2")),
        ({"application_ref": "Jane Smith"}, ("row-name", "A2")),
        ({"application_ref": "jane@example.org"}, ("row-name", "A2")),
        ({"application_ref": "Reg. no 12345"}, ("row-name", "A2")),
        ({"application_ref": "A 1 /"}, ("row-ref-form", "A2")),
        ({"occupation": "Astronaut"}, ("row-occupation", "B2")),
        ({"home_jurisdiction": "AB"}, ("row-home", "D2")),
        ({"outcome": "maybe"}, ("row-code", "K2")),
        ({"received_on": DATE(1900, 1, 1)}, ("row-date-range", "E2")),
        ({"decided_on": DATE(2090, 1, 1)}, ("row-date-range", "J2")),
        ({"decided_on": DATE(2025, 6, 1)}, ("row-order", "J2")),
        ({"outcome": "pending", "notified_on": None}, ("row-decision-date", "J2")),
        ({"complete_on": None}, ("row-complete-date", "H2")),
        ({"outcome": "refused"}, ("row-reason", "M2")),
        ({"outcome": "refused", "reason_code": "exception"}, ("row-exception", "O2")),
        ({"extension_days": 11}, ("row-extension", "I2")),
        ({"fee_charged": -1}, ("row-fee", "P2")),
        ({"review_requested_on": DATE(2025, 7, 2)}, ("row-review", "Q2")),
        ({"review_outcome": "upheld"}, ("row-review", "T2")),
        ({"requirements_asked": ("fee", "exam")}, ("row-material-requirement", "N2")),
        ({"requirements_asked": ("fee", "dance")}, ("row-code", "N2")),
        ({"received_on": DATE(2022, 1, 4)}, ("row-old-receipt", "E2")),
    ],
)
def test_a_mistake_in_a_row_is_told_once_at_its_cell(columns, expected):
    checked = one_row(**columns)
    first = [t for t in told(checked) if t[1][:1].isalpha() and t[1][1:] == "2"]
    assert first == [expected], checked.findings
    finding = next(f for f in checked.findings if f.check == expected[0])
    for text in (finding.why.en, finding.why.fr, finding.mend.en, finding.mend.fr):
        assert "{" not in text
        assert "None" not in text
    assert "Applications!" + expected[1] in finding.why.en


def test_words_name_the_value_the_other_cell_and_the_nearest_choice():
    late = next(f for f in one_row(decided_on=DATE(2025, 6, 1)).findings if f.check == "row-order")
    assert late.why.en == ("Applications!J2: 2025-06-01 comes before 2025-06-09 in H2, but it must come after it.")
    place = next(f for f in one_row(home_jurisdiction="Ontairo").findings if f.check == "row-home")
    assert place.why.en == "Applications!D2: “Ontairo” is not a province or territory other than Alberta."
    assert place.mend.fr.replace("\u00a0", " ") == "Choisissez dans la liste de la cellule : Ontario."
    pending = next(f for f in one_row(outcome="pending", notified_on=None).findings if f.check == "row-decision-date")
    assert pending.why.fr.replace("\u00a0", " ") == (
        "Applications!J2 : le résultat est « En cours », mais la date de décision est « 2025-06-18 »."
    )


def test_a_name_is_not_kept_in_its_finding():
    finding = next(f for f in one_row(application_ref="Jane Smith").findings if f.check == "row-name")
    assert "Smith" not in json.dumps(findings.to_json(finding))
    assert finding.value == "J…"
    assert finding.cell == "A2"


@pytest.mark.parametrize(
    "text",
    ["Jane Smith", "Smith, Jane", "jane.smith", "TREMBLAY-GAGNON", "j@x.org", "780-555-0199", "(780) 555-0199", "123-456-782",
     "Licence 4411", "MEMBER#22", "Inscription no 7"],
)  # fmt: skip
def test_names_and_numbers_of_people_are_known(text):
    assert looks_like_person(text)


@pytest.mark.parametrize(
    "text", ["A-0001", "2025-000123", "LM.2025.17", "https://workersmobility.ca/x", "AB-CD-12", "Q1", "4411", "A.B.C"]
)
def test_made_up_numbers_and_addresses_are_not_people(text):
    assert not looks_like_person(text)


def test_words_of_places_and_occupations_are_nobody():
    checked = one_row(outcome="refused", reason_code="exception", exception_relied_on="Ontario Welder")
    assert told(checked) == [("answer-missing", "g05")]


def test_the_same_number_twice_is_told_for_one_occupation_and_not_for_two():
    checked = check(whole(), rows(row(1), row(1), row(1, occupation=COOK)))
    assert told(checked, "fix") == [("row-duplicate", "A3")]
    assert "is already used in A2" in next(f for f in checked.findings if f.check == "row-duplicate").why.en


def test_past_the_cap_findings_are_counted_in_one_line():
    many = rows(*(row(n, fee_charged=-n) for n in range(1, 301)))
    checked = check(whole(), many)
    fees = [f for f in checked.findings if f.check == "row-fee"]
    assert len(fees) == 201
    assert fees[-1].more == 100
    assert fees[-1].why.en == "100 more of the same kind are not listed."
    assert checked.counts["fix"] == 300


def test_a_fee_far_off_is_measured_against_all_rows():
    checked = check(whole(), rows(*(row(n) for n in range(1, 6)), row(6, fee_charged=20000)))
    finding = next(f for f in checked.findings if f.check == "fee-far-off")
    assert finding.cell == "P7"
    assert "(200)" in finding.why.en


def test_decisions_on_weekends_are_told_for_the_column():
    checked = check(whole(), rows(*(row(n, decided_on=DATE(2025, 6, 14)) for n in range(1, 4))))
    finding = next(f for f in checked.findings if f.check == "row-weekend-decision")
    assert (finding.cell, finding.value) == ("J2:J4", "100")


def test_the_list_behind_a_count_shows_how_each_row_was_counted():
    (late,) = counted(FORM, FACTS, FOUR, "rows-late", counting=COUNTING)
    assert (late.number, late.reference) == (4, ("A-00003", WELDER))
    assert late.reckoned == {"business_days": 68, "limit": 20}
    assert late.read["complete_on"] == DATE(2025, 6, 9)
    with pytest.raises(LookupError):
        list(counted(FORM, FACTS, FOUR, "row-fee", counting=COUNTING))


# ---- answers


def test_figures_without_rows_that_add_up_have_nothing_to_mend():
    checked = check(figures())
    assert told(checked) == []
    assert checked.filled == frozenset()


@pytest.mark.parametrize(
    ("changes", "expected", "words"),
    [
        ({"b01": None}, ("answer-missing", "b01"), "has no answer"),
        ({"c03": -4, "e01": None}, ("count-whole", "c03"), "c03: -4 is not a possible count"),
        ({"d06": 7.5}, ("count-whole", "d06"), "7.5"),
        ({"d05": 140}, ("percent-range", "d05"), "140 is not a share"),
        ({"g03": "perhaps"}, ("choice-known", "g03"), "“perhaps” is not one of the answers"),
        ({"b02": 3}, ("flow-balance", "b06"), "13 applications came in or were open, but 10 were decided"),
        ({"d02": 4}, ("ack-balance", "d01"), "13 acknowledgements on time or late, but 10 applications"),
        ({"d04": 1, "d05": 88.9, "d12": ["staff"]}, ("decision-balance", "d03"), "9 decisions on time or late, but 8"),
        ({"d09": 1}, ("notice-balance", "d08"), "9 written decisions"),
        ({"e01": [{"reason": "language", "refusals": 1}]}, ("refusal-reasons-total", "e01"), "add up to 1; section C counts 2"),
        ({"b03": 11}, ("part-larger-than-whole", "b03"), "b03: 11 is more than 10 in b01"),
        ({"j02": 9}, ("part-larger-than-whole", "j02"), "9 is more than 4 in j01"),
        ({"d05": 81.1}, ("share-matches", "d05"), "you wrote 81.1 %; your own figures give 100 %"),
        ({"b01": Broken(10, {WELDER: 6, COOK: 3})}, ("total-occupations", "b01"), "add up to 9; the total says 10"),
        ({"b01": Broken(None, {WELDER: 6, COOK: 4}, {"ON": 9})}, ("total-homes", "b01"), "add up to 9; by occupation to 10"),
        ({"j05": "no"}, ("records-not-kept", "j05"), "you answered “No”"),
        ({"j03": DATE(2025, 1, 1)}, ("website-check-old", "j03"), "last checked on 2025-01-01"),
        ({"g03": "yes", "g04": 3, "g05": None, "e04": 0}, ("answer-missing", "g05"), "has no answer"),
        ({"h01": [{"occupation": WELDER, "name": "Fee", "mobility": 300, "local": 200}]}, ("answer-missing", "h03"), "no answer"),
        ({"e01": [{"reason": "language", "refusals": -2}]}, ("count-whole", "e01.1.refusals"), "-2 is not a possible count"),
        ({"e01": [{"reason": "whim", "refusals": 2}]}, ("choice-known", "e01.1.reason"), "“whim”"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_answer_is_told_with_its_figures(changes, expected, words):
    checked = check(figures(**changes))
    assert expected in [(f.check, f.cell) for f in checked.findings], checked.findings
    finding = next(f for f in checked.findings if (f.check, f.cell) == expected)
    assert words in finding.why.en.replace("\u00a0", " ")
    assert "{" not in finding.why.fr + finding.mend.fr


def test_an_answer_that_is_missing_is_told_once_and_what_rests_on_it_is_silent():
    assert told(check(figures(b01=None))) == [("answer-missing", "b01")]


def test_a_figure_that_differs_from_the_rows_is_to_be_confirmed():
    checked = check(whole().with_values({"c03": 5, "e01": [{"reason": "language", "refusals": 5}]}), FOUR)
    finding = next(f for f in checked.findings if f.check == "rows-against-totals" and f.question == "c03")
    assert finding.why.en == "c03: you wrote 5; your own rows give 1."
    spoiled = rows(*FOUR.rows[:3], row(4, outcome="perhaps"))
    assert "rows-against-totals" not in found(check(whole().with_values({"c03": 5}), spoiled))


def test_last_year_peers_and_the_units_own_records_are_asked_only_where_they_are_given():
    assert told(check(figures())) == []
    facts = replace(
        FACTS,
        last=Answers({"b01": 100, "j01": 4}),
        unit={"complaints_of_refusal": 5, "extensions_granted": 1},
        peers={"d05": 130.0},
    )
    checked = check(figures(d10=2, d11=2), facts=facts)
    assert [(f.check, f.audience) for f in checked.findings if f.tier == "confirm"] == [
        ("against-last-year", "body"),
        ("against-peers", "unit"),
        ("refusals-against-complaints", "body"),
        ("extensions-against-record", "body"),
    ]
    assert "against-peers" not in [f.check for f in findings.visible_to("body", checked.findings)]
    assert b"far below" not in findings.as_csv(FORM, checked.findings, "en")
    assert "you report 2 refusals; the office holds 5 complaints" in checked.findings[2].why.en
    assert "our record shows 1" in checked.findings[3].why.en


def test_an_explanation_of_enough_words_lets_the_report_be_certified():
    facts = replace(FACTS, unit={"complaints_of_refusal": 5})
    assert not check(figures(), facts=facts).may_certify
    short = replace(figures(), explanations={"c03": "It is so."})
    assert not check(short, facts=facts).may_certify
    explained = replace(figures(), explanations={"c03": "Three of them were about another body."})
    checked = check(explained, facts=facts)
    assert checked.may_certify
    key = next(f.key for f in checked.findings if f.check == "refusals-against-complaints")
    by_key = replace(figures(), explanations={key: "Three of them were about another body."})
    assert check(by_key, facts=facts).may_certify


# ---- nil return


def test_a_nil_return_asks_only_what_is_still_asked():
    nil = plain.nil(FORM, Answers({**plain_answers(), "b01": 3}))
    assert nil.nil
    assert nil.get("a01") == "no"
    assert nil.get("b01") is None
    assert told(check(nil), "fix", "confirm") == []
    assert told(check(plain.nil(FORM))) == [("answer-missing", q) for q in ("a02", "a03", "g01", "h01", "i01", "j03")]


def test_a_nil_return_is_refused_where_applications_are_known():
    facts = replace(FACTS, unit={"applications_known": {WELDER: 2, COOK: 1}})
    why = checking.nil_problem(FORM, facts, counting=COUNTING)
    assert why is not None
    assert "we know of 3 applications" in why.en
    assert "nil-return" in found(check(plain.nil(FORM, whole()), facts=facts))
    assert "nil-return" in found(check(plain.nil(FORM, whole()), FOUR))
    assert checking.nil_problem(FORM, FACTS, counting=COUNTING) is None


# ---- JSON, lists, speed


def test_answers_rows_and_findings_go_to_json_and_come_back_the_same():
    checked = check(whole().with_values({"c03": 5}), FOUR)
    again = plain.from_json(FORM, json.loads(json.dumps(plain.to_json(checked.answers))))
    assert again == checked.answers
    table = plain.rows_from_json(FORM, json.loads(json.dumps(plain.rows_to_json(FORM, FOUR))))
    assert table == FOUR
    for finding in checked.findings:
        assert findings.from_json(json.loads(json.dumps(findings.to_json(finding)))) == finding


def test_json_that_does_not_fit_is_told_and_does_not_fail():
    values = {"b01": "many", "j03": "soon", "e01": "x", "a03": [3], "zz": 1, "g02": [{"q": 1}], "j04": [1, {}]}
    given = plain.from_json(FORM, {"values": values})
    assert "zz" not in given.values
    assert {("cell-number", "b01"), ("cell-date", "j03"), ("choice-known", "j04")} <= set(told(check(given)))
    columns = ["application_ref", "received_on", "fee_charged"]
    table = plain.rows_from_json(FORM, {"columns": columns, "rows": [["A-1", "soon", {}]]})
    checked = check(whole(), table)
    assert [(f.check, f.row, f.column) for f in checked.findings if f.tier == "unreadable"] == [
        ("cell-date", 1, "received_on"),
        ("cell-number", 1, "fee_charged"),
    ]


def test_the_list_can_be_downloaded_and_nothing_in_it_is_a_formula():
    checked = check(figures(g03="=HYPERLINK(1)"))
    text = findings.as_csv(FORM, checked.findings, "fr").decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Genre;Feuille, cellule;Ligne;Valeur;Pourquoi")
    assert "'=HYPERLINK(1)" in text


def test_progress_is_told_to_the_end():
    steps = []
    check(whole(), FOUR, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1]
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)


def test_ten_thousand_rows_take_little_memory():
    many = rows(*(row(n, received_on=DATE(2025, 5, 1) + dt.timedelta(days=n % 25)) for n in range(10_000)))
    tracemalloc.start()
    try:
        check(whole(), many)
        assert tracemalloc.get_traced_memory()[1] < 25_000_000
    finally:
        tracemalloc.stop()
