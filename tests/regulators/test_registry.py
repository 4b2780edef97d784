"""The registry: every change has its day and its author, nothing is lost, and the CSV that goes out comes in again."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mobility.accounts.kept import forget
from mobility.accounts.refusals import Refused
from mobility.law.days import today
from regulators import actions, registry_csv
from regulators.models import Change, Occupation, Published, RegulatoryBody
from regulators.registry import registry
from tests.makers import make_complaint

TOMORROW = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture
def desk(client, cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def test_a_new_name_counts_from_its_day_and_the_old_one_is_kept(cast):
    actions.change_body(
        cast.body,
        values={"name_fr": "Collège des infirmières", "short_name": cast.body.short},
        effective_on=today(),
        source="Order in council",
        by=cast.coordinator,
    )
    change = Change.objects.get(body=cast.body)
    assert (change.field, change.before, change.after, change.by) == (
        "name_fr", "", "Collège des infirmières", cast.coordinator,
    )  # fmt: skip
    assert registry().bodies[cast.body.pk].office.name_fr == "Collège des infirmières"


def test_a_change_that_lies_ahead_waits_for_its_day(cast):
    occupation = cast.body.occupations.first()
    day = today() + TOMORROW
    actions.move_occupation(occupation, to=cast.other_body, effective_on=day, source="Bill 7", by=cast.coordinator)
    occupation.refresh_from_db()
    assert occupation.body == cast.body
    assert actions.carry_out_due(today()) == 0
    with time_machine.travel(dt.datetime.now(dt.UTC) + TOMORROW, tick=False):
        assert actions.carry_out_due(today()) == 1
        assert actions.carry_out_due(today()) == 0
    occupation.refresh_from_db()
    assert occupation.body == cast.other_body


def test_a_merged_body_keeps_its_page_and_gives_its_occupations_away(cast, desk):
    mine = set(cast.body.occupations.values_list("slug", flat=True))
    complaint = make_complaint(by=cast.coordinator)
    actions.merge_bodies(cast.body, into=cast.other_body, effective_on=today(), source="Bill 7", by=cast.coordinator)
    assert mine <= set(cast.other_body.occupations.values_list("slug", flat=True))
    complaint.refresh_from_db()
    assert complaint.body == cast.body
    page = desk.get(cast.body.get_absolute_url()).content.decode()
    assert cast.other_body.get_absolute_url() in page
    assert "Merge into another body" not in page
    with pytest.raises(Refused):
        actions.merge_bodies(cast.other_body, into=cast.body, effective_on=today(), source="x", by=cast.coordinator)


@pytest.mark.parametrize("role", ["registrar", "ministry", "other province", "auditor", "stranger", "director"])
def test_only_who_works_on_files_or_keeps_reference_data_changes_it(cast, role):
    person = cast.by_role[role]
    with pytest.raises(Refused):
        actions.change_body(cast.body, values={"ministry": "x"}, effective_on=today(), by=person)
    with pytest.raises(Refused):
        actions.publish(cast.body, kind="fee", words="Fee", seen_on=today(), by=person)
    with pytest.raises(Refused):
        actions.enter_body(slug="new", name_en="New", by=person)
    with pytest.raises(Refused):
        actions.register_contact(cast.body, email="x@example.org", by=person)
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"),
    [("coordinator", 200), ("auditor", 200), ("administrator", 200), ("registrar", 404), ("ministry", 404)],
)
def test_who_opens_the_registry(client, cast, role, status):
    client.force_login(cast.by_role[role])
    for path in ("/desk/regulators/", cast.body.get_absolute_url(), "/desk/regulators/export/bodies/"):
        assert client.get(path).status_code == status, path
    if role in ("auditor", "registrar"):
        assert client.get("/desk/regulators/import/").status_code == 404


def test_found_by_words_of_an_occupation_without_accents(desk):
    page = desk.get("/desk/regulators/?q=medecin").content.decode()
    assert "CPSA" in page
    assert "CLPNA" not in page
    assert "No body matches" in desk.get("/desk/regulators/?q=zzyzzyva").content.decode()


def test_what_is_published_stands_until_it_no_longer_does(cast, desk):
    url = f"{cast.body.get_absolute_url()}publish/"
    said = {"kind": "fee", "words": "Application fee", "amount": "1234.50", "confidence": "V"}
    day = today()
    seen = {"seen_on_day": day.day, "seen_on_month": day.month, "seen_on_year": day.year}
    assert desk.post(url, {**said, **seen, "amount": ""}).status_code == 422
    assert desk.post(url, {**said, **seen}).status_code == 302
    row = Published.objects.get()
    assert "$1,234.50" in desk.get(cast.body.get_absolute_url()).content.decode()
    desk.post(f"{cast.body.get_absolute_url()}published/{row.pk}/")
    row.refresh_from_db()
    assert row.until_on == day
    assert desk.post(f"{cast.other_body.get_absolute_url()}published/{row.pk}/").status_code == 404


def test_forms_come_back_with_what_was_typed(cast, desk):
    url = f"{cast.body.get_absolute_url()}change/"
    answer = desk.post(url, {"name_en": "", "ministry": "Ministère de l’Éducation", "confidence": "V"})
    assert answer.status_code == 422
    assert "Ministère de l’Éducation" in answer.content.decode()


def test_the_page_of_a_body_asks_the_same_with_1_and_with_30_files(cast, desk):
    def asked() -> int:
        forget()
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(cast.body.get_absolute_url()).status_code == 200
        return len(captured)

    make_complaint(by=cast.coordinator)
    asked()
    one = asked()
    for number in range(12):
        make_complaint(by=cast.coordinator)
        actions.publish(cast.body, kind="document", words=f"Paper {number}", seen_on=today(), by=cast.coordinator)
        actions.change_body(cast.body, values={"sector": f"s{number}"}, effective_on=today(), by=cast.coordinator)
    assert asked() == one <= 40


def test_complaints_of_a_restricted_file_are_not_counted_for_who_may_not_open_it(cast, desk):
    from mobility.casefiles import actions as files

    open_one, closed_one = make_complaint(by=cast.coordinator), make_complaint(by=cast.coordinator)
    files.restrict(closed_one.file, to=[cast.senior], reason="x", by=cast.senior)
    page = desk.get(cast.body.get_absolute_url()).content.decode()
    assert open_one.file.reference in page
    assert closed_one.file.reference not in page


# ---- CSV ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["bodies", "occupations"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_goes_out_comes_in_again_and_changes_nothing(cast, what, encoding):
    text = registry_csv.as_csv(what).removeprefix("\ufeff")
    preview = registry_csv.look(registry_csv.text_of(text.encode(encoding)))
    assert (preview.what, preview.differences, preview.problems) == (what, [], [])
    assert preview.rows == (RegulatoryBody if what == "bodies" else Occupation).objects.count()


def test_the_reference_data_of_the_project_are_read_under_their_own_names(cast):
    from regulators.reference import DATA

    for name in ("regulators", "occupations"):
        preview = registry_csv.look(registry_csv.text_of((DATA / f"{name}.csv").read_bytes()))
        assert (preview.differences, preview.problems) == ([], [])


def test_a_changed_csv_shows_what_it_would_do_then_does_exactly_that(cast, desk):
    text = f"slug;ministry;name_fr\n{cast.body.slug};Santé;Collège\nnew-body;Santé;\n"
    upload = SimpleUploadedFile("bodies.csv", text.encode("cp1252"))
    page = desk.post("/desk/regulators/import/", {"upload": upload})
    assert page.status_code == 200
    assert not Change.objects.exists()
    preview = page.context["preview"]
    assert [(row.slug, row.field, row.after) for row in preview.differences] == [
        (cast.body.slug, "ministry", "Santé"),
        (cast.body.slug, "name_fr", "Collège"),
        ("new-body", "", ""),
    ]
    day = today()
    said = {
        "text": text, "digest": preview.digest, "source": "Letter",
        "effective_on_day": day.day, "effective_on_month": day.month, "effective_on_year": day.year,
    }  # fmt: skip
    assert desk.post("/desk/regulators/import/", said).status_code == 409  # the new body has no name
    assert not Change.objects.exists()
    named = text.replace("new-body;Santé;", "new-body;Santé;Nouveau").replace("name_fr", "name_en")
    preview = registry_csv.look(named)
    actions.change_body(cast.body, values={"ministry": "Other"}, effective_on=day, by=cast.senior)
    stale = desk.post("/desk/regulators/import/", {**said, "text": named, "digest": preview.digest})
    assert stale.status_code == 409
    assert "changed meanwhile" in stale.content.decode()
    preview = registry_csv.look(named)
    assert desk.post("/desk/regulators/import/", {**said, "text": named, "digest": preview.digest}).status_code == 302
    assert RegulatoryBody.objects.get(slug="new-body").office.name_en == "Nouveau"
    assert RegulatoryBody.objects.get(pk=cast.body.pk).ministry == "Santé"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "This file is empty."),
        ("name\nx\n", "must name the columns"),
        ('slug,ministry\nclpna,"open\n', "cannot be read"),
    ],
)
def test_a_file_that_is_no_registry_is_refused_with_a_sentence(cast, desk, text, said):
    upload = SimpleUploadedFile("x.csv", text.encode() or b" ")
    if not text:
        with pytest.raises(registry_csv.BadFile, match=said):
            registry_csv.look(text)
        return
    page = desk.post("/desk/regulators/import/", {"upload": upload})
    assert page.status_code == 422
    assert said in page.content.decode()


def test_rows_that_cannot_be_taken_are_named_by_line_and_column(cast):
    text = "slug,title_en,body,confidence\nBad Slug,x,clpna,V\nnurse,x,nobody,V\nn2,x,clpna,Z\nn3,,clpna,V\nn4,x,clpna,V\nn4,x,clpna,V\n"
    preview = registry_csv.look(text)
    assert [(line, column) for line, column, _words in preview.problems] == [
        (2, "slug"), (3, "body"), (4, "confidence"), (5, "title_en"), (7, "slug"),
    ]  # fmt: skip
    with pytest.raises(Refused):
        registry_csv.take_in(preview, effective_on=today(), source="x", reason="", by=cast.coordinator)


def test_formulas_are_neutral_outside_and_themselves_inside(cast):
    actions.change_body(cast.body, values={"ministry": "=1+1"}, effective_on=today(), by=cast.coordinator)
    text = registry_csv.as_csv("bodies")
    assert ",'=1+1," in text
    assert registry_csv.look(text.removeprefix("\ufeff")).differences == []
