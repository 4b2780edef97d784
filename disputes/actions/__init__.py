"""Everything that changes a dispute: one function per verb, each one transaction."""

from .notices import approve, ask_review, deliver, draft, give_back, reword, serve, withdraw
from .opening import add_source, drop_source, let_see_through, open_dispute, revise
from .steps import correct_date, decide_late, extend_by_agreement, make_step, run_out

__all__ = [
    "add_source",
    "approve",
    "ask_review",
    "correct_date",
    "decide_late",
    "deliver",
    "draft",
    "drop_source",
    "extend_by_agreement",
    "give_back",
    "let_see_through",
    "make_step",
    "open_dispute",
    "revise",
    "reword",
    "run_out",
    "serve",
    "withdraw",
]
