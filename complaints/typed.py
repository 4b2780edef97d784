"""What people type, before anything looks at it: without control characters and marks that turn the direction of writing."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from django.utils.datastructures import MultiValueDict

#: Marks that change how later text reads (bidirectional controls) or hide in it (zero width, byte order mark).
HIDDEN = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u061c")


def clean(text: str) -> str:
    """The same words; line ends are single, control and direction characters are gone."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c not in HIDDEN and (c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")))


def kept(data: Mapping[str, object], names: list[str]) -> dict[str, list[str]]:
    """The values of these inputs from a posted form (a QueryDict), cleaned, ready to be kept as JSON."""
    lists = {name: data.getlist(name) for name in names if name in data}  # type: ignore[attr-defined]
    return {name: [clean(value) for value in values] for name, values in lists.items()}


def tidied(data: Mapping[str, object] | None) -> MultiValueDict | None:
    """A posted form (a QueryDict) with every value cleaned, to be shown again as it is."""
    if data is None:
        return None
    return MultiValueDict({name: [clean(value) for value in values] for name, values in data.lists()})  # type: ignore[attr-defined]
