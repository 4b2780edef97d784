"""What the house knows of a body and its period. What is not given makes the checks that need it not apply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .answers import Answers
from .definition import Choices, Words


@dataclass(frozen=True, slots=True)
class Occupation:
    """One occupation of the body, as its sheet and lists name it."""

    slug: str
    title: Words


@dataclass(frozen=True)
class Facts:
    """The body and what is held about it.

    `unit`: figures of the unit's own records (`unit.complaints_of_refusal`, ...); a number, or numbers by occupation.
    `peers`: the median of bodies of like size by question, for the unit's eyes only.
    """

    upload_on: dt.date
    body_name: Words
    body_key: str = ""
    occupations: Sequence[Occupation] = ()
    last: Answers | None = None
    unit: Mapping[str, Any] = field(default_factory=dict)
    peers: Mapping[str, float] = field(default_factory=dict)

    @property
    def choices(self) -> Choices:
        return {occupation.slug: occupation.title for occupation in self.occupations}
