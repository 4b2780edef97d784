"""Disputes for tests, made through the actions; only the state may be set by hand, to try each move from where it begins."""

from __future__ import annotations

import datetime as dt
from typing import Any

from disputes import actions, guards, moves, sides
from disputes.choices import AlbertaIs, Born, CaseOf, MadeBy, PackId
from disputes.dispute_models import Dispute, Measure, Step
from mobility.casefiles.models import CaseFile, Person
from mobility.law.models import Jurisdiction
from tests.makers import Cast

#: After every pack's first day and before any test's today.
OPENED = dt.date(2026, 3, 2)
PERSONAL = (PackId.CFTA_B,)
THE_PERSON: dict[str, Any] = {"case_of": CaseOf.PERSON, "authority": "Written request of 2 March"}


def place(code: str) -> Jurisdiction:
    return Jurisdiction.objects.get(code=code)


def make_measure(cast: Cast, code: str = "ON", **more: Any) -> Measure:
    facts = {
        "title": "Assessment asked of degree holders",
        "text": "An assessment of eight weeks is asked.",
        "made_by": MadeBy.BODY,
    }
    return Measure.objects.create(jurisdiction=place(code), **{**facts, **more})


def make_dispute(
    cast: Cast,
    pack: str = PackId.CFTA_A,
    *,
    measure: Measure | None = None,
    opened_on: dt.date = OPENED,
    replying: str = "",
    **more: Any,
) -> Dispute:
    """Alberta asks Ontario (British Columbia under the NWPTA)."""
    other = replying or ("BC" if pack == PackId.NWPTA else "ON")
    facts: dict[str, Any] = {
        "title": "Alberta and another: an assessment",
        "pack": pack,
        "alberta": AlbertaIs.INITIATING,
        "initiating": place("AB"),
        "replying": place(other),
        "measure": measure or make_measure(cast, other),
        "born": Born.NOTICE,
        "opened_on": opened_on,
    }
    if pack == PackId.CFTA_B:
        facts |= {"alberta": AlbertaIs.HOME, **THE_PERSON, "person": Person(name="Wanda Worker")}
    return actions.open_dispute(**{**facts, **more}, by=cast.coordinator)


def at_state(dispute: Dispute, state: str) -> Dispute:
    CaseFile.objects.filter(pk=dispute.pk).update(status=state)
    return Dispute.objects.select_related("file").get(pk=dispute.pk)


def words_for(dispute: Dispute, verb: str, on: dt.date | None) -> dict[str, str]:
    """Something said to every guard that may ask a person."""
    pack = moves.pack_of(dispute.pack)
    return {guard.id: "decided, for the test" for guard in guards.of(pack, moves.moves(pack)[verb])}


def go(dispute: Dispute, verb: str, on: dt.date | None, by: Any, *, acting: str = "", **more: Any) -> Step:
    """Make a move as the first who may, with every guard answered."""
    pack = moves.pack_of(dispute.pack)
    who = acting or sides.may_act(dispute, pack, moves.moves(pack)[verb])[0].key
    return actions.make_step(
        dispute,
        verb=verb,
        on=on,
        acting=who,
        by=by,
        authorised_by="Deputy Minister",
        words=more.pop("words", None) or words_for(dispute, verb, on),
        **more,
    )
