"""Everything that changes a dispute: one function per verb, each one transaction."""

from .briefings import brief
from .measures import record_measure
from .meetings import meet, minute
from .notices import approve, ask_review, by_link, deliver, draft, give_back, receive, reword, serve, withdraw
from .opening import add_source, correct_person, drop_source, let_see_through, open_dispute, revise, stop_seeing_through
from .panels import appoint, check_kept, declare, leave, list_member, take_off
from .rooms import (
    ask_office,
    bring_paper,
    finish_task,
    give_task,
    let_in,
    open_paper,
    raise_issue,
    say,
    say_as_partner,
    shut_out,
    state_position,
    take_position,
)
from .rule_changes import decide_change, propose_change, touched
from .steps import correct_date, decide_late, extend_by_agreement, make_step, run_out

__all__ = [
    "add_source",
    "appoint",
    "approve",
    "ask_office",
    "ask_review",
    "brief",
    "bring_paper",
    "by_link",
    "check_kept",
    "correct_date",
    "correct_person",
    "decide_change",
    "decide_late",
    "declare",
    "deliver",
    "draft",
    "drop_source",
    "extend_by_agreement",
    "finish_task",
    "give_back",
    "give_task",
    "leave",
    "let_in",
    "let_see_through",
    "list_member",
    "make_step",
    "meet",
    "minute",
    "open_dispute",
    "open_paper",
    "propose_change",
    "raise_issue",
    "receive",
    "record_measure",
    "revise",
    "reword",
    "run_out",
    "say",
    "say_as_partner",
    "serve",
    "shut_out",
    "state_position",
    "stop_seeing_through",
    "take_off",
    "take_position",
    "touched",
    "withdraw",
]
