"""Writes the files of the bench by COPY: the only place that makes case data without the actions.

    fill(url_of_superuser, rows)

Each `Written` replays one story as the actions would have done it and hands out the rows; `test_seed.py` makes some
stories both ways and compares every column, event and clock. Rows are loaded past triggers and indexes, which are put
back afterwards; constraints that PostgreSQL checks itself (a hash is true, a value is there) hold here too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import psycopg

from complaints import actions, codes
from complaints.actions.outcomes import OBJECTION
from complaints.choices import DANGER_FLAGS, SETTLED, EventKind, Outcome, Recipient, SaidBy, Source, Status, Verb
from complaints.workflow import TABLE
from mobility.accounts.choices import Capability
from mobility.casefiles import choices
from mobility.casefiles.choices import NOTHING_DUE, Actor, Channel, Flow, Kind, RetentionClass, Role, Sensitivity, Side
from mobility.casefiles.clocks import counted_from
from mobility.casefiles.history import plain
from mobility.casefiles.primitives import SERIES
from mobility.casefiles.verifier import HEAD_FORMAT, chain_hash
from mobility.law import rules
from mobility.law.counting import Rule
from mobility.law.days import law_date
from tests.bench import stories, vectors
from tests.bench.stories import Book, Step, Story

FileKind = choices.EventKind
CHUNK = 2500

#: Every table that is written and its columns, in the order of the rows below.
COLUMNS = {
    "casefiles_casefile": """id reference kind title status owner_id priority opened_at closed_at next_due_on next_due_by
        next_due_what sensitivity version last_seq last_hash retention_class retention_from held_at held_by_id hold_reason
        classification""",
    "casefiles_person": """id name email phone post language channels "when" not_before not_after may_leave_voicemail needs
        erased_at""",
    "casefiles_participant": "id file_id office_id person_id role side from_at until_at",
    "casefiles_named": "id file_id user_id by_id reason since until",
    "casefiles_event": """id file_id seq kind at actor_user_id actor_participant_id audience side head prev hash""",
    "casefiles_eventfacts": "event_id facts salt",
    "casefiles_consent": "id file_id person_id scope recipient notice_version given_at withdrawn_at",
    "casefiles_clock": """id file_id rule basis owed_by owed_by_office_id owed_by_user_id sense started_on why due_on
        paused_on stopped_on stopped_why confidence shown_to explanation""",
    "casefiles_clockpause": "id clock_id reason from_on until_on",
    "casefiles_message": """id file_id audience side flow text language channel at by_id by_participant_id is_question
        answered_at""",
    "casefiles_task": """id file_id audience side what owed_by owed_by_office_id owed_by_user_id due_on added_at stopped_on
        done_by_id""",
    "complaints_complaint": """file_id direction home_id receiving_id occupation_id occupation_text body_id body_text
        home_body_id complainant_id narrative wanted urgent answers language flags in_danger scope_doubt for_somebody_else
        authority authority_text referred_by received_on source import_key notice_version code_hash asked_from outcome ground_slugs
        referred_to passed_on merged_into_id for_dispute dispute_reason reference
        opened_at is_open is_restricted status owner_id priority due_sort due_by due_what""",
    "complaints_complaintground": """id complaint_id ground_id finding reasoning found_by_id found_at comment_by comment
        commented_on request_id""",
    "complaints_applicationdate": 'id complaint_id fact "on" said_by holds at by_id reason',
}
#: What a file is found by; the last column comes as text and is made a vector by `vectors`.
TEXTS = "file_id is_open names words"
#: Of all files at the end: each word once, as if one file had been written after the other.
NAME_WORDS = """
INSERT INTO casefiles_nameword (word) SELECT DISTINCT w FROM casefiles_filetext, casefiles_name_words(names) w
"""
#: The largest first, so that no processor waits for the other at the end.
VACUUM = """
SELECT format('VACUUM ANALYZE %I', relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
 ORDER BY pg_relation_size(oid) DESC
"""
Rows = dict[str, list[str]]
#: What a file is found by, in words: its number, whether it is open, the names, all texts.
Text = tuple[int, bool, str, str]


# ---- one file -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Running:
    """One clock as it stands."""

    rule: Rule
    why: str
    office: int | None
    user: int | None
    started_on: dt.date
    due_on: dt.date | None
    explanation: str
    paused_on: dt.date | None = None
    stopped_on: dt.date | None = None
    stopped_why: str = ""
    pauses: list[tuple[str, dt.date]] = field(default_factory=list)

    def stop(self, on: dt.date, why: str) -> None:
        if self.paused_on is not None:
            raise NotImplementedError("no story closes a file while it waits for the worker")
        self.stopped_on, self.stopped_why = on, why


class Written:
    """One story, replayed without the database. Numbers of rows come from the number of the file."""

    def __init__(self, story: Story, reference: str, book: Book, out: Rows, texts: list[Text]) -> None:
        self.story, self.reference, self.book, self.out, self.texts = story, reference, book, out, texts
        self.pk = story.number + 1
        self.at = Ready(moment_of(story.at))
        self.filing = story.filing
        self.packs = tuple(
            ["unit-standards", "ab-lma" if self.filing.receiving.pk == "AB" else "other-jurisdictions"]  # type: ignore[union-attr]
        )
        self.office = self.filing.body.office_id if self.filing.body else None
        self.status: str = Status.RECEIVED.value
        self.owner: int | None = None
        self.closed_at: dt.datetime | None = None
        self.asked_from = self.outcome = ""
        self.danger = self.filing.in_danger or bool(DANGER_FLAGS & set(self.filing.flags))
        self.version = self.seq = self.messages = self.consents = self.tasks = 0
        self.tip = ""
        self.due: list[tuple[dt.date, str, str]] = []
        self.clocks: list[Running] = []
        self.file()
        for step in story.steps:
            getattr(self, step.verb)(step)
            self.version += 1
        self.finish()

    # ---- the verbs, as in complaints.actions

    def file(self) -> None:
        filing, at = self.filing, self.story.at
        on = law_date(at)
        person = filing.person
        self.put("casefiles_person", self.pk, person["name"], person["email"], person["phone"], "", person["language"],
                 person["channels"], "", None, None, False, "", None)  # fmt: skip
        self.put(
            "casefiles_participant",
            self.pk,
            self.pk,
            None,
            self.pk,
            Role.COMPLAINANT.value,
            Side.NONE.value,
            self.at,
            None,
        )
        slugs = [ground.slug for ground in filing.grounds]
        for place, ground in enumerate(filing.grounds):
            self.put(
                "complaints_complaintground",
                self.pk * 8 + place,
                self.pk,
                ground.pk,
                "not_determined",
                "",
                None,
                None,
                None,
                "",
                None,
                None,
            )
        facts = {"source": "web", "direction": filing.direction, "grounds": slugs, "notice": filing.notice_version}
        self.record(EventKind.FILED, at, facts, worker=True)
        self.consent(filing.speak_to_body, Recipient.BODY)
        if filing.speak_to_home:
            self.consent("with_name", Recipient.HOME)
        self.happened("complaint_received", on)
        for place, (fact, day) in enumerate(filing.dates.items()):
            self.put("complaints_applicationdate", self.pk * 8 + place, self.pk, fact, day, SaidBy.WORKER.value, True, self.at,
                     None, "")  # fmt: skip
            said = {"fact": fact, "on": day, "said_by": SaidBy.WORKER.value, "reason": ""}
            self.record(EventKind.DATE_SET, at, said, worker=True)
        self.run_application()
        if self.danger:
            self.raise_danger(at)
        self.version += 1

    def raise_danger(self, at: dt.datetime) -> None:
        self.happened("danger_flag_raised", law_date(at))
        self.record(EventKind.DANGER_RAISED, at, {"flags": list(self.filing.flags)})
        named = [user.pk for user in self.book.users if user.can(Capability.REVIEW) and user.can(Capability.ASSIGN)]
        for place, user in enumerate(named):
            self.put("casefiles_named", self.pk * 8 + place, self.pk, user, None, "danger flag", at, None)
        self.record(FileKind.RESTRICTED, at, {"named": sorted(named), "reason": "danger flag"})

    def screen(self, step: Step) -> None:
        self.status = TABLE.next(self.status, Verb.SCREEN)
        self.owner = self.story.by.pk
        for clock in self.clocks:
            if clock.rule.owed_by == Actor.UNIT and clock.stopped_on is None:
                clock.user = self.owner
        facts = {"from": None, "to": self.owner, "reason": ""}
        self.record(FileKind.ASSIGNED, step.at, facts, by=self.owner)
        self.record(EventKind.SCREENED, step.at, by=self.owner, shown=True)

    def reply(self, step: Step) -> None:
        self.say(step)
        self.record(EventKind.REPLIED, step.at, by=self.owner, shown=True)
        self.first_reply(law_date(step.at))

    def note(self, step: Step) -> None:
        self.record(FileKind.NOTED, step.at, {"text": step.text}, by=self.owner)

    def ask(self, step: Step) -> None:
        self.asked_from, self.status = self.status, TABLE.next(self.status, Verb.ASK)
        self.say(step, question=True)
        on = law_date(step.at)
        self.first_reply(on)
        self.happened("worker_asked", on)
        self.record(EventKind.ASKED, step.at, by=self.owner, shown=True)

    def accept(self, step: Step) -> None:
        self.status = TABLE.next(self.status, Verb.ACCEPT)
        self.say(step)
        on = law_date(step.at)
        self.first_reply(on)
        self.happened("accept_or_decline_sent", on)
        self.happened("case_accepted", on)
        self.record(EventKind.ACCEPTED, step.at, by=self.owner, shown=True)

    def task(self, step: Step) -> None:
        due_on = stories.task_due(step)
        number = self.pk * 8 + self.tasks
        self.tasks += 1
        self.put("casefiles_task", number, self.pk, [], Side.NONE.value, step.text, Actor.UNIT.value, None, self.owner, due_on,
                 step.at, None, None)  # fmt: skip
        self.due.append((due_on, Actor.UNIT.value, "task"))
        self.record(FileKind.TASK_ADDED, step.at, {"task": number, "what": step.text, "due_on": due_on}, by=self.owner)

    def conclude(self, step: Step) -> None:
        settled = SETTLED[Outcome(self.story.outcome)]
        self.status = (Status.RESOLVED if settled else Status.NOT_RESOLVED).value
        self.outcome = self.story.outcome
        self.end_clocks(law_date(step.at), "outcome_reached", "closing_letter_sent")
        self.say(step)
        window = next((clock for clock in self.clocks if clock.rule.id == OBJECTION), None)  # not in force before 2026
        facts = {"outcome": self.outcome, "object_by": window.due_on if window else None}
        self.record(EventKind.CONCLUDED, step.at, facts, by=self.owner, shown=True)

    def close(self, step: Step) -> None:
        self.status, self.closed_at = TABLE.next(self.status, Verb.CLOSE), step.at
        for clock in self.clocks:
            if clock.rule.id == OBJECTION and clock.stopped_on is None:
                clock.stop(law_date(step.at), "file_closed")
        self.end_clocks(law_date(step.at), "file_closed")
        facts = {"outcome": self.outcome, "by_sweep": False}
        self.record(EventKind.CLOSED, step.at, facts, by=self.owner, shown=True)

    def withdraw(self, step: Step) -> None:
        self.status, self.closed_at = TABLE.next(self.status, Verb.WITHDRAW), step.at
        self.outcome = Outcome.WITHDRAWN.value
        self.end_clocks(law_date(step.at), "file_closed")
        self.record(EventKind.WITHDRAWN, step.at, {"reason": step.text}, worker=True)

    # ---- what they are made of

    def consent(self, scope: str, recipient: Recipient) -> None:
        notice, at = self.filing.notice_version, self.story.at
        self.put(
            "casefiles_consent",
            self.pk * 4 + self.consents,
            self.pk,
            self.pk,
            scope,
            recipient.value,
            notice,
            self.at,
            None,
        )
        self.consents += 1
        facts = {"scope": scope, "recipient": recipient.value, "notice": notice}
        self.record(FileKind.CONSENTED, at, facts, worker=True)

    def say(self, step: Step, question: bool = False) -> None:
        number = self.pk * 16 + self.messages
        self.messages += 1
        self.put("casefiles_message", number, self.pk, [self.pk], Side.NONE.value, Flow.OUT.value, step.text,
                 self.filing.language, Channel.PAGE.value, step.at, self.owner, None, question, None)  # fmt: skip
        facts = {"message": number, "question": question}
        self.record(FileKind.MESSAGE_SENT, step.at, facts, by=self.owner, shown=True)

    def record(
        self,
        kind: str,
        at: dt.datetime,
        facts: dict[str, Any] | None = None,
        *,
        by: int | None = None,
        worker: bool = False,
        shown: bool = False,
    ) -> None:
        """As `history.record`: by a user, by the worker (who then sees it) or by the system.

        The head is `history.head_of` written out: its values hold nothing that JSON would escape.
        """
        self.seq += 1
        moment = self.at if at is self.story.at else moment_of(at)
        number = self.pk * 64 + self.seq
        kept = as_json(facts) if facts else "{}"
        salt = number.to_bytes(16)  # of the bench nobody guesses
        digest = hashlib.sha256(salt + kept.encode()).hexdigest()
        audience = self.pk if worker or shown else ""
        actor = f"participant:{self.pk}" if worker else f"user:{by}" if by else "system"
        head = (
            f'{{"actor":"{actor}","at":"{moment}","audience":[{audience}],"facts":"{digest}","file":"{self.reference}",'
            f'"kind":"{kind}","seq":{self.seq},"side":"","v":{HEAD_FORMAT}}}'
        )
        prev, self.tip = self.tip, chain_hash(self.tip, head)
        self.out["casefiles_event"].append(
            f"{number}\t{self.pk}\t{self.seq}\t{kind}\t{moment}\t{by or NULL}\t{self.pk if worker else NULL}\t{{{audience}}}\t\t"
            f"{head}\t{prev}\t{self.tip}"
        )
        self.out["casefiles_eventfacts"].append(f"{number}\t{escaped(kept)}\t\\\\x{salt.hex()}")

    # ---- clocks, as in casefiles.clocks

    def happened(self, fact: str, on: dt.date) -> None:
        for clock in [clock for clock in self.clocks if clock.stopped_on is None]:
            if clock.rule.stopped_by == fact:
                clock.stop(on, fact)
                continue
            for pause in clock.rule.pauses:
                if pause.from_fact == fact and clock.paused_on is None:
                    clock.paused_on = on
                    clock.pauses.append((pause.reason, on))
        for rule in starting(self.packs, fact, on, self.filing.receiving.pk):  # type: ignore[union-attr]
            running = next((c for c in self.clocks if c.rule.id == rule.id and c.stopped_on is None), None)
            self.start(rule, fact, on, running)

    def start(self, rule: Rule, why: str, on: dt.date, clock: Running | None = None) -> Running:
        due_on, explanation = counted(rule.id, on)
        office = self.office if rule.owed_by == "body" else None
        user = self.owner if rule.owed_by == Actor.UNIT else None
        if clock is None:
            clock = Running(rule, why, office, user, on, due_on, explanation)
            self.clocks.append(clock)
        else:
            clock.user, clock.why, clock.started_on, clock.due_on, clock.explanation = (
                user,
                why,
                on,
                due_on,
                explanation,
            )
        return clock

    def run_application(self) -> None:
        for fact, on in sorted(self.filing.dates.items()):
            for rule in starting(self.packs, fact, on, self.filing.receiving.pk):  # type: ignore[union-attr]
                clock = self.start(rule, fact, on)
                if stopped_on := self.filing.dates.get(rule.stopped_by):
                    clock.stop(stopped_on, rule.stopped_by)

    def first_reply(self, on: dt.date) -> None:
        if any(clock.rule.id == "unit.first_reply" and clock.stopped_on is None for clock in self.clocks):
            self.happened("first_reply_sent", on)

    def end_clocks(self, on: dt.date, *facts: str) -> None:
        self.first_reply(on)
        running = [clock for clock in self.clocks if clock.stopped_on is None and clock.rule.owed_by != "worker"]
        for fact in facts:
            self.happened(fact, on)
        for clock in running:
            if clock.stopped_on is None:
                clock.stop(on, facts[-1])

    def next_due(self) -> tuple[dt.date | None, str, str]:
        """As `primitives.earliest_due`."""
        if self.closed_at is not None:
            return None, "", ""
        owed = [
            (clock.due_on, clock.rule.owed_by, clock.rule.id)
            for clock in self.clocks
            if clock.stopped_on is None and clock.paused_on is None and clock.due_on and clock.rule.sense == "by"
        ]
        return min(owed + self.due, key=lambda row: row[0], default=(None, "", ""))

    # ---- the rows that are known only at the end

    def finish(self) -> None:
        filing, story = self.filing, self.story
        due_on, due_by, due_what = self.next_due()
        priority = choices.Priority.URGENT.value if self.danger else story.priority
        ended_on = law_date(self.closed_at) if self.closed_at else None
        for place, clock in enumerate(self.clocks):
            number, rule = self.pk * 16 + place, clock.rule
            self.put("casefiles_clock", number, self.pk, rule.id, rule.kind, rule.owed_by, clock.office, clock.user,
                     rule.sense, clock.started_on, clock.why, clock.due_on, clock.paused_on, clock.stopped_on, clock.stopped_why,
                     rule.confidence, list(rule.shown_to), Ready(clock.explanation))  # fmt: skip
            for pause_place, (reason, from_on) in enumerate(clock.pauses):
                self.put("casefiles_clockpause", number * 2 + pause_place, number, reason, from_on, None)
        self.put(
            *(
                "casefiles_casefile",
                self.pk,
                self.reference,
                Kind.COMPLAINT.value,
                titled(filing),
                self.status,
                self.owner,
            ),
            *(priority, self.at, self.closed_at, due_on, due_by, due_what),
            Sensitivity.RESTRICTED.value if self.danger else Sensitivity.ORDINARY.value,
            *(self.version, self.seq, self.tip, RetentionClass.CASE.value, ended_on, None, None, ""),
            choices.Classification.PROTECTED_B.value,
        )
        self.put(
            *("complaints_complaint", self.pk, filing.direction, filing.home.pk, filing.receiving.pk),  # type: ignore[union-attr]
            *(filing.occupation.pk, filing.occupation_text, pk_of(filing.body), filing.body_text),  # type: ignore[union-attr]
            *(pk_of(filing.home_body), self.pk, filing.narrative, filing.wanted, filing.urgent, dict(filing.answers)),
            *(filing.language, list(filing.flags), self.danger, filing.scope_doubt, filing.for_somebody_else),
            *(filing.authority, filing.authority_text),
            *(filing.referred_by, law_date(story.at), Source.WEB.value, None, filing.notice_version),
            *(codes.hashed(story.code), self.asked_from, self.outcome, [ground.slug for ground in filing.grounds]),
            *("", False, None, False, ""),
            *(self.reference, self.at, self.closed_at is None, self.danger, self.status, self.owner, priority),
            *(due_on or NOTHING_DUE, due_by, due_what),
        )
        body = filing.body
        names = [filing.person["name"], body.short if body else filing.body_text, filing.body_text, str(body or "")]
        texts = [filing.narrative, filing.wanted, filing.urgent, str(filing.occupation), *filing.answers.values()]
        self.texts.append((self.pk, self.closed_at is None, " | ".join(str(name) for name in names if name),
                           "\n".join(str(text) for text in [*names, *texts] if text)))  # fmt: skip

    def put(self, table: str, *values: Any) -> None:
        self.out[table].append("\t".join([AS_TEXT[type(value)](value) for value in values]))


def pk_of(row: Any) -> int | None:
    return row.pk if row is not None else None


# ---- what many files have in common, worked out once ----------------------------------------------------


class Ready(str):
    """Text that is already as COPY wants it."""


@cache
def library() -> rules.Library:
    return rules.library()


@cache
def starting(packs: tuple[str, ...], fact: str, on: dt.date, jurisdiction: str) -> list[Rule]:
    return list(counted_from(library(), packs, fact, on, jurisdiction))


@cache
def counted(rule: str, start: dt.date) -> tuple[dt.date | None, str]:
    result = library().due(rule, start, on=start)
    return result.due_on, escaped(as_json(dict(result.explanation)))


_titles: dict[tuple[int, int, str, str], str] = {}


def titled(filing: actions.Filing) -> str:
    key = (filing.occupation.pk, filing.grounds[0].pk, filing.home.pk, filing.receiving.pk)  # type: ignore[union-attr]
    if key not in _titles:
        _titles[key] = actions.title(filing)
    return _titles[key]


def moment_of(at: dt.datetime) -> str:
    """As `history.moment_text`, which is slower."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")[:-6] + "Z"


