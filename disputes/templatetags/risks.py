"""How a score looks, and words for what facts of a risk's events hold."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from disputes.risk_choices import SignKind
from disputes.risk_models import Risk, RiskScore
from disputes.risk_scoring import Standards
from mobility.accounts.templatetags.house import tag

register = template.Library()

#: How categories look; one that the pack adds later looks neutral.
LOOKS = {"low": "mute", "moderate": "info", "high": "soon", "severe": "late"}


@register.simple_tag
def score(row: Risk | RiskScore, by: Standards) -> SafeString:
    """The number and its category as a badge. `by`: the standards that the page read once."""
    if not row.score:
        return SafeString("–")
    category = by.category(row.score)
    return tag(f"{row.score} · {category.name}", LOOKS.get(category.id, "mute"))


@register.filter
def sign_kind(value: str) -> str:
    return str(SignKind(value).label) if value in SignKind.values else value
