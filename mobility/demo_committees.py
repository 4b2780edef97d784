"""Committees and risks for the demonstration. All of it is invented."""

from __future__ import annotations

import datetime as dt

from complaints.models import Complaint
from disputes import risk_queries, risk_scoring
from disputes.actions import committees, measures, risks
from disputes.actions.committees import Raised
from disputes.dispute_models import Measure
from mobility.accounts.models import Office, User
from mobility.law import days
from mobility.law.models import Jurisdiction

PURPOSE = "Coordinators of all governments compare what bodies ask of certified workers, and settle what they can."
TERMS = (
    "The group brings together the labour mobility coordinators of all Parties.\n\n"
    "It meets at least four times a year. It decides by consensus and reports to the Forum once a year."
)
MINUTES = (
    "The chair opened the meeting. The agenda was adopted.\n\n"
    "Requirements of recent practice were discussed; each government reports what its bodies ask."
)


def fill(people: dict[str, User], today: dt.date) -> None:
    fill_committees(people, today)
    fill_risks(people, today)


def moment(on: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(hour), tzinfo=days.ZONE)


def fill_committees(people: dict[str, User], today: dt.date) -> None:
    """A working group that met six weeks ago and meets again in two, with a project of its own."""
    senior, coordinator = people["Senior 1"], people["Coordinator 1"]
    opened, held, ahead = (today + dt.timedelta(count) for count in (-70, -42, 14))
    at = moment(opened, 9)
    group = committees.open_committee(
        title="Working Group on Labour Mobility (invented)",
        kind="working_group",
        purpose=PURPOSE,
        by=senior,
        at=at,
    )
    committees.enter_terms(group, text=TERMS, adopted_on=opened - dt.timedelta(400), by=senior, at=at)
    ontario, health = Office.objects.get(slug="jurisdiction-on"), Office.objects.get(slug="ministry-health")
    unit = Office.objects.get(slug="unit")
    for office, seat, speaker in (
        (ontario, "chair", "Partner 1"),
        (unit, "member", "Senior 1"),
        (health, "observer", ""),
    ):
        committees.seat_member(group, office=office, seat=seat, speaker=speaker, since_on=opened, by=senior, at=at)
    meeting = committees.plan_meeting(
        group,
        meets_on=held,
        place="By video, 10:00",
        agenda="1. Recent practice\n2. Fees\n3. Any other business",
        by=senior,
        at=at,
    )
    complaint = Complaint.objects.select_related("file", "body").filter(body__isnull=False, is_restricted=False).first()
    about = complaint.file if complaint else None
    at = moment(held, 14)
    first = committees.raise_item(
        meeting, raised=Raised("Recent practice asked at entry", raised_by=ontario, about=about), by=senior, at=at
    )
    committees.hold_meeting(meeting, minutes=MINUTES, by=senior, at=at)
    committees.revise_item(
        meeting,
        item=first.pk,
        raised=Raised(
            first.what,
            raised_by=ontario,
            body=first.body,
            about=about,
            position="Hours of practice may not be asked at entry; they apply afterwards, as for local members.",
            decision="Each government lists what its bodies ask, until the next meeting.",
        ),
        by=senior,
        at=at,
    )
    committees.give_action(
        meeting,
        what="List what our bodies ask",
        due_on=ahead - dt.timedelta(7),
        to=coordinator,
        item=first,
        by=senior,
        at=at,
    )
    committees.give_action(
        meeting, what="Send the figures of the health professions", due_on=today, office=health, by=senior, at=at
    )
    committees.approve_minutes(meeting, approved_on=held + dt.timedelta(14), by=senior, at=moment(today, 9))
    following = committees.plan_meeting(group, meets_on=ahead, place="Edmonton, 9:00", by=senior, at=moment(today, 9))
    committees.raise_item(
        following,
        raised=Raised("Notices of new standards", position="We ask for sixty days to comment."),
        by=senior,
        at=moment(today, 9),
    )
    committees.open_committee(
        title="Project: one list of requirements (invented)",
        kind="project",
        parent=group,
        purpose="A list of all requirements, profession by profession.",
        by=coordinator,
        at=moment(today, 9),
    )


def fill_risks(people: dict[str, User], today: dt.date) -> None:
    """One over the threshold, from complaints about one requirement of one body; one about another government's measure, overruled."""
    senior, coordinator = people["Senior 1"], people["Coordinator 2"]
    offers = [row for row in risk_queries.offers(today, risk_scoring.standards()) if row.counterpart is not None]
    if offers:
        offer = offers[-1]
        assert offer.counterpart is not None  # noqa: S101 - asked for
        measure = measures.record_measure(
            title=f"{offer.body.short}: {offer.ground.label}",
            text="Asked of everybody who applies, whether or not certified elsewhere. (Invented for the demonstration.)",
            jurisdiction=Jurisdiction.objects.get(pk="AB"),
            kind="actual",
            body=offer.body,
            occupation=None,
            ground=offer.ground,
            by=senior,
        )
        risk = risks.open_risk(
            measure=measure,
            counterpart=offer.counterpart,
            mitigation="Talks with the registrar have begun; the body looks at its by-law in January.",
            next_review_on=today + dt.timedelta(12),
            by=senior,
            at=moment(today - dt.timedelta(45), 9),
        )
        risks.enter_sign(
            risk,
            kind="letter",
            seen_on=today - dt.timedelta(20),
            words="The coordinator of the counterpart asks in writing why this is required.",
            source="Letter on file",
            by=senior,
            at=moment(today - dt.timedelta(19), 9),
        )
        risks.enter_sign(
            risk,
            kind="elsewhere",
            seen_on=today - dt.timedelta(6),
            words="Another government was asked for consultations about the same requirement.",
            by=senior,
            at=moment(today - dt.timedelta(5), 9),
        )
    elsewhere = Measure.objects.filter(jurisdiction="ON").order_by("pk").first()
    if elsewhere is not None:
        risk = risks.open_risk(
            measure=elsewhere,
            counterpart=elsewhere.jurisdiction,
            by=coordinator,
            at=moment(today - dt.timedelta(30), 9),
        )
        risks.overrule_risk(
            risk,
            likelihood=2,
            consequence=4,
            reason="The talks go well; many of our workers are concerned.",
            by=coordinator,
            at=moment(today - dt.timedelta(3), 9),
        )
