"""Public pages, headers, language, errors, texts."""

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client

from mobility import home, texts

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/en/",
    "/fr/",
    "/en/privacy/",
    "/fr/privacy/",
    "/en/accessibility/",
    "/fr/accessibility/",
    "/en/contact/",
    "/fr/contact/",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_need_no_session(client, path):
    response = client.get(path)
    assert response.status_code == 200
    language = path[1:3]
    assert f'<html lang="{language}-CA">' in response.content.decode()
    other = "fr" if language == "en" else "en"
    assert f'href="/{other}{path[3:]}" lang="{other}" hreflang="{other}"' in response.content.decode()
    assert "sessionid" not in response.cookies


@pytest.mark.parametrize(
    ("accepts", "language"), [("fr-CA,fr;q=0.9,en;q=0.5", "fr"), ("en-CA", "en"), ("de", "en"), ("", "en")]
)
def test_the_door_opens_in_the_language_of_the_browser(client, accepts, language):
    response = client.get("/", headers={"accept-language": accepts})
    assert (response.status_code, response["Location"]) == (302, f"/{language}/")


def test_an_unknown_language_is_not_found(client):
    assert client.get("/de/").status_code == 404


def test_every_answer_carries_the_headers(client):
    headers = client.get("/en/").headers
    assert {part.strip() for part in headers["Content-Security-Policy"].split(";")} == {
        "default-src 'none'",
        "base-uri 'none'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_no_template_has_inline_script_or_style(settings):
    import re

    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        source = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son\w+=\"", source), path
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", source), path


@pytest.mark.parametrize(
    ("path", "words"), [("/en/nothing/", "This page does not exist"), ("/fr/rien/", "Cette page n’existe pas")]
)
def test_a_missing_page_helps_on(client, path, words):
    response = client.get(path)
    assert response.status_code == 404
    assert words in response.content.decode()
    assert "sessionid" not in response.cookies


def test_a_stale_form_is_explained():
    response = Client(enforce_csrf_checks=True).post(
        "/language/", {"language": "fr"}, headers={"accept-language": "fr"}
    )
    assert response.status_code == 403
    assert "Nous n’avons pas pu accepter ce formulaire" in response.content.decode()


def test_a_fault_is_told_in_both_languages(rf):
    response = home.broken(rf.get("/"))
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
    assert 'lang="fr-CA"' in response.content.decode()


def test_without_the_database_pages_answer_503(rf):
    try:
        raise OperationalError("gone")
    except OperationalError:
        response = home.broken(rf.get("/"))
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "We will be back in a moment" in response.content.decode()


def test_markup_escapes_everything_else():
    html = texts.markup("## A <b>\n\n**bold** and *it* & [[to do]]\n- one\n- <script>x</script>")
    assert html == (
        "<h2>A &lt;b&gt;</h2>\n<p><strong>bold</strong> and <em>it</em> &amp; "
        '<span class="unsettled">[to do]</span></p>\n<ul><li>one</li><li>&lt;script&gt;x&lt;/script&gt;</li></ul>'
    )


@pytest.mark.parametrize("name", ["privacy-notice", "accessibility-statement"])
def test_each_text_stands_in_both_languages_in_the_same_version(name):
    english, french = (texts.read(name, language, facts={"draft_days": "30"}) for language in ("en", "fr"))
    assert english.version == french.version == texts.current(name)
    assert english.body.count("<p>") == french.body.count("<p>")
    assert "{" not in english.body + french.body


def test_every_sentence_has_its_french():
    call_command("messages", "--check")
