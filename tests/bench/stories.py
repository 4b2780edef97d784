"""What happened in each file of the bench: the same for the same number, whoever asks. Only words and days, no rows.

`perform` does a story through the actions; `seed` writes the rows that would have been left by them.
"""

from __future__ import annotations

import base64
import datetime as dt
import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import accumulate

from complaints import actions, codes
from complaints.actions import Filing
from complaints.choices import SETTLED, ConsentScope, Direction, Flag, Source, Status
from complaints.models import Complaint, Ground
from mobility.accounts.choices import ROLES
from mobility.accounts.models import Office, User
from mobility.casefiles import actions as files
from mobility.casefiles.choices import Channel, Priority
from mobility.law.days import ZONE, law_date
from mobility.law.models import Jurisdiction
from regulators.models import Occupation, RegulatoryBody

#: Nothing happens after this moment; the list is read as on this day.
LAST = dt.datetime(2026, 11, 20, 16, tzinfo=ZONE)
BEGINNING = dt.datetime(2021, 1, 4, 9, tzinfo=ZONE)  # calendars of other provinces are written out from 2020
RECENT = dt.datetime(2026, 3, 1, 9, tzinfo=ZONE)
#: So much of the files came in since RECENT, and so much of those is open; of the older ones hardly any.
RECENT_SHARE, RECENT_OPEN, OLD_OPEN = 0.30, 0.62, 0.02

COORDINATORS, SENIORS = 12, 2
DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)
NOTICE = "2026-11"

#: Words to search for, and in how many files of a hundred they stand.
COMMON, ONE_PERCENT, RARE = "certificate", "telehealth", "narwhal"
RARE_EVERY = 5000


# ---- who and what there is ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Book:
    """Whom and what the stories name, read once."""

    users: list[User]
    bodies: list[RegulatoryBody]
    occupations: dict[int, list[Occupation]]
    grounds: dict[str, list[Ground]]
    places: dict[str, Jurisdiction]

    @property
    def coordinators(self) -> list[User]:
        return self.users[:COORDINATORS]

    @property
    def seniors(self) -> list[User]:
        return self.users[COORDINATORS:]

    @property
    def rare_body(self) -> RegulatoryBody:
        return self.bodies[-1]


def make_people() -> None:
    """The unit of the bench. Signing in is for the sessions the bench makes itself: nobody has a password."""
    unit = Office.objects.get(slug="unit")
    for number in range(COORDINATORS + SENIORS):
        senior = number >= COORDINATORS
        User.objects.get_or_create(
            email=f"bench-{number:02d}@example.org",
            defaults={
                "name": f"{FIRST[number]} {FAMILY[number]}",
                "office": unit,
                "capabilities": sorted(ROLES["senior coordinator" if senior else "coordinator"]),
                "password": "!",
            },
        )


def read_book() -> Book:
    occupations: dict[int, list[Occupation]] = {}
    for occupation in Occupation.objects.select_related("body__office").order_by("pk"):
        occupations.setdefault(occupation.body_id, []).append(occupation)
    grounds: dict[str, list[Ground]] = {"inbound": [], "outbound": []}
    for ground in Ground.objects.order_by("position"):
        for direction in grounds if ground.direction not in grounds else [ground.direction]:
            grounds[direction].append(ground)
    bodies = RegulatoryBody.objects.filter(occupations__isnull=False).distinct()
    return Book(
        users=list(User.objects.filter(email__startswith="bench-").order_by("email")),
        bodies=list(bodies.select_related("office").order_by("slug")),
        occupations=occupations,
        grounds=grounds,
        places={place.code: place for place in Jurisdiction.objects.all()},
    )


# ---- one story ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One verb, when, and what it says."""

    verb: str
    at: dt.datetime
    text: str = ""


@dataclass(frozen=True)
class Story:
    """One complaint from its filing to where it stands."""

    number: int
    at: dt.datetime
    filing: Filing
    priority: int
    code: str
    by: User
    status: str
    outcome: str = ""
    steps: list[Step] = field(default_factory=list)


def opened_at(number: int, total: int) -> dt.datetime:
    """When a file was opened: later for a higher number, closer together in recent times."""
    share = number / total
    if share < 1 - RECENT_SHARE:
        return BEGINNING + (RECENT - BEGINNING) * (share / (1 - RECENT_SHARE))
    return RECENT + (LAST - DAY - RECENT) * ((share - 1 + RECENT_SHARE) / RECENT_SHARE)


