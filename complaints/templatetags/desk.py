"""Words for the values that facts of events hold, so that a sentence can be said about them."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from complaints import choices, texts
from complaints.choices import Verb
from complaints.models import Complaint
from complaints.own_limits import OwnLimit
from complaints.queries import DateCard, ground_labels
from complaints.texts import language
from mobility.accounts import phrases
from mobility.casefiles.choices import Actor, Channel, Priority, ScanState
from mobility.casefiles.models import CaseFile
from mobility.casefiles.timeline import Due, short_duty
from mobility.law import rules
from regulators.registry import registry

register = template.Library()


def _label(enum: Any, value: Any) -> str:
    return str(enum(value).label) if value in enum.values else str(value)


#: Doubts that are no ending of the scope check.
DOUBTS = {
    "unsure": gettext_lazy("The worker is not sure of the certificate"),
    "limited": gettext_lazy("The certificate has limits or conditions"),
}
#: Proofs as written, by all they are written from.
_proofs: dict[tuple[Any, ...], SafeString] = {}
MOST_PROOFS = 1000


@register.simple_tag
def proof(due: Due) -> SafeString:
    """How a date was counted, with its calendar sheet. Kept: the same count reads the same, whoever looks at it, and when."""
    clock = due.clock
    counted = json.dumps(clock.explanation, sort_keys=True)
    year = timezone.localdate().year  # days of this year are said without it
    key = (clock.rule, clock.why, clock.started_on, clock.due_on, due.mark, due.rule, counted, language(), year)
    if key not in _proofs:
        if len(_proofs) >= MOST_PROOFS:
            _proofs.clear()
        _proofs[key] = render_to_string("complaints/cards/proof.html", {"due": due})
    return _proofs[key]


@register.simple_tag(takes_context=True)
def act(context: template.Context, verb: str, label: str, key: str = "") -> SafeString:
    """A verb of the page, where the person may do it: a link to its form, or the form, when it is the one that is open."""
    form, file = context["forms"].get(verb), context["file"]
    if not form:
        return SafeString("")
    if context.get("open_verb") == verb:
        said: dict[str, Any] = {**context.flatten(), "verb": verb, "label": label, "form": form}  # type: ignore[dict-item]
        return SafeString(render_to_string("complaints/cards/verb.html", said))
    return link_of(file.reference, verb, str(label), key, file.version)


@register.simple_tag(takes_context=True)
def acts(context: template.Context, verbs: list[tuple[str, str]]) -> SafeString:
    """Several verbs beside each other; one that asks for nothing is done by its button."""
    at_once, file = context["at_once"], context["file"]
    return format_html_join(
        "\n",
        "{}",
        (
            (button_of(context, file, verb, label) if verb in at_once else act(context, verb, label),)
            for verb, label in verbs
        ),
    )


def button_of(context: template.Context, file: CaseFile, verb: str, label: str) -> SafeString:
    return format_html(
        '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="version" value="{}"><button class="btn{}">{}</button></form>',
        reverse("complaints:act", args=[file.reference, verb]),
        context["csrf_token"],
        file.version,
        " plain" if verb == Verb.CLOSE else "",
        label,
    )


@register.simple_tag(takes_context=True)
def act_on(context: template.Context, verb: str, label: str, row: int, field: str, about: str) -> SafeString:
    """A verb for one row of a card: `field` of its form takes the row's number, `about` says which row to those who hear the page."""
    form, file = context["forms"].get(verb), context["file"]
    if not form:
        return SafeString("")
    if context.get("open_verb") == verb and context.get("open_row") == str(row):
        said: dict[str, Any] = {**context.flatten(), "verb": verb, "label": label, "row": row, "form": form}  # type: ignore[dict-item]
        return SafeString(render_to_string("complaints/cards/row_verb.html", said))
    return link_on(file.reference, verb, str(label), row, field, str(about), file.version)


@lru_cache(maxsize=3000, typed=True)
def link_on(reference: str, verb: str, label: str, row: int, field: str, about: str, version: int) -> SafeString:
    return format_html(
        '<div class="verb" id="do-{verb}{row}"><a class="btn link" href="{href}?{field}={row}#do-{verb}{row}" data-do="{version}">'
        '{label}<span class="sr">: {about}</span></a></div>',
        **{"verb": verb, "row": row, "field": field, "label": label, "about": about, "version": version},
        href=reverse("complaints:act", args=[reference, verb]),
    )


@register.simple_tag
def own_limit(limit: OwnLimit) -> SafeString:
    """One of the time limits that bind the worker, kept by all that it says."""
    return _own_limit(language(), timezone.localdate().year, limit)


@lru_cache(maxsize=2000)
def _own_limit(_language: str, _year: int, limit: OwnLimit) -> SafeString:
    return render_to_string("complaints/cards/own_limit.html", {"limit": limit})


