"""A promise of a body: kept with its day, asked about once after it, counted when broken."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from complaints import actions
from complaints.models import Promise
from mobility.accounts.refusals import Refused
from mobility.casefiles import personal
from mobility.casefiles.models import Event, Task
from mobility.correspondence import actions as requests
from mobility.correspondence.models import Request
from mobility.outbox.models import Mail
from tests.complaints.door import sentences, text
from tests.makers import later, make_complaint, worker_of

pytestmark = pytest.mark.django_db
CODE = "ABCD-EFGH-IJKL-MNOP"
DAY = dt.date(2026, 11, 20)


@pytest.fixture
def promise(cast, time_machine, settings) -> Promise:
    settings.MFA_REQUIRED = False
    time_machine.move_to(later(4))
    make_complaint("with_body", by=cast.senior, code=CODE)
    request = Request.objects.with_all().get()
    requests.answer(request, by=cast.registrar, category="promised", text="A decision.", due_on=DAY)
    return Promise.objects.get()


@pytest.fixture
def worker(promise, time_machine) -> Client:
    """The worker's browser, on the day after, with the question asked."""
    time_machine.move_to(later(19))
    actions.ask_about_promises(on=DAY + dt.timedelta(1))
    client = Client()
    client.post("/en/follow/", {"reference": promise.complaint.reference, "code": CODE})
    return client


def test_a_promise_is_kept_with_its_day_and_shown_on_the_file(client, cast, promise):
    assert (promise.what, promise.due_on, promise.body, promise.kept) == ("A decision.", DAY, cast.body, None)
    client.force_login(cast.senior)
    page = text(client.get(promise.complaint.get_absolute_url()))
    assert "A decision." in page
    assert "By Fri 20 Nov" in page


def test_the_sweep_asks_after_the_day_and_once(promise, time_machine):
    time_machine.move_to(later(19))
    assert actions.ask_about_promises(on=DAY) == 0
    assert actions.ask_about_promises(on=DAY + dt.timedelta(1)) == 1
    assert actions.ask_about_promises(on=DAY + dt.timedelta(9)) == 0
    mail = Mail.objects.get(kind="promise-check")
    assert (mail.to, mail.subject) == ("wanda@example.net", "Did it happen?")
    assert "CLPNA" not in mail.text
    assert Event.objects.filter(kind="complaints.promise_asked").count() == 1
    assert promise.complaint.file.clocks.get(rule="unit.promise_check").stopped_on is not None


def test_the_worker_says_no_and_it_counts_on_the_body(worker, cast, promise):
    page = text(worker.get("/en/follow/file/"))
    assert "CLPNA promised something by" in page
    address = f"/en/follow/file/promise/{promise.pk}/"
    assert sentences(worker.post(address, {"words": "Nothing came."})) == ["Choose yes or no."]
    assert worker.post(address, {"kept": "no", "words": "Nothing came."}).status_code == 302
    assert worker.post(address, {"kept": "yes"}).status_code == 302
    promise.refresh_from_db()
    assert (promise.kept, promise.words) == (False, "Nothing came.")
    assert cast.body.promises.counted() == {"kept": 0, "broken": 1, "unknown": 0}
    assert list(cast.body.promises.broken()) == [promise]
    task = Task.objects.filter(file=promise.complaint.file).last()
    assert (task.owed_by_user, task.what.startswith("The promise was not kept")) == (cast.senior, True)
    assert "promised something" not in text(worker.get("/en/follow/file/"))
    desk = Client()
    desk.force_login(cast.senior)
    page = text(desk.get(promise.complaint.get_absolute_url()))
    assert "Nothing came." in page
    assert "1 broken promise" in page


def test_the_worker_says_yes(worker, cast, promise):
    worker.post(f"/en/follow/file/promise/{promise.pk}/", {"kept": "yes"})
    assert cast.body.promises.counted() == {"kept": 1, "broken": 0, "unknown": 0}
    assert not Task.objects.filter(what__startswith="The promise").exists()


def test_only_the_worker_of_the_file_answers_and_only_when_asked(client, cast, promise, time_machine):
    with pytest.raises(Refused):
        actions.answer_promise(promise, kept=True)
    other = "QRST-UVWX-YZ23-4567"
    complaint = make_complaint(code=other)
    client.post("/en/follow/", {"reference": complaint.file.reference, "code": other})
    Promise.objects.update(asked_at=later(18))
    assert client.post(f"/en/follow/file/promise/{promise.pk}/", {"kept": "yes"}).status_code == 404
    assert Client().post(f"/en/follow/file/promise/{promise.pk}/", {"kept": "yes"})["Location"] == "/en/follow/"


def test_a_promise_on_a_closed_file_is_asked_about_too(cast, promise, time_machine):
    time_machine.move_to(later(19))
    actions.withdraw(promise.complaint)
    assert actions.ask_about_promises(on=DAY + dt.timedelta(1)) == 1
    assert not promise.complaint.file.clocks.filter(stopped_on=None, rule="unit.promise_check").exists()


def test_what_was_promised_and_said_is_given_out_and_erased(cast, worker, promise):
    actions.answer_promise(promise, kept=False, words="My landlord waits.")
    person = worker_of(promise.complaint).person
    assert personal.held(person)["files"][0]["complaint"]["promises"][0]["words"] == "My landlord waits."
    personal.erase_on(worker_of(promise.complaint))
    promise.refresh_from_db()
    assert (promise.what, promise.words, promise.kept) == ("", "", False)
