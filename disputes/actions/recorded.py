"""A step of Alberta’s that was recorded as made, without a notice from here: its addressees are listed all the same, so that none is
forgotten, and each delivery waits for its proof."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from disputes import moves, sides
from disputes.choices import OURS, NoticeState, Way
from disputes.dispute_models import Dispute, Step
from disputes.notice_models import Delivery, Notice
from mobility.accounts.models import User
from mobility.casefiles.errors import Refused
from mobility.law.packs import Move

ON_ITS_WAY = (NoticeState.DRAFT, NoticeState.REVIEW, NoticeState.APPROVED)


def require_no_draft(dispute: Dispute, move: Move) -> None:
    """Where a notice for the step is on its way out, it is served or withdrawn, not passed by."""
    if dispute.notices.filter(verb=move.verb, state__in=ON_ITS_WAY).exists():
        raise Refused(
            _("A notice for this step is on its way out: serve it, also when it went out elsewhere, or withdraw it.")
        )


def list_addressees(made: Step, move: Move, *, by: User, at: dt.datetime) -> Notice | None:
    """One delivery for each addressee of a step of Alberta’s that serves a document. A part of `make_step`."""
    if made.party_id != OURS or not move.documents or not move.addressees or made.on is None:
        return None
    pack = moves.pack_of(made.dispute.pack)
    kind = moves.notices(pack)[move.documents[0]]
    notice = Notice.objects.create(
        dispute=made.dispute,
        verb=move.verb,
        kind=kind.id,
        language=by.language,
        contents=[{"text": ""} for _item in kind.contents],
        state=NoticeState.SERVED,
        drafted_by=by,
        drafted_at=at,
        served_on=made.on,
        elsewhere=True,
        step=made,
    )
    Delivery.objects.bulk_create(
        Delivery(
            notice=notice,
            actor=one.actor,
            party_id=one.party or None,
            office=one.office,
            address=one.address,
            way=Way.ELSEWHERE,
            sent_on=made.on,
        )
        for one in sides.addressees(made.dispute, pack, move.addressees)
    )
    return notice
