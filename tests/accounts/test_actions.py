"""Invite, come in, close an account, change rights."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils.timezone import now

from mobility.accounts import actions
from mobility.accounts.choices import ROLES, Capability
from mobility.accounts.models import Invitation, Office, User
from mobility.accounts.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def body():
    return Office.objects.create(slug="clpna", kind="body", name_en="College of Practical Nurses")


@pytest.fixture
def other_body():
    return Office.objects.create(slug="crna", kind="body", name_en="College of Nurses")


@pytest.fixture
def administrator():
    return User.objects.create_user(
        "admin@example.org", "x", name="Administrator", capabilities=list(ROLES["administrator"])
    )


@pytest.fixture
def registrar(body):
    return User.objects.create_user(
        "reg@example.org", "x", name="Registrar", office=body, capabilities=list(ROLES["registrar"])
    )


def token_of(message) -> str:
    return re.search(r"/accounts/invitation/([\w-]+)/", message.body)[1]


def test_invite_sends_a_link_and_keeps_only_its_hash(administrator, body):
    invitation = actions.invite(
        email="New@Example.org", name="Nora", office=body, role="registrar", language="fr", by=administrator
    )
    [message] = mail.outbox
    token = token_of(message)
    assert message.to == ["new@example.org"]
    assert "Bonjour Nora" in message.body
    assert token not in str(Invitation.objects.values().get())
    assert invitation.token_hash == actions.hash_token(token)
    assert set(invitation.capabilities) == ROLES["registrar"]


def test_a_new_invitation_ends_the_one_before(administrator, body):
    first = actions.invite(email="n@example.org", name="Nora", office=body, role="registrar", by=administrator)
    actions.invite(email="n@example.org", name="Nora", office=body, role="registrar", by=administrator)
    first.refresh_from_db()
    assert not first.is_open(now())


def test_invite_refuses_an_address_that_has_an_account(administrator, registrar, body):
    with pytest.raises(Refused, match="has an account already"):
        actions.invite(email=registrar.email, name="X", office=body, role="registrar", by=administrator)
    assert mail.outbox == []


def test_a_registrar_invites_into_the_own_body_only(registrar, body, other_body):
    assert actions.invite(email="a@example.org", name="A", office=body, role="registrar", by=registrar)
    with pytest.raises(Refused):
        actions.invite(email="b@example.org", name="B", office=other_body, role="registrar", by=registrar)


def test_a_registrar_gives_no_right_of_others(registrar, body):
    with pytest.raises(Refused, match="a right you do not have"):
        actions.invite(email="a@example.org", name="A", office=body, role="coordinator", by=registrar)


def test_the_link_makes_the_account_once(administrator, body, client: Client):
    actions.invite(email="n@example.org", name="Nora", office=body, role="registrar", by=administrator)
    path = f"/accounts/invitation/{token_of(mail.outbox[0])}/"
    page = client.get(path)
    assert "You will sign in with n@example.org" in page.content.decode()
    assert client.post(path, {"password": "short"}).status_code == 200
    assert not User.objects.filter(email="n@example.org").exists()
    response = client.post(path, {"password": "three quiet lamps"})
    assert (response.status_code, response["Location"]) == (302, "/landing/")
    user = User.objects.get(email="n@example.org")
    assert (user.name, user.office, set(user.capabilities)) == ("Nora", body, ROLES["registrar"])
    assert Client().get(path).status_code == 410


def test_an_old_link_says_it_is_closed(administrator, body, client):
    actions.invite(
        email="n@example.org",
        name="Nora",
        office=body,
        role="registrar",
        by=administrator,
        at=now() - timedelta(days=8),
    )
    response = client.get(f"/accounts/invitation/{token_of(mail.outbox[0])}/")
    assert response.status_code == 410
    assert "no longer open" in response.content.decode()


def test_deactivate_ends_the_sessions(administrator, registrar, settings):
    settings.MFA_REQUIRED = False
    client = Client()
    client.force_login(registrar, backend="mobility.accounts.backends.SignIn")
    assert client.get("/portal/").status_code == 200
    actions.deactivate(registrar, by=administrator, reason="left")
    assert client.get("/portal/").status_code == 302
    registrar.refresh_from_db()
    assert not registrar.can(Capability.PORTAL)


def test_nobody_closes_or_promotes_themselves(administrator):
    with pytest.raises(Refused):
        actions.deactivate(administrator, by=administrator, reason="")
    with pytest.raises(Refused):
        actions.set_capabilities(administrator, capabilities=["audit"], by=administrator)


def test_a_change_of_rights_is_kept_with_who_made_it(administrator, registrar):
    actions.set_capabilities(registrar, capabilities=["portal"], by=administrator, reason="left the board")
    last = registrar.events.order_by("pgh_id").last()
    assert last.capabilities == ["portal"]
    assert last.pgh_context.metadata == {"verb": "set_capabilities", "by": administrator.pk, "reason": "left the board"}
    assert not hasattr(last, "password")
