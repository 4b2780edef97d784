"""A body's own system has a report checked without filing it: by a key, for that body only, with every mistake as a sentence."""

import datetime as dt
import io
import json

import pytest
from django.test import Client
from django.utils.timezone import now
from hypothesis import given, settings
from hypothesis import strategies as st

from mobility.accounts import machine_keys
from mobility.accounts.models import MachineKey, User
from mobility.accounts.refusals import Refused
from regulators.report_models import Report, ReportUpload, ReportVersion
from regulators.reporting.answers import to_json
from regulators.reporting.reading import json_data
from tests.makers import MakeUser
from tests.regulators.reporting import cast as invented
from tests.regulators.reporting.returns import FORM, again, book_of, fill_in, make_report, nil_answers

ADDRESS = f"/api/reports/{FORM.id}/check/"
CSV = "application_ref,occupation,home_jurisdiction,received_on,outcome\n"


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture
def key(cast) -> str:
    return machine_keys.make_key(cast.body.office, name="Registry", by=cast.registrar)[1]


def send(content: bytes | str, kind: str = "application/json", key: str = "", **headers: str):
    said = {"authorization": f"Bearer {key}", **headers} if key else headers
    return Client().post(ADDRESS, content, content_type=kind, headers=said)


def nil_json(report: Report) -> dict:
    return {"version": FORM.version, **to_json(nil_answers(report)), "nil": True}


# ---- keys -----------------------------------------------------------------------------------------------


def test_a_key_is_made_in_the_portal_shown_once_used_and_revoked(client, cast):
    client.force_login(cast.registrar)
    page = f"/portal/reports/forms/{FORM.id}/"
    assert "Make a key" in client.get(page).content.decode()
    assert client.post(f"{page}keys/", {"name": " "}).status_code == 422
    shown = client.post(f"{page}keys/", {"name": "Nightly export"}).content.decode()
    token = "lmk_" + shown.split('value="lmk_')[1].split('"')[0]
    assert token not in client.get(page).content.decode()
    assert send("{}", key=token).status_code == 200
    row = MachineKey.objects.get()
    assert (row.made_by, row.office, bool(row.used_at)) == (cast.registrar, cast.body.office, True)
    client.post(f"{page}keys/{row.pk}/revoke/")
    assert send("{}", key=token).status_code == 401
    assert "Nightly export" not in client.get(page).content.decode().split('id="keys"')[1]


def test_only_the_bodys_own_administrator_keeps_its_keys(client, cast, key):
    staff = MakeUser(role="body's staff", office=cast.body.office)
    row = MachineKey.objects.get()
    page = f"/portal/reports/forms/{FORM.id}/"
    for person in (cast.other_registrar, staff, cast.administrator, cast.senior):
        with pytest.raises(Refused):
            machine_keys.make_key(cast.body.office, name="x", by=person)
        with pytest.raises(Refused):
            machine_keys.revoke_key(row, by=person)
        client.force_login(person)
        assert client.post(f"{page}keys/{row.pk}/revoke/").status_code == 404
    client.force_login(staff)
    assert "Make a key" not in client.get(page).content.decode()
    row.refresh_from_db()
    assert row.revoked_at is None


def test_a_key_that_nobody_uses_lapses_and_a_body_has_a_few(cast, key, settings):
    settings.IDLE_DAYS = 400
    MachineKey.objects.update(made_at=now() - dt.timedelta(days=401))
    assert send("{}", key=key).status_code == 401
    for number in range(machine_keys.MOST):
        machine_keys.make_key(cast.body.office, name=str(number), by=cast.registrar)
    with pytest.raises(Refused, match="Revoke one"):
        machine_keys.make_key(cast.body.office, name="one more", by=cast.registrar)


def test_a_key_opens_no_page_and_a_session_no_machines_address(client, cast, key):
    assert Client().get("/portal/", headers={"authorization": f"Bearer {key}"}).status_code == 302
    client.force_login(cast.registrar)
    assert client.post(ADDRESS, "{}", content_type="application/json").status_code == 401


# ---- what can be asked ----------------------------------------------------------------------------------


def test_what_cannot_be_checked_is_said_with_a_status_a_program_understands(key, settings):
    for answer, status, word in (
        (send("{}"), 401, "Bearer"),
        (send("{}", key="lmk_wrong"), 401, "Bearer"),
        (send("", key=key), 400, "Send it again"),
        (send("{}", kind="text/plain", key=key), 415, "Content-Type"),
        (send("x" * (settings.CHECK_MOST_MB * 1024 * 1024 + 1), key=key), 413, "too long"),
        (Client().get(ADDRESS, headers={"authorization": f"Bearer {key}"}), 405, "POST"),
        (Client().post("/api/reports/made-up/check/", headers={"authorization": f"Bearer {key}"}), 404, "form"),
    ):
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
        assert word in answer.json()["detail"]
    french = send("{}", **{"accept-language": "fr"})
    assert "clé" in french.json()["detail"]


def test_a_body_checks_so_often_and_not_more(key, settings):
    settings.CHECKS_PER_HOUR = 2
    assert [send("{}", key=key).status_code for _ in range(3)] == [200, 200, 429]


