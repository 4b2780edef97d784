"""Words for what facts of an exception's events hold."""

from __future__ import annotations

from django import template

from regulators import exception_tests
from regulators.exception_choices import Assessment

register = template.Library()


@register.filter
def limb(value: str) -> str:
    found = exception_tests.limbs().get(value)
    return found.title if found else value


@register.filter
def assessment(value: str) -> str:
    return str(Assessment(value).label) if value in Assessment.values else value
