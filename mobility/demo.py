"""Demo data, made through the actions: one person per role, some three hundred invented complaints at every stage.

Everything is invented; nothing says how any real body behaves. The same seed gives the same data.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import re
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from complaints import actions, codes, consent, letters
from complaints.actions.body import body_day
from complaints.choices import (
    SETTLED,
    ApplicationFact,
    ConsentScope,
    Direction,
    Finding,
    OfferedBy,
    OwnReview,
    Recipient,
    SaidBy,
    Source,
    Status,
    Sure,
)
from complaints.forms.requests import summary
from complaints.models import Complaint, Ground, Promise
from mobility import demo_advice, demo_committees, demo_disputes, demo_reports
from mobility.accounts.choices import ROLES, OfficeKind
from mobility.accounts.models import Office, OfficeContact, User
from mobility.casefiles import actions as files
from mobility.casefiles.choices import Channel, Priority
from mobility.correspondence import actions as correspondence
from mobility.correspondence.choices import Category
from mobility.correspondence.models import Request
from mobility.law import days
from mobility.law.models import Jurisdiction
from regulators.models import Occupation, RegulatoryBody

SEED = 2026
FILES = 300
STORIES = Path(__file__).resolve().parent.parent / "complaints" / "samples" / "sample_complaints.csv"

#: name, role, office (slug, or how to make one)
PEOPLE = [
    ("Coordinator 1", "coordinator", "unit"),
    ("Coordinator 2", "coordinator", "unit"),
    ("Senior 1", "senior coordinator", "unit"),
    ("Director 1", "director", "unit"),
    ("Registrar 1", "registrar", "body-clpna"),
    ("Registrar 2", "registrar", "body-apega"),
    ("Registrar 3", "registrar", "body-clpna"),
    ("Ministry 1", "partner", "ministry-health"),
    ("Partner 1", "partner", "jurisdiction-on"),
    ("Administrator 1", "administrator", "unit"),
    ("Auditor 1", "auditor", "unit"),
]
OFFICES = {
    "ministry-health": {"kind": OfficeKind.MINISTRY, "name_en": "Demo Ministry of Health", "jurisdiction_code": "AB"},
    "jurisdiction-on": {
        "kind": OfficeKind.JURISDICTION,
        "name_en": "Demo coordinator of Ontario",
        "short_name": "Ontario",
        "jurisdiction_code": "ON",
    },
}
REPLY = {
    "en": "Thank you for writing to us. I have read your complaint and will look at the dates you gave first.",
    "fr": "Merci de nous avoir écrit. J’ai lu votre plainte et je regarderai d’abord les dates que vous avez données.",
}
QUESTION = {
    "en": "On what day were you told that your application was complete, and how?",
    "fr": "Quel jour vous a-t-on dit que votre demande était complète, et comment?",
}
ANSWER = {
    "en": "By e-mail, the day after I sent the last paper. I can send you the message.",
    "fr": "Par courriel, le lendemain de l’envoi du dernier document. Je peux vous transmettre le message.",
}
ACCEPTED = {
    "en": "We have taken on your complaint and compare what happened with the rules.",
    "fr": "Nous avons pris en charge votre plainte et comparons les faits aux règles.",
}
BODY_QUESTION = "Please tell us when the application was complete, what is still missing, and when you will decide."
BODY_ANSWERS = {
    Category.REGISTERED: "The applicant was entered in the register last week.",
    Category.PROMISED: "The committee decides at its next meeting, and we write to the applicant the day after.",
    Category.MAINTAINED: "The applicant has to show recent practice, as everybody does.",
    Category.DUPLICATE: "We wrote to your office about this applicant in the spring.",
}
OFFER_FR = "Une décision dans les dix jours, sans l’examen supplémentaire."
LETTER = {
    "en": "We have finished our work on your complaint. This letter says what we found and why.",
    "fr": "Nous avons terminé l’examen de votre plainte. Cette lettre explique nos constats et nos raisons.",
}


def fill(say: Callable[[str], None] = lambda text: None, *, count: int = FILES) -> None:
    """Make people and files. The database carries the demo mark already (see the command)."""
    dice = random.Random(SEED)  # noqa: S311 - not for secrets
    people = make_people()
    stories = list(csv.DictReader(STORIES.open(encoding="utf-8", newline="")))
    today = days.today()
    opened = sorted((int(dice.triangular(0, 75, 8)) for _ in range(count)), reverse=True)
    grounds = {ground.slug: ground for ground in Ground.objects.all()}
    for number, ago in enumerate(opened, 1):
        story = stories[(number * 7) % len(stories)]
        make_file(dice, number, story, today - dt.timedelta(ago), people, grounds, today)
        if number % 50 == 0:
            say(f"{number} of {count} demo files")
    demo_reports.fill(people, today)
    demo_advice.fill(people, today)
    demo_disputes.make(people, today)
    demo_committees.fill(people, today)


def make_people() -> dict[str, User]:
    """One person per role, all with one password, written where `make run` prints them from."""
    password = secrets.token_urlsafe(9)
    hashed = make_password(password)
    people: dict[str, User] = {}
    for slug, values in OFFICES.items():
        Office.objects.get_or_create(slug=slug, defaults=values)
    for name, role, office in PEOPLE:
        email = name.lower().replace(" ", "") + "@demo.example.org"
        people[name] = User.objects.create(
            email=email,
            name=name,
            password=hashed,
            office=Office.objects.get(slug=office),
            capabilities=sorted(ROLES[role]),
            is_staff=role in ("administrator", "auditor"),
        )
    listed = [
        {
            "role": role if office == "unit" else f"{role}, {user.office.short}",
            "email": user.email,
            "password": password,
            "address": f"{settings.SITE_URL}/accounts/login/",
        }
        for (_name, role, office), user in zip(PEOPLE, people.values(), strict=True)
        if user.office is not None
    ]
    path = settings.BUILD_DIR / "demo.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"people": listed}, indent=2, ensure_ascii=False), encoding="utf-8")
    return people


def make_file(
    dice: random.Random,
    number: int,
    story: dict[str, str],
    received: dt.date,
    people: dict[str, User],
    grounds: dict[str, Ground],
    today: dt.date,
) -> Complaint:
    """File one story on a day and work on it for a while."""
    language = story["language"]
    body = RegulatoryBody.objects.filter(slug=story["regulator_slug"]).select_related("office").first()
    inbound = story["direction"] == Direction.INBOUND
    name = f"Sample Applicant {number:03d}" if language == "en" else f"Candidate Exemple {number:03d}"
    with_mail = dice.random() < 0.5
    filing = actions.Filing(
        narrative=re.sub(r"(Sample Applicant|Candidate? Exemple) \d+", name, story["narrative"]),
        direction=story["direction"],
        language=language,
        home=Jurisdiction.objects.get(pk=story["home_jurisdiction"]),
        receiving=Jurisdiction.objects.get(pk="AB" if inbound else dice.choice(["ON", "BC", "SK"])),
        body=body if inbound else None,
        body_text="" if inbound else "Regulatory body of the destination",
        home_body=None if inbound else body,
        occupation=Occupation.objects.get(slug=story["occupation_slug"]),
        grounds=[grounds[slug] for slug in story["issue_slugs"].split(";")],
        wanted=story["desired_outcome"],
        flags=[flag for flag in story["vulnerability_flags"].split(";") if flag] if dice.random() < 0.4 else [],
        dates=application_dates(dice, received) if inbound else {},
        person={
            "name": name,
            "email": f"applicant{number}@demo.example.org" if with_mail else "",
            "channels": [Channel.EMAIL] if with_mail else [Channel.PAGE],
        },
        speak_to_body=dice.choice(ConsentScope.values),
        notice_version="2026-11",
    )
    with transaction.atomic():
        complaint = actions.file(
            filing,
            source=Source.WEB,
            code_hash=codes.hashed(codes.new()),
            priority=dice.choice([Priority.HIGH, Priority.NORMAL, Priority.NORMAL, Priority.LOW]),
            at=moment(dice, received, 9),
        )
        work_on(dice, complaint, received, people, language, today)
    return complaint


def application_dates(dice: random.Random, received: dt.date) -> dict[str, dt.date]:
    """Plausible dates of an application made before the complaint; how far it got varies."""
    sent = received - dt.timedelta(dice.randint(20, 50))
    dates = {ApplicationFact.RECEIVED.value: sent}
    acknowledged = sent + dt.timedelta(dice.randint(1, 12))
    if dice.random() < 0.85 and acknowledged <= received:
        dates[ApplicationFact.ACKNOWLEDGED.value] = acknowledged
    complete = received - dt.timedelta(dice.randint(-2, 14))
    if dice.random() < 0.7 and complete <= received:
        dates[ApplicationFact.COMPLETE.value] = complete
        decided = complete + dt.timedelta(dice.randint(3, 12))
        if dice.random() < 0.35 and decided <= received:
            dates[ApplicationFact.DECIDED.value] = decided
    return dates


def moment(dice: random.Random, on: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(hour, dice.randint(0, 59)), tzinfo=days.ZONE)


def work_on(
    dice: random.Random, complaint: Complaint, received: dt.date, people: dict[str, User], language: str, today: dt.date
) -> None:
    """Take the file some way: screening, reply, question, acceptance, finding, closing; each on a later day, none in the future."""
    owner = people[dice.choice(["Coordinator 1", "Coordinator 2", "Senior 1"])]
    if complaint.file.is_restricted:
        owner = people["Senior 1"]
    old = (today - received).days > 12
    on = received + dt.timedelta(dice.randint(1, 6))
    if on >= today or (dice.random() < 0.08 and not old):
        return
    actions.screen(complaint, by=owner, at=moment(dice, on, 10))
    actions.reply(complaint, text=REPLY[language], by=owner, at=moment(dice, on, 11))
    if complaint.in_danger and (old or dice.random() < 0.5):
        actions.act_on_danger(
            complaint, what="Called back the same day on the safe number.", by=owner, at=moment(dice, on, 12)
        )
    if dice.random() < 0.35:
        on += dt.timedelta(dice.randint(1, 4))
        if on >= today:
            return
        actions.ask(complaint, question=QUESTION[language], by=owner, at=moment(dice, on, 10))
        on += dt.timedelta(dice.randint(1, 9))
        if on >= today or dice.random() < (0.05 if old else 0.3):
            return
        actions.answer(complaint, text=ANSWER[language], at=moment(dice, on, 20))
    on += dt.timedelta(dice.randint(1, 5))
    if on >= today or dice.random() < 0.04:
        return
    if dice.random() < 0.08:
        turn_away(dice, complaint, owner, on)
        return
    actions.accept(complaint, text=ACCEPTED[language], by=owner, at=moment(dice, on, 14))
    task = files.add_task(
        complaint.file,
        what="Look at the published requirements of the body",
        by=owner,
        due_on=on + dt.timedelta(dice.randint(8, 20)),
        at=moment(dice, on, 15),
    )
    done = on + dt.timedelta(dice.randint(2, 8))
    if done < today and dice.random() < 0.9:
        files.complete_task(task, by=owner, at=moment(dice, done, 15))
    if dice.random() < 0.75:
        decide(dice, complaint, owner, on)
    if dice.random() < 0.6:
        on = put_to_body(dice, complaint, owner, on + dt.timedelta(dice.randint(1, 6)), today)
        if complaint.file.status != Status.ACCEPTED:
            return
    elif dice.random() < 0.4:
        settle_on(dice, complaint, owner, on + dt.timedelta(3), today)
    on += dt.timedelta(dice.randint(4, 30))
    if on >= today or dice.random() < 0.15:
        return
    decide(dice, complaint, owner, on)
    conclude(dice, complaint, owner, on, language, today)


def turn_away(dice: random.Random, complaint: Complaint, owner: User, on: dt.date) -> None:
    """Not for us: declined, or referred to another office."""
    at = moment(dice, on, 14)
    if dice.random() < 0.5:
        complaint.scope_doubt = "wages"
        actions.decline(complaint, doubt="wages", letter=letters.declining(complaint, owner), by=owner, at=at)
    else:
        actions.refer(complaint, to="Demo office", letter=letters.referring(complaint, owner), by=owner, at=at)


def settle_on(dice: random.Random, complaint: Complaint, owner: User, on: dt.date, today: dt.date) -> None:
    """A proposal, a question to the Director or a mark for dispute, each on some files."""
    if on >= today:
        return
    at = moment(dice, on, 13)
    chance = dice.random()
    if chance < 0.5:
        offer = "A decision within ten days, without the further exam." if complaint.language == "en" else OFFER_FR
        actions.propose(complaint, offered_by=OfferedBy.BODY, what=offer, by=owner, at=at)
        return
    if chance < 0.8:
        actions.note_own_review(
            complaint, state=OwnReview.DECIDED, on=on, said_by=SaidBy.WORKER, sure=Sure.TOLD, by=owner, at=at
        )
        actions.mark_for_dispute(complaint, reason="The same requirement in several files.", by=owner, at=at)
    actions.escalate(
        complaint,
        question="Do we raise this requirement with the ministry now?",
        options="Now\nAfter the annual report\nNot at all",
        recommendation="Now: it keeps coming back.",
        by=owner,
        at=at,
    )


def conclude(
    dice: random.Random, complaint: Complaint, owner: User, on: dt.date, language: str, today: dt.date
) -> None:
    """A finding, the body's comment on it, the outcome; closed once the worker's time to object is over."""
    ground = complaint.grounds.select_related("ground").first()
    if ground is not None:
        finding = dice.choice([Finding.FOUNDED, Finding.NOT_FOUNDED])
        actions.find(
            complaint,
            ground=ground,
            finding=finding,
            reasoning="Invented for the demonstration.",
            by=owner,
            at=moment(dice, on, 9),
        )
        if finding == Finding.FOUNDED:
            on += dt.timedelta(dice.randint(2, 9))
            if on >= today:
                return
            actions.comment(
                complaint,
                ground=ground,
                text="We have taken note. (Invented for the demonstration.)",
                on=on,
                by=owner,
                at=moment(dice, on, 11),
            )
    actions.conclude(
        complaint, outcome=dice.choice(list(SETTLED)), letter=LETTER[language], by=owner, at=moment(dice, on, 16)
    )
    last_day = actions.last_day_to_object(complaint)
    if last_day is not None and last_day < today:
        actions.close(complaint, by=None, at=moment(dice, last_day + dt.timedelta(1), 9))


def put_to_body(dice: random.Random, complaint: Complaint, owner: User, on: dt.date, today: dt.date) -> dt.date:
    """Ask the body where the worker allows it; it answers in time, late or not yet, and now and then promises something."""
    may = consent.in_force(complaint.file, Recipient.BODY)
    if on >= today or complaint.body is None or not consent.allows(may):
        return on
    OfficeContact.objects.get_or_create(
        office=complaint.body.office, email=f"registrar@{complaint.body.slug}.demo.example.org"
    )
    actions.ask_body(
        complaint,
        question=BODY_QUESTION,
        summary=summary(complaint),
        due_on=body_day(on) or on,
        by=owner,
        at=moment(dice, on, 11),
    )
    request = Request.objects.with_all().get(file=complaint.file)
    answered = on + dt.timedelta(dice.randint(4, 16))
    if answered >= today or dice.random() < 0.25:
        return on
    category = dice.choice(list(BODY_ANSWERS))
    promised = answered + dt.timedelta(dice.randint(5, 20)) if category == Category.PROMISED else None
    correspondence.answer(
        request,
        category=category,
        text=BODY_ANSWERS[category],
        provision="Health Professions Act, section 28" if category == Category.MAINTAINED else "",
        due_on=promised,
        name="Registrar of the demonstration",
        by=request.participant,
        at=moment(dice, answered, 15),
    )
    complaint.refresh_from_db()
    complaint.file.refresh_from_db()
    made = Promise.objects.filter(complaint=complaint).first()
    if made is not None and made.due_on < today:
        asked = made.due_on + dt.timedelta(1)
        actions.ask_about_promise(made, at=moment(dice, asked, 8))
        if asked < today and dice.random() < 0.7:
            kept = dice.random() < 0.6
            words = "" if kept else "I have heard nothing."
            actions.answer_promise(made, kept=kept, words=words, at=moment(dice, asked, 19))
    return answered


def decide(dice: random.Random, complaint: Complaint, owner: User, on: dt.date) -> None:
    """The body's later dates become known, from a document of the worker: what it owed is done."""
    if complaint.direction != Direction.INBOUND:
        return
    known = set(complaint.dates.filter(holds=True).values_list("fact", flat=True))
    for fact, chance in (
        (ApplicationFact.ACKNOWLEDGED, 1.0),
        (ApplicationFact.DECIDED, 0.7),
        (ApplicationFact.NOTIFIED, 0.6),
    ):
        if fact.value not in known and dice.random() < chance:
            actions.correct_date(
                complaint,
                fact=fact.value,
                on=on,
                said_by=SaidBy.DOCUMENT,
                reason="The worker sent the letter.",
                by=owner,
                at=moment(dice, on, 16),
            )
