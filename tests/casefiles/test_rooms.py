"""The page of a file of any kind: what is common to all of them, on an exception's file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mobility.casefiles import actions as files
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.models import AccessLog, Task
from regulators import actions
from tests.makers import pdf


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture
def exception(cast):
    return actions.propose_exception(
        occupation=cast.body.occupations.first(), from_jurisdictions=["ON"], requirement="A course", by=cast.coordinator
    )


@pytest.fixture
def desk(client, cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def test_opening_is_logged_and_the_number_leads_to_the_page(desk, exception, cast):
    answer = desk.get(f"/desk/files/{exception.file.reference}/", follow=True)
    assert answer.redirect_chain[-1][0] == exception.get_absolute_url()
    assert AccessLog.objects.filter(file=exception.file, user=cast.coordinator, kind=AccessKind.OPENED).exists()


def test_a_form_opens_from_its_own_address_and_comes_back_with_what_was_typed(desk, exception):
    url = f"{exception.get_absolute_url()}note/"
    assert 'name="text"' in desk.get(url).content.decode()
    answer = desk.post(url, {"text": "", "version": exception.file.version})
    assert answer.status_code == 422
    assert desk.post(url, {"text": "Un été", "version": exception.file.version}).status_code == 302
    assert "Un été" in desk.get(exception.get_absolute_url()).content.decode()


def test_the_second_of_two_is_told_and_nothing_is_overwritten(desk, exception, cast):
    seen = exception.file.version
    actions.begin_analysis(exception, by=cast.senior)
    answer = desk.post(f"{exception.get_absolute_url()}begin/", {"version": seen})
    assert answer.status_code == 409
    answer = desk.post(f"{exception.get_absolute_url()}note/", {"text": "Typed meanwhile", "version": seen})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody changed this file" in page
    assert "Typed meanwhile" in page


def test_a_verb_that_is_not_possible_leads_back_to_the_page(desk, exception):
    assert desk.get(f"{exception.get_absolute_url()}approve/").status_code == 302
    assert desk.get(f"{exception.get_absolute_url()}nonsense/").status_code == 404


def test_tasks_are_ticked_off_and_papers_are_kept_or_refused_with_a_sentence(desk, exception, cast):
    task = files.add_task(exception.file, what="Call", by=cast.coordinator)
    desk.post(f"{exception.get_absolute_url()}task_done/", {"task": task.pk, "version": exception.file.version})
    assert Task.objects.get(pk=task.pk).stopped_on is not None
    url = f"{exception.get_absolute_url()}paper/"
    good = {"title": "Study", "upload": pdf(), "mark": "cabinet", "version": exception.file.version}
    assert desk.post(url, good).status_code == 302
    page = desk.get(exception.get_absolute_url()).content.decode()
    assert "Study" in page
    assert "Cabinet confidence" in page
    bad = desk.post(
        url,
        {"title": "x", "upload": SimpleUploadedFile("x.pdf", b"MZ\x90 not a paper"), "version": exception.file.version},
    )
    assert bad.status_code == 409
    assert "of a kind we cannot take" in bad.content.decode()


def test_a_task_of_another_file_is_not_ticked_off(desk, exception, cast):
    other = actions.propose_exception(
        occupation=cast.body.occupations.first(), from_jurisdictions=["BC"], requirement="x", by=cast.coordinator
    )
    task = files.add_task(other.file, what="Call", by=cast.coordinator)
    answer = desk.post(f"{exception.get_absolute_url()}task_done/", {"task": task.pk, "version": 1})
    assert answer.status_code == 404


@pytest.mark.parametrize("role", ["registrar", "ministry", "other province", "stranger", "administrator"])
def test_nobody_else_opens_it(client, exception, cast, role):
    client.force_login(cast.by_role[role])
    assert client.get(exception.get_absolute_url()).status_code == 404


def test_an_auditor_reads_and_is_offered_nothing(client, exception, cast):
    client.force_login(cast.auditor)
    page = client.get(exception.get_absolute_url())
    assert page.status_code == 200
    assert page.context["offered"] == []
    assert client.get(f"{exception.get_absolute_url()}note/").status_code == 404


def test_a_restricted_file_opens_to_those_named(desk, client, exception, cast):
    files.restrict(exception.file, to=[cast.senior], reason="x", by=cast.senior)
    assert desk.get(exception.get_absolute_url()).status_code == 404


def test_asks_the_same_with_one_event_and_with_thirty(desk, exception, cast):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(exception.get_absolute_url()).status_code == 200
        return len(captured)

    asked()
    one = asked()
    for number in range(30):
        files.note(exception.file, text=str(number), by=cast.coordinator)
        files.add_task(exception.file, what=str(number), by=cast.coordinator)
    assert asked() == one <= 25
