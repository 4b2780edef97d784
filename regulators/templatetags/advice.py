"""Words for what facts of the events of enquiries and notices of change hold."""

from __future__ import annotations

from django import template
from django.db.models import TextChoices

from mobility.casefiles.choices import Channel
from regulators.advice_choices import AskedBy
from regulators.change_notice_choices import InLine, NoticeFrom, Result

register = template.Library()


def words_of(choices: type[TextChoices], value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


@register.filter
def asked_by(value: str) -> str:
    return words_of(AskedBy, value)


@register.filter
def channel(value: str) -> str:
    return words_of(Channel, value)


@register.filter
def said_by(value: str) -> str:
    return words_of(NoticeFrom, value)


@register.filter
def in_line(value: str) -> str:
    return words_of(InLine, value)


@register.filter
def result(value: str) -> str:
    return words_of(Result, value)
