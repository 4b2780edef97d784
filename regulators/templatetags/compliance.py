"""Words for the values that facts of reviews hold."""

from __future__ import annotations

from typing import Any

from django import template

from regulators import compliance_choices as choices

register = template.Library()


def _label(enum: Any, value: Any) -> str:
    return str(enum(value).label) if value in enum.values else str(value)


@register.filter
def occasion(value: str) -> str:
    return _label(choices.Occasion, value)


@register.filter
def assessment(value: str) -> str:
    return _label(choices.Assessment, value)


@register.filter
def risk_category(value: str) -> str:
    return _label(choices.Category, value)
