"""Many tables in one step of a migration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AtOnce(Operation):
    """Operations that need nothing of each other but the last state: new tables and their triggers.

    After each operation Django makes all models anew that are connected with it, and here all are, through the people who
    did things: one after another, a hundred tables take a minute of that and a second of PostgreSQL. Here it is done once.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [self.operations], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # made again when somebody asks for a model
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, before: ProjectState, after: ProjectState
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, editor, before, after)

    def database_backwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, after: ProjectState, before: ProjectState
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, editor, after, before)

    def describe(self) -> str:
        return f"{len(self.operations)} operations at once"
