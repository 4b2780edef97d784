"""Who stands behind an actor of the packs in one dispute: which governments, which institution; and who must have a notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mobility.accounts.choices import OfficeKind
from mobility.accounts.models import Office
from mobility.law import rules
from mobility.law.models import Jurisdiction
from mobility.law.packs import Move, Pack

from . import moves
from .choices import OURS, PartyRole
from .dispute_models import Dispute

#: Actors that are governments in this dispute; all others are an institution, a person or time alone.
FIRST = frozenset({"initiating_party", "complaining_party", "own_government"})
SECOND = frozenset({"replying_party", "complaint_recipient"})
BOTH = frozenset({"disputing_party", "disputing_parties", "other_disputing_parties"})
APPEAL = frozenset({"appellant", "appeal_respondent"})


@dataclass(frozen=True)
class Acting:
    """Somebody who may make a move: an actor of the pack and, where it is a government, which."""

    actor: str
    party: str = ""

    @property
    def key(self) -> str:
        return f"{self.actor}:{self.party}"


def codes(pack: Pack) -> list[str]:
    """All Parties to the agreement; where the pack does not list them, those of the CFTA."""
    listed = (pack.more.get("parties") or {}).get("codes")
    return list(listed) if listed else list((rules.library().pack("cfta-10a").more["parties"])["codes"])


def taking_part(dispute: Dispute, role: str | None = None) -> list[str]:
    """Governments that take part besides the two sides."""
    return [row.party_id for row in dispute.parties.all() if row.counts and (role is None or row.role == role)]


def appellant(dispute: Dispute) -> str:
    found = next((row.party_id for row in reversed(list(dispute.steps.all())) if row.verb == "appeal"), None)
    return found or ""


def governments(dispute: Dispute, pack: Pack, actor: str) -> list[str]:
    """The governments an actor stands for; empty for institutions, persons and time alone."""
    first = dispute.initiating_id or ""
    second = dispute.replying_id
    if actor in FIRST:
        return [first] if first else []
    if actor in SECOND:
        return [second]
    if actor in BOTH:
        return [code for code in (first, second) if code]
    if actor == "appellant":
        return [appellant(dispute)] if appellant(dispute) else [code for code in (first, second) if code]
    if actor == "appeal_respondent":
        return [code for code in (first, second) if code and code != appellant(dispute)]
    if actor == "consulting_participant":
        return taking_part(dispute, PartyRole.CONSULTING)
    if actor in ("intervenor", "intervenors"):
        return taking_part(dispute, PartyRole.INTERVENOR)
    if actor == "participating_parties":
        return taking_part(dispute)
    if actor == "any_party":
        return [code for code in codes(pack) if code not in (first, second)]
    if actor == "other_parties":
        return codes(pack)
    return []


def may_act(dispute: Dispute, pack: Pack, move: Move) -> list[Acting]:
    """Everybody the table lets make the move, each government once."""
    found: list[Acting] = []
    for one in move.who:
        found += [Acting(one, code) for code in governments(dispute, pack, one)] or [Acting(one)]
    seen: set[str] = set()
    return [one for one in found if not (one.party and one.party in seen) and not seen.add(one.party)]  # type: ignore[func-returns-value]


@dataclass(frozen=True)
class Addressee:
    """One who must have a notice: as which actor of the pack, which government, which office of ours knows its address."""

    actor: str
    party: str = ""
    name: str = ""
    office: Office | None = None

    @property
    def key(self) -> str:
        return f"{self.actor}:{self.party}" if self.party else self.actor

    @property
    def address(self) -> str:
        return self.office.email if self.office else ""


def addressees(dispute: Dispute, pack: Pack, actors: Iterable[str], *, sender: str = OURS) -> list[Addressee]:
    """Everybody a notice goes to. “All other Parties” leaves out the sender and those named beside it; nobody is named twice."""
    listed = list(actors)
    taken = {sender}
    found: list[tuple[str, str]] = []
    for actor in sorted(listed, key=lambda one: one == "other_parties"):
        behind = governments(dispute, pack, actor)
        if not behind and actor not in _GOVERNMENTS:
            found.append((actor, ""))
        for code in behind:
            if code not in taken:
                taken.add(code)
                found.append((actor, code))
    names = {row.code: row.name for row in Jurisdiction.objects.all()}
    offices = {
        office.jurisdiction_code: office
        for office in Office.objects.filter(kind=OfficeKind.JURISDICTION, is_active=True).order_by("-pk")
    }
    return [
        Addressee(actor, code, names.get(code, code) if code else moves.actor(actor), offices.get(code))
        for actor, code in found
    ]


_GOVERNMENTS = FIRST | SECOND | BOTH | APPEAL | {
    "consulting_participant", "intervenor", "intervenors", "participating_parties", "any_party", "other_parties",
}  # fmt: skip