@lru_cache(maxsize=3000)
def link_of(reference: str, verb: str, label: str, key: str, version: int) -> SafeString:
    return format_html(
        '<div class="verb" id="do-{verb}"><a class="btn plain" href="{href}#do-{verb}" data-do="{version}"{key}>{label}</a></div>',
        verb=verb,
        href=reverse("complaints:act", args=[reference, verb]),
        version=version,
        key=format_html(' data-key="{}"', key) if key else "",
        label=label,
    )


@register.simple_tag
def date_card(card: DateCard) -> SafeString:
    """One of the six dates of an application, with who says so, and what others say of it."""
    held, others = card.held, tuple((row.on, row.said_by) for row in card.others)
    said = (held.on, held.said_by) if held else None
    return _date_card(language(), timezone.localdate().year, card.label, said, others)


@lru_cache(maxsize=2000)
def _date_card(
    _language: str, _year: int, label: str, held: tuple[dt.date, str] | None, others: tuple[tuple[dt.date, str], ...]
) -> SafeString:
    """Kept by all that it is made of, as the rows of the lists are: a day of this year is said without it."""
    return render_to_string("complaints/cards/date.html", {"label": label, "held": held, "others": others})


@register.filter
def outcome(value: str) -> str:
    return _label(choices.Outcome, value)


@register.filter
def own_review(value: str) -> str:
    return _label(choices.OwnReview, value)


@register.filter
def offered_by(value: str) -> str:
    return _label(choices.OfferedBy, value)


@register.filter
def scope_doubt(value: str) -> str:
    """Why a matter may not be ours, as the scope check says it; doubts of an answer have no title."""
    ending = texts.load("scope-check")["endings"].get(value)
    return texts.say(ending["title"]) if ending else value


@register.filter
def actor(value: str) -> str:
    return _label(Actor, value)


@register.filter
def came_by(value: str) -> str:
    return _label(choices.CameBy, value)


@register.filter
def placed_field(name: str) -> str:
    """The name of a field that `place` sets."""
    return str(Complaint._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


@register.filter
def placed_value(value: str, name: str) -> str:
    """The words for what `place` keeps: a row of the registry by its key, a choice, or words."""
    known = registry()
    if name == "direction":
        return _label(choices.Direction, value)
    rows: dict[str, Any] = {"body": known.bodies, "occupation": known.occupations}
    if name in rows:
        return str(rows[name].get(int(value), value)) if value.isdecimal() else value
    return value


@register.filter
def application_fact(value: str) -> str:
    return _label(choices.ApplicationFact, value)


@register.filter
def said_by(value: str) -> str:
    return _label(choices.SaidBy, value)


@register.filter
def relation(value: str) -> str:
    return _label(choices.RelationKind, value)


@register.filter
def finding(value: str) -> str:
    return _label(choices.Finding, value)


@register.filter
def consent_scope(value: str) -> str:
    return _label(choices.ConsentScope, value)


@register.filter
def recipient(value: str) -> str:
    return _label(choices.Recipient, value)


@register.filter
def doubt(value: str) -> str:
    """Why a complaint may not be for us, as the scope check said it; a doubt about the certificate in our own words."""
    ending = texts.load("scope-check")["endings"].get(value)
    if ending:
        return texts.say(ending["title"])
    return str(DOUBTS.get(value, value))


@register.filter
def question(key: str) -> str:
    """The question an answer is kept under, in words."""
    return texts.question(key)


@register.filter
def authority(value: str) -> str:
    return _label(choices.Authority, value)


@register.filter
def flag(value: str) -> str:
    return _label(choices.Flag, value)


@register.filter
def priority(value: int) -> str:
    return _label(Priority, value)


@register.filter
def scan_state(value: str) -> str:
    return _label(ScanState, value)


@register.filter
def ground(slug: str) -> str:
    return ground_labels().get(slug, slug)


@register.filter
def duty(rule_id: str) -> str:
    return short_duty(rules.library(), rule_id)


@register.filter
def person(people: dict[int, Any], number: int) -> str:
    return str(people.get(number, number))


@register.filter
def isodate(value: str | None) -> dt.date | None:
    """A date kept in facts as text."""
    return dt.date.fromisoformat(value) if value else None


@register.filter
def holiday(skipped: dict[str, str]) -> str:
    """A holiday that was not counted: `Thanksgiving Day, 12 October 2026`."""
    name = skipped.get(f"name_{language()}") or skipped.get("name_en", "")
    return f"{name}, {phrases.day_words(dt.date.fromisoformat(skipped['on']), 'plain')}"


@register.filter
def plain_day(on: dt.date | None) -> str:
    """A day in words only, without markup: for sentences that are text."""
    return phrases.day_words(on, "plain") if on else ""


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """A value of a mapping; nothing when there is no mapping on this page."""
    return mapping.get(key) if mapping else None


@register.filter
def seen_by(audience: list[int], names: dict[int, str]) -> list[str]:
    """The names an audience stands for."""
    return [names.get(number, "?") for number in audience]


@register.filter
def channel(value: str) -> str:
    return _label(Channel, value)
