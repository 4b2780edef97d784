"""What a file is found by, put together from words that PostgreSQL was asked for once.

`to_tsvector` took longer than all else that PostgreSQL does for a file, and the stories say the same sentences again and again.
A word becomes the same lexemes wherever it stands, only its place moves on: `test_seed.py` compares the sums with the real thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import psycopg

#: Stands after each word that is asked for: its place says how many places the word takes, those of stop words included.
END = "zzyzx"
ASK = """
SELECT word, casefiles_unaccent(word),
       ARRAY(SELECT ARRAY[lexeme, place::text] FROM unnest(to_tsvector('en_un', word || %(end)s)), unnest(positions) place),
       ARRAY(SELECT ARRAY[lexeme, place::text] FROM unnest(to_tsvector('fr_un', word || %(end)s)), unnest(positions) place)
  FROM unnest(%(words)s::text[]) word
"""
SENTENCES = re.compile(r"(?<=\.) |\n")

#: Lexemes as they are written in a vector, each with its place, in the order of places; and how many places there are.
Part = tuple[list[tuple[str, int]], int]

_known: dict[str, tuple[str, Part, Part]] = {}


def learn(connection: psycopg.Connection, texts: Iterable[str]) -> None:
    """Ask for the words of these texts that nobody asked for yet."""
    new = set().union(*(text.split() for text in texts)) - _known.keys()
    if new:
        for word, plain, *both in connection.execute(ASK, {"words": list(new), "end": f" {END}"}).fetchall():
            _known[word] = (plain, *(_part(found) for found in both))  # type: ignore[assignment]


def _part(found: list[tuple[str, str]]) -> Part:
    end = next(int(place) for lexeme, place in found if lexeme == END)
    placed = sorted(
        (int(place), lexeme.replace("\\", "\\\\").replace("'", "''")) for lexeme, place in found if lexeme != END
    )
    return [(f"'{lexeme}':", place) for place, lexeme in placed], end - 1


def _sum(parts: Iterable[Part]) -> Part:
    found, at = [], 0
    for lexemes, length in parts:
        found += [(lexeme, at + place) for lexeme, place in lexemes]
        at += length
    return found, at


@lru_cache(maxsize=5000)
def _sentence(text: str) -> tuple[Part, Part]:
    words = [_known[word] for word in text.split()]
    return _sum(english for _plain, english, _french in words), _sum(french for _plain, _english, french in words)


def unaccented(text: str) -> str:
    """As `casefiles_unaccent`."""
    return " ".join([_known[word][0] for word in text.split(" ")])


def vector(text: str) -> str:
    """As `to_tsvector('en_un', text) || to_tsvector('fr_un', text)`, whose places go on after the last lexeme.

    A lexeme stands here as often as in the text: PostgreSQL gathers its places.
    """
    sentences = [_sentence(sentence) for sentence in SENTENCES.split(text)]
    found: list[str] = []
    at = last = 0
    for language in (0, 1):
        for sentence in sentences:
            lexemes, length = sentence[language]
            if lexemes:
                found += [f"{lexeme}{at + place}" for lexeme, place in lexemes]
                last = at + lexemes[-1][1]
            at += length
        at = last
    return " ".join(found)
