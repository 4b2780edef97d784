"""What anybody may do to a file of any kind: one function per verb, each one transaction, each one event."""

from .duties import add_task, complete_task, extend_clock
from .keeping import (
    PERSON_FIELDS,
    consent,
    correct_person,
    destroy_papers,
    dispose_facts,
    erase_person,
    hold,
    unhold,
    withdraw_consent,
)
from .offices import assign, give, name, release, require_of_file, restrict, set_priority, shut, unname
from .papers import add_document, keep_document, mark_document, scanned
from .talk import hear, note, say

__all__ = [
    "PERSON_FIELDS",
    "add_document",
    "add_task",
    "assign",
    "complete_task",
    "consent",
    "correct_person",
    "destroy_papers",
    "dispose_facts",
    "erase_person",
    "extend_clock",
    "give",
    "hear",
    "hold",
    "keep_document",
    "mark_document",
    "name",
    "note",
    "release",
    "require_of_file",
    "restrict",
    "say",
    "scanned",
    "set_priority",
    "shut",
    "unhold",
    "unname",
    "withdraw_consent",
]
