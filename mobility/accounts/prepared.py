"""Queries that every page asks: written once by the ORM, planned once by PostgreSQL, then only run.

The ORM writes the SQL of a queryset anew each time it is asked, and PostgreSQL plans it anew. For a page of twenty small queries
each of the two costs more than finding the rows. A prepared query is an ordinary queryset whose values are named instead of given:

    of_file = Prepared(lambda: Task.objects.filter(file=Slot("file")).select_related("by"))
    of_file(file=7)  # a list, as list(Task.objects.filter(file=7).select_related("by")) would give

Only values may differ: whatever changes the shape of the query (a filter, an order) is another query. A list of ids is one value
with `IsOneOf`. The plan must be good for any value: where it is not, the query stays a queryset.
docs/decisions/0006-prepared-queries.md says what it leans on in Django.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import BooleanField, Func, QuerySet, Value, prefetch_related_objects
from django.db.models.query import ModelIterable, get_related_populators
from psycopg import sql as composing
from psycopg.types.numeric import Int8


class Slot(Value):
    """A value to be given when the query runs. Takes the type of what it is compared with."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", (self,)


class IsOneOf(Func):
    """Whether a column is in a list that travels as one value, so that a prepared query can take a list of any length:
    `filter(IsOneOf(F("owner"), Slot("people")))`. Two thousand numbers as values of their own take 10 ms.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


@dataclass(frozen=True)
class Written:
    """A queryset made ready: its SQL, the names of the values in their order, and what makes rows of what the database answers."""

    sql: str
    names: tuple[str, ...]
    read: Callable[[list[Any]], list[Any]]


class Prepared:
    """Call it with the named values; the answer is a list."""

    def __init__(self, make: Callable[[], QuerySet]) -> None:
        self.make = make

    @cached_property
    def written(self) -> Written:
        found = self.make()
        connection = connections[DEFAULT_DB_ALIAS]
        connection.ensure_connection()
        compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        # what never changes stands in the SQL itself: so the planner sees which partial index serves the query
        fixed = ["%s" if isinstance(one, Slot) else _literal(one, connection.connection) for one in params]
        names = tuple(one.value for one in params if isinstance(one, Slot))
        read = _models(found, compiler) if found._iterable_class is ModelIterable else _values(found, compiler)
        return Written(sql % tuple(fixed), names, read)

    def __call__(self, **values: Any) -> list[Any]:
        written = self.written
        given = [Int8(value) if type(value := values[name]) is int else value for name in written.names]
        return written.read(_rows(connections[DEFAULT_DB_ALIAS], written.sql, given))

    def among(self, keys: QuerySet) -> list[Any]:
        """With its one value, a list of keys, found in the same query: what only shows is written once, and what is asked for is
        planned for its own values."""
        written = self.written
        inner, params = keys.query.sql_with_params()
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute(written.sql.replace("%s", f"ARRAY({inner})"), params)
            return written.read(cursor.fetchall())


def _models(found: QuerySet, compiler: Any) -> Callable[[list[Any]], list[Any]]:
    """Rows as Django's `ModelIterable` makes them, with what it works out of the columns at each run worked out once."""
    select, of_model = compiler.select, compiler.klass_info["select_fields"]
    first, last = of_model[0], of_model[-1] + 1
    names = [column[0].target.attname for column in select[first:last]]
    related = get_related_populators(compiler.klass_info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
    converters = compiler.get_converters([column[0] for column in select[: compiler.col_count]])
    annotations = tuple(compiler.annotation_col_map.items())
    from_db = compiler.klass_info["model"].from_db
    prefetched: tuple[str, ...] = found._prefetch_related_lookups  # type: ignore[attr-defined]

    def read(rows: list[Any]) -> list[Any]:
        made = []
        for row in compiler.apply_converters(rows, converters) if converters else rows:
            one = from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for populator in related:
                populator.populate(row, one)
            for name, place in annotations:
                setattr(one, name, row[place])
            made.append(one)
        if prefetched and made:
            prefetch_related_objects(made, *prefetched)
        return made

    return read


def _values(found: QuerySet, compiler: Any) -> Callable[[list[Any]], list[Any]]:
    """Rows of a queryset of values, made by Django itself of what the database answered already."""

    def read(rows: list[Any]) -> list[Any]:
        ready, query = copy(compiler), copy(found.query)
        ready.connection = connections[DEFAULT_DB_ALIAS]
        ready.execute_sql = lambda *_args, **_options: [rows]
        query.get_compiler = lambda *_args, **_options: ready  # type: ignore[method-assign]
        made: Any = type(found)(found.model, query)
        made._iterable_class, made._fields = found._iterable_class, found._fields  # type: ignore[attr-defined]
        return list(made)

    return read


class Runner(ServerBindingCursor):
    """Says what it ran, for `connection.queries` and the tests that count: psycopg's own forgets that of a prepared statement."""

    def _send_query_prepared(self, name: bytes, query: Any, *, binary: bool | None = None) -> None:
        self._query = query
        super()._send_query_prepared(name, query, binary=binary)  # type: ignore[misc]


def _literal(value: Any, connection: Any) -> str:
    return composing.Literal(value).as_string(connection).replace("%", "%%")


def _rows(connection: Any, sql: str, given: list[Any]) -> list[Any]:
    """What the database answers. Numbers travel as `bigint`, so that one statement serves small and large ones."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor = Runner(connection.connection)  # type: ignore[call-arg]
    with connection._prepare_cursor(cursor) as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()  # type: ignore[no-any-return]
