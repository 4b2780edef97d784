"""Finding files by words and names, in two steps: first the matches, then what the list asks of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from mobility.accounts.kept import kept

from .models import CaseFile, FileText

#: Up to this many matches a list is filtered and sorted exactly; beyond it the list is walked in its own order.
EXACT = 2000

QUERY = "websearch_to_tsquery('en_un', %(q)s) || websearch_to_tsquery('fr_un', %(q)s)"

#: The function is in migration 0004: it keeps the planner to the indexes, since it takes comparing trigrams for cheap.
MATCHES = "SELECT casefiles_matches(%(q)s, %(reference)s, %(limit)s)"

#: How many files PostgreSQL believes to hold the words. Counting them would read every one of a common word.
ESTIMATE = f"EXPLAIN (FORMAT JSON) SELECT FROM casefiles_filetext WHERE words @@ ({QUERY})"

WRITE = """
INSERT INTO casefiles_filetext (file_id, names, words)
VALUES (%(file)s, casefiles_unaccent(%(names)s), to_tsvector('en_un', %(words)s) || to_tsvector('fr_un', %(words)s))
ON CONFLICT (file_id) DO UPDATE SET names = EXCLUDED.names, words = EXCLUDED.words
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


def as_reference(q: str) -> str:
    """`123`, `2026-123` or `lm-2026-000123` as the reference it means; empty when it is none."""
    parts = q.strip().upper().removeprefix("LM-").split("-")
    if len(parts) == 2 and all(part.isdecimal() for part in parts) and len(parts[0]) == 4:
        return f"LM-{parts[0]}-{int(parts[1]):06d}"
    return ""


def matches(q: str) -> list[int] | None:
    """Ids of the files that match; None when there are more than `EXACT`."""
    with connection.cursor() as cursor:
        cursor.execute(ESTIMATE, {"q": q})
        (plan,) = cursor.fetchone()
        if plan[0]["Plan"]["Plan Rows"] > 2 * EXACT:
            return None
        cursor.execute(MATCHES, {"q": q, "reference": as_reference(q), "limit": EXACT + 1})
        found = [row[0] for row in cursor.fetchall()]
    return None if len(found) > EXACT else found


def narrow(queryset: QuerySet[Any], q: str) -> QuerySet[Any]:
    """Narrow a list whose primary key is the file's to the matches of `q`."""
    found = matches(q)
    if found is not None:
        return queryset.filter(pk__in=found)
    query = SearchQuery(q, config="en_un", search_type="websearch") | SearchQuery(
        q, config="fr_un", search_type="websearch"
    )
    return queryset.filter(Exists(FileText.objects.filter(file=OuterRef("pk"), words=query)))


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
