"""`manage.py messages`: what is said in two languages. Needs neither GNU gettext nor the database.

* `messages` collects every sentence of templates and code into locale/fr/LC_MESSAGES/django.po
* `messages --check` fails when a sentence has no French, or one that does not fit; changes nothing
* `messages --compile` makes the .mo files Django reads

A room with a `locale` folder of its own keeps its sentences there; all others are in the project's `locale`.
"""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

KEYWORDS: dict[str, Any] = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


class Command(BaseCommand):
    help = "Collects, checks or compiles the sentences of the two languages."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when a sentence is not translated")
        parser.add_argument("--compile", action="store_true", help="write the .mo files")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            faults = check()
            if faults:
                raise CommandError("\n".join([*faults, f"{len(faults)} sentences to mend in locale/fr."]))
            self.stdout.write("Every sentence has its French.")
        elif options["compile"]:
            for path in compile_all():
                self.stdout.write(f"compiled {path.relative_to(settings.BASE_DIR)}")
        else:
            self.stdout.write(f"{collect()} sentences; new ones wait for their French.")


def homes() -> list[Path]:
    """Folders that keep sentences: the project first, then rooms with a `locale` of their own."""
    root = Path(settings.BASE_DIR)
    own = {folder.parent for pattern in ("*/locale", "mobility/*/locale") for folder in root.glob(pattern)}
    return [root, *sorted(own)]


def home_of(path: str) -> Path:
    """The folder that keeps the sentences of a file."""
    whole = Path(settings.BASE_DIR) / path
    return max((home for home in homes() if whole.is_relative_to(home)), key=lambda home: len(home.parts))


def po_file(home: Path, language: str) -> Path:
    return home / "locale" / language / "LC_MESSAGES" / "django.po"


def read(home: Path, language: str) -> Catalog:
    path = po_file(home, language)
    if not path.exists():
        return Catalog(locale=language, project="mobility", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def collect() -> int:
    """Bring the French files up to date. The English one holds only our own wording for Django’s and allauth’s."""
    count = 0
    for home, said in sentences().items():
        french = read(home, "fr")
        made = french.creation_date
        french.update(said, no_fuzzy_matching=True)
        french.obsolete.clear()
        french.creation_date, french.fuzzy = made, False  # the header changes when the sentences do, not each time
        po_file(home, "fr").parent.mkdir(parents=True, exist_ok=True)
        with po_file(home, "fr").open("wb") as file:
            write_po(file, french, width=120, omit_header=False, sort_output=True, no_location=True)
        count += len(said)
    return count


def check() -> list[str]:
    """What is wrong, one line each."""
    faults = []
    for home, catalog in sentences().items():
        french = read(home, "fr")
        for said in catalog:
            if said.id:
                where = f"{_first(said.id)!r} ({said.locations[0][0]})"
                faults += [f"{fault}: {where}" for fault in _faults(said, french.get(said.id, said.context))]
    return faults


def compile_all() -> list[Path]:
    """Write a .mo beside each .po."""
    written = []
    for home, language in [(home, code) for home in homes() for code, _name in settings.LANGUAGES]:
        if not po_file(home, language).exists():
            continue
        target = po_file(home, language).with_suffix(".mo")
        out = BytesIO()
        write_mo(out, read(home, language))
        if not target.exists() or target.read_bytes() != out.getvalue():
            target.write_bytes(out.getvalue())
        written.append(target)
    return written


def sentences() -> dict[Path, Catalog]:
    """Everything templates and code say to people, by the folder that keeps it."""
    catalogs = {home: Catalog(charset="utf-8") for home in homes()}
    for path, source in _sources():
        catalog = catalogs[home_of(path)]
        for line, function, message, _comments in extract_python(BytesIO(source.encode()), KEYWORDS, [], {}):
            _add(catalog, path, line, str(function), message)
    return catalogs


def _sources() -> Iterator[tuple[str, str]]:
    root = Path(settings.BASE_DIR)
    rooms = [root / room for room in ("mobility", "regulators", "complaints", "disputes")]
    for room in rooms:
        for path in sorted(room.rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(root)), path.read_text(encoding="utf-8")
    for folder in [root / "templates", *rooms]:
        for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.txt")]):
            name = str(path.relative_to(root))
            python = templatize(path.read_text(encoding="utf-8"), origin=name)
            yield name, "\n".join(line.lstrip() for line in python.splitlines())


def _add(catalog: Catalog, path: str, line: int, function: str, message: Any) -> None:
    parts = list(message) if isinstance(message, tuple) else [message]
    context = None
    if function.removesuffix("_lazy") in ("pgettext", "npgettext"):
        context = parts.pop(0)
    plural = function.removesuffix("_lazy") in ("ngettext", "npgettext")
    identity = tuple(parts[:2]) if plural else parts[0]
    if not identity or (plural and None in identity):
        return
    catalog.add(identity, locations=[(path, line)], context=context)


def _faults(said: Message, known: Message | None) -> Iterator[str]:
    if known is None:
        yield "missing"
        return
    strings = [text or "" for text in known.string] if isinstance(known.string, tuple | list) else [known.string or ""]
    if not all(strings):
        yield "not translated"
        return
    if known.fuzzy:
        yield "fuzzy"
    wanted = set(PLACEHOLDER.findall(said.id[-1] if isinstance(said.id, tuple | list) else said.id))
    if any(set(PLACEHOLDER.findall(string)) - wanted for string in strings):
        yield "names something the English does not"
    if wanted - set(PLACEHOLDER.findall(strings[-1])):
        yield "leaves something out"


def _first(identity: Any) -> str:
    return str(identity[0] if isinstance(identity, tuple | list) else identity)
