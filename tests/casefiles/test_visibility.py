"""Who sees what on a file: chosen per item, never by class of person."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max

from mobility.accounts.models import User
from mobility.casefiles import actions
from mobility.casefiles.choices import Mark, Role, Side
from mobility.casefiles.errors import Refused
from mobility.casefiles.models import (
    CaseFile,
    Clock,
    Document,
    DocumentVersion,
    Event,
    EventRelease,
    Message,
    Participant,
    Task,
)
from mobility.casefiles.primitives import join
from tests.makers import Cast, later, make_complaint, make_document, make_file, make_participant, pdf, worker_of

ITEMS = (Event, Document, Message, Task)


@dataclass
class Shared:
    """One file with two bodies, two ministries and an opposing province on it; each with an item of every kind."""

    file: CaseFile
    participants: dict[str, Participant]
    users: dict[str, User]


@pytest.fixture
def shared(cast: Cast) -> Shared:
    file = make_file(kind="dispute", title="A dispute")
    offices = {
        "body": (cast.body.office, Role.RESPONDENT, cast.registrar),
        "other body": (cast.other_body.office, Role.RESPONDENT, cast.other_registrar),
        "ministry": (cast.ministry, Role.MINISTRY, cast.ministry_partner),
        "other ministry": (cast.other_ministry, Role.MINISTRY, cast.other_ministry_partner),
        "province": (cast.saskatchewan, Role.OTHER_PARTY, cast.saskatchewan_partner),
    }
    participants = {name: make_participant(file, office, role) for name, (office, role, _user) in offices.items()}
    actions.note(file, text="For the unit alone", by=cast.coordinator)
    for name, participant in participants.items():
        actions.note(file, text=f"For {name}", by=cast.coordinator, audience=[participant])
        make_document(file, by=cast.coordinator, upload=pdf(name), title=f"Paper for {name}", audience=[participant])
        Message.objects.create(file=file, flow="out", text=f"To {name}", at=later(0), audience=[participant.pk])
        Task.objects.create(
            file=file, what=f"For {name}", added_at=later(0), audience=[participant.pk], due_on=later(9)
        )
    return Shared(file, participants, {name: user for name, (_office, _role, user) in offices.items()})


@pytest.mark.parametrize("name", ["body", "other body", "ministry", "other ministry", "province"])
def test_on_one_file_none_sees_counts_or_infers_anothers_items(shared: Shared, name: str):
    user, me = shared.users[name], shared.participants[name]
    assert list(CaseFile.objects.visible_to(user)) == [shared.file]
    for model in ITEMS:
        seen = model.objects.visible_to(user)
        assert {tuple(item.audience) for item in seen} == {(me.pk,)}
        assert list(seen) == list(model.objects.visible_to_participant(me))
        # counting, grouping and looking from another side gives nothing more
        assert seen.filter(file=shared.file).aggregate(n=Count("pk"))["n"] == len(seen)
        assert not seen.exclude(audience__contains=[me.pk]).exists()
        for other in shared.participants.values():
            assert seen.filter(audience__contains=[other.pk]).exists() == (other == me)
    assert Event.objects.visible_to(user).count() == 2  # the note and the paper
    assert Event.objects.visible_to(user).aggregate(last=Max("at"))["last"] is not None
    assert list(Participant.objects.visible_to(user)) == [me]
    assert [version.document.title for version in DocumentVersion.objects.visible_to(user)] == [f"Paper for {name}"]


def test_the_unit_and_the_auditor_see_all_of_it(shared: Shared, cast: Cast):
    for user in (cast.coordinator, cast.senior, cast.director, cast.auditor):
        assert CaseFile.objects.visible_to(user).get() == shared.file
        assert Event.objects.visible_to(user).count() == Event.objects.count() == 11
        assert Document.objects.visible_to(user).count() == 5
        assert Participant.objects.visible_to(user).count() == 5


def test_strangers_administrators_and_the_signed_out_see_nothing(shared: Shared, cast: Cast):
    cast.coordinator.is_active = False
    for user in (cast.stranger, cast.administrator, cast.ontario_partner, AnonymousUser(), cast.coordinator):
        for model in (*ITEMS, CaseFile, Participant, DocumentVersion, Clock):
            assert not model.objects.visible_to(user).exists()


def test_one_who_joins_later_sees_nothing_earlier_unless_released_on_an_authority(shared: Shared, cast: Cast):
    ontario = make_participant(shared.file, cast.ontario, Role.HOME_COORDINATOR, at=later(5))
    assert list(CaseFile.objects.visible_to(cast.ontario_partner)) == [shared.file]
    for model in ITEMS:
        assert not model.objects.visible_to(cast.ontario_partner).exists()
    first = shared.file.events.get(seq=1)
    with pytest.raises(Refused, match="Name the authority"):
        actions.release(first, to=ontario, authority=" ", by=cast.coordinator)
    assert not EventRelease.objects.exists()
    actions.release(first, to=ontario, authority="CFTA 705(6)(f)", by=cast.coordinator)
    seen = list(Event.objects.visible_to(cast.ontario_partner).order_by("seq"))
    assert [event.kind for event in seen] == ["casefiles.noted", "casefiles.released"]
    assert seen[1].kept.facts == {"event": 1, "to": ontario.pk, "authority": "CFTA 705(6)(f)"}
    assert seen == list(Event.objects.visible_to_participant(ontario).order_by("seq"))
    for user in shared.users.values():
        assert Event.objects.visible_to(user).count() == 2


def test_an_item_for_a_side_is_seen_by_that_side_from_the_day_one_joins(shared: Shared, cast: Cast):
    early, late = shared.participants["ministry"], shared.participants["other ministry"]
    early.side, late.side, late.from_at = Side.ALBERTA, Side.ALBERTA, later(3)
    early.save()
    late.save()
    Message.objects.create(file=shared.file, flow="out", text="Ours", at=later(1), side=Side.ALBERTA)
    Message.objects.create(file=shared.file, flow="out", text="Ours too", at=later(4), side=Side.ALBERTA)

    def texts(name: str) -> list[str]:
        seen = Message.objects.visible_to(shared.users[name])
        return list(seen.exclude(text__startswith="To ").values_list("text", flat=True))

    assert texts("ministry") == ["Ours", "Ours too"]
    assert texts("other ministry") == ["Ours too"]
    assert texts("province") == texts("body") == []


def test_one_who_has_left_sees_nothing_more(shared: Shared):
    me = shared.participants["province"]
    me.until_at = later(1)
    me.save()
    user = shared.users["province"]
    assert not CaseFile.objects.visible_to(user).exists()
    for model in ITEMS:
        assert not model.objects.visible_to(user).exists()
        assert not model.objects.visible_to_participant(me).exists()


def test_a_participant_of_another_file_is_no_audience(shared: Shared, cast: Cast):
    elsewhere = make_participant(make_file(), cast.ontario)
    with pytest.raises(Refused, match="take part in this file"):
        actions.note(shared.file, text="x", by=cast.coordinator, audience=[elsewhere])
    with pytest.raises(Refused, match="take part in this file"):
        make_document(shared.file, by=cast.coordinator, audience=[elsewhere])
    with pytest.raises(Refused, match="take part in this file"):
        actions.release(shared.file.events.get(seq=1), to=elsewhere, authority="s. 1", by=cast.coordinator)


def test_an_office_sees_the_clocks_it_owes_and_no_others(cast: Cast):
    complaint = make_complaint()
    make_participant(complaint.file, cast.body.office, Role.RESPONDENT)
    make_participant(complaint.file, cast.ministry)
    assert list(Clock.objects.visible_to(cast.registrar).values_list("rule", flat=True)) == ["lma.acknowledge"]
    assert not Clock.objects.visible_to(cast.ministry_partner).exists()
    assert not Clock.objects.visible_to(cast.other_registrar).exists()
    assert Clock.objects.visible_to(cast.coordinator).count() == complaint.file.clocks.count()


# ---- restricted files -------------------------------------------------------------------------------


def test_a_restricted_file_opens_only_to_those_named(shared: Shared, cast: Cast):
    actions.restrict(shared.file, to=[cast.senior], by=cast.senior, reason="conflict of interest")
    for user in (cast.coordinator, cast.director, cast.auditor, *shared.users.values()):
        for model in (*ITEMS, CaseFile, DocumentVersion, Participant):
            assert not model.objects.visible_to(user).exists()
    assert CaseFile.objects.visible_to(cast.senior).exists()
    actions.name(shared.file, user=cast.registrar, by=cast.senior, reason="answers for the body")
    assert Event.objects.visible_to(cast.registrar).count() == 2
    assert not Event.objects.visible_to(cast.other_registrar).exists()
    actions.unname(shared.file, user=cast.registrar, by=cast.senior, reason="left the body")
    assert not CaseFile.objects.visible_to(cast.registrar).exists()
    assert list(shared.file.events.order_by("-seq").values_list("kind", flat=True)[:3]) == [
        "casefiles.named",
        "casefiles.named",
        "casefiles.restricted",
    ]


def test_nobody_can_be_shut_out_of_a_restricted_file_altogether(cast: Cast):
    file = make_file()
    with pytest.raises(Refused, match="at least one person"):
        actions.restrict(file, to=[], by=cast.senior, reason="x")
    actions.restrict(file, to=[cast.senior], by=cast.senior, reason="x")
    with pytest.raises(Refused, match="At least one person"):
        actions.unname(file, user=cast.senior, by=cast.senior, reason="x")
    with pytest.raises(Refused, match="You may not"):
        actions.name(file, user=cast.coordinator, by=cast.coordinator, reason="curious")


def test_a_new_owner_of_a_restricted_file_is_named_on_it(cast: Cast):
    file = make_file()
    actions.restrict(file, to=[cast.senior], by=cast.senior, reason="x")
    actions.assign(file, to=cast.coordinator, by=cast.senior)
    assert CaseFile.objects.visible_to(cast.coordinator).get() == file


# ---- marks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [Mark.PRIVILEGED, Mark.CABINET])
def test_marked_papers_are_never_a_participants_and_never_leave(shared: Shared, cast: Cast, mark: str):
    paper = Document.objects.get(title="Paper for ministry")
    version = paper.versions.get()
    actions.scanned(version, state="clean")
    assert paper in Document.objects.leaving()
    assert version in DocumentVersion.objects.leaving()
    actions.mark_document(paper, mark=mark, reason="Advice of counsel", by=cast.coordinator)
    user, me = shared.users["ministry"], shared.participants["ministry"]
    assert not Document.objects.visible_to(user).exists()
    assert not Document.objects.visible_to_participant(me).exists()
    assert not DocumentVersion.objects.visible_to(user).exists()
    assert not Document.objects.leaving().exists()
    assert not DocumentVersion.objects.leaving().exists()
    assert paper in Document.objects.visible_to(cast.coordinator)
    event = shared.file.events.order_by("-seq")[0]
    assert (event.kind, event.audience, event.kept.facts["to"]) == ("casefiles.document_marked", [], mark)


def test_a_marked_paper_takes_no_audience(cast: Cast):
    file = make_file()
    ministry = make_participant(file, cast.ministry)
    with pytest.raises(Refused, match="for the unit alone"):
        make_document(file, by=cast.coordinator, mark=Mark.CABINET, audience=[ministry])
    assert not Document.objects.exists()


def test_only_what_may_be_opened_leaves(cast: Cast):
    file = make_file()
    for state in ("waiting", "clean", "infected", "not_scanned"):
        version = make_document(file, by=cast.coordinator, upload=pdf(state), title=state)
        if state != "waiting":
            actions.scanned(version, state=state)
    assert set(Document.objects.leaving().values_list("title", flat=True)) == {"clean", "not_scanned"}


# ---- the worker -------------------------------------------------------------------------------------


def test_the_worker_sees_what_is_addressed_to_the_worker(cast: Cast):
    complaint = make_complaint("needs_information")
    worker = worker_of(complaint)
    actions.note(complaint.file, text="Between us", by=cast.coordinator)
    kinds = list(Event.objects.visible_to_participant(worker).order_by("seq").values_list("kind", flat=True))
    assert kinds == [
        "complaints.filed",
        "casefiles.consented",
        "complaints.date_set",
        "complaints.screened",
        "casefiles.message_sent",
        "complaints.asked",
    ]
    other = worker_of(make_complaint(person={"name": "Somebody Else"}))
    assert not (Event.objects.visible_to_participant(other) & Event.objects.visible_to_participant(worker)).exists()


def test_joining_twice_is_joining_once(cast: Cast):
    file = make_file()
    first = join(file, role=Role.MINISTRY, office=cast.ministry, at=later(0))
    assert join(file, role=Role.MINISTRY, office=cast.ministry, at=later(1)) == first
