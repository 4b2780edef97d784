"""The pages of reviews and extensions: who opens them, what their verbs do, how many queries they ask."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mobility.accounts.kept import forget
from mobility.casefiles import actions as files
from regulators import actions
from regulators.compliance_choices import Verb
from regulators.models import DutyFinding, Review
from regulators.views.compliance import ACTS
from tests.makers import make_complaint
from tests.regulators.reviewing import duty, make_final, make_finding, make_review, on, put


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture
def desk(client, cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def parts(name: str, day) -> dict[str, int]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


@pytest.mark.parametrize(
    ("role", "status"),
    [("coordinator", 200), ("director", 200), ("auditor", 200), ("registrar", 404), ("ministry", 404)],
)
def test_who_opens_reviews(client, cast, role, status):
    review = make_review(cast)
    client.force_login(cast.by_role[role])
    for path in ("/desk/reviews/", review.get_absolute_url(), "/desk/reviews/extensions/"):
        assert client.get(path).status_code == status, path
    assert client.get("/desk/reviews/new/").status_code == (200 if role == "coordinator" else 404)


def test_a_restricted_review_does_not_exist_for_others(cast, desk):
    review = make_review(cast)
    files.restrict(review.file, to=[cast.senior], by=cast.senior, reason="x")
    assert desk.get(review.get_absolute_url()).status_code == 404
    assert review.file.title not in desk.get("/desk/reviews/").content.decode()
    assert review.get_absolute_url() not in desk.get(cast.body.get_absolute_url()).content.decode()


def test_a_link_to_a_file_one_may_not_open_is_not_shown(cast, desk):
    complaint = make_complaint(by=cast.senior)
    review = make_review(cast)
    make_finding(review, cast, links=[complaint.file])
    assert complaint.file.reference in desk.get(review.get_absolute_url()).content.decode()
    files.restrict(complaint.file, to=[cast.senior], by=cast.senior, reason="x")
    assert complaint.file.reference not in desk.get(review.get_absolute_url()).content.decode()


def test_a_review_from_the_page_to_the_final_finding(cast, desk):
    page = desk.get(cast.body.get_absolute_url()).content.decode()
    assert f"/desk/reviews/new/?body={cast.body.slug}" in page
    said = {"body": cast.body.pk, "occasion": "coaching", "reviewer": cast.coordinator.pk}
    assert desk.post("/desk/reviews/new/", said).status_code == 302
    review = Review.objects.get()
    url = review.get_absolute_url()
    make_review(cast)  # its address is registered from here
    found = {"provision": duty().pk, "assessment": "not_in_line", "statement": "Short.", "evidence": "", "version": 0}
    assert desk.post(f"{url}find/", found).status_code == 422
    review.file.refresh_from_db()
    found |= {"evidence": "A letter.", "version": review.file.version}
    assert desk.post(f"{url}find/", found).status_code == 302
    assert "Draft: the body has not seen it" in desk.get(url).content.decode()
    finding = DutyFinding.objects.get()
    form = desk.get(f"{url}put/").content.decode()
    assert "LMA records" in form
    assert "Short." in form
    review.file.refresh_from_db()
    asked = {"findings": finding.pk, "question": "Please comment.", "authority": "LMA", "language": "en",
             "version": review.file.version, **parts("due_on", on(30))}  # fmt: skip
    assert desk.post(f"{url}put/", {**asked, "version": 1}).status_code == 409
    assert desk.post(f"{url}put/", asked).status_code == 302
    page = desk.get(url).content.decode()
    assert "finalize" not in page
    assert desk.get(f"{url}finalize/?finding={finding.pk}").status_code == 200
    review.file.refresh_from_db()
    early = desk.post(f"{url}finalize/", {"finding": finding.pk, "version": review.file.version})
    assert early.status_code == 409
    assert "may comment until" in early.content.decode()


def test_requests_are_answered_on_behalf_chased_and_withdrawn_from_the_page(cast, desk):
    review = make_review(cast)
    finding = make_finding(review, cast)
    request = put(review, cast, finding)
    url = review.get_absolute_url()

    def version() -> int:
        review.file.refresh_from_db()
        return review.file.version

    assert desk.get(f"{url}on_behalf/?request={request.pk}").status_code == 200
    assert desk.get(f"{url}on_behalf/?request=999999").status_code == 404
    assert desk.post(f"{url}chase/", {"request": request.pk, "version": version()}).status_code == 302
    said = {"request": request.pk, "version": version(), "category": "disagreed", "text": "No.", "via": "phone",
            "name": "R", **parts("answered_on", on(0))}  # fmt: skip
    assert desk.post(f"{url}on_behalf/", said).status_code == 302
    finding.refresh_from_db()
    assert "No." in finding.comment
    other = make_review(cast)
    assert desk.get(f"{other.get_absolute_url()}on_behalf/?request={request.pk}").status_code == 404


def test_every_verb_of_the_table_has_its_form(cast):
    assert set(ACTS) >= set(Verb) - {Verb.RECEIVE_SUBMISSION}


def test_every_form_opens(cast, client):
    review = make_review(cast)
    finding = make_final(review, cast)
    make_finding(review, cast)
    step = actions.add_step(review, what="x", due_on=on(1), by=cast.coordinator)
    rating = actions.propose_rating(review, category="low", reason="x", by=cast.coordinator)
    rows = {"finding": finding.pk, "step": step.pk, "rating": rating.pk, "deficiency": 0}
    client.force_login(cast.director)
    opened = 0
    for person in (cast.director, cast.senior):
        client.force_login(person)
        for verb, act in ACTS.items():
            query = f"?{act.row}={rows[act.row]}" if act.row in rows else ""
            if act.row == "request":
                continue
            answer = client.get(f"{review.get_absolute_url()}{verb}/{query}")
            assert answer.status_code in (200, 302), verb
            opened += answer.status_code == 200
    assert opened > 15


def test_the_list_is_filtered(cast, desk):
    make_review(cast, title="Of records")
    other = make_review(cast, title="Of fees", occasion="coaching", by=cast.senior)
    actions.end_review(make_review(cast, title="Long gone"), result="x", by=cast.coordinator)

    def shown(query: str) -> set[str]:
        page = desk.get(f"/desk/reviews/?{query}").content.decode()
        return {title for title in ("Of records", "Of fees", "Long gone") if title in page}

    assert shown("") == {"Of records", "Of fees"}
    assert shown("state=closed") == {"Long gone"}
    assert shown("state=all&occasion=coaching") == {"Of fees"}
    assert shown("mine=1") == {"Of records"}
    assert shown(f"body={cast.other_body.pk}") == set()
    assert shown("body=x&occasion=x&state=x") == {"Of records", "Of fees"}
    assert other.file.owner == cast.senior


def asked(desk: Client, path: str) -> int:
    forget()
    desk.get(path)
    forget()
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(path).status_code == 200
    return len(captured)


def test_the_pages_ask_the_same_with_1_and_with_12_of_everything(cast, desk):
    def fill(review: Review) -> None:
        finding = make_final(review, cast, links=[review.file])
        put(review, cast, make_finding(review, cast))
        actions.notify_deficiency(
            review, findings=[finding], text="x", due_on=on(50), authority="x", by=cast.coordinator
        )
        actions.add_step(review, what="x", due_on=on(1), by=cast.coordinator)
        rating = actions.propose_rating(review, category="low", reason="x", by=cast.coordinator)
        actions.decide_rating(review, rating=rating, adopt=True, reason="x", by=cast.senior)
        actions.ask_extension(
            cast.body, about="A", limit_on=on(3), days=1, reason="x", plan="x", by=cast.coordinator
        )  # fmt: skip

    review = make_review(cast)
    fill(review)
    paths = ["/desk/reviews/", review.get_absolute_url(), "/desk/reviews/extensions/", cast.body.get_absolute_url()]
    one = [asked(desk, path) for path in paths]
    for _number in range(11):
        fill(review)
        make_review(cast)
    assert [asked(desk, path) for path in paths] == one
    assert one[0] <= 12
    assert one[1] <= 40
