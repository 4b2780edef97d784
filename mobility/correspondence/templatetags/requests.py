"""Words for the values that facts of requests hold, and for a request on a page."""

from __future__ import annotations

from typing import Any

from django import template

from mobility.correspondence import choices

register = template.Library()


def _label(enum: Any, value: Any) -> str:
    return str(enum(value).label) if value in enum.values else str(value)


@register.filter
def purpose(value: str) -> str:
    return _label(choices.Purpose, value)


@register.filter
def answer_category(value: str) -> str:
    return _label(choices.Category, value)


@register.filter
def via(value: str) -> str:
    return _label(choices.Via, value)
