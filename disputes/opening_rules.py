"""What must be so before a dispute is opened. One rule in one place: the form asks for its fields, the action for good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.casefiles.models import Person
from mobility.correspondence.naming import named_in
from mobility.law.models import Jurisdiction
from mobility.law.packs import Pack

from . import moves, sides
from .choices import OURS, AlbertaIs, CaseOf, PackId
from .dispute_models import Dispute, DisputeQuerySet, Measure


@dataclass(frozen=True)
class Wish:
    """A dispute somebody wants to open. The person may be one who is not kept yet; a measure that is not described yet is None."""

    title: str
    pack: str
    alberta: str
    initiating: Jurisdiction | None
    replying: Jurisdiction
    measure: Measure | None
    case_of: str = CaseOf.GOVERNMENTS
    person: Person | None = None
    authority: str = ""


def problems(wish: Wish, by: User) -> Iterator[tuple[str, str]]:
    """What stands in the way, each with the field it is about; the first is what the action refuses with."""
    pack = moves.pack_of(wish.pack)
    yield from of_parties(pack, wish)
    yield from of_person(pack, wish)
    yield from of_measure(wish, by)


def of_parties(pack: Pack, wish: Wish) -> Iterator[tuple[str, str]]:
    initiating, replying = wish.initiating, wish.replying
    listed = sides.codes(pack)
    for field, side in (("initiating", initiating), ("replying", replying)):
        if side is not None and side.code not in listed:
            yield field, not_a_party(side, listed)
    if initiating is not None and initiating.code == replying.code:
        yield "replying", _("The two sides must be different governments.")
    if initiating is None and pack.id in (PackId.CFTA_A, PackId.AIT):
        yield "initiating", _("Say which government asks.")
    ours = {AlbertaIs.INITIATING: initiating, AlbertaIs.HOME: initiating, AlbertaIs.REPLYING: replying}
    if wish.alberta in ours:
        side = ours[AlbertaIs(wish.alberta)]
        if side is None or side.code != OURS:
            yield "alberta", _("Alberta’s part does not fit the two sides. Change one of them.")
    elif OURS in (replying.code, initiating.code if initiating else ""):
        yield "alberta", _("Alberta is one of the two sides: say so.")


def not_a_party(side: Jurisdiction, listed: Iterable[str]) -> str:
    said = _("%(name)s is not a Party to this agreement. Parties are: %(codes)s.")
    return said % {"name": side, "codes": ", ".join(listed)}


def cases(pack: Pack) -> list[str]:
    """Whose cases run by this agreement, as its pack says."""
    return list(pack.more["cases"]["of"])


def begins(pack: Pack, case_of: str) -> str:
    """The state a dispute of this kind begins in."""
    return str(pack.more["cases"]["begins"][case_of])


def of_person(pack: Pack, wish: Wish) -> Iterator[tuple[str, str]]:
    """A case of a person, or for one, has a person and the authority we hold it under; one between governments has none."""
    if wish.case_of not in cases(pack):
        listed = ", ".join(str(CaseOf(one).label) for one in cases(pack))
        yield "case_of", _("Under this agreement the choices are: %(listed)s.") % {"listed": listed}
    elif wish.case_of == CaseOf.GOVERNMENTS:
        if wish.person is not None:
            yield (
                "case_of",
                _("You name a person: say whether it is the person’s own case, or one made for the person."),
            )
    elif wish.person is None or not wish.person.name.strip():
        yield "name", _("Give the person’s name: a case of a person cannot be opened without one.")
    elif not wish.authority.strip():
        yield "authority", _("Say under which authority we hold who the person is.")
    elif part := named_in(wish.title, wish.person):
        said = _("“%(part)s” says who the person is. The title is read by everybody: leave it out.")
        yield "title", said % {"part": part}


def of_measure(wish: Wish, by: User) -> Iterator[tuple[str, str]]:
    """The measure is one of the Replying Party, and no dispute about it between the same is open already."""
    measure = wish.measure
    if measure is None:
        return
    if measure.jurisdiction_id != wish.replying.code:
        said = _("The measure chosen is one of %(place)s: the Replying Party is whoever’s measure it is.")
        yield "measure", said % {"place": measure.jurisdiction}
    if there := twins(wish).select_related("file").first():
        if Dispute.objects.visible_to(by).filter(pk=there.pk).exists():
            said = _("%(file)s is open already: same agreement, same sides, same measure. Go on there.")
            yield "measure", said % {"file": there.file.reference}
        else:
            yield "measure", _("Such a dispute is open already, and not open to you. Ask whoever assigns files.")


def twins(wish: Wish) -> DisputeQuerySet:
    """Open disputes that would be the same: agreement, sides, measure, and the person where there is one."""
    found: DisputeQuerySet = Dispute.objects.open().filter(
        pack=wish.pack, initiating=wish.initiating, replying=wish.replying, measure=wish.measure
    )
    if wish.person is None:
        return found.filter(person__isnull=True)
    same = Q(person__name__iexact=wish.person.name.strip())
    return found.filter(same | Q(person=wish.person.pk) if wish.person.pk else same)


def known_measure(title: str, jurisdiction: Jurisdiction) -> Measure | None:
    """A measure of that government on record under the same words: bars are kept by measure, so it is one row."""
    return Measure.objects.filter(jurisdiction=jurisdiction, title__iexact=title.strip()).order_by("pk").first()


def already_known(measure: Measure) -> str:
    said = _("“%(title)s” of %(place)s is on record already: choose it from the list, or use other words.")
    return said % {"title": measure.title, "place": measure.jurisdiction}