def first_of_years(total: int) -> dict[int, int]:
    """The number of the first file of each year: references count from there."""
    numbers = range(total)
    return {
        year: bisect_left(numbers, year, key=lambda n: law_date(opened_at(n, total)).year)
        for year in range(BEGINNING.year, LAST.year + 1)
    }


def tell(number: int, total: int, book: Book) -> Story:
    """The story of this number in a bench of so many."""
    dice = random.Random(number)
    at = opened_at(number, total)
    inbound = dice.random() < 0.8
    body = pick(dice, book.bodies, skew(len(book.bodies)))
    occupation = dice.choice(book.occupations[body.pk])
    away = book.places[pick(dice, PLACES, PLACE_WEIGHTS)]
    french = dice.random() < 0.12
    grounds = sorted(
        {dice.choice(book.grounds["inbound" if inbound else "outbound"]) for _ in range(dice.choice((1, 1, 1, 2, 3)))},
        key=lambda ground: ground.position,
    )
    danger = dice.random() < 0.004
    flags = [Flag.THREATS.value] if danger else dice.sample(FLAGS, dice.choice((0, 0, 0, 1, 2)))
    filing = Filing(
        narrative=narrative(dice, number, french),
        direction=Direction.INBOUND.value if inbound else Direction.OUTBOUND.value,
        language="fr" if french else "en",
        home=away if inbound else book.places["AB"],
        receiving=book.places["AB"] if inbound else away,
        body=body if inbound else None,
        body_text="" if inbound else f"College of {occupation.title_en} of {away.code}"[:200],
        home_body=None if inbound else body,
        occupation=occupation,
        grounds=grounds,
        answers={"asked_for": dice.choice(SENTENCES)} if dice.random() < 0.3 else {},
        wanted=dice.choice(WANTED),
        urgent="My offer of employment lapses at the end of the month." if dice.random() < 0.1 else "",
        flags=flags,
        dates=dates(dice, law_date(at)),
        referred_by="the employer" if dice.random() < 0.05 else "",
        scope_doubt="trade_inbound" if dice.random() < 0.03 else "",
        person=person(dice, french),
        speak_to_body=pick(dice, SCOPES, (5, 3, 2)),
        speak_to_home=dice.random() < 0.1,
        notice_version=NOTICE,
    )
    story = Story(
        number=number,
        at=at,
        filing=filing,
        priority=Priority.URGENT.value if danger else pick(dice, PRIORITIES, (5, 15, 70, 10)),
        code=codes.shown(base64.b32encode(dice.randbytes(codes.BYTES)).decode()),
        by=dice.choice(book.seniors) if danger else pick(dice, book.coordinators, skew(COORDINATORS)),
        status=Status.RECEIVED.value,
    )
    return follow(story, dice)


#: Longer than the time to object, wherever it ends: a file is closed after it.
OBJECTION_DAYS = DAY * 22


def follow(story: Story, dice: random.Random) -> Story:
    """What was done after the filing, as far as there was time for it."""
    left = LAST - story.at
    is_open = dice.random() < (RECENT_OPEN if story.at >= RECENT else OLD_OPEN)
    if is_open:
        status = pick(dice, OPEN, (30, 25, 12, 33)) if story.at >= RECENT else Status.ACCEPTED.value
    else:
        status = Status.WITHDRAWN.value if dice.random() < 0.08 else Status.CLOSED.value
    days = accumulate((dice.uniform(0.1, 4), dice.uniform(0.1, 3), dice.uniform(0.2, 6), dice.uniform(5, 100)))
    screened, replied, decided, closed = (story.at + DAY * day for day in days)
    if left < DAY * 16:  # no time for more
        status = Status.RECEIVED.value
    closed = min(closed, LAST - MINUTE * dice.randrange(5000))
    steps = []
    if status != Status.RECEIVED and not (status == Status.WITHDRAWN and dice.random() < 0.5):
        steps.append(Step("screen", screened))
        if dice.random() < 0.5:
            steps.append(Step("reply", replied, dice.choice(SENTENCES)))
        if dice.random() < 0.2:
            steps.append(Step("note", replied + MINUTE, dice.choice(SENTENCES)))
    if status == Status.NEEDS_INFORMATION:
        steps.append(Step("ask", decided, "On which day did the body receive your application?"))
    if status in (Status.ACCEPTED, Status.CLOSED):
        steps.append(Step("accept", decided, dice.choice(SENTENCES)))
    if steps and status in OPEN and dice.random() < 0.1:
        steps.append(Step("task", decided + MINUTE, "Call the body back"))
    outcome = ""
    if status == Status.CLOSED:
        outcome = pick(dice, OUTCOMES, skew(len(OUTCOMES)))
        concluded = decided + (closed - decided) * 0.1
        if closed - concluded < OBJECTION_DAYS:
            concluded, closed = decided + MINUTE * 5, max(closed, decided + OBJECTION_DAYS + DAY)
        steps.append(Step("conclude", concluded, " ".join(dice.choices(SENTENCES, k=4))))
        steps.append(Step("close", closed))
    if status == Status.WITHDRAWN:
        steps.append(Step("withdraw", closed, "I found other work."))
    return replace(story, status=status, outcome=outcome, steps=steps)


