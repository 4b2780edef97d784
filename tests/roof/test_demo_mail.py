"""The page with the demonstration's mails."""

import pytest

from mobility.mailbox import Folder

MAIL = (
    "To: wanda@example.net\r\nSubject: Nous avons reçu votre envoi\r\nContent-Language: fr\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\n<b>Référence</b> LM-2026-000001\r\n"
)

pytestmark = pytest.mark.django_db


def test_outside_the_demonstration_there_is_no_such_page(client, settings):
    settings.DEMO = False
    assert client.get("/demo/mail/").status_code == 404


def test_the_mails_show_as_text_newest_first_and_by_address(client, settings, tmp_path):
    settings.DEMO = True
    settings.BASE_DIR = tmp_path
    folder = Folder(tmp_path / "var" / "mail")
    folder.keep(MAIL.encode())
    folder.keep(MAIL.replace("wanda", "olga").encode())
    page = client.get("/demo/mail/").content.decode()
    assert page.index("olga@example.net") < page.index("wanda@example.net")
    assert "&lt;b&gt;Référence&lt;/b&gt;" in page
    narrowed = client.get("/demo/mail/?to=WANDA").content.decode()
    assert "olga@example.net" not in narrowed
