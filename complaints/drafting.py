"""From what was typed in a draft to a filing: what it says, what is missing, what does not fit. Writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from mobility import texts as versioned
from mobility.accounts.phrases import day_words
from mobility.casefiles.choices import Channel
from mobility.forms import DatePartsField
from regulators.registry import bodies_by_slug, occupations_by_slug, registry

from . import texts
from .actions import Filing
from .choices import ConsentScope, Direction
from .forms.fields import PublicForm
from .forms.public import (
    DATES,
    HOME,
    DetailsForm,
    EvidenceForm,
    SafetyForm,
    SendForm,
    WhatForm,
    WhenForm,
    WhoForm,
    is_address,
)
from .models import grounds as known_grounds

#: The steps that have a number; `details` comes after `what` when the grounds chosen ask something.
STEPS = ("who", "what", "when", "safety", "evidence", "send")
#: The steps whose answers are typed, in their order.
TYPED = ("who", "what", "details", "when", "safety", "send")
NOTICE = "privacy-notice"

Answers = Mapping[str, Mapping[str, list[str]]]


def title(step: str) -> str:
    return texts.say(row(step)["title"])


def row(step: str) -> dict[str, Any]:
    return next(row for row in texts.load("filing")["steps"] if row["id"] == step)


def following(step: str, answers: Answers) -> str:
    """The step after this one."""
    if step == "what" and any(texts.questions(slug) for slug in grounds(answers)):
        return "details"
    if step == "details":
        return "when"
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def before(step: str, answers: Answers) -> str:
    """The step before this one; empty before the first."""
    if step == "details":
        return "what"
    if step == "when" and any(texts.questions(slug) for slug in grounds(answers)):
        return "details"
    return STEPS[STEPS.index(step) - 1] if STEPS.index(step) else ""


def first(answers: Answers, step: str, name: str) -> str:
    values = answers.get(step, {}).get(name, [])
    return values[-1] if values else ""


def grounds(answers: Answers) -> list[str]:
    """The grounds ticked that can be chosen, in the order of the page."""
    ticked = set(answers.get("what", {}).get("grounds", []))
    return [slug for group in texts.load("filing")["ground_groups"] for slug in group["slugs"] if slug in ticked]


def body_name(answers: Answers) -> str:
    """How the pages call the body: as chosen, as written, or "the body"."""
    written = first(answers, "who", "body_text").strip()
    slug = first(answers, "who", "body")
    found = bodies_by_slug().get(slug)
    if found and first(answers, "who", "direction") != Direction.OUTBOUND:
        return found.short
    return written[:200] or texts.say(texts.load("filing")["the_body"])


def form(step: str, answers: Answers, *, today: dt.date, typed: Mapping[str, list[str]] | None = None) -> PublicForm:
    """The form of a step, filled with what was typed there (or with `typed`); empty where nothing was."""
    if typed is None:
        typed = answers.get(step)
    if step == "who":
        return WhoForm(typed)
    if step == "what":
        return WhatForm(typed)
    if step == "details":
        return DetailsForm(typed, grounds=grounds(answers))
    if step == "when":
        return WhenForm(typed, today=today, body_name=body_name(answers))
    if step == "safety":
        return SafetyForm(typed)
    if step == "evidence":
        return EvidenceForm(typed)
    return SendForm(typed, body_name=body_name(answers))


@dataclass(frozen=True)
class Problem:
    """One thing to mend before sending, and where."""

    step: str
    field: str
    sentence: str


@dataclass(frozen=True)
class Reading:
    """A draft as it reads: the forms of its steps, what is to be mended, and the filing if nothing is."""

    forms: Mapping[str, PublicForm]
    problems: list[Problem]
    filing: Filing | None


def read(answers: Answers, *, language: str, today: dt.date) -> Reading:
    """Read a whole draft. A filing comes out only when nothing is to be mended."""
    filled = {step: form(step, answers, today=today, typed=answers.get(step, {})) for step in TYPED}
    problems = [
        Problem(step, name, str(sentence))
        for step, one in filled.items()
        for name, sentences in one.errors.items()
        for sentence in sentences
    ]
    filing = None if problems else filing_of({step: one.cleaned_data for step, one in filled.items()}, filled, language)
    return Reading(filled, problems, filing)


def filing_of(said: Mapping[str, Mapping[str, Any]], filled: Mapping[str, PublicForm], language: str) -> Filing:
    """The filing that valid answers make."""
    who, what, when, safety, send = (said[step] for step in ("who", "what", "when", "safety", "send"))
    outbound = who["direction"] == Direction.OUTBOUND
    home, receiving = (HOME, who["receiving"]) if outbound else (who["home"], HOME)
    places = registry().places
    chosen = bodies_by_slug().get(who["body"])
    contact = filled["safety"]
    assert isinstance(contact, SafetyForm)  # noqa: S101 - for the type checker
    known = known_grounds()
    return Filing(
        narrative=what["narrative"],
        direction=who["direction"] or Direction.INBOUND,
        language=safety["language"] or language,
        home=places.get(home),
        receiving=places.get(receiving),
        body=None if outbound else chosen,
        body_text=who["body_text"],
        home_body=chosen if outbound else None,
        occupation=occupations_by_slug().get(who["occupation"]),
        occupation_text=who["occupation_text"],
        grounds=[known[slug] for slug in what["grounds"] if slug in known],
        dates_said_by={fact: when[f"{field}_source"] for field, fact in DATES.items() if when[f"{field}_source"]},
        answers={key: text for key, text in said["details"].items() if text},
        wanted=what["wanted"],
        urgent=what["urgent"],
        flags=safety["flags"],
        in_danger=safety["in_danger"],
        dates={fact: when[field] for field, fact in DATES.items() if when[field]},
        review_by=when["review_by"],
        for_somebody_else=who["for_whom"] == "other",
        **(represented(who) if who["for_whom"] == "other" else {}),
        referred_by=who["referred_by"],
        scope_doubt=who["scope_doubt"],
        person=contact.person(),
        speak_to_body=send["speak_to_body"] or ConsentScope.ADVISE_FIRST,
        speak_to_home=send["speak_to_home"],
        notice_version=known_notice(send["notice_version"]),
    )


def represented(who: Mapping[str, Any]) -> dict[str, Any]:
    """Who writes for the worker, how to reach them, and on what authority."""
    name, reach = who["rep_name"], who["rep_reach"]
    person: dict[str, Any] = {"name": name} if name else {}
    if is_address(reach):
        person |= {"email": reach, "channels": [Channel.EMAIL]}
    elif reach and sum(c.isdigit() for c in reach) >= 10 and len(reach) <= 40:
        person |= {"phone": reach, "channels": [Channel.PHONE]}
    elif reach:
        person |= {"post": reach, "channels": [Channel.POST]}
    return {"representative": person, "authority": who["authority"], "authority_text": who["authority_text"]}


def known_notice(version: str) -> str:
    """The notice that was on the page; a version that never was is none."""
    current = versioned.current(NOTICE)
    if version == current:
        return version
    known = {path.name.split(".")[1] for path in versioned.FOLDER.glob(f"{NOTICE}.*.md")}
    return version if version in known else ""


# ---- read once more before sending ------------------------------------------------------------------
def review(reading: Reading) -> list[dict[str, Any]]:
    """What was answered, step by step, in words; empty answers that nobody needs are left out."""
    return [
        {
            "step": step,
            "title": texts.say(texts.load("filing")["details_title"]) if step == "details" else title(step),
            "rows": rows,
        }
        for step, one in reading.forms.items()
        if step != "send"
        and ((rows := [found for name in one.fields if (found := reviewed(one, name))]) or step != "details")
    ]


def reviewed(one: PublicForm, name: str) -> dict[str, Any] | None:
    """One answer in words: label, what was said, whether it is to be mended."""
    bound = one[name]
    if bound.is_hidden or (name.endswith("_source") and not one[name.removesuffix("_source")].value()):
        return None
    shown = in_words(bound)
    if not shown and not bound.errors:
        return None
    return {"field": bound, "label": bound.label, "shown": shown, "wrong": list(bound.errors)}


def in_words(bound: BoundField) -> list[str]:
    """What was said on a field as lines of text."""
    field, value = bound.field, bound.value()
    if isinstance(field, DatePartsField):
        if value.unknown and not any(value[:3]):
            return [texts.say(texts.load("filing")["dont_know"])]
        cleaned = bound.form.cleaned_data.get(bound.name)
        return (
            [day_words(cleaned, "full")] if cleaned else [" ".join(part for part in value[:3] if part)][: bool(value)]
        )
    if isinstance(field, forms.ChoiceField):
        labels = dict(flat(field.widget.choices))
        values = value if isinstance(value, list) else [value]
        return [str(labels[one]) for one in values if one and one in labels]
    if isinstance(field, forms.BooleanField):
        return [_("Yes")] if value else []
    return [value] if value else []


def flat(choices: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Choices without their groups."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label
