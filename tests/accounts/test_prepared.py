"""A prepared query answers as the queryset it was made from."""

import datetime as dt
import threading

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Exists, OuterRef

from mobility.accounts.models import Office, User
from mobility.accounts.prepared import Prepared, Slot

by_pk = Prepared(lambda: User.objects.filter(pk=Slot("pk")).select_related("office"))


def test_answers_for_each_value_as_the_queryset_would(cast, django_assert_num_queries):
    for user in User.objects.select_related("office"):
        with django_assert_num_queries(1) as asked:
            (found,) = by_pk(pk=user.pk)
            assert (found, found.name, found.office) == (user, user.name, user.office)
        assert '"accounts_user"."id" = $1' in asked.captured_queries[0]["sql"]
    assert by_pk(pk=0) == []


def test_text_is_a_value_and_never_sql(cast):
    name = "Robert'); DROP TABLE accounts_user; -- 100 % d’été"
    User.objects.filter(pk=cast.coordinator.pk).update(name=name)
    by_name = Prepared(lambda: User.objects.filter(name=Slot("name")))
    assert by_name(name=name) == [cast.coordinator]
    assert by_name(name="%s") == by_name(name="' OR 1=1 --") == []


def test_annotations_fixed_values_and_slices_stay(cast):
    has_people = Exists(User.objects.filter(office=OuterRef("pk"), is_active=True))
    office = Prepared(lambda: Office.objects.filter(pk=Slot("pk")).annotate(has_people=has_people).order_by("pk")[:1])
    assert [row.has_people for row in office(pk=cast.unit.pk)] == [True]
    since = Prepared(
        lambda: (
            User.objects.filter(last_login__gt=Slot("since"), is_active=True).order_by("pk").values_list("pk", "name")
        )
    )
    User.objects.filter(pk=cast.coordinator.pk).update(last_login=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    assert since(since=dt.datetime(2026, 10, 31, tzinfo=dt.UTC)) == [(cast.coordinator.pk, cast.coordinator.name)]
    assert since(since=dt.datetime(2026, 11, 1, tzinfo=dt.UTC)) == []


def test_related_rows_are_fetched_for_the_rows_of_this_call(cast):
    with_people = Prepared(lambda: Office.objects.filter(pk=Slot("pk")).prefetch_related("users"))
    for office in (cast.unit, cast.body.office):
        (found,) = with_people(pk=office.pk)
        assert set(found.users.all()) == set(User.objects.filter(office=office))


def test_a_value_that_was_not_given_is_an_error(cast):
    with pytest.raises(KeyError):
        by_pk(file=1)


def test_what_changed_meanwhile_is_seen(cast):
    by_pk(pk=cast.coordinator.pk)
    User.objects.filter(pk=cast.coordinator.pk).update(name="Another Name")
    assert by_pk(pk=cast.coordinator.pk)[0].name == "Another Name"


def test_threads_ask_each_on_its_own_connection(db):
    wanted = ContentType.objects.get(app_label="complaints", model="complaint")
    by_model = Prepared(lambda: ContentType.objects.filter(model=Slot("model"), app_label="complaints"))
    by_model(model="complaint")
    found: list[list[ContentType]] = []

    def ask() -> None:
        found.extend(by_model(model="complaint") for _ in range(20))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[wanted]] * 80


def test_is_written_once(db):
    made = []

    def make():
        made.append(1)
        return User.objects.filter(pk=Slot("pk"))

    prepared = Prepared(make)
    assert [prepared(pk=0), prepared(pk=-1)] == [[], []]
    assert made == [1]


def test_is_planned_once_for_small_and_large_values(db):
    """One plan for all, and nobody else's query is prepared."""
    by_email = Prepared(lambda: User.objects.filter(office=Slot("office"), email="nobody@example.org"))
    for office in (1, 70_000, 2**40):
        assert by_email(office=office) == []
    list(User.objects.filter(office=1, email="nobody@example.org"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements")
        found = [row for row in cursor.fetchall() if "nobody@" in row[0]]
    ((statement, once, again),) = found
    assert (once, again) == (3, 0)
    assert "$1" in statement
    assert "$2" not in statement
