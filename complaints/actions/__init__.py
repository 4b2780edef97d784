"""Everything that changes a complaint: one function per verb, each one transaction.

Lock, ask, change, set the clock, record, tell. Forms, imports, commands and demo data all come through here.
"""

from .dates import correct_date, enter_date, happened, note_review_limit, offices, recount_application
from .door import reissue_code
from .filing import Filing, enter, file, index, raise_danger, send, title
from .grounds import add_ground, find
from .moves import (
    SAME_WORDS,
    accept,
    act_on_danger,
    answer,
    ask,
    begin,
    carry_on,
    close,
    end_clocks,
    first_reply,
    go_back,
    reopen,
    reply,
    screen,
    withdraw,
    write,
)
from .saved import delete_view, rename_view, save_view

__all__ = [
    "SAME_WORDS",
    "Filing",
    "accept",
    "act_on_danger",
    "add_ground",
    "answer",
    "ask",
    "begin",
    "carry_on",
    "close",
    "correct_date",
    "delete_view",
    "end_clocks",
    "enter",
    "enter_date",
    "file",
    "find",
    "first_reply",
    "go_back",
    "happened",
    "index",
    "note_review_limit",
    "offices",
    "raise_danger",
    "recount_application",
    "reissue_code",
    "rename_view",
    "reopen",
    "reply",
    "save_view",
    "screen",
    "send",
    "title",
    "withdraw",
    "write",
]
