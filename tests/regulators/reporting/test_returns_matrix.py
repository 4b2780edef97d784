"""Every verb of a report × every role, as one table: who may, on a report in the right status. The others are refused."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest

from mobility.accounts.refusals import Refused
from mobility.law.days import today
from regulators import actions
from regulators.report_choices import ReportStatus, ReportVerb
from regulators.report_models import Report
from regulators.report_workflow import TABLE
from tests.makers import Cast, make_participant
from tests.test_access_matrix import REVIEW, WORK
from tests.trying import who_can

from .returns import FORM, again, certified_nil, checked_nil, make_report, second_of, sent_nil

BODY = {"registrar"}
SOON = today() + dt.timedelta(3)
Act = Callable[[Report, Any], object]


def owed(cast: Cast) -> Report:
    return make_report(cast.body, cast.coordinator)


def checked(cast: Cast) -> Report:
    report = owed(cast)
    second_of(cast.body)
    checked_nil(report, cast.registrar)
    return again(report)


def sent(cast: Cast) -> Report:
    report = owed(cast)
    sent_nil(report, second_of(cast.body))
    return again(report)


def received(cast: Cast) -> Report:
    report = owed(cast)
    certified_nil(report, second_of(cast.body), cast.registrar)
    return again(report)


def accepted(cast: Cast) -> Report:
    report = received(cast)
    actions.accept_report(report, by=cast.coordinator)
    return again(report)


def asking(cast: Cast) -> Report:
    report = owed(cast)
    actions.ask_time(report, days=1, reason="x", by=cast.registrar)
    return again(report)


ROWS: dict[str, tuple[Callable[[Cast], Report], set[str], Act]] = {
    ReportVerb.WRITE: (
        owed,
        BODY,
        lambda r, by: actions.save_section(r, "a", values={}, texts={}, mark=0, by=by),
    ),
    "nil": (owed, BODY, lambda r, by: actions.set_nil(r, nil=True, by=by)),
    "check": (owed, BODY, lambda r, by: actions.check_draft(r, by=by)),
    "explain": (checked, BODY, lambda r, by: actions.explain(r, explanations={}, by=by)),
    "upload": (owed, BODY, lambda r, by: actions.take_upload(r, io.BytesIO(b"x"), name="x.csv", by=by)),
    ReportVerb.SEND: (checked, BODY, lambda r, by: actions.send_for_certification(r, name="x", title="x", by=by)),
    ReportVerb.RECALL: (sent, BODY, lambda r, by: actions.recall_report(r, by=by)),
    ReportVerb.CERTIFY: (sent, BODY, lambda r, by: actions.certify_report(r, name="x", title="x", by=by)),
    ReportVerb.UNLOCK: (received, BODY, lambda r, by: actions.unlock_report(r, reason="x", by=by)),
    ReportVerb.ASK_TIME: (owed, BODY, lambda r, by: actions.ask_time(r, days=1, reason="x", by=by)),
    ReportVerb.BEGIN_CHECK: (received, WORK, lambda r, by: actions.begin_check(r, by=by)),
    ReportVerb.SEND_BACK: (received, WORK, lambda r, by: actions.send_report_back(r, reason="x", due_on=SOON, by=by)),
    ReportVerb.ACCEPT: (received, WORK, lambda r, by: actions.accept_report(r, by=by)),
    ReportVerb.GRANT_TIME: (
        asking,
        WORK,
        lambda r, by: actions.grant_time(r, due_on=FORM.period.due_on + dt.timedelta(1), reason="x", by=by),
    ),
    ReportVerb.REFUSE_TIME: (asking, WORK, lambda r, by: actions.refuse_time(r, reason="x", by=by)),
    ReportVerb.LOAD: (
        owed,
        WORK,
        lambda r, by: actions.take_upload(r, io.BytesIO(b"x"), name="x.csv", by=by, source="mail"),
    ),
    ReportVerb.SEND_FOR: (checked, WORK, lambda r, by: actions.send_for(r, name="x", title="", by=by)),
    ReportVerb.CERTIFY_FOR: (
        sent,
        WORK,
        lambda r, by: actions.certify_for(r, name="x", title="", source="letter", by=by),
    ),
    ReportVerb.REMIND: (owed, WORK, lambda r, by: actions.remind_of_report(r, by=by)),
    ReportVerb.WAIVE: (owed, REVIEW, lambda r, by: actions.waive_report(r, reason="x", by=by)),
    ReportVerb.REOPEN: (accepted, REVIEW, lambda r, by: actions.reopen_report(r, reason="x", by=by)),
    "open": (owed, WORK, lambda r, by: actions.open_report(r.body, FORM, by=by)),
}


def test_the_table_has_a_row_for_every_verb():
    assert set(TABLE.moves) <= set(ROWS)


@pytest.mark.parametrize("verb", ROWS)
def test_who_may_do_which_verb(cast: Cast, verb: str):
    make, who, act = ROWS[verb]
    report = make(cast)
    for office in (cast.other_body.office, cast.ministry, cast.saskatchewan):
        make_participant(report.file, office)
    assert who_can(cast.by_role, lambda person: act(again(report), person)) == who


@pytest.mark.parametrize("status", ReportStatus.values)
def test_a_verb_of_the_unit_is_refused_in_every_other_status(cast: Cast, status: str):
    report = received(cast)
    report.file.status = status
    report.file.save(update_fields=["status"])
    for verb, (_make, who, act) in ROWS.items():
        if verb in TABLE.moves and who != BODY and status not in TABLE[verb].sources:
            with pytest.raises(Refused):
                act(again(report), cast.senior)
