"""One verb on several complaints: what would happen to each, then each in its own transaction.

The preview asks what the action asks, so both agree; the action still has the last word. It acts on the version that was
previewed: a file that somebody changed meanwhile is left alone and named.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobility.accounts.models import User
from mobility.accounts.people import named
from mobility.accounts.refusals import Refused
from mobility.casefiles import access as files_access
from mobility.casefiles import actions as files
from mobility.casefiles.choices import EventKind as FileEvent
from mobility.casefiles.choices import Priority
from mobility.casefiles.errors import Overtaken
from mobility.casefiles.models import Event

from . import access, actions, letters, reviewing, texts
from .choices import EventKind, Outcome, Verb
from .models import Complaint

logger = logging.getLogger(__name__)

#: The same again within this time is the same click: a form sent twice.
TWICE = dt.timedelta(minutes=10)
Data = dict[str, Any]


@dataclass(frozen=True)
class Bulk:
    """One verb: what it would do to a file, why it would not, and the action."""

    label: str | Promise
    will: Callable[[Complaint, Data], str]
    refusal: Callable[[Complaint, User, Data], str]
    act: Callable[..., Any]
    #: the event its action leaves, by which a form that was sent twice is known
    event: str


@dataclass(frozen=True)
class Line:
    """One file of the preview: what will happen, or why nothing will."""

    complaint: Complaint
    will: str
    refused: str


@dataclass(frozen=True)
class Result:
    """What became of one file."""

    reference: str
    is_done: bool
    say: str


# ---- the verbs --------------------------------------------------------------------------------------


def closed(complaint: Complaint) -> str:
    return "" if complaint.file.is_open else _("This file is closed.")


def may_not() -> str:
    return _("You may not do this.")


def owner_of(complaint: Complaint) -> str:
    owner = complaint.file.owner_id
    return str(named([owner])[owner]) if owner else _("Nobody yet")


def will_assign(complaint: Complaint, data: Data) -> str:
    return _("Owner: %(before)s → %(after)s") % {"before": owner_of(complaint), "after": data["to"] or _("Nobody yet")}


def no_assign(complaint: Complaint, by: User, data: Data) -> str:
    if complaint.file.is_open and complaint.file.owner_id == (data["to"].pk if data["to"] else None):
        return _("It has this owner already.")
    return closed(complaint) or ("" if files_access.can_assign(by, complaint.file, data["to"]) else may_not())


def will_prioritise(complaint: Complaint, data: Data) -> str:
    return _("Priority: %(before)s → %(after)s") % {
        "before": Priority(complaint.file.priority).label,
        "after": Priority(data["priority"]).label,
    }


def no_prioritise(complaint: Complaint, by: User, data: Data) -> str:
    if complaint.file.is_open and complaint.file.priority == data["priority"]:
        return _("It has this priority already.")
    return closed(complaint) or ("" if files_access.can_write(by, complaint.file) else may_not())


def text_for(complaint: Complaint, data: Data) -> str:
    return str(data.get(f"text_{complaint.language}") or "")


def will_write(complaint: Complaint, _data: Data) -> str:
    return _("Gets the message in %(language)s, and is told in the way that is safe.") % {
        "language": complaint.get_language_display()
    }


def no_write(complaint: Complaint, by: User, data: Data) -> str:
    if not text_for(complaint, data):
        return _("This person reads %(language)s, and there is no text in it.") % {
            "language": complaint.get_language_display()
        }
    return access.refusal(complaint, Verb.REPLY) or ("" if access.can(by, complaint, Verb.REPLY) else may_not())


def write(complaint: Complaint, *, by: User, at: dt.datetime, version: int, **data: Any) -> None:
    actions.reply(complaint, text=text_for(complaint, data), by=by, at=at, version=version)


def letter_gaps(complaint: Complaint, by: User, doubt: str) -> list[str]:
    letter = letters.redirected(letters.declining(complaint, by), complaint, doubt)
    return letters.unfilled(letter, complaint.language, later=["due_date"])


def will_decline(complaint: Complaint, data: Data) -> str:
    return _("Closed as out of scope: %(why)s. The worker gets the letter in %(language)s.") % {
        "why": texts.say(letters.endings()[data["doubt"]]["title"]).rstrip("."),
        "language": complaint.get_language_display(),
    }


def no_decline(complaint: Complaint, by: User, data: Data) -> str:
    if refused := access.refusal(complaint, Verb.DECLINE):
        return refused
    if not access.can(by, complaint, Verb.DECLINE):
        return may_not()
    if gaps := letter_gaps(complaint, by, data["doubt"]):
        return _("The letter would have gaps (%(gaps)s): close this one on its own page.") % {"gaps": ", ".join(gaps)}
    return ""


def read_first(verb: str, by: User) -> str:
    """Why letters of this person do not go to many at once: a senior reads each of them first. One query at most."""
    if verb != Verb.DECLINE or not reviewing.is_asked(Outcome.OUT_OF_SCOPE, by):
        return ""
    return _("A senior reads this letter before it goes: decline this one on its own page.")


def decline(complaint: Complaint, *, doubt: str, by: User, at: dt.datetime, version: int) -> None:
    if refused := read_first(Verb.DECLINE, by):
        raise Refused(refused)
    letter = letters.declining(complaint, by)
    actions.decline(complaint, doubt=doubt, letter=letter, by=by, at=at, version=version)


VERBS: dict[str, Bulk] = {
    "assign": Bulk(
        gettext_lazy("Assign"),
        will_assign,
        no_assign,
        lambda complaint, **data: files.assign(complaint.file, **data),
        FileEvent.ASSIGNED,
    ),
    "prioritise": Bulk(
        gettext_lazy("Set priority"),
        will_prioritise,
        no_prioritise,
        lambda complaint, **data: files.set_priority(complaint.file, **data),
        FileEvent.PRIORITY_SET,
    ),
    "write": Bulk(gettext_lazy("Write to the workers"), will_write, no_write, write, EventKind.REPLIED),
    "decline": Bulk(gettext_lazy("Close as out of scope"), will_decline, no_decline, decline, EventKind.DECLINED),
}


# ---- before and after -------------------------------------------------------------------------------


def chosen(references: Iterable[str], user: User) -> list[Complaint]:
    """The files that were selected, in the order of their numbers; what one may not see is not among them."""
    found = Complaint.objects.visible_to(user).filter(reference__in=list(references))
    return list(found.select_related("file", "complainant").order_by("reference"))


def preview(verb: str, complaints: Sequence[Complaint], *, by: User, data: Data) -> list[Line]:
    """What would happen to each file, and to which nothing, and why."""
    doing, for_all = VERBS[verb], read_first(verb, by)
    lines = []
    for complaint in complaints:
        refused = for_all or doing.refusal(complaint, by, data)
        lines.append(Line(complaint, "" if refused else doing.will(complaint, data), refused))
    return lines


def carry_out(
    verb: str, picked: Iterable[tuple[str, int]], *, by: User, data: Data, at: dt.datetime | None = None
) -> list[Result]:
    """Do it to each file as it was previewed, one transaction each; whatever befalls one leaves the others alone."""
    at = at or now()
    return [carry_out_one(VERBS[verb], reference, version, by=by, data=data, at=at) for reference, version in picked]


def carry_out_one(doing: Bulk, reference: str, version: int, *, by: User, data: Data, at: dt.datetime) -> Result:
    complaint = next(iter(chosen([reference], by)), None)
    if complaint is None:
        return Result(reference, False, _("You can no longer open this file."))
    will = doing.will(complaint, data)
    try:
        doing.act(complaint, by=by, at=at, version=version, **data)
    except Overtaken:
        if done_just_now(complaint, doing, by, at):
            return Result(reference, True, _("Done already: the form was sent twice."))
        return Result(reference, False, _("Somebody changed this file since the preview. Nothing was done to it."))
    except Refused as refused:
        return Result(reference, False, str(refused))
    except Exception:
        logger.exception("bulk: %s", reference)
        return Result(reference, False, _("Something went wrong on our side. Nothing was done to this file."))
    return Result(reference, True, will)


def done_just_now(complaint: Complaint, doing: Bulk, by: User, at: dt.datetime) -> bool:
    return Event.objects.filter(file=complaint.file, kind=doing.event, actor_user=by, at__gt=at - TWICE).exists()
