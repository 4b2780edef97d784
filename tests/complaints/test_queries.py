"""The desk's pages ask the database the same number of times, whatever lies behind them."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import queries
from mobility.accounts.kept import forget
from mobility.casefiles import actions as files
from mobility.correspondence import actions as correspondence
from mobility.correspondence.models import Request
from tests.makers import ask_body, later, make_complaint

pytestmark = pytest.mark.django_db

LISTS = [
    "/desk/complaints/",
    "/desk/complaints/?sort=opened",
    "/desk/complaints/?sort=priority",
    "/desk/complaints/?owner=me&priority=3&home=ON",
    "/desk/complaints/?q=application",
    "/desk/complaints/?q=Wanda&state=all",
    "/desk/",
]


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


def asked(client, path: str) -> int:
    """How many queries a page takes when nothing is kept from the page before."""
    cache.clear()
    forget()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_a_list_asks_the_same_with_1_30_and_300_rows(client, cast):
    client.force_login(cast.coordinator)
    complaint = make_complaint("accepted", by=cast.coordinator)
    for path in LISTS:
        asked(client, path)
    one = {path: asked(client, path) for path in LISTS}
    for _ in range(29):
        make_complaint("screening", by=cast.coordinator)
    assert {path: asked(client, path) for path in LISTS} == one
    copy_file(complaint.pk, 270)
    assert {path: asked(client, path) for path in LISTS} == one
    for path in LISTS:
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        assert len(captured) <= 15, path


def copy_file(pk: int, times: int) -> None:
    """Rows behind the page, quickly: what lists read of one complaint, again and again."""
    with connection.cursor() as cursor:
        for table, key in (("casefiles_casefile", "id"), ("complaints_complaint", "file_id")):
            names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            taken = {key: "%(base)s + n", "reference": "'LM-2020-' || lpad(n::text, 6, '0')", "code_hash": "NULL"}
            columns = ", ".join(f'"{name}"' for name in names)
            values = ", ".join(taken.get(name, f'"{name}"') for name in names)
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, generate_series(1, %(times)s) AS n"
                f" WHERE {key} = %(pk)s",
                {"base": 1_000_000, "times": times, "pk": pk},
            )


def test_the_page_of_a_file_asks_the_same_however_long_its_history(client, cast):
    client.force_login(cast.coordinator)
    complaint = make_complaint("accepted", by=cast.coordinator)
    files.add_task(complaint.file, what="The first task", by=cast.coordinator)  # without any, nobody asks for them
    path = complaint.get_absolute_url()
    asked(client, path)
    short = asked(client, path)
    for number in range(20):
        files.note(complaint.file, text=f"Note {number}", by=cast.coordinator)
        files.add_task(complaint.file, what=f"Task {number}", by=cast.coordinator)
    assert asked(client, path) <= short <= 25


def test_the_page_of_a_file_asks_the_same_with_one_request_and_with_ten(client, cast, time_machine):
    time_machine.move_to(later(4))
    complaint = make_complaint("with_body", by=cast.coordinator)
    client.force_login(cast.coordinator)
    first = Request.objects.with_all().get()
    correspondence.answer(first, category="promised", text="Soon.", due_on=later(9).date(), by=cast.registrar)
    path = complaint.get_absolute_url()
    asked(client, path)
    one = asked(client, path)
    complaint.refresh_from_db()
    for _ in range(9):
        ask_body(complaint, by=cast.coordinator, at=later(4))
    assert asked(client, path) == one <= 25


def test_the_pages_of_a_list_hold_every_file_once(client, cast):
    client.force_login(cast.coordinator)
    made = {make_complaint().file.reference for _ in range(queries.PAGE + 5)}
    for sort in queries.SORTS:
        first = client.get(f"/desk/complaints/?sort={sort}").content.decode()
        link = re.search(r'rel="next" href="([^"]+)"', first)
        assert link is not None
        second = client.get("/desk/complaints/" + link[1].replace("&amp;", "&")).content.decode()
        there = [set(re.findall(r"/desk/complaints/(LM-[\d-]+)/", page)) for page in (first, second)]
        assert there[0] | there[1] == made
        assert not there[0] & there[1]
        back = re.search(r'rel="prev" href="([^"]+)"', second)
        assert back is not None
        again = client.get("/desk/complaints/" + back[1].replace("&amp;", "&")).content.decode()
        assert set(re.findall(r"/desk/complaints/(LM-[\d-]+)/", again)) == there[0]


@pytest.mark.parametrize(
    "mark",
    ["x", "x~y", "2026-13-45~1", "2026-11-20~-1", "2026-11-20~99999999999999999999", "~", "2026-11-20", "\x00~1"],
)
@pytest.mark.parametrize("sort", queries.SORTS)
def test_a_made_up_place_in_a_list_is_its_beginning(mark, sort):
    assert queries.key_values(mark, queries.SORTS[sort][0]) == []


def test_thirty_rows_are_a_small_page(client, cast):
    client.force_login(cast.coordinator)
    for _ in range(queries.PAGE):
        make_complaint()
    for path in ("", "?more=1"):
        assert len(client.get(f"/desk/complaints/{path}").content) < 60 * 1024
