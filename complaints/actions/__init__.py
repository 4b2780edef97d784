"""Everything that changes a complaint: one function per verb, each one transaction.

Lock, ask, change, set the clock, record, tell. Forms, imports, commands and demo data all come through here.
"""

from .body import ask_body, ask_counterpart
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
from .promises import answer_promise, ask_about_promise, ask_about_promises, promise

__all__ = [
    "SAME_WORDS",
    "Filing",
    "accept",
    "act_on_danger",
    "add_ground",
    "answer",
    "answer_promise",
    "ask",
    "ask_about_promise",
    "ask_about_promises",
    "ask_body",
    "ask_counterpart",
    "begin",
    "carry_on",
    "close",
    "correct_date",
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
    "promise",
    "raise_danger",
    "recount_application",
    "reissue_code",
    "reopen",
    "reply",
    "screen",
    "send",
    "title",
    "withdraw",
    "write",
]
