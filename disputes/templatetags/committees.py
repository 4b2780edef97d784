"""Words for what facts of a committee's events hold."""

from __future__ import annotations

import datetime as dt

from django import template

from disputes.committee_choices import Seat
from mobility.accounts.phrases import day_words

register = template.Library()


@register.filter
def iso_day(value: str) -> str:
    """A day as facts keep it, in words."""
    return day_words(dt.date.fromisoformat(value), "plain") if value else ""


@register.filter
def seat(value: str) -> str:
    return str(Seat(value).label).lower() if value in Seat.values else value
