"""The form as bodies build against it: there for their people before its period opens, and what it says can be read back."""

import csv
import io

import pytest
from django.test import Client

from regulators import report_queries


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


FORM = report_queries.periods()[0]


def test_every_question_and_column_is_in_the_dictionary_in_both_languages(client: Client, cast):
    client.force_login(cast.registrar)
    url = f"/portal/reports/forms/{FORM.id}/fields.csv"
    for language, word in (("en", "How many did you refuse?"), ("fr", "Combien en avez-vous refusé")):
        text = client.get(f"{url}?lang={language}").content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        names = {row["name"] for row in rows}
        assert {question.id for question in FORM.questions} <= names
        assert any(row["label"].startswith(word) for row in rows) or language == "fr"
        assert all(row["confidence"] for row in rows if row["provision"] not in ("", "[]"))


def test_the_schema_names_every_question(client: Client, cast):
    client.force_login(cast.registrar)
    said = client.get(f"/portal/reports/forms/{FORM.id}/schema.json").json()
    assert str(said.get("$schema", "")).startswith("http")
    assert "c03" in str(said)


def test_the_list_of_reports_leads_there(client: Client, cast):
    client.force_login(cast.registrar)
    page = f"/portal/reports/forms/{FORM.id}/"
    assert page in client.get("/portal/reports/").content.decode()
    assert f"{page}schema.json" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [("ministry", 404), ("stranger", 404), ("coordinator", 200), ("auditor", 200)]
)
def test_who_reads_it(client: Client, cast, role, status):
    client.force_login(cast.by_role[role])
    assert client.get(f"/portal/reports/forms/{FORM.id}/fields.csv").status_code == status


def test_a_form_that_does_not_exist_is_not_found(client: Client, cast):
    client.force_login(cast.registrar)
    assert client.get("/portal/reports/forms/nonsense/schema.json").status_code == 404
