"""The admin is for looking: every list and page opens for who may, in a constant number of queries; nobody changes case data."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mobility.casefiles import accesslog, actions, seal
from mobility.casefiles.models import AccessLog
from tests.makers import Cast, make_complaint, make_document, make_participant

CASE_DATA = ["casefiles", "complaints", "outbox"]
OURS = [
    (model._meta.app_label, model._meta.model_name)
    for model in admin.site._registry
    if model._meta.app_label in {"casefiles", "complaints", "outbox", "regulators", "law"}
]


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fill(cast: Cast, number: int = 1) -> None:
    for _ in range(number):
        complaint = make_complaint()
        make_participant(complaint.file, cast.ministry)
        make_document(complaint.file, by=cast.coordinator)
        actions.add_task(complaint.file, what="x", by=cast.coordinator)
        accesslog.log("opened", user=cast.coordinator, file=complaint.file)
        seal.seal()


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_auditor_looks_at_every_list_and_page_and_changes_nothing(cast: Cast):
    client = signed_in(cast.auditor)
    lists = [reverse(f"admin:{app}_{model}_changelist") for app, model in OURS]
    fill(cast)
    for address in lists:
        client.get(address)
    few = {address: queries(client, address) for address in lists}
    fill(cast, 2)
    assert {address: queries(client, address) for address in lists} == few
    for app, model in OURS:
        of_model = f"admin:{app}_{model}_"
        assert client.get(reverse(f"{of_model}changelist"), {"q": "LM-2026-000001"}).status_code == 200
        assert client.get(reverse(f"{of_model}add")).status_code == 403
        row = apps.get_model(app, model)._default_manager.first()
        if row is not None and model != "accesslog":
            change = reverse(f"{of_model}change", args=[row.pk])
            assert client.get(change).status_code == 200
            assert client.post(change, {}).status_code == 403
            assert client.post(reverse(f"{of_model}delete", args=[row.pk])).status_code == 403


@pytest.mark.parametrize(
    ("app", "model"), [pair for pair in OURS if pair[0] in ("casefiles",) or pair[1] == "complaint"]
)
def test_who_keeps_reference_data_does_not_see_case_data(cast: Cast, app: str, model: str):
    fill(cast)
    lists = reverse(f"admin:{app}_{model}_changelist")
    assert signed_in(cast.administrator).get(lists).status_code == 403
    for user in (cast.coordinator, cast.registrar, cast.stranger):
        assert signed_in(user).get(lists).status_code == 404


def test_opening_case_data_in_the_admin_is_logged_and_restricted_files_stay_shut(cast: Cast):
    complaint = make_complaint()
    address = reverse("admin:complaints_complaint_change", args=[complaint.pk])
    assert signed_in(cast.auditor).get(address).status_code == 200
    assert AccessLog.objects.filter(user=cast.auditor, file=complaint.file, kind="opened").count() == 1
    actions.restrict(complaint.file, to=[cast.senior], by=cast.senior, reason="x")
    assert signed_in(cast.auditor).get(address).status_code == 302
    assert (
        str(complaint.file.reference)
        not in signed_in(cast.auditor).get(reverse("admin:complaints_complaint_changelist")).content.decode()
    )


def test_who_keeps_reference_data_may_change_it(cast: Cast):
    from regulators.models import Occupation

    client = signed_in(cast.administrator)
    occupation = Occupation.objects.first()
    address = reverse("admin:regulators_occupation_change", args=[occupation.pk])
    page = client.get(address)
    assert page.status_code == 200
    assert b'name="_save"' in page.content
    assert client.post(reverse("admin:regulators_occupation_delete", args=[occupation.pk])).status_code == 403
