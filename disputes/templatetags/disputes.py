"""Words of the rules of the agreements."""

from __future__ import annotations

from django import template
from django.utils.translation import ngettext

from disputes import moves
from mobility.law import rules

register = template.Library()


@register.filter
def time_given(rule: rules.Rule) -> str:
    """How long a rule gives: `120 days`, `3 years`."""
    days = rule.days or 0
    said = {
        "business": ngettext("%(n)s business day", "%(n)s business days", days),
        "months": ngettext("%(n)s month", "%(n)s months", days),
        "years": ngettext("%(n)s year", "%(n)s years", days),
    }
    return said.get(rule.unit, ngettext("%(n)s day", "%(n)s days", days)) % {"n": days}


@register.filter
def duty_of(rule_id: str) -> str:
    """What a rule asks, by its number."""
    known = rules.library().known(rule_id)
    return moves.said(known, "duty") if known else rule_id