def test_the_schema_for_a_system_names_the_bodys_own_occupations(cast, key):
    said = Client().get(f"/api/reports/{FORM.id}/schema/", headers={"authorization": f"Bearer {key}"}).json()
    own = said["properties"]["rows"]["items"]["properties"]["occupation"]["enum"]
    assert own == list(cast.body.occupations.values_list("slug", flat=True))


# ---- what comes back ------------------------------------------------------------------------------------


def test_a_report_without_mistakes_could_be_certified_and_nothing_is_filed(cast, key):
    report = make_report(cast.body, cast.coordinator)
    said = send(json.dumps(nil_json(report)), key=key).json()
    assert (said["filed"], said["may_be_certified"], said["counts"]["fix"]) == (False, True, 0)
    assert again(report).file.status == "owed"
    assert not ReportVersion.objects.exists()
    assert not ReportUpload.objects.exists()


def test_it_works_before_the_period_is_open(cast, key):
    assert send(json.dumps({"version": FORM.version, "values": {}}), key=key).json()["counts"]["fix"] > 0


def test_mistakes_name_row_field_value_and_remedy_in_the_language_asked_for(cast, key):
    rows = [
        {"application_ref": "A-1", "occupation": "astronaut", "home_jurisdiction": "ON", "received_on": "2025-06-02"},
        {"application_ref": "A-2", "received_on": "soon"},
    ]
    report = {"version": FORM.version, "values": {"b01": "many", "a02": ["x"], "zz9": 1}, "rows": rows}
    found = send(json.dumps(report), key=key, **{"accept-language": "fr"}).json()["findings"]
    by_field = {(one["field"], one["row"]): one for one in found}
    assert by_field["rows.occupation", 1]["value"] == "astronaut"
    assert by_field["rows.received_on", 2]["tier"] == "unreadable"
    assert by_field["b01", None]["value"] == "many"
    assert "texte" in by_field["a02", None]["why"]
    assert "zz9" in by_field["zz9", None]["why"]
    assert all(one["why"] and one["mend"] for one in found)
    assert sum(one["field"] == "b01" for one in found) == 1


def test_a_table_or_workbook_is_checked_on_top_of_the_draft_as_an_upload_is(cast, key):
    report = make_report(cast.body, cast.coordinator)
    fill_in(report, nil_answers(report), cast.registrar)
    book = book_of(report, nil_answers(report).with_values({"a02": ""})).getvalue()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    found = send(book, kind=kind, key=key).json()["findings"]
    assert any(one["field"] == "a02" and "!" in one["cell"] for one in found)
    said = send(CSV + "A-1,astronaut,ON,2025-06-02,registered\n", kind="text/csv", key=key).json()
    assert said["rows"] == 1
    assert any(one["field"] == "rows.occupation" and one["row"] == 2 for one in said["findings"])
    assert not any(one["field"] == "a02" for one in said["findings"])


def test_nothing_of_another_body_and_nothing_for_the_unit_alone_comes_back(cast, key):
    other = make_report(cast.other_body, cast.coordinator)
    fill_in(other, nil_answers(other).with_values({"a02": "Their secret office"}), cast.other_registrar)
    said = send(CSV, kind="text/csv", key=key)
    assert "secret" not in said.content.decode()
    assert "unit" not in said.json()


BROKEN = [
    b"", b"[]", b"null", b"{", b"\xff\xfe", b'{"version": NaN}', b'{"a": 1, "a": 2}', b"[" * 100_000,
    json.dumps({"version": "2019.9"}).encode(), b'"\xc3\xa9"', json.dumps({"version": FORM.version, "rows": 3}).encode(),
    json.dumps({"version": FORM.version, "rows": [3, None, []], "values": [], "texts": {"b01": 3}}).encode(),
]  # fmt: skip


@pytest.mark.parametrize("content", BROKEN)
def test_json_that_is_not_the_report_is_told_and_never_half_taken(content):
    read = json_data.read(FORM, invented.FACTS, io.BytesIO(content))
    assert read.findings
    assert all(one.tier == "unreadable" and one.why.fr and one.mend.fr for one in read.findings)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from([question.id for question in FORM.questions])
columns = st.sampled_from([column.id for column in FORM.table.columns])
parts = st.dictionaries(st.sampled_from(["total", "by_occupation", "by_home"]), anything, max_size=3)


@settings(max_examples=60)
@given(
    values=st.dictionaries(names, anything | parts, max_size=6),
    rows=st.lists(st.dictionaries(columns, anything, max_size=6) | anything, max_size=3),
    nil=anything,
)
def test_whatever_json_is_sent_is_checked_without_a_fault(values, rows, nil):
    sent = {"version": FORM.version, "values": values, "rows": rows, "nil": nil, "explanations": {"b01": "x"}}
    read = json_data.read(FORM, invented.FACTS, io.BytesIO(json.dumps(sent).encode()))
    if read.answers is not None:
        invented.check(read.answers, read.rows)


def test_the_page_shows_every_field_and_is_for_the_body_and_the_unit(client, cast):
    page = f"/portal/reports/forms/{FORM.id}/"
    for person, status in ((cast.registrar, 200), (cast.coordinator, 200), (cast.ministry_partner, 404)):
        client.force_login(User.objects.get(pk=person.pk))
        assert client.get(page).status_code == status
    client.force_login(cast.registrar)
    shown = client.get(page).content.decode()
    assert all(f">{question.id}<" in shown for question in FORM.questions)
    assert ADDRESS in shown
