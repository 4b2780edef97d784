"""Texts as they go into the cells of a CSV file, which spreadsheets open."""

from __future__ import annotations

#: A cell that begins so would be taken for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(value: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{value}" if value.startswith(FORMULA) else value


def bare(value: str) -> str:
    """What `plain` made, as it was before."""
    return value[1:] if value[:1] == "'" and value[1:2] in FORMULA else value
