"""An exception from the proposal to its end: every move, who may, and what complaints find on which day."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mobility.accounts.refusals import Refused
from mobility.casefiles.models import Event, Task
from mobility.law.days import today
from mobility.outbox.models import Mail
from regulators import actions, exception_tests, exceptions
from regulators.exception_choices import ExceptionStatus as S
from regulators.exception_workflow import EXCEPTIONS
from regulators.models import PostedException

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture
def exception(cast):
    return actions.propose_exception(
        occupation=cast.body.occupations.first(),
        from_jurisdictions=["ON", "QC"],
        requirement="A course on the local scope",
        objectives=["life"],
        by=cast.coordinator,
    )


def through_the_tests(exception, by) -> None:
    actions.begin_analysis(exception, by=by)
    for limb in exception_tests.limbs():
        actions.assess_limb(exception, limb=limb, assessment="met", reasoning="Because.", by=by)


def posted(exception, cast, on: dt.date):
    through_the_tests(exception, cast.coordinator)
    actions.recommend_exception(exception, recommendation="Approve it.", by=cast.coordinator)
    actions.approve_exception(exception, approved_on=on, authority="The Minister", decision="Yes.", by=cast.director)
    actions.forward_exception(exception, forwarded_on=on, by=cast.coordinator)
    actions.post_exception(
        exception, posted_on=on, url="https://example.org/x", review_due_on=on + 365 * DAY, by=cast.coordinator
    )
    return exception


def covering(cast, on: dt.date, home: str = "ON") -> list[str]:
    found = exceptions.covering(occupation=cast.body.occupations.first(), imposing="AB", home=home, on=on)
    return [row.exception.description for row in found if row.exception.file_id]


def test_from_the_proposal_to_the_posting_and_complaints_find_it_from_that_day(cast, exception):
    on = today()
    posted(exception, cast, on)
    assert exception.file.status == S.POSTED
    assert covering(cast, on) == ["A course on the local scope"]
    assert covering(cast, on - DAY) == []
    assert covering(cast, on, home="BC") == []
    assert Task.objects.get(file=exception.file, stopped_on__isnull=True).due_on == on + 365 * DAY
    kinds = list(Event.objects.filter(file=exception.file).values_list("kind", flat=True))
    assert kinds[0] == "regulators.exception_proposed"
    assert kinds[-1] == "regulators.exception_posted"


def test_withdrawn_it_holds_for_complaints_of_earlier_days_only(cast, exception):
    on = today()
    posted(exception, cast, on)
    actions.withdraw_exception(exception, withdrawn_on=on + DAY, reason="No longer needed", by=cast.senior)
    assert covering(cast, on) == ["A course on the local scope"]
    assert covering(cast, on + DAY) == []
    assert not exception.file.is_open


def test_no_recommendation_before_all_three_tests_and_an_objective(cast, exception):
    actions.begin_analysis(exception, by=cast.coordinator)
    first, *others = exception_tests.limbs()
    actions.assess_limb(exception, limb=first, assessment="met", reasoning="x", by=cast.coordinator)
    with pytest.raises(Refused, match="No more restrictive"):
        actions.recommend_exception(exception, recommendation="x", by=cast.coordinator)
    for limb in others:
        actions.assess_limb(exception, limb=limb, assessment="unclear", reasoning="x", by=cast.coordinator)
    actions.revise_exception(
        exception, from_jurisdictions=["all"], objectives=[], requirement="x", rationale="", by=cast.coordinator
    )
    with pytest.raises(Refused, match="objective"):
        actions.recommend_exception(exception, recommendation="x", by=cast.coordinator)


def test_only_the_director_enters_a_decision_of_the_government(cast, exception):
    through_the_tests(exception, cast.coordinator)
    actions.recommend_exception(exception, recommendation="x", by=cast.coordinator)
    said = {"approved_on": today(), "authority": "x", "decision": "x"}
    for person in (cast.coordinator, cast.senior, cast.registrar, cast.auditor):
        with pytest.raises(Refused):
            actions.approve_exception(exception, **said, by=person)
    with pytest.raises(Refused, match="not come yet"):
        actions.approve_exception(exception, **{**said, "approved_on": today() + DAY}, by=cast.director)
    actions.refuse_exception(exception, authority="The Minister", decision="No.", by=cast.director)
    assert not exception.file.is_open


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("verb", list(EXCEPTIONS.moves))
def test_a_move_out_of_order_is_refused_and_leaves_no_trace(cast, exception, status, verb):
    case = exception.file
    case.status = status
    case.save(update_fields=["status"])
    events = Event.objects.filter(file=case).count()
    move = EXCEPTIONS[verb]
    said = {
        "begin": (actions.begin_analysis, {}),
        "assess": (actions.assess_limb, {"limb": "objective", "assessment": "met", "reasoning": "x"}),
        "consult": (
            actions.consult_office,
            {"office": cast.ministry, "question": "x", "due_on": today() + DAY},
        ),
        "recommend": (actions.recommend_exception, {"recommendation": "x"}),
        "approve": (actions.approve_exception, {"approved_on": today(), "authority": "x", "decision": "x"}),
        "refuse": (actions.refuse_exception, {"authority": "x", "decision": "x"}),
        "forward": (actions.forward_exception, {"forwarded_on": today()}),
        "post": (actions.post_exception, {"posted_on": today(), "url": "", "review_due_on": today() + DAY}),
        "review": (actions.review_exception, {"reasoning": "x", "review_due_on": today() + DAY}),
        "withdraw": (actions.withdraw_exception, {"withdrawn_on": today(), "reason": "x"}),
        "revise": (
            actions.revise_exception,
            {"from_jurisdictions": ["ON"], "objectives": [], "requirement": "x", "rationale": ""},
        ),
        "drop": (actions.drop_exception, {"reason": "x"}),
    }
    action, facts = said[verb]
    by = cast.director if move.capability == "decide" else cast.senior
    if status in move.sources and verb != "recommend":
        action(exception, **facts, by=by)
        assert Event.objects.filter(file=case).count() > events
        assert exception.file.status == (move.to or status)
        return
    with pytest.raises(Refused):
        action(exception, **facts, by=by)
    assert Event.objects.filter(file=case).count() == events


def test_who_is_consulted_sees_the_proposal_and_nothing_else(client, cast, exception):
    actions.begin_analysis(exception, by=cast.coordinator)
    actions.consult_office(
        exception, office=cast.body.office, question="Is it needed?", due_on=today() + 10 * DAY, by=cast.coordinator
    )
    request = exception.file.requests.get()
    assert Mail.objects.filter(to=cast.registrar.email, about=exception.file.reference).exists()
    client.force_login(cast.registrar)
    page = client.get(f"/portal/requests/{request.pk}/").content.decode()
    assert "A course on the local scope" in page
    assert "the applicant is registered" not in page
    assert client.get(exception.get_absolute_url()).status_code == 404
    client.force_login(cast.other_registrar)
    assert client.get(f"/portal/requests/{request.pk}/").status_code == 404


def test_the_register_shows_what_is_in_force_and_is_found_by_words(client: Client, cast, exception):
    posted(exception, cast, today())
    client.force_login(cast.coordinator)
    page = client.get("/desk/exceptions/?q=local+scope&place=AB").content.decode()
    assert exception.file.reference[3:] in page
    assert "No exception matches" in client.get("/desk/exceptions/?q=zzyzzyva").content.decode()
    with time_machine.travel(dt.datetime.now(dt.UTC) + 2 * DAY, tick=False):
        actions.withdraw_exception(exception, withdrawn_on=today(), reason="x", by=cast.senior)
        client.force_login(cast.coordinator)
        assert "No exception matches" in client.get("/desk/exceptions/?q=local+scope&place=AB").content.decode()
        assert "A course" in client.get("/desk/exceptions/?q=local+scope&place=AB&state=past").content.decode()


def test_the_register_asks_the_same_for_one_and_for_many(client: Client, cast):
    client.force_login(cast.coordinator)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/desk/exceptions/?state=all").status_code == 200
        return len(captured)

    def one(number: int) -> None:
        made = actions.propose_exception(
            occupation=cast.body.occupations.first(),
            from_jurisdictions=["ON"],
            requirement=f"Requirement {number}",
            objectives=["life"],
            by=cast.coordinator,
        )
        posted(made, cast, today())

    one(0)
    asked()  # fills what the process keeps
    before = asked()
    for number in range(1, 8):
        one(number)
    asked()
    assert asked() == before
    assert PostedException.objects.filter(file__isnull=False).count() == 8


def test_an_exception_that_the_reference_data_knew_already_gets_its_file(cast, exception):
    known = PostedException.objects.create(
        jurisdiction_code="AB",
        occupation_slug=exception.occupation.slug,
        from_jurisdictions="ON;QC",
        description=exception.requirement,
    )
    posted(exception, cast, today())
    known.refresh_from_db()
    assert known.file == exception.file


def test_every_text_of_the_tests_stands_in_both_languages():
    for limb in exception_tests.limbs().values():
        assert all(words["en"] and words["fr"] for words in limb.words.values())
