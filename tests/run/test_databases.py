"""The promises of the test databases themselves."""

import threading

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from mobility.accounts.models import Office
from mobility.embedded import OWNER


@pytest.mark.django_db
def test_tests_sign_in_as_the_application_which_cannot_alter_or_truncate():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("mobility_app",)
    for forbidden in ("TRUNCATE accounts_office CASCADE", "ALTER TABLE accounts_office ADD x int", "CREATE TABLE x ()"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(forbidden)


def test_a_committed_database_is_seen_by_other_threads_and_connections(committed_db):
    Office.objects.create(slug="a-ministry", kind="ministry", name_en="A ministry")
    seen: list[int] = []

    def look() -> None:
        seen.append(Office.objects.filter(slug="a-ministry").count())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    with committed_db.connect() as other:
        seen += other.execute("SELECT count(*) FROM accounts_office WHERE slug = 'a-ministry'").fetchone()
    assert seen == [1, 1]


def test_each_test_gets_a_fresh_committed_database(committed_db):
    assert not Office.objects.filter(slug="a-ministry").exists()


def test_the_owner_can_still_be_asked_for(committed_db):
    with committed_db.connect(OWNER) as owner:
        assert owner.execute("SELECT current_user").fetchone() == ("mobility_owner",)
    with committed_db.connect() as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("ALTER TABLE accounts_office DISABLE TRIGGER ALL")


def test_the_server_answers_and_shares_its_database_with_the_test(server):
    assert str(server).startswith("http://127.0.0.1:")
    assert server.database.name == connection.settings_dict["NAME"]
