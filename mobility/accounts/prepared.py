"""Queries that every page asks: written once by the ORM, then only run.

The ORM writes the SQL of a queryset anew each time it is asked. For a page of twenty small queries that costs more than
PostgreSQL takes to answer them. A prepared query is an ordinary queryset whose values are named instead of given:

    of_file = Prepared(lambda: Task.objects.filter(file=Slot("file")).select_related("by"))
    of_file(file=7)  # a list, as list(Task.objects.filter(file=7).select_related("by")) would give

Only values may differ: whatever changes the shape of the query (a filter, an order) is another query. A list of ids is one value
with `IsOneOf`.
docs/decisions/0006-prepared-queries.md says what it leans on in Django.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BooleanField, Func, QuerySet, Value


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


class Prepared:
    """Call it with the named values; the answer is a list."""

    def __init__(self, make: Callable[[], QuerySet]) -> None:
        self.make = make

    @cached_property
    def written(self) -> tuple[QuerySet, Any, str, tuple[Any, ...]]:
        found = self.make()
        compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        return found, compiler, sql, tuple(params)

    @cached_property
    def converters(self) -> Callable[[Any], Any]:
        """Which columns need which conversion, asked of every field once instead of at every run."""
        compiler = copy(self.written[1])
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        found = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        return lambda _fields: found

    def __call__(self, **values: Any) -> list[Any]:
        found, compiler, sql, params = self.written
        ready = copy(compiler)
        ready.connection = connections[DEFAULT_DB_ALIAS]
        given = tuple(values[param.value] if isinstance(param, Slot) else param for param in params)
        ready.as_sql = lambda *_args, **_options: (sql, given)
        ready.get_converters = self.converters
        rows = found.all()
        rows.query.get_compiler = lambda *_args, **_options: ready  # type: ignore[method-assign]
        return list(rows)