#: As `canonical(plain(facts))`, in one go: what JSON does not know becomes what `plain` makes of it.
as_json = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=plain
).encode


def escaped(text: str) -> str:
    """No tab or carriage return stands in a story."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    return text.replace("\n", "\\n") if "\n" in text else text


class AsText(dict[type, Callable[[Any], str]]):
    """How COPY reads a value of each type. What is not here is a word of `choices`."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        if not issubclass(kind, str):
            raise TypeError(f"COPY is not taught {kind}")
        return str


NULL = "\\N"
AS_TEXT = AsText(
    {
        str: escaped,
        int: str,
        Ready: str,
        type(None): lambda _value: NULL,
        bool: lambda value: "t" if value else "f",
        list: lambda value: "{" + ",".join(map(str, value)) + "}",
        dict: lambda value: escaped(as_json(value)),
        dt.datetime: moment_of,
        dt.date: dt.date.isoformat,
    }
)


# ---- all files ----------------------------------------------------------------------------------------


def fill(url: str, rows: int) -> None:
    """Write so many files into a database that has reference data and nothing else. `url` is the superuser's."""
    with filling(url, rows) as connection:
        write_chunks(connection, chunks(rows))


@contextmanager
def filling(url: str, rows: int) -> Iterator[psycopg.Connection]:
    """What comes before and after the files themselves: people, indexes, counters, statistics."""
    stories.make_people()
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM casefiles_casefile LIMIT 1").fetchone():
            raise RuntimeError("There are files in this database already.")
        with without_indexes(connection, url):
            yield connection
        with connection.cursor() as cursor:
            years = [(year, count) for year, count in per_year(rows).items() if count]
            cursor.executemany("INSERT INTO casefiles_referencecounter (year, last) VALUES (%s, %s)", years)
            for table, columns in COLUMNS.items():
                if columns.startswith("id "):
                    sequence = f"pg_get_serial_sequence('{table}', 'id')"
                    cursor.execute(f"SELECT setval({sequence}, (SELECT coalesce(max(id), 1) FROM {table}))")
        side_by_side(url, [each for (each,) in connection.execute(VACUUM).fetchall()])


