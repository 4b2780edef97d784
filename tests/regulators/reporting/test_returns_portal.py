"""The portal of a body and the desk, page by page: what is shown, what comes back, and that nothing of another body ever shows."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, FakePayload, encode_multipart
from django.test.utils import CaptureQueriesContext

from mobility.accounts.kept import forget
from mobility.accounts.models import OfficeContact
from mobility.outbox.models import Mail
from regulators import actions
from regulators.report_models import Report, ReportUpload
from tests.makers import MakeUser

from .returns import (
    FORM,
    again,
    book_of,
    certified_nil,
    checked_nil,
    fill_in,
    make_report,
    nil_answers,
    second_of,
    sent_nil,
)


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture
def report(cast) -> Report:
    return make_report(cast.body, cast.coordinator)


@pytest.fixture
def portal(client, cast) -> Client:
    client.force_login(cast.registrar)
    return client


@pytest.fixture
def desk(cast) -> Client:
    client = Client()
    client.force_login(cast.coordinator)
    return client


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer) -> str:
    return answer.content.decode()


def upload(client: Client, report: Report, content: bytes, name: str = "report.xlsx"):
    file = SimpleUploadedFile(name, content)
    return client.post(f"{report.portal_url}upload/", {"upload": file}, follow=True)


def test_the_home_says_what_is_owed_and_opening_the_report_is_noticed(cast, report, portal):
    page = text_of(portal.get("/portal/"))
    assert report.title in page
    assert again(report).first_seen_at is None
    assert portal.get(report.portal_url).status_code == 200
    assert again(report).first_seen_at is not None
    assert "Never opened (0)" in text_of(signed_in(cast.coordinator).get("/desk/reports/"))


def test_a_draft_is_saved_section_by_section_and_keeps_what_cannot_be_read(cast, report, portal):
    page = f"{report.portal_url}section/"
    answer = portal.post(f"{page}a/", {"mark": "0", "a02": "Office, 780-555-0100", "a01": "yes", "next": "1"})
    assert answer.headers["Location"] == f"{page}b/"
    portal.post(f"{page}b/", {"mark": "0", "b01": "twelve", "stay": "1"})
    assert "twelve" in text_of(portal.get(f"{page}b/"))
    found = text_of(portal.post(f"{report.portal_url}check/", follow=True))
    assert "twelve" in found
    assert "must be fixed" in found


def test_every_section_of_the_form_goes_out_and_comes_back_the_same(cast, report, portal):
    fill_in(report, nil_answers(report), cast.registrar)
    before = {row.section: row.values for row in report.sections.all()}
    for section in FORM.sections:
        page = text_of(portal.get(f"{report.portal_url}section/{section.id}/"))
        data = form_data(page)
        assert portal.post(f"{report.portal_url}section/{section.id}/", data).status_code == 302
    assert {row.section: row.values for row in report.sections.all()} == before


def form_data(page: str) -> dict[str, list[str]]:
    """What a browser would post of the questions on a page."""
    form = page[page.index('<form class="questions"') :]
    form = form[: form.index("</form>")]
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            data.setdefault(name[1], []).append(value[1] if value else "")
    for name, body in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        data[name] = [chosen[1] if chosen else ""]
    for name, body in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        data[name] = [body]
    return data


def test_the_second_of_two_people_is_told_and_keeps_what_was_typed(cast, report, portal):
    page = f"{report.portal_url}section/k/"
    other = signed_in(second_of(cast.body, name="Sam Second"))
    portal.post(page, {"mark": "0", "k01": "Mine", "stay": "1"})
    answer = other.post(page, {"mark": "0", "k01": "Theirs", "stay": "1"})
    assert answer.status_code == 409
    shown = text_of(answer)
    assert str(cast.registrar) in shown
    assert "Mine" in shown
    assert "Theirs" in shown
    assert report.sections.get(section="k").values == {"k01": "Mine"}
    assert other.post(page, form_data(shown)).status_code == 302
    assert report.sections.get(section="k").values == {"k01": "Theirs"}


def test_the_workbook_goes_out_in_both_languages_and_comes_back_with_its_mistakes_named(cast, report, portal):
    for language in ("en", "fr"):
        answer = portal.get(f"{report.portal_url}workbook/?lang={language}")
        assert answer.content[:2] == b"PK"
        assert f"-{language}.xlsx" in answer.headers["Content-Disposition"]
    page = upload(portal, report, book_of(report, nil_answers(report).with_values({"a01": "yes"})).getvalue())
    assert "must be fixed" in text_of(page)
    listed = portal.get(f"{report.portal_url}findings/list/")
    assert listed.content.startswith(b"\xef\xbb\xbf")
    marked = portal.get(f"{report.portal_url}findings/marked/")
    assert marked.content[:2] == b"PK"


def test_a_long_upload_is_read_by_the_worker_and_a_page_says_how_far_it_is(cast, report, portal, settings):
    settings.REPORT_AT_ONCE_KB = 0
    page = upload(portal, report, book_of(report, nil_answers(report)).getvalue())
    assert "It waits for its turn" in text_of(page)
    row = ReportUpload.objects.get()
    ReportUpload.objects.filter(pk=row.pk).update(state="reading", done=200, total=1000)
    assert "200 of 1000" in text_of(portal.get(f"{report.portal_url}uploads/{row.pk}/"))
    ReportUpload.objects.filter(pk=row.pk).update(state="waiting")
    from regulators.tasks import read_report

    read_report(row.pk)
    assert portal.get(f"{report.portal_url}uploads/{row.pk}/").headers["Location"].endswith("/findings/")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no workbook %%EOF", b"PK\x03\x04 cut off"])
def test_what_is_no_workbook_comes_back_with_a_reason_and_the_earlier_version_stays(cast, report, portal, content):
    upload(portal, report, book_of(report, nil_answers(report)).getvalue())
    before = again(report).current
    page = upload(portal, report, content)
    assert page.status_code == 200
    assert "was not taken" in text_of(page)
    assert again(report).current == before


def test_an_upload_cut_off_by_the_network_leaves_everything_as_it_was(cast, report, portal):
    upload(portal, report, book_of(report, nil_answers(report)).getvalue())
    before, uploads = again(report), ReportUpload.objects.count()
    whole = encode_multipart(BOUNDARY, {"upload": SimpleUploadedFile("report.xlsx", b"x" * 200_000)})
    for kept in (len(whole) // 2, 60, 0):
        cut = FakePayload(whole[:kept])
        answer = portal.generic(
            "POST", f"{report.portal_url}upload/", content_type=MULTIPART_CONTENT,
            **{"wsgi.input": cut, "CONTENT_LENGTH": str(len(whole))},
        )  # fmt: skip
        assert answer.status_code in (400, 422), kept
        assert text_of(answer)
    assert (again(report).current, again(report).file.version) == (before.current, before.file.version)
    assert ReportUpload.objects.count() == uploads


def test_an_upload_after_the_lock_is_refused_with_a_sentence(cast, report, portal):
    second_of(cast.body)
    sent_nil(report, cast.registrar)
    page = upload(portal, report, b"anything")
    assert page.status_code == 409
    assert "locked" in text_of(page)


def test_one_click_says_that_there_is_nothing_to_count(cast, report, portal):
    page = text_of(portal.post(f"{report.portal_url}nil/", {"nil": "1"}, follow=True))
    assert "nothing to count" in page
    assert again(report).current.via == "nil"
    assert "b01" not in text_of(portal.get(f"{report.portal_url}section/b/"))


def test_sent_certified_by_another_printed_unlocked(cast, report, portal):
    second = second_of(cast.body, name="Rae Registrar")
    checked_nil(report, cast.registrar)
    file = again(report).file
    said = {"version": file.version, "name": "Pat Preparer", "title": "Clerk"}
    assert portal.post(f"{report.portal_url}send/", said).status_code == 422
    assert portal.post(f"{report.portal_url}send/", {**said, "agreed": "on"}).status_code == 302
    stale = portal.post(f"{report.portal_url}certify/", {**said, "agreed": "on"})
    assert stale.status_code == 409
    other = signed_in(second)
    version = again(report).file.version
    page = other.post(f"{report.portal_url}certify/", {**said, "version": version, "agreed": "on"}, follow=True)
    assert "receipt" in text_of(page).lower()
    receipt = text_of(other.get(f"{report.portal_url}receipt/1/"))
    assert again(report).current.content_sha256 in receipt
    version = again(report).file.version
    other.post(f"{report.portal_url}unlock/", {"version": version, "reason": "A fee"})
    assert again(report).is_writable


def test_the_link_of_the_only_officer_shows_a_button_first_and_certifies_once(cast, report, client):
    OfficeContact.objects.create(office=cast.body.office, email="office@samples.example.org")
    sent_nil(report, cast.registrar)
    path = "/report/" + Mail.objects.get(kind="report-attest").text.split("/report/")[1].split("/")[0] + "/"
    anybody = Client()
    first = anybody.get(path)
    assert str(cast.body.office) not in text_of(first)
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert str(cast.body.office) in text_of(anybody.post(path))
    assert anybody.post(path, {"certify": "1", "name": "Rae"}).status_code == 422
    done = anybody.post(path, {"certify": "1", "name": "Rae", "title": "Registrar", "agreed": "on"})
    assert again(report).current.receipt in text_of(done)
    assert anybody.post(path).status_code == 410
    assert anybody.post("/report/made-up/").status_code == 410


def test_nothing_of_another_body_can_be_seen_or_guessed(cast, report):
    second = second_of(cast.body)
    certified_nil(report, cast.registrar, second)
    row = ReportUpload.objects.create(
        report=report, filename="x", sha256="0" * 64, size=1, by=second, at=report.file.opened_at,
        touched_at=report.file.opened_at,
    )  # fmt: skip
    url = report.portal_url
    pages = ["", "section/a/", "workbook/", f"uploads/{row.pk}/", "findings/", "findings/list/", "findings/marked/",
             "receipt/1/", "version/1/", "question/a02/"]  # fmt: skip
    posts = ["section/a/", "upload/", "nil/", "check/", "send/", "recall/", "link/", "certify/", "unlock/", "time/"]
    nobody = MakeUser(role="registrar", office=None)
    for person in (cast.other_registrar, cast.ministry_partner, cast.coordinator, nobody):
        client = signed_in(person)
        for page in pages:
            assert client.get(url + page).status_code == 404, page
        for page in posts:
            assert client.post(url + page).status_code == 404, page
    made_up = url.replace(report.file.reference, "LM-2026-999999")
    assert signed_in(cast.other_registrar).get(made_up).status_code == 404
    theirs = text_of(signed_in(cast.other_registrar).get("/portal/reports/"))
    assert "No report is owed now." in theirs
    assert report.file.reference not in theirs
    assert report.portal_url not in theirs
    for path in ("/desk/reports/", report.get_absolute_url(), f"{report.get_absolute_url()}version/1/"):
        assert signed_in(cast.registrar).get(path).status_code == 404


def test_what_is_for_the_unit_alone_never_reaches_the_body(cast, report, portal, desk):
    version = checked_nil(report, cast.registrar)
    secret = {
        "key": "secret:1", "check": "secret", "tier": "info", "audience": "unit", "question": "a02",
        "why": {"en": "Peers say otherwise", "fr": "x"}, "mend": {"en": "Look", "fr": "x"},
    }  # fmt: skip
    version.findings = [*version.findings, secret]
    version.save()
    for page in ("", "findings/", "findings/list/", "version/1/"):
        assert "Peers say otherwise" not in text_of(portal.get(report.portal_url + page)), page
    assert "Peers say otherwise" in text_of(desk.get(report.get_absolute_url()))
    assert "Peers say otherwise" in text_of(desk.get(f"{report.get_absolute_url()}download/findings/"))


# ---- the desk ---------------------------------------------------------------------------------------


def test_the_board_is_opened_filtered_and_asks_the_same_with_1_30_and_70_bodies(cast, desk):
    def asked() -> int:
        forget()
        with CaptureQueriesContext(connection) as captured:
            assert desk.get("/desk/reports/").status_code == 200
        return len(captured)

    assert "not open yet" in text_of(desk.get("/desk/reports/"))
    make_report(cast.body, cast.coordinator)
    asked()
    one = asked()
    page = text_of(desk.post("/desk/reports/open/", {"period": FORM.id}, follow=True))
    assert "were opened" in page
    assert Report.objects.count() > 60
    assert asked() == one <= 15
    assert cast.body.office.name_en in text_of(desk.get("/desk/reports/?q=licensed+practical"))
    assert "No report matches" in text_of(desk.get("/desk/reports/?state=accepted"))


def test_chosen_bodies_are_reminded_after_a_preview(cast, report, desk):
    page = text_of(desk.post("/desk/reports/remind/", {"file": report.pk}))
    assert cast.registrar.email in page
    assert not Mail.objects.filter(kind="report-soon").exists()
    desk.post("/desk/reports/remind/", {"file": report.pk, "send": "1"})
    assert Mail.objects.filter(kind="report-soon").count() == 1


def test_the_desk_sends_back_and_accepts_and_the_body_page_shows_it(cast, report, desk):
    second = second_of(cast.body)
    certified_nil(report, cast.registrar, second)
    url = report.get_absolute_url()
    assert "Being checked" not in text_of(desk.get(url))
    desk.post(f"{url}begin_check/", {"version": again(report).file.version})
    assert again(report).file.owner == cast.coordinator
    said = {"reason": "Fees are missing", "due_on_day": 20, "due_on_month": 12, "due_on_year": 2030}
    desk.post(f"{url}send_back/", {**said, "version": again(report).file.version})
    assert again(report).file.status == "sent_back"
    assert "Fees are missing" in text_of(signed_in(cast.registrar).get(report.portal_url))
    assert report.file.reference[3:] in text_of(desk.get(cast.body.get_absolute_url()))
    fill_in(report, nil_answers(report).with_values({"a02": "New office"}), second)
    actions.check_draft(report, by=second)
    actions.send_for_certification(report, name="x", title="x", by=second)
    actions.certify_report(report, name="y", title="y", by=cast.registrar)
    page = text_of(desk.get(url))
    assert "New office" in page
    assert "What changed since version 1" in page
    desk.post(f"{url}accept/", {"version": again(report).file.version})
    assert again(report).file.status == "accepted"
    assert desk.get(f"/desk/files/{report.file.reference}/").headers["Location"] == url


def test_the_unit_enters_a_workbook_for_a_small_body_which_certifies_by_link(cast, report, desk):
    OfficeContact.objects.create(office=cast.body.office, email="office@samples.example.org")
    cast.registrar.is_active = False
    cast.registrar.save()
    url = report.get_absolute_url()
    file = SimpleUploadedFile("mail.xlsx", book_of(report, nil_answers(report)).getvalue())
    said = {"version": again(report).file.version, "source": "Mail of 20 November", "upload": file}
    answer = desk.post(f"{url}load/", said)
    assert answer.status_code == 302, text_of(answer)
    bad = SimpleUploadedFile("mail.xlsx", io.BytesIO(b"no workbook").getvalue())
    answer = desk.post(f"{url}load/", {**said, "version": again(report).file.version, "upload": bad})
    assert answer.status_code == 409


def test_the_page_of_a_report_asks_the_same_with_many_versions(cast, report, desk):
    def asked() -> int:
        forget()
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(report.get_absolute_url()).status_code == 200
        return len(captured)

    for number in range(2):
        fill_in(report, nil_answers(report).with_values({"a02": f"Office {number}"}), cast.registrar)
        actions.check_draft(report, by=cast.registrar)
    asked()
    few = asked()
    for number in range(2, 12):
        fill_in(report, nil_answers(report).with_values({"a02": f"Office {number}"}), cast.registrar)
        actions.check_draft(report, by=cast.registrar)
    assert asked() == few <= 40
