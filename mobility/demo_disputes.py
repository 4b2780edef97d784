"""Demo disputes, made through the actions: one in consultations, one settled after a panel was asked for, one from another province."""

from __future__ import annotations

import datetime as dt

from complaints.models import Complaint, Ground
from disputes import actions, guards, moves
from disputes.choices import AlbertaIs, Born, MadeBy, PackId, Way
from disputes.dispute_models import Dispute, Measure
from mobility.accounts.models import Office, User
from mobility.casefiles.models import CaseFile
from mobility.law.models import Jurisdiction

AUTHORISED = "Deputy Minister, memo on file"


def make(people: dict[str, User], today: dt.date) -> int:
    """Three disputes; how many were made."""
    coordinator, senior = people["Coordinator 1"], people["Senior 1"]
    consulting(coordinator, senior, today)
    settled(coordinator, today)
    received(coordinator, today)
    return 3


def place(code: str) -> Jurisdiction:
    return Jurisdiction.objects.get(code=code)


def measure(title: str, text: str, code: str, **more: object) -> Measure:
    return Measure.objects.create(title=title, text=text, jurisdiction=place(code), made_by=MadeBy.BODY, **more)


def step(dispute: Dispute, verb: str, on: dt.date, by: User, acting: str, **more: object) -> None:
    """One move with every guard answered in the words of the demo."""
    pack = moves.pack_of(dispute.pack)
    words = {
        guard.id: "Looked at with Legal Services; see the memo on file."
        for guard in guards.of(pack, moves.moves(pack)[verb])
    }
    actions.make_step(
        dispute,
        verb=verb,
        on=on,
        acting=acting,
        by=by,
        authorised_by=AUTHORISED,
        words=words,
        **more,  # type: ignore[arg-type]
    )


def outbound(by: User, number: int) -> list[CaseFile]:
    """Complaints of workers who go to another province, to stand behind a dispute."""
    found = Complaint.objects.visible_to(by).filter(receiving="ON").select_related("file").order_by("file")[:number]
    return [row.file for row in found]


def consulting(by: User, senior: User, today: dt.date) -> Dispute:
    """Alberta asks Ontario: served on all, one proof missing; one government joined in time, one late."""
    begun = today - dt.timedelta(days=70)
    ground = Ground.objects.filter(slug__contains="assess").first() or Ground.objects.first()
    dispute = actions.open_dispute(
        title="Alberta and Ontario: assessment asked of degree holders",
        pack=PackId.CFTA_A,
        alberta=AlbertaIs.INITIATING,
        initiating=place("AB"),
        replying=place("ON"),
        measure=measure(
            "Assessment asked of degree holders",
            "An assessment of about eight weeks is asked of holders of a degree.",
            "ON",
            ground=ground,
        ),
        born=Born.COMPLAINTS,
        sources=outbound(by, 2),
        lead=Office.objects.filter(slug="ministry-health").first(),
        opened_on=begun - dt.timedelta(days=30),
        by=by,
    )
    notice = actions.draft(dispute, verb="request_consultations", kind="notice_consultations", language="en", by=by)
    texts = [row["text"] or "See the evidence index." for row in notice.contents]
    actions.reword(dispute, notice=notice.pk, contents=texts, language="en", by=by)
    actions.ask_review(dispute, notice=notice.pk, reviewer=senior, by=by)
    actions.approve(dispute, notice=notice.pk, by=senior)
    pack = moves.pack_of(dispute.pack)
    words = {
        guard.id: "Looked at with Legal Services."
        for guard in guards.of(pack, moves.moves(pack)["request_consultations"])
    }
    served = actions.serve(
        dispute,
        notice=notice.pk,
        on=begun,
        way=Way.COURIER,
        elsewhere=True,
        authorised_by=AUTHORISED,
        words=words,
        by=by,
    )
    rows = list(served.deliveries.order_by("pk"))
    missing = next(row for row in rows if row.party_id == "NU")
    actions.deliver(
        dispute,
        deliveries=[row.pk for row in rows if row != missing],
        delivered_on=begun,
        proof="Courier’s list of receipts",
        by=by,
    )
    step(dispute, "join_consultations", begun + dt.timedelta(days=9), by, "any_party:BC")
    step(dispute, "join_consultations", begun + dt.timedelta(days=11), by, "any_party:SK")
    step(dispute, "begin_consulting", begun + dt.timedelta(days=20), by, "initiating_party:AB")
    return dispute


def settled(by: User, today: dt.date) -> Dispute:
    """Settled after a panel was asked for: the measure is barred for three years."""
    begun = today - dt.timedelta(days=400)
    dispute = actions.open_dispute(
        title="Alberta and Quebec: hours asked at entry",
        pack=PackId.CFTA_A,
        alberta=AlbertaIs.INITIATING,
        initiating=place("AB"),
        replying=place("QC"),
        measure=measure(
            "Hours of practice asked at entry",
            "A number of hours of recent practice is asked at first registration.",
            "QC",
        ),
        born=Born.NOTICE,
        opened_on=begun,
        by=by,
    )
    step(dispute, "request_consultations", begun, by, "initiating_party:AB")
    step(dispute, "request_panel", begun + dt.timedelta(days=125), by, "initiating_party:AB")
    step(
        dispute,
        "settle",
        begun + dt.timedelta(days=160),
        by,
        "disputing_parties:AB",
        terms="The hours are no longer asked of workers certified elsewhere.",
        comply_by=today + dt.timedelta(days=60),
    )
    return dispute


def received(by: User, today: dt.date) -> Dispute:
    """British Columbia asks Alberta under the western agreement."""
    begun = today - dt.timedelta(days=12)
    dispute = actions.open_dispute(
        title="British Columbia and Alberta: extra examination",
        pack=PackId.NWPTA,
        alberta=AlbertaIs.REPLYING,
        initiating=place("BC"),
        replying=place("AB"),
        measure=measure(
            "Extra examination at first registration",
            "An examination is asked of workers certified in another province.",
            "AB",
        ),
        born=Born.NOTICE,
        opened_on=begun,
        by=by,
    )
    return dispute
