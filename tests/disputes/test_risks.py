"""The risk of a dispute: what each rule counts, the score and its history, overruling, the threshold that tells management once."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from pypdf import PdfReader

from complaints import actions as complaints
from complaints.models import Complaint, Ground, Promise
from disputes import risk_facts, risk_scoring, tasks
from disputes.actions import committees
from disputes.actions import risks as actions
from disputes.actions.committees import Raised
from disputes.dispute_models import Measure
from disputes.risk_choices import RiskStatus, SignKind
from disputes.risk_models import Risk, RiskScore
from disputes.risk_workflow import RISKS
from mobility.accounts.refusals import Refused
from mobility.casefiles import actions as files
from mobility.casefiles import owed, store
from mobility.casefiles.models import Document, DocumentVersion, Event, Task
from mobility.law import packs
from mobility.law.days import today
from mobility.law.models import Jurisdiction, Provision
from mobility.outbox.models import Mail
from regulators.models import PostedException
from tests.disputes.makers import make_dispute
from tests.makers import ask_body, later, make_complaint, worker_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
EXAM = "additional-exam"


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture
def manitoba() -> Jurisdiction:
    return Jurisdiction.objects.get(pk="MB")


@pytest.fixture
def exam() -> Ground:
    return Ground.objects.get(slug=EXAM)


@pytest.fixture
def measure(cast, exam) -> Measure:
    """An exam that an Alberta body asks for, which no posted exception covers."""
    PostedException.objects.filter(jurisdiction_code__in=("AB", "unspecified")).delete()
    return Measure.objects.create(
        title="Entry exam for registered nurses", jurisdiction_id="AB", body=cast.other_body, ground=exam
    )


@pytest.fixture
def risk(cast, measure, manitoba) -> Risk:
    return actions.open_risk(measure=measure, counterpart=manitoba, by=cast.coordinator)


@pytest.fixture
def desk(client, cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def complain(cast, home: str = "MB", **said) -> Complaint:
    """One about the exam."""
    place = Jurisdiction.objects.get(pk=home)
    filing = {"grounds": [Ground.objects.get(slug=EXAM)], "body": cast.other_body, "home": place, "dates": {}, **said}
    return make_complaint("accepted", by=cast.coordinator, **filing)


def facts_of(risk: Risk, on: dt.date | None = None) -> dict[str, int]:
    return risk_facts.counted(
        risk.measure, risk.counterpart, on=on or today(), by=risk_scoring.standards(), risk=risk.pk
    )


# ---- the rules as data -----------------------------------------------------------------------------------


def test_every_rule_stands_in_both_languages_and_counts_a_fact_that_is_counted(risk):
    standards = risk_scoring.standards()
    occupation = risk.measure.body.occupations.first()
    PostedException.objects.create(jurisdiction_code="AB", occupation_slug=occupation.slug, from_jurisdictions="all")
    known = {*facts_of(risk), "exception_missing", "exception_near_review"}
    for rule in standards.rules:
        assert rule.text_en, rule.id
        assert rule.text_fr, rule.id
        assert rule.scale in risk_scoring.SCALES
        assert rule.points > 0
        assert rule.at_least > 0
    assert {rule.fact for rule in standards.rules} <= known
    assert len({rule.id for rule in standards.rules}) == len(standards.rules)
    assert [row.at_least for row in standards.categories] == sorted(row.at_least for row in standards.categories)
    assert standards.categories[0].at_least == 1
    for scale in risk_scoring.SCALES:
        assert len(standards.levels[scale]) == 5
        assert standards.levels[scale][0] == 0
        assert list(standards.levels[scale]) == sorted(standards.levels[scale])
        reachable = sum(rule.points for rule in standards.rules if rule.scale == scale)
        assert reachable >= standards.levels[scale][-1], "the highest level can be reached"
    assert standards.requirements <= set(Ground.objects.values_list("slug", flat=True))
    cited = {f"{row.instrument_id} {row.citation}" for row in Provision.objects.all()}
    assert standards.core_provisions <= cited
    assert not standards.is_adopted


def test_the_same_facts_always_lead_to_the_same_score_and_nothing_to_the_lowest():
    standards = risk_scoring.standards()
    nothing = risk_scoring.score({}, standards)
    assert (nothing.likelihood, nothing.consequence) == (1, 1)
    everything = {rule.fact: 99 for rule in standards.rules}
    most = risk_scoring.score(everything, standards)
    assert (most.likelihood, most.consequence) == (5, 5)
    assert risk_scoring.score(everything, standards) == most
    assert risk_scoring.read(most.plain()) == list(most.working)


@pytest.mark.parametrize("rule_id", [rule["id"] for rule in packs.raw("unit-standards")["risk_register"]["rule"]])
def test_each_rule_gives_its_points_from_its_number_on_and_not_before(rule_id):
    standards = risk_scoring.standards()
    rule = next(row for row in standards.rules if row.id == rule_id)

    def applied(counted: int) -> risk_scoring.Applied:
        found = risk_scoring.score({rule.fact: counted}, standards)
        return next(row for row in found.working if row.id == rule_id)

    assert not applied(rule.at_least - 1).applies
    assert applied(rule.at_least).applies
    assert applied(rule.at_least).points == rule.points


def test_more_counted_never_lowers_a_level():
    standards = risk_scoring.standards()
    names = sorted({rule.fact for rule in standards.rules})
    counted: dict[str, int] = {}
    before = risk_scoring.score(counted, standards)
    for name in names:
        for number in (1, 3, 6):
            counted[name] = number
            found = risk_scoring.score(counted, standards)
            assert found.likelihood >= before.likelihood
            assert found.consequence >= before.consequence
            before = found


# ---- what is counted -------------------------------------------------------------------------------------


def test_complaints_about_the_same_requirement_of_the_same_body_are_counted(cast, risk):
    for home in ("MB", "MB", "ON"):
        complain(cast, home)
    complain(cast, body=cast.body)  # another body
    complain(cast, grounds=[Ground.objects.get(slug="decision-overdue")])
    found = facts_of(risk)
    assert (found["complaints_same"], found["from_counterpart"], found["home_jurisdictions"]) == (3, 2, 2)
    assert (found["open_same"], found["founded_same"]) == (3, 0)
    assert facts_of(risk, today() + 900 * DAY)["complaints_same"] == 0, "what lies too far back counts no more"


def test_a_finding_counts_and_what_was_not_founded_does_not(cast, risk):
    one, other = complain(cast), complain(cast, flags=["financial-hardship"])
    complaints.find(one, ground=one.grounds.get(), finding="founded", reasoning="x", by=cast.coordinator)
    assert facts_of(risk)["founded_same"] == 1
    assert facts_of(risk)["hardship_same"] == 1
    complaints.find(other, ground=other.grounds.get(), finding="not_founded", reasoning="x", by=cast.coordinator)
    found = facts_of(risk)
    assert (found["complaints_same"], found["hardship_same"]) == (1, 0)


def test_a_broken_promise_of_the_body_counts(cast, risk):
    complaint = complain(cast)
    ask_body(complaint, by=cast.coordinator, at=later(4))
    request = complaint.file.requests.get()
    from mobility.correspondence import actions as correspondence

    correspondence.answer(request, category="promised", text="Soon.", due_on=today() + DAY, by=request.participant)
    assert facts_of(risk)["promises_broken"] == 0
    Promise.objects.update(kept=False, body=cast.other_body)
    assert facts_of(risk)["promises_broken"] == 1


def test_an_exception_that_covers_it_counts_against_and_its_review_for_the_risk(cast, risk):
    assert facts_of(risk)["exception_missing"] == 1
    occupation = cast.other_body.occupations.first()
    posted = PostedException.objects.create(
        jurisdiction_code="AB", occupation_slug=occupation.slug, from_jurisdictions="MB", description="x"
    )
    from mobility.accounts.kept import forget

    forget()
    assert "exception_missing" not in facts_of(risk)
    assert facts_of(risk)["exception_near_review"] == 0
    from regulators import actions as regulators

    exception = regulators.propose_exception(
        occupation=occupation, from_jurisdictions=["MB"], requirement="x", by=cast.coordinator
    )
    exception.review_due_on = today() + 30 * DAY
    exception.save(update_fields=["review_due_on"])
    posted.file = exception.file
    posted.save(update_fields=["file"])
    forget()
    assert facts_of(risk)["exception_near_review"] == 1
    assert facts_of(risk, today() - 300 * DAY)["exception_near_review"] == 0


def test_the_counterparts_panels_count_and_what_it_raised_at_a_committee(cast, risk, measure):
    assert facts_of(risk)["counterpart_disputes"] == 1, "Manitoba v Ontario, public accountants"
    ontario = actions.open_risk(measure=measure, counterpart=Jurisdiction.objects.get(pk="ON"), by=cast.coordinator)
    table = committees.open_committee(title="A table", kind="working_group", by=cast.coordinator)
    meeting = committees.plan_meeting(table, meets_on=today(), by=cast.coordinator)
    said = Raised("The exam", raised_by=cast.ontario, body=cast.other_body)
    committees.raise_item(meeting, raised=said, by=cast.coordinator)
    assert facts_of(ontario)["raised_by_counterpart"] == 1
    assert facts_of(risk)["raised_by_counterpart"] == 0
    committees.call_off_meeting(meeting, reason="x", by=cast.coordinator)
    assert facts_of(ontario)["raised_by_counterpart"] == 0


def test_signs_are_counted_by_kind_and_not_before_their_day(cast, risk):
    said = {"words": "A letter asks what we do.", "by": cast.coordinator}
    with pytest.raises(Refused, match="not come yet"):
        actions.enter_sign(risk, kind=SignKind.LETTER, seen_on=today() + DAY, **said)
    actions.enter_sign(risk, kind=SignKind.LETTER, seen_on=today(), **said)
    actions.enter_sign(risk, kind=SignKind.ELSEWHERE, seen_on=today() - 40 * DAY, **said)
    found = facts_of(risk)
    assert (found["signals"], found["consultations_elsewhere"]) == (1, 1)
    before = risk.scores.last().likelihood_by_rules
    assert risk.scores.first().likelihood_by_rules > before


def test_a_measure_in_force_on_the_core_duty_weighs_more_than_a_proposed_one(cast, risk):
    assert (facts_of(risk)["in_force"], facts_of(risk)["core_provisions"]) == (1, 0)
    risk.measure.provisions.set(Provision.objects.filter(instrument="CFTA", citation="art 705"))
    risk.measure.kind = "proposed"
    assert (facts_of(risk)["in_force"], facts_of(risk)["core_provisions"]) == (0, 1)


def test_a_measure_of_another_government_is_counted_by_where_the_worker_applied(cast, exam):
    ontario = Jurisdiction.objects.get(pk="ON")
    measure = Measure.objects.create(title="An exam there", jurisdiction=ontario, ground=exam, made_by="government")
    with pytest.raises(Refused, match="that government is the counterpart"):
        actions.open_risk(measure=measure, counterpart=Jurisdiction.objects.get(pk="MB"), by=cast.coordinator)
    risk = actions.open_risk(measure=measure, counterpart=ontario, by=cast.coordinator)
    complain(cast, home="AB", receiving=ontario, direction="outbound", body=None, body_text="There")
    found = facts_of(risk)
    assert (found["complaints_same"], found["from_counterpart"]) == (1, 0)


# ---- score, history, threshold ---------------------------------------------------------------------------


def notes(risk: Risk) -> list[Document]:
    return list(Document.objects.filter(file=risk.file, kind=actions.NOTE_KIND).order_by("pk"))


def mails() -> list[str]:
    return sorted(
        Mail.objects.filter(subject__startswith="The risk of a dispute has risen").values_list("to", flat=True)
    )


def rise(cast, risk: Risk) -> list[Complaint]:
    """Enough for the score to reach the threshold: three complaints, one founded, one of hardship."""
    risk.measure.provisions.set(Provision.objects.filter(instrument="CFTA", citation="art 705"))
    made = [complain(cast, home, flags=["loss-of-employment"]) for home in ("MB", "MB", "ON")]
    complaints.find(made[0], ground=made[0].grounds.get(), finding="founded", reasoning="x", by=cast.coordinator)
    return made


def test_opened_it_has_an_owner_a_score_with_its_working_and_a_review_on_the_owners_desk(cast, risk):
    score = risk.scores.get()
    assert score.score == risk.score == risk.likelihood * risk.consequence
    applied = {row.id for row in score.applied if row.applies}
    assert applied == {"exception-missing", "counterpart-disputes", "in-force"}
    assert risk.file.owner == cast.coordinator
    assert (
        risk.file.next_due_on
        == risk.next_review_on
        == today() + risk_scoring.standards().category(risk.score).review_days * DAY
    )
    desk = "".join(row for day in owed.by(owed.look(cast.coordinator, today())) for row in day.rows)
    assert "Review the risk" in desk
    assert mails() == []


def test_the_same_measure_and_counterpart_are_on_the_register_once(cast, risk, measure, manitoba):
    with pytest.raises(Refused, match=risk.file.reference):
        actions.open_risk(measure=measure, counterpart=manitoba, by=cast.coordinator)
    with pytest.raises(Refused, match="Alberta"):
        actions.open_risk(measure=measure, counterpart=Jurisdiction.objects.get(pk="AB"), by=cast.coordinator)
    actions.close_risk(risk, result="The exam is gone.", by=cast.coordinator)
    actions.open_risk(measure=measure, counterpart=manitoba, by=cast.coordinator)
    with pytest.raises(Refused, match="on the register already"):
        actions.reopen_risk(risk, reason="x", next_review_on=today() + DAY, by=cast.coordinator)


def test_rising_over_the_threshold_tells_management_once_with_one_page_that_names_nobody(cast, risk):
    made = rise(cast, risk)
    assert actions.rescore_all(now()) == 1
    risk.refresh_from_db()
    assert risk.score >= risk_scoring.standards().notify_at
    assert risk.scores.first().crossed
    (note,) = notes(risk)
    assert mails() == sorted([cast.senior.email, cast.director.email])
    version = DocumentVersion.objects.get(document=note)
    with store.take(version.sha256) as content:
        reader = PdfReader(content)
        text = " ".join(page.extract_text() for page in reader.pages)
    assert len(reader.pages) == 1
    assert "Entry exam for registered nurses" in " ".join(text.split())
    assert "Three complaints or more about this requirement" in " ".join(text.split())
    for complaint in made:
        assert worker_of(complaint).person.name not in text
        assert complaint.file.reference not in text
    assert Event.objects.filter(file=risk.file, kind="disputes.risk_crossed").count() == 1
    assert actions.rescore_all(now()) == 0
    assert len(notes(risk)) == 1
    assert len(mails()) == 2


def test_gone_down_and_up_again_it_tells_again(cast, risk):
    made = rise(cast, risk)
    actions.rescore(risk, by=cast.coordinator)
    for complaint in made:
        complaints.find(
            complaint, ground=complaint.grounds.get(), finding="not_founded", reasoning="x", by=cast.coordinator
        )
    actions.rescore(risk, by=cast.coordinator)
    assert risk.score < risk_scoring.standards().notify_at
    assert len(notes(risk)) == 1
    for complaint in made:
        complaints.find(
            complaint, ground=complaint.grounds.get(), finding="founded", reasoning="x", by=cast.coordinator
        )
    actions.rescore(risk, by=cast.coordinator)
    assert len(notes(risk)) == 2
    assert len(mails()) == 4
    assert [row.crossed for row in risk.scores.all()] == [True, False, True, False]


def test_opened_over_the_threshold_it_tells_at_once_and_so_does_one_watched_again(cast, measure, manitoba):
    measure.provisions.set(Provision.objects.filter(instrument="CFTA", citation="art 705"))
    for _ in range(3):
        complaint = complain(cast, flags=["loss-of-employment"])
    complaints.find(complaint, ground=complaint.grounds.get(), finding="founded", reasoning="x", by=cast.coordinator)
    risk = actions.open_risk(measure=measure, counterpart=manitoba, by=cast.coordinator)
    assert risk.scores.get().crossed
    assert len(mails()) == 2
    actions.close_risk(risk, result="x", by=cast.coordinator)
    assert Task.objects.filter(file=risk.file, stopped_on__isnull=True).count() == 0
    assert actions.rescore_all(now()) == 0, "what is closed is not counted"
    actions.reopen_risk(risk, reason="It is back.", next_review_on=today() + DAY, by=cast.coordinator)
    assert len(mails()) == 4
    assert risk.file.next_due_on == today() + DAY


def test_each_score_says_what_changed_and_nothing_is_kept_where_nothing_did(desk, cast, risk):
    assert actions.rescore(risk, by=cast.coordinator) is None
    complain(cast)
    version = risk.file.version
    actions.rescore(risk, by=None)
    assert RiskScore.objects.filter(risk=risk).count() == 2
    page = desk.get(risk.get_absolute_url())
    newest, first = page.context["told"]
    assert {change.rule.id for change in newest.changed if change.begins} == {"from-counterpart", "waiting"}
    assert newest.score.by is None
    assert {change.rule.id for change in first.changed} >= {"exception-missing"}
    risk.refresh_from_db()
    version = risk.file.version
    actions.rescore(risk, by=None)
    risk.file.refresh_from_db()
    assert risk.file.version == version, "whoever has a form open is not overtaken by a night in which nothing changed"


def test_a_person_overrules_with_a_reason_until_the_rules_hold_again(cast, risk):
    with pytest.raises(Refused, match="reason"):
        actions.overrule_risk(risk, likelihood=5, consequence=5, reason=" ", by=cast.coordinator)
    newest = risk.scores.first()
    with pytest.raises(Refused, match="same levels"):
        actions.overrule_risk(
            risk,
            likelihood=newest.likelihood_by_rules,
            consequence=newest.consequence_by_rules,
            reason="x",
            by=cast.coordinator,
        )
    with pytest.raises(Refused, match="Nobody overruled"):
        actions.lift_overruling(risk, reason="x", by=cast.coordinator)
    actions.overrule_risk(risk, likelihood=4, consequence=4, reason="The minister wrote.", by=cast.coordinator)
    assert risk.score == 16
    assert len(mails()) == 2, "also what a person sets crosses the threshold"
    complain(cast)
    actions.rescore_all(now())
    risk.refresh_from_db()
    assert risk.score == 16
    score = risk.scores.first()
    assert score.is_overruled
    actions.lift_overruling(risk, reason="Settled.", by=cast.coordinator)
    assert (risk.likelihood, risk.consequence) == (score.likelihood_by_rules, score.consequence_by_rules)
    assert risk.scores.first().reason == "Settled."


def test_a_review_sets_the_next_one(cast, risk):
    with pytest.raises(Refused, match="lies ahead"):
        actions.review_risk(risk, reasoning="x", next_review_on=today(), by=cast.coordinator)
    first = risk.review_task
    actions.review_risk(risk, reasoning="No change.", next_review_on=today() + 20 * DAY, by=cast.senior)
    assert Task.objects.get(pk=first.pk).done_by == cast.senior
    assert risk.file.next_due_on == today() + 20 * DAY
    assert Task.objects.filter(file=risk.file, stopped_on__isnull=True).get() == risk.review_task


def test_what_goes_to_management_names_no_worker(cast, risk):
    name = worker_of(complain(cast)).person.name
    for action, facts in (
        (actions.mitigate_risk, {"mitigation": f"Register {name}."}),
        (actions.review_risk, {"reasoning": name, "next_review_on": today() + DAY}),
        (actions.enter_sign, {"kind": "other", "seen_on": today(), "words": name}),
        (actions.overrule_risk, {"likelihood": 5, "consequence": 5, "reason": name}),
        (actions.close_risk, {"result": name}),
    ):
        with pytest.raises(Refused, match="says who a worker is"):
            action(risk, **facts, by=cast.coordinator)


def test_on_a_restricted_risk_management_is_named_when_it_rises(cast, risk):
    files.restrict(risk.file, to=[cast.coordinator], by=cast.coordinator, reason="x")
    rise(cast, risk)
    actions.rescore(risk, by=None)
    assert len(mails()) == 2
    client = Client()
    client.force_login(cast.director)
    assert client.get(risk.get_absolute_url()).status_code == 200
    client.force_login(cast.colleague)
    assert client.get(risk.get_absolute_url()).status_code == 404
    assert "Entry exam" not in client.get("/desk/risks/").content.decode()
    assert risk.get_absolute_url() not in client.get(cast.other_body.get_absolute_url()).content.decode()


def test_the_nightly_task_counts_all_and_one_that_fails_stops_no_other(cast, risk, measure, manitoba):
    other = actions.open_risk(measure=measure, counterpart=Jurisdiction.objects.get(pk="ON"), by=cast.coordinator)
    rise(cast, risk)
    RiskScore.objects.filter(risk=risk).update(working=[{"nonsense": 1}])  # so that no note can be made of it
    tasks.count_risks(timestamp=0)
    assert RiskScore.objects.filter(risk=risk).count() == 1
    assert RiskScore.objects.filter(risk=other).count() == 2


# ---- pages -----------------------------------------------------------------------------------------------


def test_three_complaints_about_one_requirement_of_one_body_are_offered_until_there_is_a_risk(desk, cast, exam):
    for home in ("MB", "MB", "ON"):
        assert desk.get("/desk/risks/").context["offers"] == []
        complain(cast, home)
    (offer,) = desk.get("/desk/risks/").context["offers"]
    assert (offer.body, offer.ground, offer.number, offer.counterpart.pk) == (cast.other_body, exam, 3, "MB")
    url = f"/desk/risks/new/?body={offer.body.pk}&ground={EXAM}&counterpart=MB"
    form = desk.get(url).context["form"]
    assert form["body"].value() == cast.other_body.pk
    said = {"title": "An exam", "text": "", "jurisdiction": "AB", "kind": "actual", "body": cast.other_body.pk,
            "ground": exam.pk, "counterpart": "MB", "mitigation": "", "measure": "", "occupation": ""}  # fmt: skip
    assert desk.post(url, {**said, "title": ""}).status_code == 422
    assert desk.post(url, said).status_code == 302
    made = Risk.objects.get()
    cited = set(made.measure.provisions.values_list("instrument", "citation"))
    assert cited == {("CFTA", "art 705"), ("NWPTA", "art 13")}
    assert desk.get("/desk/risks/").context["offers"] == []
    again = desk.get(url).context["form"]
    assert again["measure"].value() == made.measure_id, "the measure on record is offered"
    assert desk.post(url, {**said, "measure": made.measure_id}).status_code == 422
    assert Measure.objects.count() == 1


def test_kinds_of_ground_that_are_no_requirement_are_not_offered(desk, cast):
    for _ in range(4):
        complain(cast, grounds=[Ground.objects.get(slug="decision-overdue")])
    assert desk.get("/desk/risks/").context["offers"] == []


def test_grid_list_and_filters_agree(desk, cast, risk, measure):
    grid = desk.get("/desk/risks/").context["grid"]
    cells = {(cell.likelihood, cell.consequence): cell.number for row in grid for cell in row.cells}
    assert len(cells) == 25
    assert {key: number for key, number in cells.items() if number} == {(risk.likelihood, risk.consequence): 1}

    def found(query: str) -> list[int]:
        return [row.pk for row in desk.get(f"/desk/risks/?{query}").context["rows"]]

    assert found("") == found(f"likelihood={risk.likelihood}&consequence={risk.consequence}") == [risk.pk]
    assert found("likelihood=5") == found("counterpart=ON") == found("state=closed") == found("q=zzyzzyva") == []
    assert found("counterpart=MB") == found(f"body={cast.other_body.pk}") == found("q=entry+exam") == [risk.pk]
    assert found(f"category={risk_scoring.standards().category(risk.score).id}") == [risk.pk]
    assert found("category=severe") == found("category=nonsense") == []
    assert "Entry exam" in desk.get(cast.other_body.get_absolute_url()).content.decode()


def test_every_verb_works_on_its_page_and_its_history_can_be_read_in_both_languages(desk, cast, risk):
    day = {"next_review_on_day": "3", "next_review_on_month": "12", "next_review_on_year": "2027"}
    seen = {"seen_on_day": "3", "seen_on_month": "1", "seen_on_year": "2026"}
    for verb, said in (
        ("rescore", {}),
        ("review", {"reasoning": "x", **day}),
        ("mitigate", {"mitigation": "Talks with the body"}),
        ("sign", {"kind": "letter", "words": "A letter", "source": "", **seen}),
        ("overrule", {"likelihood": "4", "consequence": "4", "reason": "Because."}),
        ("lift", {"reason": "No more."}),
        ("close", {"result": "Gone."}),
        ("reopen", {"reason": "Back.", **day}),
    ):
        risk.file.refresh_from_db()
        url = f"{risk.get_absolute_url()}{verb}/"
        assert desk.get(url).status_code == 200, verb
        assert desk.post(url, {**said, "version": risk.file.version}).status_code == 302, verb
    assert desk.get(f"{risk.get_absolute_url()}lift/").status_code == 302, "nobody overruled them"
    for language in ("en", "fr"):
        page = desk.get(risk.get_absolute_url() + f"?lang={language}")
        assert page.status_code == 200
        assert page.context["picture"].points
    assert "Talks with the body" in page.content.decode()


@pytest.mark.parametrize("status", list(RiskStatus))
@pytest.mark.parametrize("verb", list(RISKS.moves))
def test_a_move_out_of_order_is_refused_and_leaves_no_trace(cast, risk, status, verb):
    case = risk.file
    if verb == "lift":
        actions.overrule_risk(risk, likelihood=5, consequence=5, reason="x", by=cast.coordinator)
    case.refresh_from_db()
    case.status = status
    case.save(update_fields=["status"])
    if verb == "reopen":
        Risk.objects.filter(pk=risk.pk).update(counterpart="ON")
        risk.refresh_from_db()
    events = Event.objects.filter(file=case).count()
    said = {
        "rescore": (actions.rescore, {}),
        "review": (actions.review_risk, {"reasoning": "x", "next_review_on": today() + DAY}),
        "mitigate": (actions.mitigate_risk, {"mitigation": "x"}),
        "sign": (actions.enter_sign, {"kind": "other", "seen_on": today(), "words": "x"}),
        "overrule": (actions.overrule_risk, {"likelihood": 5, "consequence": 4, "reason": "x"}),
        "lift": (actions.lift_overruling, {"reason": "x"}),
        "close": (actions.close_risk, {"result": "x"}),
        "reopen": (actions.reopen_risk, {"reason": "x", "next_review_on": today() + DAY}),
    }
    action, facts = said[verb]
    if status in RISKS[verb].sources:
        if verb == "reopen":
            risk.file.closed_at = later(0)
            risk.file.save(update_fields=["closed_at"])
        action(risk, **facts, by=cast.coordinator)
        assert risk.file.status == (RISKS[verb].to or status)
        return
    with pytest.raises(Refused):
        action(risk, **facts, by=cast.coordinator)
    assert Event.objects.filter(file=case).count() == events


@pytest.mark.parametrize("role", ["director", "auditor", "registrar", "ministry", "other province", "administrator"])
def test_who_does_not_work_on_files_changes_nothing_and_nobody_outside_sees_it(client, cast, risk, measure, role):
    by = cast.by_role[role]
    with pytest.raises(Refused):
        actions.open_risk(measure=measure, counterpart=Jurisdiction.objects.get(pk="BC"), by=by)
    with pytest.raises(Refused):
        actions.overrule_risk(risk, likelihood=5, consequence=5, reason="x", by=by)
    client.force_login(by)
    status = 200 if role in ("director", "auditor") else 404
    for url in ("/desk/risks/", risk.get_absolute_url()):
        assert client.get(url).status_code == status
    assert client.get("/desk/risks/new/").status_code == 404


def test_register_and_risk_ask_the_same_for_1_for_30_and_for_300(desk, cast, risk):
    urls = ["/desk/risks/", risk.get_absolute_url(), cast.other_body.get_absolute_url()]

    def asked() -> list[int]:
        counts = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(url).status_code == 200
            counts.append(len(captured))
        return counts

    complain(cast)
    actions.enter_sign(risk, kind="other", seen_on=today(), words="x", by=cast.coordinator)
    asked()
    one = asked()
    places = list(Jurisdiction.objects.exclude(pk__in=("AB", "CA", "MB")))[:5]
    for place in places:
        actions.open_risk(measure=risk.measure, counterpart=place, by=cast.coordinator)
        complain(cast, place.pk)
        actions.rescore(risk, by=cast.coordinator)
    assert asked() == one
    copies = RiskScore.objects.filter(risk=risk).first()
    RiskScore.objects.bulk_create(
        RiskScore(**{**{f.attname: getattr(copies, f.attname) for f in RiskScore._meta.concrete_fields}, "id": None})
        for _ in range(290)
    )
    assert asked() == one


def test_a_risk_of_another_day_is_counted_as_of_that_day(cast, risk):
    complain(cast)
    with time_machine.travel(dt.datetime.now(dt.UTC) + 900 * DAY, tick=False):
        score = actions.rescore(risk, by=cast.coordinator)
    assert score is None, "the complaint lies too far back to count by then"


def test_a_dispute_can_be_opened_from_a_risk_and_then_each_shows_the_other(desk, cast, risk):
    complaint = complain(cast)
    page = desk.get(risk.get_absolute_url()).content.decode()
    assert f"/desk/disputes/new/?measure={risk.measure_id}&amp;from={complaint.file.reference}" in page
    said = {"alberta": "replying", "initiating": risk.counterpart, "replying": "AB"}
    dispute = make_dispute(cast, measure=risk.measure, **said)
    assert dispute.file.title in desk.get(risk.get_absolute_url()).content.decode()
    assert risk.get_absolute_url() in desk.get(dispute.get_absolute_url()).content.decode()
