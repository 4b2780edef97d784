"""The worker process itself, killed and restarted."""

import time

from django.db import connection
from django.utils.timezone import now
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicDeferrer

from mobility.outbox import actions, tasks
from mobility.outbox.models import Heartbeat, Mail


def wait_until(true, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.05)


def test_the_worker_sends_what_a_commit_leaves_and_says_that_it_lives(server):
    mail = actions.queue(to="ada@example.org", subject="Hello", text="Text", kind="test")
    assert server.wait_for_mail("ada@example.org")["Message-ID"] == mail.message_id
    wait_until(lambda: Mail.objects.get(pk=mail.pk).state == "sent")
    wait_until(lambda: Heartbeat.objects.filter(name=tasks.WORKER).exists())
    beat = Heartbeat.objects.get(name=tasks.WORKER)
    assert abs((now() - beat.at).total_seconds()) < 60
    assert "ada@example.org" not in server.logs()


def test_the_sign_of_life_is_due_every_ten_seconds_all_day():
    """Seconds stand last in a schedule. Put first they are minutes: ten busy ones, then nine of silence."""
    periodic = app.periodic_registry
    start = 1_800_000_000
    due = list(
        PeriodicDeferrer(periodic).get_timestamps(
            periodic.periodic_tasks[tasks.beat.name, ""], since=start, until=start + 86_400
        )
    )
    assert due == list(range(start + 10, start + 86_401, 10))


def test_jobs_of_a_killed_worker_are_taken_up(server):
    """A job left `doing` by a worker whose heartbeat stopped, and one of a worker that is gone altogether."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        (dead,) = cursor.fetchone()
        for worker in (dead, None):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)"
                " VALUES ('default', 'outbox.deliver', '{\"mail_id\": 0}', 'doing', %s)",
                [worker],
            )
        cursor.execute(  # its successor already waits: it cannot go back in the queue
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, queueing_lock, scheduled_at)"
            " VALUES ('default', 'outbox.beat', '{\"timestamp\": 0}', 'doing', 'outbox.beat', NULL),"
            " ('default', 'outbox.beat', '{\"timestamp\": 0}', 'todo', 'outbox.beat', now() + interval '1 hour')"
        )
    tasks.take_up_stalled_jobs.defer(timestamp=0)

    def left() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")
            return cursor.fetchone()[0]

    wait_until(lambda: left() == 0)
