"""What is released to the office a worker is referred to: under which authority, on record, on that office's page."""

from __future__ import annotations

import pytest
from django.test import Client

from complaints import actions
from mobility.accounts.refusals import Refused
from mobility.casefiles.choices import Mark, ScanState
from mobility.casefiles.models import Document, DocumentVersion, Event, Share, Task
from mobility.outbox.models import Mail
from tests.complaints.door import text
from tests.makers import Cast, MakeOffice, later, make_complaint, make_document

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day(time_machine, settings) -> None:
    time_machine.move_to(later(4))
    settings.MFA_REQUIRED = False


@pytest.fixture
def complaint(cast: Cast):
    made = make_complaint("screening", by=cast.coordinator)
    for title in ("Letter of refusal", "Certificate", "Advice of counsel"):
        version = make_document(made.file, by=cast.coordinator, title=title)
        version.scan_state = ScanState.CLEAN
        version.save()
    Document.objects.filter(title="Advice of counsel").update(mark=Mark.PRIVILEGED)
    return made


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def paper(title: str) -> Document:
    return Document.objects.get(title=title)


REFER = {"leaves": "authority", "authority": "Section 12 of the Act", "letter": "x"}


def test_the_office_sees_what_was_released_and_under_what_and_nothing_else(cast, complaint):
    chosen = [paper("Letter of refusal")]
    actions.refer(complaint, office=cast.ministry, documents=chosen, by=cast.coordinator, **REFER)
    assert list(Share.objects.get().documents.all()) == chosen
    office = signed_in(cast.ministry_partner)
    page = text(office.get("/portal/shared/"))
    assert "Letter of refusal" in page
    assert "Section 12 of the Act" in page
    assert complaint.file.reference in page
    assert "Certificate" not in page
    assert "Wanda" not in page
    versions = {row.document.title: row.pk for row in DocumentVersion.objects.select_related("document")}
    assert office.get(f"/desk/documents/{versions['Letter of refusal']}/").status_code == 200
    assert office.get(f"/desk/documents/{versions['Certificate']}/").status_code == 404
    assert Mail.objects.filter(to=cast.ministry_partner.email, kind="office-shared").count() == 1
    for other in (cast.other_ministry_partner, cast.registrar):
        assert "Letter of refusal" not in text(signed_in(other).get("/portal/shared/"))
    assert signed_in(cast.coordinator).get("/portal/shared/").status_code == 404


def test_what_was_released_is_in_the_history_of_the_file_and_the_worker_reads_it(cast, complaint):
    actions.refer(complaint, office=cast.ministry, documents=[paper("Certificate")], by=cast.coordinator, **REFER)
    page = text(signed_in(cast.coordinator).get(complaint.get_absolute_url()))
    assert "Released: Certificate." in page
    kinds = Event.objects.visible_to(cast.ministry_partner).values_list("kind", flat=True)
    assert list(kinds) == ["casefiles.shared"]


@pytest.mark.parametrize(
    "more",
    [
        {"leaves": "no"},
        {"authority": " "},
        {"office": None, "to": "The Ombudsman"},
        {"titles": ["Advice of counsel"]},
    ],
)
def test_nothing_is_released_without_authority_to_nobody_we_know_or_if_it_is_privileged(cast, complaint, more):
    titles = more.pop("titles", ["Certificate"]) if "titles" in more else ["Certificate"]
    said = {"office": cast.ministry, **REFER, **more, "documents": [paper(title) for title in titles]}
    with pytest.raises(Refused):
        actions.refer(complaint, by=cast.coordinator, **said)
    assert not Share.objects.exists()
    assert not Document.objects.exclude(audience=[]).exists()


def test_consent_taken_back_closes_the_papers_again(cast, complaint):
    said = {**REFER, "leaves": "consent", "authority": "By phone on 3 November"}
    actions.refer(complaint, office=cast.ministry, documents=[paper("Certificate")], by=cast.coordinator, **said)
    Share.objects.get().consent.__class__.objects.update(withdrawn_at=later(5))
    assert "Certificate" not in text(signed_in(cast.ministry_partner).get("/portal/shared/"))


def test_where_nobody_of_the_office_signs_in_somebody_of_ours_sends_it(cast, complaint):
    office = MakeOffice(slug="t-quiet", name_en="Quiet office")
    actions.refer(complaint, office=office, documents=[paper("Certificate")], by=cast.coordinator, **REFER)
    assert Task.objects.filter(file=complaint.file, what__startswith="Send what was released").exists()


def test_the_form_offers_the_papers_that_may_leave(cast, complaint):
    desk = signed_in(cast.coordinator)
    address = f"{complaint.get_absolute_url()}refer/"
    page = text(desk.get(address))
    form = page[page.index("Papers released to that office") :][:600]
    assert "Certificate" in form
    assert "Letter of refusal" in form
    assert "Advice of counsel" not in form
    sent = {
        **REFER,
        "office": cast.ministry.pk,
        "documents": [paper("Certificate").pk],
        "version": complaint.file.version,
    }
    answer = desk.post(address, {**sent, "leaves": "no"})
    assert answer.status_code == 422
    assert "Papers go along only when the file does" in text(answer)
    assert desk.post(address, sent).status_code == 302
    assert Share.objects.get().documents.get().title == "Certificate"


@pytest.mark.parametrize("many", [1, 8])
def test_the_page_of_the_office_asks_as_often_for_one_file_as_for_many(cast, many, django_assert_num_queries):
    for _number in range(many):
        made = make_complaint("screening", by=cast.coordinator)
        version = make_document(made.file, by=cast.coordinator)
        DocumentVersion.objects.filter(pk=version.pk).update(scan_state=ScanState.CLEAN)
        actions.refer(made, office=cast.ministry, documents=[version.document], by=cast.coordinator, **REFER)
    office = signed_in(cast.ministry_partner)
    office.get("/portal/shared/")
    with django_assert_num_queries(7):
        assert office.get("/portal/shared/").status_code == 200
