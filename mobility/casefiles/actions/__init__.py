"""What anybody may do to a file of any kind: one function per verb, each one transaction, each one event."""

from .absences import come_back, go_away
from .duties import add_task, complete_task, extend_clock, owe
from .keeping import (
    PERSON_FIELDS,
    consent,
    correct_person,
    destroy,
    destroy_papers,
    dispose_facts,
    erase_person,
    hold,
    unhold,
    withdraw_consent,
)
from .mails import Taken, take_mail
from .offices import assign, give, name, release, require_of_file, restrict, set_priority, shut, unname, unrestrict
from .papers import add_document, copied, keep_document, mark_document, put_document, scanned
from .sharing import share, unshare
from .talk import call, hear, note, say

__all__ = [
    "PERSON_FIELDS",
    "Taken",
    "add_document",
    "add_task",
    "assign",
    "call",
    "come_back",
    "complete_task",
    "consent",
    "copied",
    "correct_person",
    "destroy",
    "destroy_papers",
    "dispose_facts",
    "erase_person",
    "extend_clock",
    "give",
    "go_away",
    "hear",
    "hold",
    "keep_document",
    "mark_document",
    "name",
    "note",
    "owe",
    "put_document",
    "release",
    "require_of_file",
    "restrict",
    "say",
    "scanned",
    "set_priority",
    "share",
    "shut",
    "take_mail",
    "unhold",
    "unname",
    "unrestrict",
    "unshare",
    "withdraw_consent",
]
