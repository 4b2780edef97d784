"""The history of a file in words."""

from __future__ import annotations

from django.utils import translation

from mobility.casefiles import actions, timeline
from tests.makers import Cast, make_file


def test_a_sentence_is_plain_text_and_is_not_escaped_twice(cast: Cast):
    file = make_file()
    actions.note(file, text="They don't answer: A & B <x>", by=cast.coordinator)
    lines, _total = timeline.lines(file, limit=1)
    assert lines[0].sentence == "They don't answer: A & B <x>"


def test_who_owes_what_has_the_punctuation_of_the_language():
    assert timeline.owed_line("CLPNA", "decision") == "CLPNA: decision"
    with translation.override("fr"):
        assert timeline.owed_line("CLPNA", "décision") == "CLPNA\u00a0: décision"
