"""The packs hold together, and the check finds it when they do not."""

import copy
import io

import pytest
from django.core.management import CommandError, call_command

from mobility.law import checking, packs
from mobility.law.confidence import on_screen, weakest


def test_nothing_is_wrong_with_the_packs():
    assert checking.problems() == []


def test_every_pack_and_rule_is_read():
    found = {p.id: p for p in packs.packs()}
    assert {i: len(p.rules) for i, p in found.items()} == {
        "ab-lma": 13,
        "ait": 27,
        "cfta-10a": 31,
        "cfta-10b": 8,
        "nwpta": 9,
        "other-jurisdictions": 22,
        "unit-standards": 18,
    }
    assert [f.id for f in found["ab-lma"].facts][:2] == ["application_received", "acknowledgement_sent"]
    assert all(r.duty("en") and r.duty("fr") for p in found.values() for r in p.rules)
    assert all(r.owed_by in packs.actors() for p in found.values() for r in p.rules)
    assert (len(found["cfta-10a"].moves), len(found["cfta-10a"].notices)) == (52, 25)


def test_policy_says_so():
    rule = next(r for r in packs.pack("unit-standards").rules if r.id == "unit.resolve")
    assert (rule.is_policy, rule.is_adopted) == (True, False)
    assert [p.reason for p in rule.pauses] == ["worker_asked"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"counted_from": "moon_rises"}, "counted from no declared fact"),
        ({"days": -3}, "days: -3"),
        ({"confidence": "Z"}, "unknown: 'Z'"),
        ({"calendar": "lunar"}, "calendar 'lunar'"),
        ({"worker_fr": ""}, "no plain label"),
        ({"at_end": "stays"}, "at_end does not fit the unit"),
        ({"source": ""}, "a number needs a source"),
        (
            {"pauses": [{"reason": "x", "from_fact": "x", "until_fact": "decision_made"}]},
            "a pause in law needs a source",
        ),
    ],
)
def test_a_spoilt_rule_is_found(monkeypatch, change, words):
    read = packs.raw

    def spoilt(name):
        content = copy.deepcopy(read(name))
        if name == "ab-lma":
            content["rule"][0] |= change
        return content

    monkeypatch.setattr(packs, "raw", spoilt)
    assert any(words in line and "lma.acknowledge" in line for line in checking.problems())
    with pytest.raises(CommandError, match="problem"):
        call_command("check_packs", stdout=io.StringIO())


def test_check_packs_says_so_when_nothing_is_wrong():
    out = io.StringIO()
    call_command("check_packs", stdout=out)
    assert out.getvalue().splitlines()[-1] == "Nothing wrong."


@pytest.mark.parametrize(
    ("mark", "english", "french"),
    [
        ("V", "", ""),
        ("S", "from a secondary source", "d’après une source secondaire"),
        ("A", "unconfirmed (taken from the former agreement)", "non confirmé (repris de l’ancien accord)"),
        ("?", "unconfirmed", "non confirmé"),
    ],
)
def test_words_for_each_mark(mark, english, french):
    assert (on_screen(mark, "en"), on_screen(mark, "fr")) == (english, french)


def test_weakest():
    assert (weakest(), weakest("V", "S"), weakest("A", "?", "V")) == ("V", "S", "?")
