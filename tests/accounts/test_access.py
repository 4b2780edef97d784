"""Who may open which part of the house."""

import pytest
from django.test import Client

from mobility.accounts.choices import ROLES
from mobility.accounts.models import Office, User

pytestmark = pytest.mark.django_db

OPEN = {
    "coordinator": {"/desk/"},
    "senior coordinator": {"/desk/"},
    "director": {"/desk/"},
    "registrar": {"/portal/", "/accounts/invitation/"},
    "partner": {"/partner/"},
    "administrator": {"/admin/", "/accounts/invitation/"},
    "auditor": {"/admin/"},
}
PARTS = ["/desk/", "/portal/", "/partner/", "/admin/", "/accounts/invitation/"]


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


def make_user(role: str) -> User:
    office = Office.objects.create(slug=f"office-{role[:4]}", kind="unit", name_en="An office")
    return User.objects.create_user(
        f"{role[:4]}@example.org", "x", name=role, office=office, capabilities=list(ROLES[role])
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="mobility.accounts.backends.SignIn")
    return client


@pytest.mark.parametrize("part", PARTS)
def test_signed_out_goes_to_sign_in(client, part):
    response = client.get(part)
    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={part}")


@pytest.mark.parametrize("role", OPEN)
def test_the_wrong_role_finds_no_page(role):
    client = signed_in(make_user(role))
    assert {part for part in PARTS if client.get(part).status_code == 200} == OPEN[role]
    assert {client.get(part).status_code for part in PARTS} == {200, 404}


@pytest.mark.parametrize(
    ("role", "page"),
    [("coordinator", "/desk/"), ("registrar", "/portal/"), ("partner", "/partner/"), ("auditor", "/admin/")],
)
def test_after_sign_in_everybody_lands_in_their_part(role, page):
    assert signed_in(make_user(role)).get("/landing/")["Location"] == page


def test_somebody_without_rights_is_told_so():
    user = User.objects.create_user("new@example.org", "x", name="New", capabilities=[])
    response = signed_in(user).get("/landing/", follow=True)
    assert response.status_code == 200
    assert "Nothing is open to you yet" in response.content.decode()


def test_nobody_signs_up_and_nobody_changes_their_address(client):
    assert client.get("/accounts/signup/").status_code == 404
    assert signed_in(make_user("coordinator")).get("/accounts/email/").status_code == 404


def test_without_a_second_step_one_is_sent_to_set_it_up(settings):
    settings.MFA_REQUIRED = True
    client = signed_in(make_user("coordinator"))
    response = client.get("/desk/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/")
    assert client.get("/accounts/2fa/").status_code == 200


def test_with_a_second_step_one_works(settings):
    from allauth.mfa.models import Authenticator

    settings.MFA_REQUIRED = True
    user = make_user("coordinator")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert signed_in(user).get("/desk/").status_code == 200


def test_the_desk_speaks_the_persons_language():
    user = make_user("coordinator")
    client = signed_in(user)
    assert '<html lang="en-CA">' in client.get("/desk/").content.decode()
    response = client.post("/language/", {"language": "fr", "next": "/desk/"})
    assert response["Location"] == "/desk/"
    assert '<html lang="fr-CA">' in client.get("/desk/").content.decode()


def test_the_language_form_leads_nowhere_else():
    client = signed_in(make_user("coordinator"))
    assert client.post("/language/", {"language": "fr", "next": "https://example.com/"})["Location"] == "/"


def test_the_auditor_looks_and_changes_nothing():
    client = signed_in(make_user("auditor"))
    office = Office.objects.get(slug="office-audi")
    assert client.get(f"/admin/accounts/office/{office.pk}/change/").status_code == 200
    assert client.post(f"/admin/accounts/office/{office.pk}/change/", {"name_en": "Other"}).status_code == 403
    assert client.get("/admin/accounts/office/add/").status_code == 403
    office.refresh_from_db()
    assert office.name_en == "An office"


def test_five_wrong_passwords_lock_the_door_for_a_while(client):
    make_user("coordinator")
    for _ in range(5):
        client.post("/accounts/login/", {"login": "coor@example.org", "password": "wrong"})
    response = client.post("/accounts/login/", {"login": "coor@example.org", "password": "x"})
    assert response.status_code == 200
    assert "Too many tries" in response.content.decode()
