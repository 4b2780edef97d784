"""Finding files by words and names, in two steps: first the matches, then what the list asks of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value

from mobility.accounts.kept import kept
from mobility.accounts.models import User

from . import accesslog
from .choices import AccessKind
from .models import CaseFile, FileText

#: How many matches are few, in roots of all files, as the search reckons: up to the first they are fetched and sorted, up to the second
#: they are a set beside the list. At a hundred thousand files, and half a millisecond each way, 630 and 6,300.
NUMBERS_ROOT, SET_ROOT = 2, 20

#: The function is in the migration `open_words`: what was typed as PostgreSQL searches for it, names that look like it included.
SEARCH = """
SELECT query::text, matching, files::text FROM casefiles_search(%(q)s, %(reference)s, %(only_open)s, %(numbers)s, %(set)s)
"""

WRITE = """
WITH told AS (
  INSERT INTO casefiles_nameword (word)
  SELECT w FROM casefiles_name_words(%(names)s) w WHERE NOT EXISTS (SELECT FROM casefiles_nameword WHERE word = w)
)
INSERT INTO casefiles_filetext (file_id, names, words, is_open)
SELECT id, casefiles_unaccent(%(names)s), to_tsvector('en_un', %(words)s) || to_tsvector('fr_un', %(words)s), closed_at IS NULL
  FROM casefiles_casefile WHERE id = %(file)s
ON CONFLICT (file_id) DO UPDATE SET names = EXCLUDED.names, words = EXCLUDED.words
"""

#: Words of names that stand in no file any more, or in this one only.
UNSAID = """
DELETE FROM casefiles_nameword
 WHERE (%(file)s::bigint IS NULL OR word IN (SELECT w FROM casefiles_filetext, casefiles_name_words(names) w WHERE file_id = %(file)s))
   AND NOT EXISTS (SELECT FROM casefiles_filetext
                    WHERE words @@ plainto_tsquery('en_un', word) AND file_id IS DISTINCT FROM %(file)s::bigint)
"""


def index(file: CaseFile, *, names: list[str], texts: list[str]) -> None:
    """Rewrite what a file is found by. Called by the action that changed the text, in its transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            {
                "file": file.pk,
                "names": " | ".join(name for name in names if name),
                "words": "\n".join(text for text in [*names, *texts] if text).replace("\x00", " "),
            },
        )


def forget(file: CaseFile) -> None:
    """Nobody finds the file by its words any more, and no name stays that only this file had."""
    with connection.cursor() as cursor:
        cursor.execute(UNSAID, {"file": file.pk})
    FileText.objects.filter(file=file).update(names="", words=None)


def sweep() -> None:
    """Forget the words of names that were corrected meanwhile and stand in no file now."""
    with connection.cursor() as cursor:
        cursor.execute(UNSAID, {"file": None})


def as_reference(q: str) -> str:
    """`123`, `2026-123` or `lm-2026-000123` as the reference it means; empty when it is none."""
    parts = q.strip().upper().removeprefix("LM-").split("-")
    if len(parts) == 2 and all(part.isdecimal() for part in parts) and len(parts[0]) == 4:
        return f"LM-{parts[0]}-{int(parts[1]):06d}"
    return ""


class Matching(StrEnum):
    """How a list is narrowed to the matches of a search: by their numbers, through the set of them, or each file by its words."""

    NUMBERS = "numbers"
    SET = "set"
    WORDS = "words"


@dataclass(frozen=True)
class Found:
    """What PostgreSQL makes of the words, how a list is narrowed to them, and for `NUMBERS` the array of the files that match.

    It stays as PostgreSQL writes it, to be given back: making numbers of a thousand and text again takes longer than the search.
    """

    query: str
    matching: Matching
    array: str | None

    @property
    def said(self) -> str:
        """What `matches` takes."""
        return self.query if self.array is None else self.array

    @property
    def files(self) -> list[int] | None:
        return None if self.array is None else [int(number) for number in self.array.strip("{}").split(",") if number]