def perform(story: Story) -> Complaint:
    """The same through the actions."""
    complaint = actions.file(
        story.filing, source=Source.WEB, code_hash=codes.hashed(story.code), priority=story.priority, at=story.at
    )
    for step in story.steps:
        how = {"by": story.by, "at": step.at}
        match step.verb:
            case "screen":
                actions.screen(complaint, **how)
            case "reply":
                actions.reply(complaint, text=step.text, **how)
            case "note":
                files.note(complaint.file, text=step.text, **how)
            case "ask":
                actions.ask(complaint, question=step.text, **how)
            case "accept":
                actions.accept(complaint, text=step.text, **how)
            case "task":
                files.add_task(complaint.file, what=step.text, due_on=task_due(step), **how)
            case "conclude":
                actions.conclude(complaint, outcome=story.outcome, letter=step.text, **how)
            case "close":
                actions.close(complaint, **how)
            case "withdraw":
                actions.withdraw(complaint, reason=step.text, at=step.at)
    return complaint


def task_due(step: Step) -> dt.date:
    return law_date(step.at) + dt.timedelta(days=5)


def dates(dice: random.Random, on: dt.date) -> dict[str, dt.date]:
    """What the worker says about the application; each later one needs the one before it."""
    if dice.random() < 0.15:
        return {}
    received = on - dt.timedelta(days=dice.randrange(15, 200))
    given = {"application_received": received}
    if dice.random() < 0.45:
        given["acknowledgement_sent"] = received + dt.timedelta(days=dice.randrange(1, 15))
    if dice.random() < 0.4:
        given["application_complete"] = received + dt.timedelta(days=dice.randrange(0, 12))
        if dice.random() < 0.6:
            given["decision_made"] = given["application_complete"] + dt.timedelta(
                days=dice.randrange(0, (on - given["application_complete"]).days)
            )
    return given


def person(dice: random.Random, french: bool) -> dict[str, object]:
    """The worker, who only looks at the page. One in fifty is one of sixty who write often."""
    if dice.random() < 0.02:
        dice = random.Random(f"often {dice.randrange(60)}")
    name = f"{dice.choice(FIRST)} {dice.choice(FAMILY)}{dice.choice(ENDINGS)}"
    return {
        "name": name,
        "email": f"{name.replace(' ', '.').lower()}@example.net",
        "phone": f"780-555-{dice.randrange(10000):04d}",
        "language": "fr" if french else "en",
        "channels": [Channel.PAGE.value],
    }


def narrative(dice: random.Random, number: int, french: bool) -> str:
    """Some 1,700 characters: sentences everybody writes, a few words hardly anybody does."""
    said = dice.choices(FRENCH if french else SENTENCES, k=15)
    said[3] += f" They named {dice.choice(ODD)} and {dice.choice(ODD)}."
    if dice.random() < 0.7:
        said[5] = f"I hold a {COMMON} that is valid."
    if number % 100 == 37:
        said[7] = f"My employer offers {ONE_PERCENT} from another province."
    if number % RARE_EVERY == 41:
        said[9] = f"The letter speaks of a {RARE}, which nobody explains."
    return " ".join(said[:8]) + "\n\n" + " ".join(said[8:])


def pick(dice: random.Random, among: Sequence, weights: Sequence[float]):
    return dice.choices(among, weights)[0]


@cache
def skew(count: int) -> tuple[float, ...]:
    """Weights as they are found in life: the first has most, the last hardly any."""
    return tuple(1 / (place + 1) ** 1.4 for place in range(count))


def words(text: str) -> list[str]:
    return text.split()


# ---- words --------------------------------------------------------------------------------------------

