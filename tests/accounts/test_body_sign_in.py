"""A body's own identity provider, a real one over HTTP, opens accounts of that body and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import requests

from mobility.accounts.admin import IdentityForm
from mobility.accounts.models import IdentityProvider, User
from tests.accounts.identity_server import IdentityServer, running
from tests.makers import MakeUser, make_cast
from tests.servers import Server

DOMAIN = "clpna.example.org"


@pytest.fixture(scope="module")
def server_environment() -> dict[str, str]:
    return {"MFA_REQUIRED": "0", "OIDC_BODIES": "1"}


@pytest.fixture
def provider() -> Iterator[IdentityServer]:
    with running() as house:
        yield house


@pytest.fixture
def people(server: Server, provider: IdentityServer):
    """The cast with a person of the body at its own domain; the body signs in at the provider."""
    if not User.objects.filter(name="Rita Registrar").exists():
        make_cast()
    rita = User.objects.get(name="Rita Registrar")
    rita.email = f"rita@{DOMAIN}"
    rita.save()
    IdentityProvider.objects.all().delete()
    IdentityProvider.objects.create(
        office=rita.office, slug="clpna", name="CLPNA", server_url=provider.address, client_id=provider.client_id,
        secret=provider.secret, domains=[DOMAIN],
    )  # fmt: skip
    return rita


def sign_in(server: Server, email: str = f"rita@{DOMAIN}") -> tuple[requests.Session, requests.Response]:
    """As a person does: the work address, the button, through the provider, and back."""
    visitor = requests.Session()
    page = visitor.get(f"{server}/accounts/body/?{urlencode({'email': email})}", timeout=20)
    action = re.search(r'<form[^>]+action="([^"]+)"[^>]*><input type="hidden" name="csrfmiddlewaretoken" value="([^"]+)"',
                       page.text[page.text.index("<main") :])  # fmt: skip
    if action is None:
        return visitor, page
    assert "form-action" in page.headers["Content-Security-Policy"]
    answer = visitor.post(
        f"{server}{action[1]}", {"csrfmiddlewaretoken": action[2]}, headers={"Referer": page.url}, timeout=20
    )
    return visitor, answer


def test_somebody_of_the_body_signs_in_and_comes_to_the_portal(server: Server, people: User, provider: IdentityServer):
    provider.person = {"sub": "1", "email": people.email}
    visitor, page = sign_in(server)
    assert page.url == f"{server}/portal/"
    assert str(people.office) in page.text
    assert visitor.get(f"{server}/desk/", timeout=20).status_code == 404
    _visitor, again = sign_in(server)
    assert again.url == f"{server}/portal/"


@pytest.mark.parametrize("whose", ["another body", "the unit", "a stranger", "another domain"])
def test_nobody_else_comes_in_whatever_the_provider_says(
    server: Server, people: User, provider: IdentityServer, whose: str
):
    email = {
        "another body": f"other@{DOMAIN}",
        "the unit": User.objects.get(name="Carla Coordinator").email,
        "a stranger": f"nobody@{DOMAIN}",
        "another domain": "away@elsewhere.example.org",
    }[whose]
    if whose == "another body":
        User.objects.filter(name="Ruben Registrar").update(email=email)
    if whose == "another domain" and not User.objects.filter(email=email).exists():
        MakeUser(email=email, role="registrar", office=people.office)
    provider.person = {"sub": whose, "email": email, "email_verified": True}
    visitor, page = sign_in(server)
    assert (page.status_code, "No account of your body" in page.text) == (403, True)
    assert visitor.get(f"{server}/portal/", timeout=20).url.startswith(f"{server}/accounts/login/")


def test_an_account_that_moved_or_was_closed_is_not_opened_by_the_old_provider(
    server: Server, people: User, provider: IdentityServer
):
    provider.person = {"sub": "moves", "email": f"mover@{DOMAIN}"}
    mover = MakeUser(email=f"mover@{DOMAIN}", role="registrar", office=people.office)
    assert sign_in(server)[1].url == f"{server}/portal/"
    mover.office = User.objects.get(name="Carla Coordinator").office
    mover.save()
    assert sign_in(server)[1].status_code == 403
    mover.office, mover.is_active = people.office, False
    mover.save()
    assert sign_in(server)[1].url != f"{server}/portal/"


def test_a_provider_that_is_switched_off_is_not_there(server: Server, people: User):
    IdentityProvider.objects.update(is_active=False)
    _visitor, page = sign_in(server)
    assert (page.status_code, "No body signs in" in page.text) == (422, True)
    answer = requests.post(f"{server}/accounts/oidc/clpna/login/", timeout=20)
    assert answer.status_code in (403, 404)


def test_the_sign_in_page_names_no_body(server: Server, people: User):
    page = requests.get(f"{server}/accounts/login/", timeout=20).text
    assert "/accounts/body/" in page
    assert "CLPNA" not in page


def test_a_domain_belongs_to_one_body_and_the_secret_stays(server: Server, people: User):
    there = IdentityProvider.objects.get()
    said = {"office": people.office_id, "slug": "clpna", "name": "CLPNA", "server_url": "https://id.example.org",
            "client_id": "x", "domains": f"@{DOMAIN.upper()}", "is_active": "on"}  # fmt: skip
    form = IdentityForm(said, instance=there)
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["domains"], form.cleaned_data["secret"]) == ([DOMAIN], there.secret)
    other = User.objects.get(name="Ruben Registrar").office_id
    form = IdentityForm({**said, "office": other, "slug": "second", "secret": "x"})
    assert "domains" in form.errors
