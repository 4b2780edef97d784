"""Reads an uploaded workbook or CSV: read, or refused with a reason, never misread. `read` is the whole interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from regulators.reporting.definition import Definition
from regulators.reporting.facts import Facts

from .reading import Reading

Progress = Callable[[int, int], None]


def read(
    definition: Definition,
    facts: Facts,
    file: BinaryIO,
    name: str,
    *,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Reading:
    """What the file says. `file` is open for reading and can seek; `progress(done, total)` counts rows."""
    limits = limits or Limits()
    facts_of_file = files.examine(file, name, limits)
    reading = Reading(facts_of_file)
    if not files.is_readable(facts_of_file, definition):
        return reading
    file.seek(0)
    if facts_of_file.type == "csv":
        csv_file.read(definition, facts, file, reading, progress)
    else:
        xlsx_file.read(definition, facts, file, reading, limits, progress)
    return reading


from . import csv_file, files, xlsx_file  # noqa: E402 -- they need Progress
from .files import Limits  # noqa: E402
