"""Words of the law in templates."""

from __future__ import annotations

from django import template

from mobility.law import citing

register = template.Library()


@register.filter
def cited(citation: str | None) -> str:
    """An article as the reader's language names it."""
    return citing.cited(citation or "")