def side_by_side(url: str, statements: list[str]) -> None:
    """Run statements that do not touch each other, as many at a time as there are processors here."""

    def run(statement: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET maintenance_work_mem = '512MB'")
            connection.execute(statement)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, statements))


def chunks(rows: int) -> list[tuple[int, int, int]]:
    """The numbers of the files, in parts that one transaction writes."""
    return [(start, min(start + CHUNK, rows), rows) for start in range(0, rows, CHUNK)]


def write_chunks(connection: psycopg.Connection, parts: list[tuple[int, int, int]]) -> None:
    for part in parts:
        write(connection, *part)


def per_year(rows: int) -> dict[int, int]:
    """How many files each year has."""
    firsts = stories.first_of_years(rows)
    ends = [*list(firsts.values())[1:], rows]
    return {year: end - first for (year, first), end in zip(firsts.items(), ends, strict=True)}


def write(connection: psycopg.Connection, start: int, end: int, total: int) -> None:
    """Write the files of these numbers, in one transaction."""
    book, firsts = read_book(), first_of_years(total)
    out: Rows = defaultdict(list)
    texts: list[Text] = []
    for number in range(start, end):
        story = stories.tell(number, total, book)
        year = law_date(story.at).year
        Written(story, f"{SERIES}-{year}-{number - firsts[year] + 1:06d}", book, out, texts)
    vectors.learn(connection, (text for _file, _is_open, *both in texts for text in both))
    out["casefiles_filetext"] = [
        f"{file}\t{is_open:d}\t{vectors.unaccented(names)}\t{escaped(vectors.vector(words))}"
        for file, is_open, names, words in texts
    ]
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, columns in [*COLUMNS.items(), ("casefiles_filetext", TEXTS)]:
            with cursor.copy(f"COPY {table} ({','.join(columns.split())}) FROM STDIN") as copy:
                copy.write("\n".join(out[table]))


read_book = cache(stories.read_book)
first_of_years = cache(stories.first_of_years)


@contextmanager
def without_indexes(connection: psycopg.Connection, url: str) -> Iterator[None]:
    """Drop the indexes that no constraint needs, and make them again at the end: much faster than row by row."""
    tables = [*COLUMNS, "casefiles_filetext"]
    found = connection.execute(
        """SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)
            ORDER BY i.indrelid = 'casefiles_filetext'::regclass DESC""",
        [tables],
    ).fetchall()
    for name, _definition in found:
        connection.execute(f"DROP INDEX {name}")
    try:
        yield
    finally:
        side_by_side(url, [NAME_WORDS, *(definition for _name, definition in found)])
