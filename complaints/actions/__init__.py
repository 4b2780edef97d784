"""Everything that changes a complaint: one function per verb, each one transaction.

Lock, ask, change, set the clock, record, tell. Forms, imports, commands and demo data all come through here.
"""

from .after import answer_survey, ask_to_reopen, asked_again, may_ask_again, reopen_until
from .dates import correct_date, enter_date, happened, note_review_limit, offices, recount_application
from .door import change_consent, link_of, mail_code_link, reissue_code, renew_code
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
from .wording import send_translation, translate

__all__ = [
    "SAME_WORDS",
    "Filing",
    "accept",
    "act_on_danger",
    "add_ground",
    "answer",
    "answer_survey",
    "ask",
    "ask_to_reopen",
    "asked_again",
    "begin",
    "carry_on",
    "change_consent",
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
    "link_of",
    "mail_code_link",
    "may_ask_again",
    "note_review_limit",
    "offices",
    "raise_danger",
    "recount_application",
    "reissue_code",
    "renew_code",
    "reopen",
    "reopen_until",
    "reply",
    "screen",
    "send",
    "send_translation",
    "title",
    "translate",
    "withdraw",
    "write",
]
