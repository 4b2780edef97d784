"""Annual reports for the demonstration: the newest period is open, and bodies are at every stage of it. All of it is invented."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random

from mobility.accounts.models import OfficeContact, User
from mobility.law import days
from regulators import actions, report_drafts, report_facts
from regulators.models import RegulatoryBody
from regulators.report_models import Report
from regulators.report_queries import periods
from regulators.reporting.answers import Answers, Broken
from regulators.reporting.writing import workbook

#: What became of the report of so many further bodies.
STAGES = [
    *("accepted", "accepted", "received", "received", "checking", "sent_back", "to_certify", "waived", "drafting"),
    *("accepted", "accepted", "received"),
]
#: Every fourth body had nothing to count; the others send a row for each application.
NIL_EVERY = 4


def fill(people: dict[str, User], today: dt.date) -> None:
    """Open the period, let some bodies send their report and the unit look at it."""
    form = periods()[0]
    opened = form.period.opens_on
    if opened > today:
        return
    actions.open_period(form, by=people["Senior 1"], at=moment(opened, 9))
    begin(people["Registrar 1"])
    ask_for_time(people["Registrar 2"])
    signed_in = [people[name].office_id for name in ("Registrar 1", "Registrar 2")]
    bodies = RegulatoryBody.objects.exclude(office__in=signed_in).filter(merged_into__isnull=True).order_by("slug")
    for number, (body, stage) in enumerate(zip(bodies, STAGES, strict=False)):
        report = Report.objects.with_all().get(body=body, period=form.id)
        day = opened + dt.timedelta(20 + 3 * number)
        if day < today:
            go_on(report, stage, number, people["Coordinator 1"], people["Senior 1"], day, today)


def moment(on: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(hour), tzinfo=days.ZONE)


def answers(report: Report) -> Answers:
    """A report with nothing to count, and what it still answers."""
    slugs = [occupation.slug for occupation in report.body.occupations.all()]
    return Answers(
        {
            "a02": "Registration office, registrar@demo.example.org, 780-555-0100",
            "a03": [{"occupation": slug} for slug in slugs],
            "g01": "https://demo.example.org/documents",
            "h01": [{"occupation": slug, "name": "Application", "mobility": 200, "local": 200} for slug in slugs],
            "i01": "no",
            "j03": report.form.period.end,
        }
    )


def with_figures(report: Report, number: int) -> Answers:
    """What no row can say, of a body that had applications."""
    nil = answers(report).values
    slugs = [occupation.slug for occupation in report.body.occupations.all()]
    return Answers(
        {
            **nil,
            "a01": "yes",
            "a04": Broken(by_occupation={slug: (500 + 40 * number) // len(slugs) for slug in slugs}),
            "a05": "yes",
            "d10": 0,
            "e03": 0,
            "f06": "no_case",
            "g02": [{"occupation": slugs[0], "requirement": "fee", "local_too": "yes"}],
            "g06": "A sworn statement.",
            "h04": "https://demo.example.org/fees",
            "i03": "None.",
            "j01": 4,
            "j02": 2,
            "j04": ["fees"],
            "j05": "yes",
        }
    )


def applications(report: Report, number: int) -> bytes:
    """The table of applications as CSV: registered in good time, here and there one refused."""
    chance = random.Random(number)  # noqa: S311 - not for secrets
    slugs = [occupation.slug for occupation in report.body.occupations.all()]
    names = [column.id for column in report.form.table.columns]
    text = io.StringIO()
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    start = report.form.period.start
    first_monday = start + dt.timedelta(-start.weekday() % 7)
    for row in range(1, 12 + 3 * number):
        received = first_monday + dt.timedelta(weeks=chance.randrange(2, 40))
        refused = chance.random() < 0.1
        after = {"acknowledged_on": 1, "complete_on": 3, "decided_on": 10, "notified_on": 11}
        said = {name: received + dt.timedelta(days) for name, days in after.items()}
        writer.writerow(
            {
                **said,
                "application_ref": f"A-{row:04}",
                "occupation": chance.choice(slugs),
                "home_jurisdiction": chance.choice(["ON", "BC", "SK", "MB", "QC"]),
                "received_on": received,
                "outcome": "refused" if refused else "registered",
                "reason_code": "language" if refused else "",
                "fee_charged": 200,
            }
        )
    return text.getvalue().encode()


def begin(registrar: User) -> None:
    """The body that signs in has filled in two sections and checked them: there is something to mend."""
    report = Report.objects.with_all().get(body__office=registrar.office)
    values = answers(report).with_values({"a01": "yes", "b01": 40, "b02": 3, "b03": "forty-two"})
    for section, (said, texts) in report_drafts.split(report.form, values).items():
        if said:
            actions.save_section(report, section, values=said, texts=texts, mark=0, by=registrar)
    actions.check_draft(report, by=registrar)


def ask_for_time(registrar: User) -> None:
    report = Report.objects.with_all().get(body__office=registrar.office)
    most = report.form.period.extension_days_max
    actions.ask_time(report, days=most, reason="Our new register opens in January.", by=registrar)


def go_on(report: Report, stage: str, number: int, worker: User, senior: User, on: dt.date, today: dt.date) -> None:
    """A body without people who sign in: its workbook came by mail, its attestation on paper."""
    if stage == "waived":
        actions.waive_report(
            report, reason="The body was made this year and registers nobody yet.", by=senior, at=moment(on, 10)
        )
        return
    office = report.body.office
    OfficeContact.objects.get_or_create(office=office, email=f"registrar@{report.body.slug}.demo.example.org")
    source = "Mail from the registrar (invented)"
    facts = report_facts.facts_of(report, on)
    is_nil = number % NIL_EVERY == NIL_EVERY - 1
    nil = Answers({**answers(report).values, **report.form.nil_return.sets}, nil=True)
    book = workbook.write(report.form, facts, "en", nil if is_nil else with_figures(report, number))
    sent = (
        [("report.xlsx", book)]
        if is_nil
        else [("report.xlsx", book), ("applications.csv", applications(report, number))]
    )
    for name, content in sent:
        upload = actions.take_upload(
            report, io.BytesIO(content), name=name, by=worker, source=source, at=moment(on, 10)
        )
        actions.read_upload(upload, at=moment(on, 10))
    report = Report.objects.with_all().get(pk=report.pk)
    if stage == "drafting" or report.current is None or not report.current.may_certify:
        return
    actions.send_for(report, name="Clerk of the demonstration", title="Clerk", by=worker, at=moment(on, 11))
    if stage == "to_certify":
        return
    actions.certify_for(
        report,
        name="Registrar of the demonstration",
        title="Registrar",
        source="Signed attestation (invented)",
        by=worker,
        at=moment(on, 12),
    )
    if stage != "received":
        actions.begin_check(report, by=worker, at=moment(on, 14))
    if stage == "sent_back":
        due = today + dt.timedelta(14)
        actions.send_report_back(
            report, reason="The list of fees is not complete.", due_on=due, by=worker, at=moment(on, 15)
        )
    if stage == "accepted":
        actions.accept_report(report, by=worker, at=moment(on, 15))
