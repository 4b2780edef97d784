"""The promises of the test databases themselves."""

import threading

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from mobility.accounts.models import Office
from mobility.embedded import OWNER
from mobility.preparing import PreparationError, migrate

OURS = {"accounts", "casefiles", "complaints", "correspondence", "disputes", "regulators"}


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


def test_a_database_with_all_the_migrations_of_before_counts_as_migrated_and_one_with_some_is_refused(committed_db):
    """Those that one set of tables for each app replaces are gone from the code."""
    fresh = [m for m in MigrationLoader(None).disk_migrations.values() if m.replaces and m.app_label in OURS]
    assert {m.app_label for m in fresh} == OURS
    replaced = [name for m in fresh for name in m.replaces]
    with committed_db.connect(OWNER) as owner:
        rows = owner.cursor()
        rows.executemany(
            "DELETE FROM django_migrations WHERE app = %s AND name = %s", [(m.app_label, m.name) for m in fresh]
        )
        rows.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", replaced)
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    with committed_db.connect(OWNER) as owner:
        owner.execute("DELETE FROM django_migrations WHERE app = 'casefiles' AND name = '0012_absences'")
    with pytest.raises(PreparationError, match="only some of the former migrations of casefiles"):
        migrate()


def test_the_server_answers_and_shares_its_database_with_the_test(server):
    assert str(server).startswith("http://127.0.0.1:")
    assert server.database.name == connection.settings_dict["NAME"]
