"""/health/live and /health/ready."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from mobility import health
from mobility.outbox.models import Heartbeat


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch):
    monkeypatch.setattr(health, "_migrated", set())


def test_live_asks_neither_database_nor_session(client):
    answer = client.get("/health/live")  # pytest refuses every query in a test without a database
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_when_all_is_well(client):
    Heartbeat.objects.create(name="worker", at=now())
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": "ok", "migrations": "ok", "worker": "ok", "disk": "ok"}


@pytest.mark.django_db
@pytest.mark.parametrize("silent", [None, timedelta(minutes=5)])
def test_not_ready_without_a_worker(client, silent):
    if silent:
        Heartbeat.objects.create(name="worker", at=now() - silent)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert "manage.py worker" in answer.json()["worker"]


@pytest.mark.django_db
def test_not_ready_with_a_migration_missing(client):
    Heartbeat.objects.create(name="worker", at=now())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'outbox'")
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["migrations"].endswith("run manage.py migrate")


@pytest.mark.django_db
def test_not_ready_without_room_on_the_disk(client, settings):
    settings.MIN_FREE_MB = 10**9
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["disk"].endswith("less than 1000000000")
