"""Files are found by words in either language and by names, also misspelt or half typed."""

import pytest

from complaints.models import Complaint
from mobility.casefiles import search
from mobility.casefiles.models import NameWord
from mobility.casefiles.search import find, narrow
from tests.makers import make_complaint

pytestmark = pytest.mark.django_db


def worker(name: str, narrative: str = "Nobody wrote back.") -> int:
    complaint = make_complaint(narrative=narrative, person={"name": name, "language": "en", "channels": ["page"]})
    return complaint.pk


def found(q: str) -> list[int]:
    return list(narrow(Complaint.objects.order_by("pk"), q).values_list("pk", flat=True))


@pytest.mark.parametrize(
    "q",
    [
        *("Wojciechowski", "wojciechovski", "Wojciehowski", "Wjciechowski", "Wojcie"),
        *("Ludmila Wojciechovski", "Ludmilla Wojciechowsky", "Ludmila Wjciechowski"),
    ],
)
def test_a_name_is_found_as_it_is_written_misspelt_and_half_typed(cast, q):
    pk = worker("Ludmila Wojciechowski")
    worker("Esther Bouchard")
    assert found(q) == [pk]


@pytest.mark.parametrize("q", ["Valérie", "Valerie", "VALERIE", "Jørgensen", "Jorgensen", "Jorgenson"])
def test_accents_and_case_do_not_matter(cast, q):
    pk = worker("Valérie Jørgensen")
    assert found(q) == [pk]


def test_a_word_that_is_found_brings_no_name_that_only_looks_a_little_like_it(cast):
    one = worker("Ludmila Bouchard", "There is no decision.")
    other = worker("Bureau of the Division", "There is no answer.")
    assert found("decision") == [one]
    assert found("divsion") == [other]


def test_each_of_the_words_must_fit(cast):
    worker("Ludmila Wojciechowski")
    assert found("Esther Wojciechovski") == []


def test_what_is_excluded_or_quoted_is_taken_by_its_word(cast):
    one = worker("Ludmila Wojciechowski", "They asked for a telescope.")
    other = worker("Ludmila Bouchard", "They asked for a bicycle.")
    assert found("Ludmila -bicycle") == [one]
    assert found('"asked for a bicycle"') == [other]
    assert found('"bicycle they asked"') == []
    assert found("telescope or bicycle") == [one, other]


@pytest.mark.parametrize(
    "q",
    ["'", "\\", "a:*", "!! & |", "(((", "<->", "the", "x" * 300, "l'ordre", "%s %(q)s", "; DROP TABLE", "🦊", "\u202e"],
)
def test_nothing_that_is_typed_breaks_the_search(cast, q):
    worker("Ludmila Wojciechowski")
    assert found(q) in ([], [Complaint.objects.get().pk])


def test_what_too_many_files_hold_is_found_all_the_same(cast, monkeypatch):
    pks = [worker(f"Ludmila Wojciechowski {number}") for number in range(3)]
    worker("Esther Bouchard")
    monkeypatch.setattr(search, "NUMBERS_ROOT", 0.01)
    assert find("Ludmila").files is None
    assert found("Ludmila") == found("Ludmilla") == pks


def test_a_name_that_no_file_holds_any_more_is_forgotten(cast):
    gone, stays = (Complaint.objects.get(pk=worker(name)) for name in ("Ludmila Wojciechowski", "Esther Wojciechowski"))
    search.forget(gone.file)
    words = NameWord.objects.filter(word__in=["ludmila", "wojciechowski"]).values_list("word", flat=True)
    assert list(words) == ["wojciechowski"]
    search.index(stays.file, names=["Esther Bouchard"], texts=[])
    search.sweep()
    words = NameWord.objects.filter(word__in=["esther", "bouchard", "wojciechowski"]).values_list("word", flat=True)
    assert sorted(words) == ["bouchard", "esther"]


def test_a_word_that_both_languages_write_alike_is_searched_for_once(cast):
    """The planner takes a word named four times for four words: it then thinks that too many files hold it."""
    worker("Ludmila Wojciechowski", "They asked for a bassoon.")
    assert find("bassoon").query == "'bassoon'"
    assert find("certificate").query == "'certif' | 'certificat'"
