"""The pages of reviews and extensions for everybody: axe, 320 pixels, dark; for the unit, the Director and the body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from mobility.accounts.models import User
from mobility.correspondence import actions as requests
from mobility.correspondence.models import Request
from mobility.law.days import today
from regulators import actions
from regulators.models import DutyFinding, Review
from tests.journeys.visitors import PHONE, sign_in, sweep
from tests.makers import Cast, make_cast
from tests.regulators import reviewing
from tests.servers import Server


@pytest.fixture(scope="module")
def server_environment() -> dict[str, str]:
    return {"MFA_REQUIRED": "0"}


@dataclass(frozen=True)
class Met:
    """A review with something of everything, one with an order, an application, and what the body is asked."""

    cast: Cast
    full: Review
    ordered: Review
    extension: Any
    asked: Request


@pytest.fixture
def met(server: Server) -> Met:
    cast = make_cast()
    day = reviewing.on
    full = reviewing.make_review(cast, period_from=day(-365), period_to=day(-1))
    said = {"by": cast.coordinator}
    final = reviewing.make_final(full, cast)
    heard = reviewing.make_finding(full, cast, provision=reviewing.duty("s 5"), assessment="unclear", links=[full.file])
    request = reviewing.put(full, cast, heard)
    requests.answer(
        Request.objects.with_all().get(pk=request.pk),
        category="disagreed",
        text="It stands on page 4.",
        by=cast.registrar,
    )
    waiting = reviewing.make_finding(full, cast, provision=reviewing.duty("acknowledgement"), assessment="in_line")
    asked = reviewing.put(full, cast, waiting)
    reviewing.make_finding(full, cast, provision=reviewing.duty("report to Minister"))
    notice = actions.notify_deficiency(
        full, findings=[final], text="Keep records for the period that the Act gives.", due_on=day(20),
        authority="LMA records", **said,
    )  # fmt: skip
    requests.answer(
        Request.objects.with_all().get(pk=notice.request_id), category="corrected", text="Done.", by=cast.registrar
    )
    late = actions.add_step(full, what="Write a policy on keeping records", due_on=day(-3), **said)
    done = actions.add_step(full, what="Train the staff of the registry", due_on=day(9), **said)
    actions.report_step(full, step=done, done_on=today(), evidence="The list of those who came.", **said)
    assert late.is_overdue(today())
    rating = actions.propose_rating(
        full, category="elevated", reason="A step is late.", due_on=day(30), authority="x", **said
    )
    actions.decide_rating(full, rating=rating, adopt=False, reason="It is nearly done.", by=cast.senior)
    actions.propose_rating(
        full, category="elevated", reason="Two steps are late.", due_on=day(30), authority="x", **said
    )
    ordered = reviewing.make_review(cast, title="What the fees are", occasion="coaching")
    reviewing.make_final(ordered, cast, provision=reviewing.duty("s 4"))
    reviewing.propose_order(ordered, cast)
    reviewing.issue_order(ordered, cast)
    extension = actions.ask_extension(
        cast.body,
        about="A-2031",
        limit_on=day(4),
        days=5,
        reason="A file is abroad.",
        plan="Decide by then.",
        by=cast.registrar,
    )
    actions.analyse_extension(extension, analysis="Reasonable: the file comes on Friday.", **said)
    return Met(cast, full, ordered, extension, Request.objects.get(pk=asked.pk))


def paths_of(met: Met) -> dict[str, list[str]]:
    """The pages each sees, by the name of who looks."""
    full, ordered = met.full.get_absolute_url(), met.ordered.get_absolute_url()
    finding = DutyFinding.objects.filter(review=met.full, commented_on__isnull=False, final_at__isnull=True).get()
    return {
        met.cast.senior.name: [
            "/desk/reviews/", "/desk/reviews/new/", full, f"{full}find/", f"{full}put/",
            f"{full}notify/", f"{full}rate/", f"{full}finalize/?finding={finding.pk}", ordered, "/desk/reviews/extensions/",
            met.cast.body.get_absolute_url(),
        ],
        met.cast.director.name: [f"{full}propose_order/", met.extension.get_absolute_url(),
                                 f"{met.extension.get_absolute_url()}decide/"],
        met.cast.registrar.name: ["/portal/extensions/", met.asked.get_absolute_url()],
    }  # fmt: skip


def test_the_pages_of_reviews_are_for_everybody(new_context: Callable[..., BrowserContext], server: Server, met: Met):
    wrong = []
    for name, paths in paths_of(met).items():
        context = new_context(bypass_csp=True, **PHONE)
        sign_in(context, server, User.objects.get(name=name))
        wrong += sweep(context.new_page(), paths)
    assert wrong == []
