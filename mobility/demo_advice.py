"""Advice and supervision for the demonstration: an enquiry answered and one to be answered, a guidance note that is written and not sent,
one that was sent, a notice of change, and a review with a deficiency notice and a plan. All of it is invented."""

from __future__ import annotations

import datetime as dt

from mobility.accounts.models import User
from mobility.correspondence import actions as correspondence
from mobility.correspondence.choices import Category
from mobility.correspondence.models import Request
from mobility.law import days
from mobility.law.models import Provision
from regulators import actions
from regulators.actions.advice import About, Asker
from regulators.actions.change_notices import Planned
from regulators.actions.compliance import comment_until
from regulators.actions.guidance import Wording
from regulators.models import DutyFinding, RegulatoryBody, Review

AUTHORITY = "Duty of the Minister to supervise (invented for the demonstration)"


def moment(today: dt.date, ago: int, hour: int = 10) -> dt.datetime:
    return dt.datetime.combine(today - dt.timedelta(ago), dt.time(hour), tzinfo=days.ZONE)


def provision(citation: str, instrument: str = "CFTA") -> Provision:
    return Provision.objects.get(instrument=instrument, citation=citation)


def fill(people: dict[str, User], today: dt.date) -> None:
    worker, senior = people["Coordinator 1"], people["Senior 1"]
    body = RegulatoryBody.objects.select_related("office").get(office=people["Registrar 1"].office_id)
    enquiries(worker, body, today)
    guidance(worker, body, today)
    notice(worker, senior, body, today)
    review(people, body, today)


def enquiries(worker: User, body: RegulatoryBody, today: dt.date) -> None:
    about = About(
        "May a body ask for continuing-education hours at first registration?",
        body=body,
        provisions=[provision("art 705 (currency)")],
    )
    asked = actions.enter_enquiry(
        about=about,
        asker=Asker("employer", name="Emil Employer", organization="Demo Care Homes", email="emil@demo.example.org"),
        channel="email",
        question="We hired a nurse from Manitoba. The college wants proof of 120 hours of courses. May it?",
        received_on=today - dt.timedelta(12),
        by=worker,
        at=moment(today, 12),
    )
    answer = (
        "At first registration, hours of continuing education may not be asked of somebody who is certified in another province. "
        "They may be asked later, as of everybody else. The nurse can complain to us; we then take it up with the college."
    )
    actions.draft_answer(asked, answer=answer, by=worker, at=moment(today, 10))
    actions.answer_enquiry(asked, via="email", by=worker, at=moment(today, 9))
    actions.enter_enquiry(
        about=About("Refus en 2025", provisions=[provision("art 705")]),
        asker=Asker("media", name="Nadia Nouvelles", email="nadia@demo.example.org", language="fr"),
        channel="email",
        question="Combien de demandes d’infirmières auxiliaires ont été refusées en 2025, et pourquoi?",
        received_on=today - dt.timedelta(1),
        by=worker,
        at=moment(today, 1),
    )


def guidance(worker: User, body: RegulatoryBody, today: dt.date) -> None:
    published = Wording(
        "What may be asked at first registration",
        "Ce qui peut être exigé à la première inscription",
        "Ask of somebody certified elsewhere in Canada what the agreement allows: fee, insurance, criminal record check, good "
        "character. No further exam, no further course.",
        "À une personne déjà certifiée ailleurs au Canada, demandez ce que l’accord permet : droits, assurance, vérification du "
        "casier judiciaire, bonne réputation. Ni autre examen, ni autre cours.",
        [provision("art 705 (allowed requirements)")],
    )
    sent = actions.write_guidance(wording=published, by=worker, at=moment(today, 40))
    actions.send_guidance(sent, bodies=[body], by=worker, at=moment(today, 39))
    draft = Wording(
        "Proof of standing: how old may it be?",
        "Preuve de bonne réputation : de quelle date?",
        "Draft. A certificate of standing that is less than three months old is enough.",
        "Ébauche. Une attestation de moins de trois mois suffit.",
        [provision("art 705 (allowed requirements)")],
    )
    actions.write_guidance(wording=draft, by=worker, at=moment(today, 3))


def notice(worker: User, senior: User, body: RegulatoryBody, today: dt.date) -> None:
    planned = Planned(
        "A jurisprudence exam for everybody",
        "bylaw",
        "The body plans an open-book exam on Alberta’s legislation within a year of registration.",
        "body",
        body=body,
        comment_until=today + dt.timedelta(18),
    )
    entered = actions.enter_notice(planned=planned, received_on=today - dt.timedelta(6), by=worker, at=moment(today, 6))
    actions.analyse_notice(
        entered,
        provision=provision("art 705"),
        finding="unclear",
        reasoning="In line if it is no condition of registration; the draft does not say so.",
        by=senior,
        at=moment(today, 4),
    )


def review(people: dict[str, User], body: RegulatoryBody, today: dt.date) -> None:
    """A finding the body commented on, made final, with a notice it answered and a step it still owes; another with the body now."""
    worker, registrar = people["Coordinator 1"], people["Registrar 1"]
    opened = actions.open_review(
        body,
        occasion="complaints",
        scope="How quickly applications are acknowledged.",
        by=worker,
        at=moment(today, 60),
    )
    found = find(
        opened, worker, "acknowledgement", "Four of ten applications were acknowledged late.", moment(today, 58)
    )
    put(opened, worker, found, "Four of ten applications were acknowledged late. What do you say?", today, 57)
    answer(found.request, registrar, Category.AGREED, "We were short of staff and have hired.", moment(today, 30))
    actions.finalize_finding(opened, finding=found, by=worker, remark="Noted; see the plan.", at=moment(today, 25))
    sent = actions.notify_deficiency(
        opened,
        findings=[found],
        text="Acknowledge every application within the time of the Act, and tell us how.",
        due_on=today - dt.timedelta(4),
        authority=AUTHORITY,
        by=worker,
        at=moment(today, 24),
    )
    answer(sent.request, registrar, Category.CORRECTED, "A reply goes out by itself on receipt.", moment(today, 8))
    actions.add_step(
        opened, what="A monthly list of days to acknowledge", due_on=today + dt.timedelta(20), by=worker,
        at=moment(today, 7),
    )  # fmt: skip
    other = find(opened, worker, "records", "Records of refusals are kept for one year.", moment(today, 6))
    put(opened, worker, other, "Records of refusals are kept for one year. What do you say?", today, 5)


def find(opened: Review, worker: User, duty: str, statement: str, at: dt.datetime) -> DutyFinding:
    return actions.find(
        opened,
        provision=provision(duty, "LMA"),
        assessment="not_in_line",
        statement=statement,
        evidence="Dates on complaints of the last year (invented).",
        by=worker,
        at=at,
    )


def put(opened: Review, worker: User, found: DutyFinding, question: str, today: dt.date, ago: int) -> None:
    at = moment(today, ago, 11)
    until = comment_until(days.law_date(at)) or today
    actions.put_findings(
        opened, findings=[found], question=question, due_on=until, authority=AUTHORITY, by=worker, at=at
    )
    found.refresh_from_db()


def answer(request: Request | None, registrar: User, category: str, text: str, at: dt.datetime) -> None:
    assert request is not None  # noqa: S101 - it was put to the body
    asked = Request.objects.with_all().get(pk=request.pk)
    correspondence.answer(asked, category=category, text=text, by=registrar, at=at)
