"""Every page for workers is valid HTML, in both languages, empty, full and in error."""

import pytest
from django.test import Client

from tests.complaints.door import SAFETY, SEND, WHO, code_in, date, days_ago, fill, post
from tests.makers import later, make_complaint, make_document, pdf, worker_of
from tests.markup import faults

pytestmark = pytest.mark.django_db
CODE = "ABCD-EFGH-IJKL-MNOP"
FOLLOW = ["", "contact/", "consent/", "survey/", "again/", "withdraw/"]


@pytest.fixture(autouse=True)
def _quick(settings, time_machine):
    settings.FORM_SECONDS = 0
    time_machine.move_to(later(4))


def wrong(response) -> list[str]:
    return faults(response.content.decode())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_before_sending(client, language):
    root = f"/{language}/complain"
    pages = [client.get(f"{root}/{path}") for path in ("", "who/", "resume/")]
    pages += [client.get(f"/{language}/{path}") for path in ("check/", "follow/", "follow/lost/", "follow/new-code/x/")]
    pages += [client.get(f"/{language}/check/?certificate=abroad")]
    pages += [client.post(f"/{language}/follow/{path}", {"reference": "", "text": "<b>"}) for path in ("", "lost/")]
    pages += [post(client, "who", {}, language)]
    fill(
        client, language, what={"narrative": "x", "grounds": ["decision-overdue"]}, safety={**SAFETY, "in_danger": "on"}
    )
    post(client, "evidence", {"files": [pdf()], "add": "yes"}, language)
    steps = ("who", "what", "details", "when", "safety", "evidence", "send")
    pages += [client.get(f"{root}/{step}/") for step in steps]
    pages += [post(client, step, {"seen": "0" * 16}, language) for step in steps[:5]]
    pages += [post(client, "when", date("received_on", days_ago(-3)), language)]
    pages += [client.get(f"{root}/later/"), client.get(f"{root}/")]
    pages = [page for page in pages if page.status_code != 302]
    assert len(pages) > 20
    assert [(page.request["PATH_INFO"], said) for page in pages if (said := wrong(page))] == []


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("status", ["received", "needs_information", "closed", "withdrawn"])
def test_pages_after_sending(client, cast, language, status):
    complaint = make_complaint(
        status, by=cast.senior, code=CODE, in_danger=status == "received", review_by=days_ago(-9).replace(day=1)
    )
    complaint.refresh_from_db()
    worker = worker_of(complaint)
    make_document(complaint.file, by=worker, audience=[worker])
    client.post(f"/{language}/follow/", {"reference": complaint.reference, "code": CODE})
    pages = [client.get(f"/{language}/follow/file/{path}") for path in FOLLOW] + [client.get(f"/{language}/receipt/")]
    pages += [
        client.post(f"/{language}/follow/file/{path}", {"text": "", "result": "x"}) for path in ("answer/", "contact/")
    ]
    pages = [page for page in pages if page.status_code == 200]
    assert len(pages) >= 6
    assert [(page.request["PATH_INFO"], said) for page in pages if (said := wrong(page))] == []


def test_the_page_with_a_new_draft_code_is_valid_for_another_browser(client):
    fill(client, who=WHO)
    other = Client()
    other.post("/en/complain/resume/", {"code": code_in(client)})
    assert wrong(other.get("/en/complain/send/")) == []
    post(client, "send", SEND)
