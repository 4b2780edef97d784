"""What triage suggests for one complaint, each with its reasons. Rules without a database; a person decides.

The words and rules are in `data/suggestions.toml`. The same complaint gets the same suggestions, whoever looks.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from mobility.accounts.prepared import Prepared, Slot
from mobility.casefiles.choices import Actor, Priority
from mobility.casefiles.models import Clock
from mobility.casefiles.timeline import short_duty
from mobility.law import rules

from .choices import Direction
from .models import Complaint, grounds
from .texts import language

FILE = Path(__file__).parent / "data" / "suggestions.toml"
HERE = "AB"
#: Kinds, in the order of the card; the setting SUGGESTIONS_OFF leaves some out.
KINDS = ("direction", "priority", "ground", "instrument")


@functools.cache
def data() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Told:
    """All that the rules look at."""

    direction: str
    home: str
    receiving: str
    home_name: str = ""
    receiving_name: str = ""
    #: the body stands in Alberta's registry
    body_is_ours: bool = False
    story: str = ""
    language: str = "en"
    flags: tuple[str, ...] = ()
    in_danger: bool = False
    urgent: str = ""
    priority: int = Priority.NORMAL
    grounds: frozenset[str] = frozenset()
    #: rule ids of the body's time limits that have passed, with their words
    overdue: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Suggestion:
    """One thing that may be so, why, and whether one click can make it so."""

    kind: str
    value: str
    words: str
    reasons: tuple[str, ...]
    can_apply: bool = True


def told_of(complaint: Complaint, today: dt.date) -> Told:
    """What a complaint tells the rules. One query, for the dates that have passed."""
    library = rules.library()
    return Told(
        direction=complaint.direction,
        home=complaint.home_id or "",
        receiving=complaint.receiving_id or "",
        home_name=str(complaint.home or ""),
        receiving_name=str(complaint.receiving or ""),
        body_is_ours=complaint.body_id is not None,
        story="\n".join([complaint.narrative, complaint.wanted]),
        language=complaint.language,
        flags=tuple(complaint.flags),
        in_danger=complaint.in_danger,
        urgent=complaint.urgent,
        priority=complaint.file.priority,
        grounds=frozenset(complaint.ground_slugs),
        overdue={rule: short_duty(library, rule) for rule in passed(file=complaint.file_id, today=today)},
    )


passed = Prepared(
    lambda: (
        Clock.objects.filter(file=Slot("file"), owed_by=Actor.BODY, stopped_on__isnull=True, due_on__lt=Slot("today"))
        .exclude(basis="policy")
        .order_by("pk")
        .values_list("rule", flat=True)
    )
)


def suggest(told: Told, *, off: Iterable[str] = ()) -> list[Suggestion]:
    """Everything the rules find, in the order of the card."""
    left_out = set(off)
    found: list[Suggestion] = []
    for kind in KINDS:
        if kind not in left_out:
            found += RULES[kind](told)
    return found


def suggestions(complaint: Complaint, today: dt.date) -> list[Suggestion]:
    return suggest(told_of(complaint, today), off=settings.SUGGESTIONS_OFF)


# ---- the rules --------------------------------------------------------------------------------------


def direction(told: Told) -> list[Suggestion]:
    """Where the body sits says which way the worker goes."""
    if told.receiving == HERE or (not told.receiving and told.body_is_ours):
        right, why = Direction.INBOUND, _("the body asked sits in Alberta")
    elif told.receiving and told.home == HERE:
        right = Direction.OUTBOUND
        why = _("certified in Alberta, and the body asked sits in %(place)s") % {"place": told.receiving_name}
    else:
        return []
    if told.direction == right:
        return []
    return [Suggestion("direction", right.value, str(right.label), (why,))]


def instrument(told: Told) -> list[Suggestion]:
    """Which law to try, in the order a coordinator tries it. Nothing to apply: it is read."""
    found = []
    for row in data()["instrument"]:
        if row["direction"] not in ("any", told.direction):
            continue
        other = told.home if told.direction == Direction.INBOUND else told.receiving
        name = told.home_name if told.direction == Direction.INBOUND else told.receiving_name
        if "other_place" in row and other not in row["other_place"]:
            continue
        words = destination_act(told.receiving) if row.get("destination") else row[language()]
        if words:
            why = row[f"why_{language()}"].format(place=name)
            found.append(Suggestion("instrument", words, words, (why,), can_apply=False))
    return found


def destination_act(place: str) -> str:
    """The statute of another province, as its rule pack names it."""
    return next(
        (
            str(row["act"])
            for row in rules.pack("other-jurisdictions").more.get("destination", [])
            if row["code"] == place
        ),
        "",
    )


def ground(told: Told) -> list[Suggestion]:
    """Grounds that a passed date or the worker's own words speak of, and that nobody has chosen yet."""
    known = grounds()
    reasons: dict[str, list[str]] = {}
    if told.direction == Direction.INBOUND:
        for row in data()["overdue"]:
            if row["rule"] in told.overdue:
                why = _("on the dates given, this is overdue: %(what)s") % {"what": told.overdue[row["rule"]]}
                reasons.setdefault(row["ground"], []).append(why)
    story = flat(told.story)
    for row in data()["ground"]:
        said = [phrase for phrase in row[told.language] if stands(phrase, story)]
        if said:
            words = ", ".join(_("“%(words)s”") % {"words": phrase} for phrase in said)
            reasons.setdefault(row["slug"], []).append(_("the story says %(words)s") % {"words": words})
    return [
        Suggestion("ground", slug, known[slug].label, tuple(reasons[slug]))
        for slug in known
        if slug in reasons and slug not in told.grounds and known[slug].direction in ("both", told.direction)
    ]


def priority(told: Told) -> list[Suggestion]:
    """A higher priority than the file has, with all that speaks for it. Never a lower one."""
    story = flat(told.story)
    found: list[tuple[int, str]] = []
    for row in data()["priority"]:
        say = row[language()]
        match row["when"]:
            case "danger" if told.in_danger:
                found.append((row["to"], say))
            case "flag" if row["flag"] in told.flags:
                found.append((row["to"], say))
            case "words" if any(stands(phrase, story) for phrase in row[f"phrases_{told.language}"]):
                found.append((row["to"], say))
            case "overdue" if told.overdue:
                found.append((row["to"], say.format(what=", ".join(told.overdue.values()))))
            case "urgent" if told.urgent.strip():
                found.append((row["to"], say.format(what=told.urgent.strip())))
    if not found or (to := min(level for level, _say in found)) >= told.priority:
        return []
    return [Suggestion("priority", str(to), str(Priority(to).label), tuple(say for _level, say in sorted(found)))]


RULES = {"direction": direction, "instrument": instrument, "ground": ground, "priority": priority}


def flat(text: str) -> str:
    """Without accents, capitals and doubled spaces, so that words compare as people read them."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode()
    return " ".join(plain.lower().split())


def stands(phrase: str, story: str) -> bool:
    return re.search(rf"\b{re.escape(phrase)}", story) is not None
