"""The scope check: five questions, what follows from each answer, and every ending. Pure; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import texts

#: What an answer `sets` that makes the file carry a doubt although the ending is "in".
DOUBTS = {"doubt": "unsure", "limited": "limited"}


@dataclass(frozen=True)
class Walk:
    """Where the answers lead: the questions asked so far, then the next question or the ending."""

    given: Mapping[str, str]
    question: Mapping[str, Any] | None = None
    ending: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    #: what the answers set: trade, doubt, limited, inbound, outbound
    set: frozenset[str] = frozenset()

    @property
    def doubt(self) -> str:
        """What a file carries when its worker came this way: the ending that is not `in`, or the answer that was unsure."""
        if self.ending and texts.load("scope-check")["endings"][self.ending]["scope"] != "in":
            return self.ending
        return next((DOUBTS[word] for word in ("doubt", "limited") if word in self.set), "")

    @property
    def direction(self) -> str:
        return "outbound" if "outbound" in self.set else "inbound"


def doubts() -> set[str]:
    """Every doubt a file can carry."""
    endings = texts.load("scope-check")["endings"]
    return {ending for ending, text in endings.items() if text["scope"] != "in"} | set(DOUBTS.values())


def holds(when: str, facts: Mapping[str, str], said: frozenset[str]) -> bool:
    """Whether a condition of the texts holds: `home = 'AB'`, `home != 'AB'`, `trade and inbound`. Empty: always."""
    if not when:
        return True
    for part in when.split(" and "):
        name, operator, value = (*part.split(), "", "")[:3]
        value = value.strip("'")
        if operator == "=":
            held = facts.get(name) == value
        elif operator == "!=":
            held = facts.get(name) != value
        else:
            held = name in said
        if not held:
            return False
    return True


def open_answers(
    question: Mapping[str, Any], facts: Mapping[str, str], said: frozenset[str]
) -> list[Mapping[str, Any]]:
    """The answers of a question that make sense after the ones given."""
    return [
        answer
        for answer in question["answers"]
        if holds(answer.get("when", ""), facts, said)
        and not ("unless" in answer and holds(answer["unless"], facts, said))
    ]


def walk(answers: Mapping[str, str], jurisdictions: set[str]) -> Walk:
    """Follow the answers as far as they lead. An answer that is not one of the question's is not an answer."""
    questions = {question["id"]: question for question in texts.load("scope-check")["questions"]}
    here = "certificate"
    given: dict[str, str] = {}
    facts: dict[str, str] = {}
    said: frozenset[str] = frozenset()
    while here in questions:
        question = questions[here]
        answer = answers.get(here, "")
        if question.get("choices") == "jurisdictions":
            if answer not in jurisdictions:
                return Walk(given, question, facts=facts, set=said)
            facts[here] = answer
            chosen = question["answers"][0]
        else:
            found = [row for row in open_answers(question, facts, said) if row["id"] == answer]
            if not found:
                return Walk(given, question, facts=facts, set=said)
            chosen = found[0]
        given[here] = answer
        if chosen.get("sets"):
            said |= {chosen["sets"]}
        here = chosen["goto"]
    return Walk(given, ending=here, facts=facts, set=said)
