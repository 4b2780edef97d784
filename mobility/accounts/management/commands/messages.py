"""`manage.py messages`: what is said in two languages. Needs neither GNU gettext nor the database.

messages             collects every sentence of templates and code into locale/*/LC_MESSAGES/django.po
messages --check     fails when a sentence has no French, or one that does not fit; changes nothing
messages --compile   makes the .mo files Django reads
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
            self.stdout.write(f"{collect()} sentences; new ones wait for their French in {po_file('fr')}.")


def po_file(language: str) -> Path:
    return Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language, project="mobility", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def collect() -> int:
    """Bring the French file up to date. The English one holds only our own wording for Django’s and allauth’s."""
    said = sentences()
    french = read("fr")
    made = french.creation_date
    french.update(said, no_fuzzy_matching=True)
    french.obsolete.clear()
    french.creation_date, french.fuzzy = made, False  # the header changes when the sentences do, not each time
    with po_file("fr").open("wb") as file:
        write_po(file, french, width=120, omit_header=False, sort_output=True, no_location=True)
    return len(said)


def check() -> list[str]:
    """What is wrong, one line each."""
    french = read("fr")
    faults = []
    for said in sentences():
        if not said.id:
            continue
        known = french.get(said.id, said.context)
        faults += [f"{fault}: {_first(said.id)!r} ({said.locations[0][0]})" for fault in _faults(said, known)]
    return faults


def compile_all() -> list[Path]:
    """Write a .mo beside each .po."""
    written = []
    for language, _name in settings.LANGUAGES:
        if not po_file(language).exists():
            continue
        target = po_file(language).with_suffix(".mo")
        out = BytesIO()
        write_mo(out, read(language))
        if not target.exists() or target.read_bytes() != out.getvalue():
            target.write_bytes(out.getvalue())
        written.append(target)
    return written


def sentences() -> Catalog:
    """Everything templates and code say to people."""
    catalog = Catalog(charset="utf-8")
    for path, source in _sources():
        for line, function, message, comments in extract_python(BytesIO(source.encode()), list(KEYWORDS), [], {}):
            _add(catalog, path, line, function, message, comments)
    return catalog


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


def _add(catalog: Catalog, path: str, line: int, function: str, message: Any, comments: list[str]) -> None:
    parts = list(message) if isinstance(message, tuple) else [message]
    context = None
    if function.removesuffix("_lazy") in ("pgettext", "npgettext"):
        context = parts.pop(0)
    plural = function.removesuffix("_lazy") in ("ngettext", "npgettext")
    identity = tuple(parts[:2]) if plural else parts[0]
    if not identity or (plural and None in identity):
        return
    catalog.add(identity, locations=[(path, line)], auto_comments=comments, context=context)


def _faults(said: Message, known: Message | None) -> Iterator[str]:
    if known is None:
        yield "missing"
        return
    strings = list(known.string) if isinstance(known.string, tuple | list) else [known.string]
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
