"""Everything that changes a complaint: one function per verb, each one transaction.

Lock, ask, change, set the clock, record, tell. Forms, imports, commands and demo data all come through here.
"""

from .after import answer_survey, ask_to_reopen, may_ask_again, reopen_until
from .body import ask_body, ask_counterpart
from .dates import (
    correct_date,
    enter_date,
    extend,
    happened,
    note_own_review,
    note_review_limit,
    offices,
    recount_application,
)
from .director import decide, decide_issue, escalate, escalate_issue, mark_for_dispute, unmark_for_dispute
from .door import change_consent, link_of, mail_code_link, reissue_code, renew_code
from .filing import Filing, enter, enter_mail, file, index, raise_danger, send, title
from .grounds import add_ground, comment, comment_until, find
from .issues import act_on_issue, add_case, close_issue, drop_case, open_issue, reopen_issue, revise_issue
from .leaving import decline, merge, refer, same_worker
from .moves import (
    SAME_WORDS,
    accept,
    act_on_danger,
    answer,
    ask,
    begin,
    carry_on,
    end_clocks,
    first_reply,
    go_back,
    reopen,
    reply,
    screen,
    shut,
    withdraw,
    write,
)
from .outcomes import answer_proposal, close, last_day_to_object, object_to, propose
from .placing import place
from .promises import answer_promise, ask_about_promise, ask_about_promises, promise
from .relating import relate, unrelate
from .reviews import approve, conclude, send_back
from .saved import delete_view, rename_view, save_view
from .wording import send_translation, translate

__all__ = [
    "SAME_WORDS",
    "Filing",
    "accept",
    "act_on_danger",
    "act_on_issue",
    "add_case",
    "add_ground",
    "answer",
    "answer_promise",
    "answer_proposal",
    "answer_survey",
    "approve",
    "ask",
    "ask_about_promise",
    "ask_about_promises",
    "ask_body",
    "ask_counterpart",
    "ask_to_reopen",
    "begin",
    "carry_on",
    "change_consent",
    "close",
    "close_issue",
    "comment",
    "comment_until",
    "conclude",
    "correct_date",
    "decide",
    "decide_issue",
    "decline",
    "delete_view",
    "drop_case",
    "end_clocks",
    "enter",
    "enter_date",
    "enter_mail",
    "escalate",
    "escalate_issue",
    "extend",
    "file",
    "find",
    "first_reply",
    "go_back",
    "happened",
    "index",
    "last_day_to_object",
    "link_of",
    "mail_code_link",
    "mark_for_dispute",
    "may_ask_again",
    "merge",
    "note_own_review",
    "note_review_limit",
    "object_to",
    "offices",
    "open_issue",
    "place",
    "promise",
    "propose",
    "raise_danger",
    "recount_application",
    "refer",
    "reissue_code",
    "relate",
    "rename_view",
    "renew_code",
    "reopen",
    "reopen_issue",
    "reopen_until",
    "reply",
    "revise_issue",
    "same_worker",
    "save_view",
    "screen",
    "send",
    "send_back",
    "send_translation",
    "shut",
    "title",
    "translate",
    "unmark_for_dispute",
    "unrelate",
    "withdraw",
    "write",
]
