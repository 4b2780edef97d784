"""Notices on paper: the same words as PDF (tagged, PDF/UA-1) and as DOCX, in the language of the notice."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from mobility import paper
from mobility.accounts.phrases import day_words
from mobility.law.citing import cited

from . import moves, particulars, sides
from .dispute_models import Dispute
from .notice_models import Notice

TEMPLATE = Path(__file__).parent / "typst" / "notice.typ"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def contents(notice: Notice, on: dt.date) -> dict[str, Any]:
    """All that is printed, in the language of the notice."""
    dispute = notice.dispute
    pack = moves.pack_of(dispute.pack)
    kind = moves.notices(pack)[notice.kind]
    move = moves.moves(pack)[notice.verb]
    with translation.override(notice.language):
        to = sides.addressees(dispute, pack, move.addressees)
        return {
            "lang": notice.language,
            "title": moves.said(kind, "title"),
            "agreement": pack.title(notice.language),
            "article": cited(kind.article),
            "reference": dispute.file.reference,
            "from": _("Government of Alberta"),
            "cover": [
                (_("Date"), day_words(on, "full")),
                (_("From"), _("Government of Alberta")),
                (_("Initiating Party"), str(dispute.initiating or _("a person"))),
                (_("Replying Party"), str(dispute.replying)),
                (_("Measure"), dispute.measure.title),
            ],
            "parts": [
                {"title": item[notice.language][:1].upper() + item[notice.language][1:], "text": row["text"] or "–"}
                for item, row in zip(kind.contents, notice.contents, strict=True)
            ],
            "addressees": [f"{one.name} ({moves.actor(one.actor)})" if one.party else one.name for one in to],
            "words": {"addressees": _("Addressees"), "signature": _("For the Government of Alberta")},
        }


def docx(data: dict[str, Any]) -> bytes:
    """The same as a document people can still change."""
    from docx import Document  # here: slow to import, and few pages make one

    word = Document()
    word.core_properties.title, word.core_properties.author = data["title"], data["from"]
    word.core_properties.language = f"{data['lang']}-CA"
    word.add_paragraph(f"{data['agreement']} · {data['article']}")
    word.add_heading(data["title"], 0)
    for name, value in data["cover"]:
        line = word.add_paragraph()
        line.add_run(f"{name}  ").bold = True
        line.add_run(value)
    for part in data["parts"]:
        word.add_heading(part["title"], 1)
        for text in part["text"].split("\n"):
            word.add_paragraph(text)
    word.add_heading(data["words"]["addressees"], 1)
    for name in data["addressees"]:
        word.add_paragraph(name, style="List Bullet")
    word.add_paragraph()
    word.add_paragraph(data["words"]["signature"])
    kept = io.BytesIO()
    word.save(kept)
    return kept.getvalue()


def written(notice: Notice, on: dt.date) -> dict[str, tuple[str, str, bytes]]:
    """Both forms by their type: file name, content type, bytes."""
    data = contents(notice, on)
    name = f"{notice.dispute.file.reference}-{notice.kind.replace('_', '-')}-{notice.language}"
    return {"pdf": (f"{name}.pdf", PDF, paper.pdf(TEMPLATE, data)), "docx": (f"{name}.docx", DOCX, docx(data))}


def first_words(dispute: Dispute, item: dict[str, str], language: str) -> str:
    """What a draft begins with for one item that the pack asks for: `from` in the pack says where it stands on the file."""
    with translation.override(language):
        return _first(dispute, item.get("from", ""))


def _first(dispute: Dispute, taken: str) -> str:
    if taken == "measure":
        return f"{dispute.measure.title}\n{dispute.measure.text}".strip()
    if taken == "provisions":
        return "\n".join(f"{row}: {row.title}" for row in dispute.provisions.all())
    if taken == "summary":
        return particulars.summary(dispute)
    if taken in ("harm", "injury"):
        return particulars.harm(dispute)
    if taken == "terms":
        return dispute.terms
    return ""
