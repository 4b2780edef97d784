"""The people of a body: invited, removed and let in again by its own administrator, never by anybody of another body."""

import datetime as dt

import pytest
from django.test import Client
from django.utils.timezone import now

from mobility.accounts import actions
from mobility.accounts.models import Invitation, User
from mobility.accounts.refusals import Refused
from mobility.outbox.models import Mail
from tests.makers import MakeUser

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture
def portal(client, cast) -> Client:
    client.force_login(cast.registrar)
    return client


@pytest.fixture
def colleague(cast) -> User:
    return MakeUser(name="Colette Colleague", email="colette@example.org", role="body's staff", office=cast.body.office)


def test_a_registrar_invites_into_the_own_body_and_withdraws(portal, cast):
    said = {
        "email": "new@example.org",
        "name": "New",
        "office": cast.body.office_id,
        "role": "body's staff",
        "language": "fr",
    }
    assert portal.post("/portal/people/", said).status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.office, invitation.capabilities) == (cast.body.office, ["portal"])
    assert "new@example.org" in portal.get("/portal/people/").content.decode()
    portal.post(f"/portal/invitations/{invitation.pk}/withdraw/")
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None
    other = {**said, "office": cast.other_body.office_id, "email": "x@example.org"}
    assert portal.post("/portal/people/", other).status_code == 422
    assert portal.post("/portal/people/", {**said, "role": "coordinator"}).status_code == 422


def test_somebody_is_removed_and_let_in_again(portal, cast, colleague):
    theirs = Client()
    theirs.force_login(colleague)
    assert theirs.get("/portal/").status_code == 200
    portal.post(f"/portal/people/{colleague.pk}/remove/")
    assert theirs.get("/portal/").status_code == 302
    portal.post(f"/portal/people/{colleague.pk}/reopen/")
    colleague.refresh_from_db()
    assert colleague.is_active


def test_the_right_to_invite_is_given_and_taken(portal, cast, colleague):
    theirs = Client()
    theirs.force_login(colleague)
    assert theirs.get("/portal/people/").status_code == 404
    portal.post(f"/portal/people/{colleague.pk}/let/")
    assert theirs.get("/portal/people/").status_code == 200
    portal.post(f"/portal/people/{colleague.pk}/stop/")
    assert theirs.get("/portal/people/").status_code == 404


@pytest.mark.parametrize("verb", ["remove", "reopen", "let", "stop"])
def test_people_of_another_body_do_not_exist(portal, cast, verb):
    before = User.objects.get(pk=cast.other_registrar.pk)
    assert portal.post(f"/portal/people/{cast.other_registrar.pk}/{verb}/").status_code == 404
    after = User.objects.get(pk=cast.other_registrar.pk)
    assert (after.is_active, after.capabilities) == (before.is_active, before.capabilities)
    assert cast.other_registrar.email not in portal.get("/portal/people/").content.decode()


def test_nobody_removes_themselves_or_takes_their_own_right(portal, cast):
    for verb in ("remove", "stop"):
        portal.post(f"/portal/people/{cast.registrar.pk}/{verb}/")
    cast.registrar.refresh_from_db()
    assert cast.registrar.is_active
    assert "portal_users" in cast.registrar.capabilities


def test_what_people_of_the_unit_may_do_is_not_a_bodys_to_change(cast):
    with pytest.raises(Refused):
        actions.let_invite(cast.coordinator, may=True, by=cast.registrar)
    with pytest.raises(Refused):
        actions.reopen(cast.coordinator, by=cast.registrar)


def test_an_account_nobody_uses_is_told_once_then_lapses_and_comes_back(cast, colleague, settings):
    settings.IDLE_DAYS, settings.IDLE_WARNING_DAYS = 400, 30
    at = now()
    User.objects.exclude(pk=colleague.pk).update(last_login=at)
    User.objects.filter(pk=colleague.pk).update(last_login=at - 369 * DAY)
    assert actions.lapse_idle(at=at) == (0, 0)
    assert actions.lapse_idle(at=at + 2 * DAY) == (1, 0)
    assert actions.lapse_idle(at=at + 3 * DAY) == (0, 0)
    mail = Mail.objects.get(to=colleague.email)
    assert "keep" in mail.subject
    assert actions.lapse_idle(at=at + 40 * DAY) == (0, 1)
    assert actions.lapse_idle(at=at + 41 * DAY) == (0, 0)
    colleague.refresh_from_db()
    assert not colleague.is_active
    actions.reopen(colleague, by=cast.registrar, at=at + 41 * DAY)
    assert actions.lapse_idle(at=at + 42 * DAY) == (0, 0)


def test_signing_in_after_the_warning_keeps_the_account(cast, colleague):
    at = now()
    User.objects.exclude(pk=colleague.pk).update(last_login=at)
    User.objects.filter(pk=colleague.pk).update(last_login=at - 380 * DAY)
    assert actions.lapse_idle(at=at) == (1, 0)
    User.objects.filter(pk=colleague.pk).update(last_login=at + DAY)
    assert actions.lapse_idle(at=at + 60 * DAY) == (0, 0)


def test_accounts_of_the_unit_never_lapse(cast):
    at = now()
    User.objects.update(last_login=at - 3000 * DAY)
    actions.lapse_idle(at=at)
    actions.lapse_idle(at=at + 60 * DAY)
    assert User.objects.get(pk=cast.coordinator.pk).is_active
    assert not User.objects.get(pk=cast.registrar.pk).is_active


def test_open_requests_leave_as_csv_for_the_own_body_only(portal, cast):
    from mobility.law.days import today
    from regulators import actions as regulators

    made = regulators.propose_exception(
        occupation=cast.body.occupations.first(), from_jurisdictions=["ON"], requirement="x", by=cast.coordinator
    )
    regulators.begin_analysis(made, by=cast.coordinator)
    for office, question in ((cast.body.office, "=Is it needed?"), (cast.other_body.office, "Not yours")):
        regulators.consult_office(made, office=office, question=question, due_on=today() + DAY, by=cast.coordinator)
    text = portal.get("/portal/requests.csv").content.decode("utf-8-sig")
    assert "'=Is it needed?" in text
    assert "Not yours" not in text