def find(q: str, *, only_open: bool = False, by: User | None = None) -> Found:
    """Search; with `by`, who does it is logged in the same statement."""
    said: dict[str, Any] = {"q": q, "reference": as_reference(q), "only_open": only_open}
    said |= {"numbers": NUMBERS_ROOT, "set": SET_ROOT}
    with connection.cursor() as cursor:
        if by is None:
            cursor.execute(SEARCH, said)
        else:
            said |= accesslog.line(AccessKind.SEARCHED, user=by, detail=q)
            cursor.execute(f"WITH logged AS ({accesslog.LINE}) {SEARCH}", said)
        query, matching, array = cursor.fetchone()
        return Found(query, Matching(matching), array)


def narrow(queryset: QuerySet[Any], q: str) -> QuerySet[Any]:
    """Narrow a list whose primary key is the file's to the matches of `q`."""
    return narrowed(queryset, find(q))


def narrowed(queryset: QuerySet[Any], found: Found, *, only_open: bool = False) -> QuerySet[Any]:
    return queryset.filter(matches(found.matching, Value(found.said), only_open=only_open))


def matches(matching: Matching, said: Value, *, only_open: bool = False) -> Func:
    """Whether a file is one of those found. `said` is what `Found.said` was, or the slot for it."""
    if matching is Matching.NUMBERS:
        return Func(
            F("pk"), said, template="%(expressions)s::bigint[])", arg_joiner=" = ANY(", output_field=BooleanField()
        )
    if matching is Matching.SET:  # made once; `IS TRUE` keeps the planner from joining it to the list
        open_ones = " IN (SELECT file_id FROM casefiles_filetext WHERE is_open AND words @@ "
        return Func(
            F("pk"),
            said,
            template="(%(expressions)s::tsquery)) IS TRUE",
            arg_joiner=open_ones if only_open else " IN (SELECT file_id FROM casefiles_filetext WHERE words @@ ",
            output_field=BooleanField(),
        )
    return Func(  # asked of each file
        said,
        F("pk"),
        template="(SELECT words @@ %(expressions)s)",
        arg_joiner="::tsquery FROM casefiles_filetext WHERE file_id = ",
        output_field=BooleanField(),
    )


# ---- files whose text is alike ----------------------------------------------------------------------

#: Words that stand in so many files that PostgreSQL keeps count of them: they say nothing about likeness.
COMMON = """
SELECT most_common_elems::text::text[] FROM pg_stats
 WHERE schemaname = current_schema AND tablename = 'casefiles_filetext' AND attname = 'words'
"""
LEXEMES = "SELECT lexeme FROM unnest(to_tsvector(%(config)s::regconfig, %(text)s)) WHERE length(lexeme) >= %(shortest)s"


@kept
def common_words() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(COMMON)
        row = cursor.fetchone()
    return frozenset(row[0] or []) if row else frozenset()


def rare_words(text: str, language: str, *, most: int, shortest: int) -> list[str]:
    """The words of a text that few files have, as the search knows them, the longest first."""
    with connection.cursor() as cursor:
        said: dict[str, Any] = {"config": f"{language}_un", "text": text.replace("\x00", " "), "shortest": shortest}
        cursor.execute(LEXEMES, said)
        found = {row[0] for row in cursor.fetchall()} - common_words()
    return sorted((word for word in found if word.isalpha()), key=lambda word: (-len(word), word))[:most]


def alike(words: Iterable[str], *, shared: int, most: int) -> dict[int, list[str]]:
    """Files that share at least so many of these words, by their number; at most `most` are compared."""
    words = list(words)
    if len(words) < shared:
        return {}
    each_one = [f"'{word}'" for word in words]  # letters only: nothing to escape
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT file_id, shared FROM casefiles_alike(%s::tsquery, %s::text[]::tsquery[], %s)",
            [" | ".join(each_one), each_one, most],
        )
        found = {file: [words[number - 1] for number in numbers] for file, numbers in cursor.fetchall()}
    return {file: common for file, common in found.items() if len(common) >= shared}
