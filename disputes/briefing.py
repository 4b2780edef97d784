"""The briefing pack: where a dispute stands, put together from the file, each statement with the item it rests on.

Nobody is named: workers stand under pseudonyms. What Alberta wants is in it, for the pack is the unit's own and never leaves with the
joint room.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from mobility import paper
from mobility.accounts.phrases import day_words, moment_words
from mobility.law.citing import cited
from mobility.law.confidence import on_screen

from . import guards, moves, particulars, plan, queries, room_queries, sides
from .briefing_models import KIND
from .choices import OURS, Lateness
from .dispute_models import Dispute, Evidence
from .risk_models import Risk

TEMPLATE = Path(__file__).parent / "typst" / "briefing.typ"


@dataclass(frozen=True)
class Statement:
    """One sentence of the pack and the item of the file it comes from."""

    text: str
    source: str


@dataclass(frozen=True)
class Part:
    id: str
    title: str
    statements: list[Statement]
    empty: str = ""

    @property
    def fingerprint(self) -> str:
        said = json.dumps([[one.text, one.source] for one in self.statements], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()

    def kept(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "statements": [[one.text, one.source] for one in self.statements],
            "fingerprint": self.fingerprint,
        }


def plain(on: dt.date | None) -> str:
    return day_words(on, "plain") if on else _("day not known")


def marked(text: str, mark: str) -> str:
    """A sentence with how sure it is, where it is not."""
    return f"{text} ({on_screen(mark)})" if on_screen(mark) else text


# ---- the parts ------------------------------------------------------------------------------------------
def standing(dispute: Dispute, on: dt.date) -> list[Statement]:
    pack = moves.pack_of(dispute.pack)
    state = moves.states(pack)[dispute.file.status]
    found = [
        Statement(
            marked(
                _("The dispute is at: %(state)s, under %(pack)s.")
                % {"state": moves.said(state), "pack": moves.said(pack, "title")},
                state.confidence,
            ),
            dispute.file.reference,
        ),
        Statement(
            _("%(one)s asks, %(other)s replies; Alberta is: %(part)s.")
            % {
                "one": dispute.initiating or _("A person"),
                "other": dispute.replying,
                "part": dispute.get_alberta_display(),
            },
            dispute.file.reference,
        ),
        Statement(
            f"{dispute.measure.title}. {dispute.measure.text}".strip(), _("measure %(n)s") % {"n": dispute.measure_id}
        ),
    ]
    for words in (particulars.summary(dispute), particulars.harm(dispute)):
        if words:
            found.append(Statement(words, _("particulars")))
    if dispute.lead:
        found.append(Statement(_("Lead ministry: %(name)s.") % {"name": dispute.lead}, _("particulars")))
    return found


def chronology(dispute: Dispute, on: dt.date) -> list[Statement]:
    rows = []
    for one in reversed(queries.steps_of(dispute)):
        text = _("%(day)s: %(step)s, by %(who)s (%(article)s).") % {
            "day": plain(one.step.on), "step": one.label, "who": one.by, "article": one.article,
        }  # fmt: skip
        if one.step.authorised_by:
            text += " " + _("Authorised by %(who)s.") % {"who": one.step.authorised_by}
        rows.append(Statement(text, _("step %(n)s") % {"n": one.step.number}))
    for shown in queries.notices_of(dispute):
        if shown.notice.served_on:
            rows.append(
                Statement(
                    _("%(title)s served on %(day)s: %(proved)s of %(all)s deliveries proved.")
                    % {
                        "title": shown.title,
                        "day": plain(shown.notice.served_on),
                        "proved": shown.proved,
                        "all": shown.all,
                    },
                    _("notice %(n)s") % {"n": shown.notice.pk},
                )
            )
    for meeting in dispute.meetings.filter(held=True).order_by("meets_on"):
        if meeting.decisions:
            rows.append(
                Statement(
                    _("%(day)s, meeting %(n)s, %(room)s. Decided: %(what)s")
                    % {
                        "day": plain(meeting.meets_on),
                        "n": meeting.number,
                        "room": meeting.get_side_display(),
                        "what": meeting.decisions,
                    },
                    _("minutes of meeting %(n)s") % {"n": meeting.number},
                )
            )
    return rows


def provisions(dispute: Dispute, on: dt.date) -> list[Statement]:
    return [
        Statement(marked(f"{row}: {row.title}. {row.summary}".strip(), row.confidence), row.url or str(row))
        for row in dispute.provisions.select_related("instrument").order_by("instrument", "pk")
    ]


def positions(dispute: Dispute, on: dt.date) -> list[Statement]:
    found = []
    table = room_queries.matrix(dispute)
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell is not None:
                said = {"question": row.issue.question, "who": column.name, "text": cell.now.text}
                found.append(
                    Statement(
                        _("%(question)s %(who)s: %(text)s") % said,
                        f"{cell.now.source_words}, {_('version %(n)s') % {'n': cell.now.number}}",
                    )
                )
        for own, label in ((row.interest, _("Alberta’s interest")), (row.bottom_line, _("Bottom line"))):
            if own is not None:
                found.append(
                    Statement(
                        f"{row.issue.question} {label}: {own.now.text}",
                        f"{own.now.source_words}, {_('version %(n)s') % {'n': own.now.number}}",
                    )
                )
    return found


def options(dispute: Dispute, on: dt.date) -> list[Statement]:
    """Each step Alberta may make now, with what stands in its way."""
    pack = moves.pack_of(dispute.pack)
    known = {guard.id: guard for guard in pack.guards}
    facts = {row.fact: row.on for row in dispute.facts.all() if row.holds}
    found = []
    for move in moves.possible(pack, dispute.file.status) if dispute.file.is_open else []:
        if not any(one.party == OURS for one in sides.may_act(dispute, pack, move)):
            continue
        doubts = []
        for name in move.guards:
            guard = known[name]
            state = guards.find(guard, dispute, pack, guards.Planned(move, on), facts)
            if state.state in (guards.UNMET, guards.UNKNOWN):
                doubts.append(
                    f"{moves.said(guard, 'text')}: {state.sentence or _('not known')} ({cited(guard.article)})"
                )
        text = marked(moves.said(move), move.confidence)
        text += ": " + ("; ".join(doubts) if doubts else _("nothing that was computed stands in the way")) + "."
        found.append(Statement(text, cited(move.article)))
    return found


def risks(dispute: Dispute, on: dt.date) -> list[Statement]:
    """What the register says of the measure, and what is open on the file itself."""
    found = [
        Statement(
            _("Risk with %(name)s: likelihood %(l)s, consequence %(c)s, score %(score)s. %(what)s")
            % {
                "name": risk.counterpart,
                "l": risk.get_likelihood_display(),
                "c": risk.get_consequence_display(),
                "score": risk.score,
                "what": risk.mitigation,
            },
            risk.file.reference,
        )
        for risk in Risk.objects.filter(measure=dispute.measure_id).select_related("file", "counterpart").order_by("pk")
    ]
    for shown in queries.notices_of(dispute):
        missing = [str(one.name) for one in shown.deliveries if not one.is_proved]  # type: ignore[attr-defined]
        if missing:
            said = {"title": shown.title, "names": ", ".join(missing)}
            found.append(
                Statement(
                    _("No proof of delivery of %(title)s: %(names)s.") % said,
                    _("notice %(n)s") % {"n": shown.notice.pk},
                )
            )
    for party in dispute.parties.all():
        if party.lateness == Lateness.OPEN:
            found.append(
                Statement(_("%(party)s joined late and nobody has decided yet.") % {"party": party.party}, _("parties"))
            )
    confirmed, every = plan.sure(plan.of(dispute, today=on))
    if confirmed < every:
        said_counts = {"n": every - confirmed, "all": every}
        found.append(Statement(_("%(n)s of %(all)s phases rest on unconfirmed texts.") % said_counts, _("rule pack")))
    return found


def next_dates(dispute: Dispute, on: dt.date) -> list[Statement]:
    return [
        Statement(
            marked(
                _("%(day)s: %(who)s. %(duty)s")
                % {
                    "day": plain(one.clock.due_on) if one.clock.due_on else _("no confirmed time limit"),
                    "who": one.who,
                    "duty": one.duty,
                },
                one.clock.confidence,
            ),
            one.article,
        )
        for one in queries.owed(dispute, on)
    ]


def evidence_of(dispute: Dispute) -> list[Evidence]:
    return list(dispute.evidence.select_related("source__file", "ground"))


def annexes(dispute: Dispute, on: dt.date) -> list[Statement]:
    rows = [Statement(f"{row.number}. {row.words}", _("evidence index")) for row in evidence_of(dispute)]
    listed = (
        dispute.file.documents.exclude(title="").exclude(kind=KIND).order_by("pk").values_list("pk", "title", "mark")
    )
    # a pack is handed on: what is privileged or of Cabinet is counted in it, and not named
    return rows + [
        Statement(_("A paper that stays with the unit") if mark else title, _("document %(n)s") % {"n": pk})
        for pk, title, mark in listed
    ]


PARTS: list[tuple[str, Any, Callable[[Dispute, dt.date], list[Statement]]]] = [
    ("standing", lambda: _("Where the dispute stands"), standing),
    ("chronology", lambda: _("Chronology"), chronology),
    ("provisions", lambda: _("Provisions"), provisions),
    ("positions", lambda: _("Positions"), positions),
    ("options", lambda: _("Options"), options),
    ("risks", lambda: _("Risks"), risks),
    ("dates", lambda: _("Next dates"), next_dates),
    ("annexes", lambda: _("Annexes"), annexes),
]


def parts(dispute: Dispute, *, on: dt.date, language: str) -> list[Part]:
    """All parts as the file says them now, in one language."""
    with translation.override(language):
        return [Part(name, str(title()), make(dispute, on), _("Nothing on file.")) for name, title, make in PARTS]


def stale(kept: list[dict[str, Any]], now: list[Part]) -> list[str]:
    """The titles of parts that the file says otherwise since the pack was made, in the language of the reader."""
    prints = {one.id: one.fingerprint for one in now}
    titles = {name: str(title()) for name, title, _make in PARTS}
    return [titles[row["id"]] for row in kept if prints.get(row["id"]) != row["fingerprint"]]


# ---- on paper -------------------------------------------------------------------------------------------
def sheet(dispute: Dispute, made: list[Part], *, language: str, by: str, at: dt.datetime) -> dict[str, Any]:
    with translation.override(language):
        return {
            "lang": language,
            "title": _("Briefing pack"),
            "subtitle": dispute.file.title,
            "reference": dispute.file.reference,
            "classification": str(dispute.file.get_classification_display()),
            "made": _("Made on %(day)s by %(who)s") % {"day": moment_words(at, "full"), "who": by},
            "warning": _(
                "For the unit and those it briefs. It holds what Alberta wants: it never leaves with the joint room."
            ),
            "parts": [
                {"title": one.title, "empty": one.empty, "rows": [[row.text, row.source] for row in one.statements]}
                for one in made
            ],
            "words": {"what": _("What"), "source": _("Rests on"), "unit": _("Labour Mobility Unit")},
        }


def pdf(data: dict[str, Any]) -> bytes:
    return paper.pdf(TEMPLATE, data)


def docx(data: dict[str, Any]) -> bytes:
    from docx import Document  # here: slow to import, and few pages make one

    word = Document()
    word.core_properties.title = f"{data['title']} {data['reference']}"
    word.core_properties.author = data["words"]["unit"]
    word.core_properties.language = f"{data['lang']}-CA"
    word.add_paragraph(data["classification"])
    word.add_heading(f"{data['title']}: {data['subtitle']}", 0)
    word.add_paragraph(f"{data['reference']} · {data['made']}")
    word.add_paragraph(data["warning"])
    for part in data["parts"]:
        word.add_heading(part["title"], 1)
        if not part["rows"]:
            word.add_paragraph(part["empty"])
            continue
        table = word.add_table(rows=1, cols=2)
        table.style = "Table Grid"
        table.rows[0].cells[0].text, table.rows[0].cells[1].text = data["words"]["what"], data["words"]["source"]
        for text, source in part["rows"]:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = text, source
    kept = io.BytesIO()
    word.save(kept)
    return kept.getvalue()
