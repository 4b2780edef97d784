"""The words of a choice, for pages that show many."""

from __future__ import annotations

from typing import Any

from django.db import models


class Labelled(models.Model):
    """`get_…_display` of a row. Django's makes a table of all choices first, and so translates every one to say one."""

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> str:
        value = getattr(self, field.attname)
        for choice, label in field.flatchoices:
            if choice == value:
                return str(label)
        return "" if value is None else str(value)
