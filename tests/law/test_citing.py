"""An article is named in the language of the reader, whatever language the packs are written in."""

from __future__ import annotations

import pytest
from django.utils import translation

from mobility.law import citing, packs
from mobility.law.citing import cited


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("CFTA 1003.4", "ALEC 1003.4"),
        ("CFTA 1004 (paragraph not confirmed)", "ALEC 1004 (paragraphe non confirmé)"),
        ("AIT 1707.1, Annex 1707.1(2)", "ACI 1707.1, annexe 1707.1(2)"),
        ("CFTA panel rules (not read)", "règles des groupes spéciaux de l’ALEC (texte non lu)"),
        ("NWPTA Part IV(A)", "NWPTA, partie IV(A)"),
        ("policy of the unit", "norme de l’Unité"),
        ("", ""),
    ],
)
def test_a_citation_reads_in_both_languages(english: str, french: str) -> None:
    assert cited(english, "en") == english
    assert cited(english, "fr") == french
    with translation.override("fr"):
        assert cited(english) == french


def test_every_word_of_every_citation_of_the_packs_has_its_french() -> None:
    for name in packs.names():
        content = packs.raw(name)
        for kind in ("rule", "transition", "guard", "notice", "phase"):
            for row in content.get(kind, []):
                said = row.get("citation") or row.get("article") or ""
                assert not list(citing.unknown_words(said)), said


def test_a_citation_nobody_put_into_french_is_found() -> None:
    assert list(citing.unknown_words("CFTA 1004 (seen in a dream)")) == ["seen", "in", "dream"]


def test_the_known_panels_say_everything_in_both_languages() -> None:
    for row in packs.precedents():
        for field in ("track", "occupation", "requirement_kind", "findings", "outcome", "note"):
            assert row[f"{field}_fr"], (row["id"], field)
            assert len(row[f"{field}_fr"]) == len(row[field]) or isinstance(row[field], str)
        assert all(one["role_fr"] for one in row["others"])
        assert all(one["what_fr"] for one in row["intervals"])
