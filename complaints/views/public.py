"""Pages for everybody: the scope check, and the way out."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints import following, holder, scope, texts, typed
from complaints.forms.public import QuestionForm, TwoDatesForm, jurisdiction_choices
from mobility.law import rules
from mobility.law.confidence import on_screen
from mobility.law.days import today as law_today
from mobility.law.models import Jurisdiction


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Five questions, one page each. The answers travel in the address; nothing is stored."""
    places = jurisdiction_choices(texts.language(), "")
    walk = scope.walk(request.GET.dict(), {code for code, _name in places})
    if walk.question is None:
        return ending(request, walk)
    question = walk.question
    options = (
        places
        if question.get("choices") == "jurisdictions"
        else [(row["id"], texts.say(row["label"])) for row in scope.open_answers(question, walk.facts, walk.set)]
    )
    form = QuestionForm(
        typed.tidied(request.GET) if request.GET.get("asked") == question["id"] else None,
        question=question,
        choices=options,
    )
    given = list(walk.given.items())
    return render(
        request,
        "complaints/public/check.html",
        {
            "form": form,
            "question": question,
            "given": given,
            "back": f"?{urlencode(dict(given[:-1]))}" if given else "",
            "total": len(texts.load("scope-check")["questions"]),
        },
    )


def ending(request: HttpRequest, walk: scope.Walk) -> HttpResponse:
    """Where the answers lead, who can help, and what the law expects on two dates."""
    text = texts.load("scope-check")["endings"][walk.ending]
    home = Jurisdiction.objects.filter(code=walk.facts.get("home", "")).first()
    on_dates = text["scope"] == "in" and walk.ending == "in_scope"
    dates = (
        TwoDatesForm(typed.tidied(request.GET) if "dates" in request.GET else None, today=law_today())
        if on_dates
        else None
    )
    go_on = {"direction": walk.direction, "home": walk.facts.get("home", ""), "doubt": walk.doubt}
    return render(
        request,
        "complaints/public/check_end.html",
        {
            "form": dates,
            "walk": walk,
            "scope": text["scope"],
            "title": texts.say(text["title"]),
            "text": texts.say(text["text"]),
            "helping": [row for row in (who_helps(row, home) for row in text["help"]) if row],
            "given": list(walk.given.items()),
            "back": f"?{urlencode(dict(list(walk.given.items())[:-1]))}",
            "answer": answer_on(dates, walk) if dates is not None and dates.is_bound and dates.is_valid() else None,
            "go_on": reverse("worker:step", args=["who"]) + "?" + urlencode({k: v for k, v in go_on.items() if v}),
        },
    )


def who_helps(row: dict[str, Any], home: Jurisdiction | None) -> dict[str, str] | None:
    """One who can help: words and, where there is one, an address. The home coordinator is named only if there is another."""
    words = row["who"][texts.language()]
    where = row["where"]
    if "{home_coordinator}" in words:
        if home is None or home.code == "AB" or not home.coordinator_office:
            return None
        words = words.format(home_coordinator=f"{home.coordinator_office} ({home.name})")
        where = home.coordinator_contact
        if "@" in where and ":" not in where:
            where = f"mailto:{where}"
    return {"words": words, "where": where if where.startswith(("https://", "tel:", "mailto:")) else ""}


def answer_on(form: TwoDatesForm, walk: scope.Walk) -> dict[str, Any] | None:
    """What the law expects on the dates given, with its doubt; None without the date it is counted from."""
    complete = form.cleaned_data.get("complete_on")
    dates = texts.load("scope-check")["dates"]
    if complete is None:
        if form.cleaned_data.get("received_on") is None:
            return None
        return {"sentence": texts.say(dates["answer_needs_complete"]), "explanation": None, "confidence": ""}
    if walk.direction == "outbound":
        return {"sentence": texts.say(dates["answer_unknown"]), "explanation": None, "confidence": ""}
    try:
        result = rules.due("lma.decide", complete)
    except rules.UnknownRule:
        result = None
    if result is None or result.due_on is None:
        return {"sentence": texts.say(dates["answer_unknown"]), "explanation": None, "confidence": ""}
    return {
        "sentence": dated(dates, result.due_on, law_today()),
        "explanation": result.explanation,
        "doubt": texts.say(dates["doubt"]),
        "confidence": on_screen(result.explanation["rule"]["confidence"]),
    }


def dated(words: dict[str, Any], due_on: dt.date, today: dt.date) -> str:
    """The answer to two dates: the day, and how far it is from today."""
    library = rules.library()
    rule = library.get("lma.decide")
    distance = following.distance_words(due_on, today, rule.unit, rule.calendar, library)
    text = words["answer_past" if due_on < today else "answer_ahead"]
    return texts.say(text, due_date=following.date_words(due_on), distance=distance)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Let go of the code. Quickly (the link on each page): to a page anybody may have open; else back to the front."""
    if request.method != "POST":
        return holder.let_go(HttpResponseRedirect(settings.QUICK_EXIT_URL))
    messages.success(request, _("You have left. Your page opens again with the reference and the access code."))
    return holder.let_go(redirect("home"))