OPEN = [
    status.value for status in (Status.RECEIVED, Status.SCREENING, Status.NEEDS_INFORMATION, Status.ACCEPTED)
]  # fmt: skip
PRIORITIES = [priority.value for priority in Priority]
OUTCOMES = [outcome.value for outcome in SETTLED]
SCOPES = [scope.value for scope in ConsentScope]
FLAGS = [Flag.LOSS_OF_EMPLOYMENT.value, Flag.FINANCIAL_HARDSHIP.value, Flag.CAREGIVER.value, Flag.HEALTH.value]
PLACES = ["ON", "BC", "SK", "MB", "QC", "NS", "NB", "NL", "PE", "YT", "NT", "NU"]
PLACE_WEIGHTS = (35, 25, 12, 8, 8, 4, 3, 2, 1, 1, 0.6, 0.4)
FIRST = words("""
Amelia Bashir Chantal Dmitri Esther Farid Geneviève Hiroshi Ingrid Jamal Katarzyna Lucien Mireille Naveen Oksana
Priya Quentin Rosalind Soraya Thaddeus Ursula Viktor Winona Xiomara Yusuf Zofia Anaïs Benoît Colette Desmond Eleni
Fiona Gurpreet Hannelore Ibrahim Josephine Kwame Ludmila Marguerite Nikolai Ophelia Percival Renée Siobhan Tenzin
Valérie
""")
FAMILY = words("""
Abernathy Bouchard Castellanos Dhaliwal Eriksen Fitzgerald Gauthier Haddad Ivanova Jablonski Kowalchuk Lachance
Mukherjee Nakamura Okonkwo Pelletier Quesnel Rasmussen Stavropoulos Tremblay Underhill Villeneuve Wojciechowski
Xenakis Yellowbird Zimmerman Archambault Blackwater Cardinal Delacroix Ferreira Grandbois Hernandez Jørgensen
Kalinowski Lefebvre MacKinnon Ndiaye Olszewski Papadopoulos Rodriguez Schneider Thibodeau Vandenberg Whitford
""")
ENDINGS = ["", "", "", "", "-Adair", "-Beaulieu", "-Chen", "-Dufour", "-Emery", "-Fox", "-Guay", "-Hill"]
WANTED = [
    "A decision on my application, with reasons.",
    "Recognition of what I already hold.",
    "That the extra examination is withdrawn.",
    "An answer, any answer, in writing.",
]


def _sentences(openings: str, middles: str, ends: str) -> list[str]:
    parts = [[line.strip() for line in block.strip().splitlines()] for block in (openings, middles, ends)]
    return [f"{a} {b} {c}." for a in parts[0] for b in parts[1] for c in parts[2]]


SENTENCES = _sentences(
    """I sent my application
    The registrar wrote to me
    I telephoned the office
    My employer asked them
    I paid the fee again
    They opened my account
    The website told me
    A clerk promised me
    My former college confirmed
    I asked for the reasons
    They returned my papers
    The committee met""",
    """after the second month of waiting
    about the transcript from my university
    and was told to write another examination
    because the form had changed in the spring
    without naming any section of the Act
    on the day my contract was to begin
    with every document they had listed
    although I have practised for eleven years
    since the assessment was not in their file
    and asked for supervised hours once more""",
    """but nobody has answered until today
    and I lost the position I was offered
    so that I could not register in time
    which they had never mentioned before
    and the fee was not given back
    while my savings were running out
    as the policy on their page says
    and my family had already moved here""",
)
FRENCH = _sentences(
    """J'ai envoyé ma demande
    Le registraire m'a écrit
    J'ai téléphoné au bureau
    Mon employeur leur a demandé
    J'ai payé les frais une deuxième fois
    Le comité s'est réuni""",
    """après deux mois d'attente
    au sujet de mon relevé de notes
    et on m'a demandé un autre examen
    sans nommer aucun article de la loi
    avec tous les documents exigés
    alors que j'exerce depuis onze ans""",
    """mais personne n'a répondu jusqu'à ce jour
    et j'ai perdu le poste qu'on m'offrait
    ce qu'ils n'avaient jamais mentionné
    et les frais ne m'ont pas été remboursés
    pendant que ma famille était déjà ici""",
)


def _odd_words(count: int) -> list[str]:
    dice = random.Random("odd words")
    syllables = words("bra dol fen gur hax jil kop lum mez nor pex qua rin sut tov vax wem yal zor chi")
    return sorted({"".join(dice.choices(syllables, k=dice.randrange(3, 5))) for _ in range(count)})


ODD = _odd_words(20000)
