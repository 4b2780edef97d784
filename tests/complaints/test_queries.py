"""The desk's pages ask a constant number of questions, whatever lies behind them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import queries
from complaints.filters import TriageFilter
from complaints.models import Complaint
from mobility.accounts.models import User
from tests.bench import seed, stories
from tests.cluster import cluster

MOST_FOR_A_LIST, MOST_FOR_A_FILE, LARGEST = 15, 25, 60 * 1024
TRIAGE = "/desk/complaints/"
LISTS = [
    "",
    "sort=opened",
    "sort=priority",
    "state=all&sort=opened",
    "state=closed",
    "due=overdue",
    "due=none",
    "direction=outbound",
    "home=ON",
    "owner=me",
    "owner=nobody",
    "status=accepted",
    "priority=1",
    "q=wanted&state=all",
    "q=zzyzzyva",
    "q={name}x&state=all",
    "before=9999-12-31~9999999",
]


@pytest.fixture(scope="module", params=[1, 30, 300])
def rows(request) -> int:
    return request.param


def asked(client, path: str) -> tuple[int, str]:
    """Queries of the second look: the first fills what the process keeps."""
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        page = client.get(path)
    assert page.status_code == 200, path
    return len(caught), page.content.decode()


@pytest.fixture
def desk(committed_db, client, settings):
    """Signs in a coordinator of a desk with so many files."""
    settings.MFA_REQUIRED = False

    def sign_in(rows: int):
        seed.read_book.cache_clear()
        seed.fill(cluster().url("mobility", committed_db.name), rows)
        client.force_login(User.objects.get(email="bench-00@example.org"))
        return client

    return sign_in


#: What each list asks, found with one file and the same with thirty and three hundred.
_counts: dict[str, int] = {}


def test_lists_ask_the_same_with_1_30_and_300_files(desk, rows):
    client = desk(rows)
    name = stories.tell(0, rows, stories.read_book()).filing.person["name"]
    for query in LISTS:
        number, page = asked(client, f"{TRIAGE}?{query.format(name=name)}")
        assert number <= MOST_FOR_A_LIST, query
        assert len(page.encode()) < LARGEST, query
        assert number == _counts.setdefault(query, number), query
    number, _page = asked(client, "/desk/")
    assert number <= MOST_FOR_A_LIST
    assert number == _counts.setdefault("desk", number)


def test_a_file_asks_the_same_however_much_is_on_it(desk, rows):
    client = desk(rows)
    user = User.objects.get(email="bench-00@example.org")
    opened = Complaint.objects.filter(is_restricted=False).order_by("file__last_seq")
    for complaint in (opened.first(), opened.last()):
        number, _page = asked(client, f"{TRIAGE}{complaint.reference}/")
        assert number <= MOST_FOR_A_FILE
    assert user.is_active


@pytest.mark.parametrize(
    "mark",
    ["x", "x~y", "2026-13-45~1", "2026-11-20~-1", "2026-11-20~99999999999999999999", "~", "2026-11-20", "\x00~1"],
)
@pytest.mark.parametrize("sort", ["due", "opened", "priority"])
def test_a_made_up_place_in_the_list_is_its_beginning(mark, sort):
    assert queries.key_values(mark, queries.SORTS[sort][0]) == []


@pytest.mark.parametrize("sort", queries.SORTS)
def test_pages_follow_one_another_without_gap_or_double(desk, sort):
    desk(300)
    from django.http import QueryDict

    from mobility.law.days import today

    user = User.objects.get(email="bench-00@example.org")

    def page(query: str) -> queries.Page:
        params = QueryDict(f"state=all&sort={sort}&{query}")
        found = TriageFilter(params, queryset=Complaint.objects.visible_to(user), user=user, today=today())
        return queries.page_of(found.qs, params=params, today=today())

    def references(one: queries.Page) -> list[str]:
        return [row.reference for group in one.groups for row in group.rows]

    seen, pages, one = [], [], page("")
    while True:
        seen += references(one)
        pages.append(references(one))
        if not one.after:
            break
        one = page(f"after={one.after}".replace("+", "%2B"))
    assert len(seen) == len(set(seen)) == Complaint.objects.visible_to(user).count()
    back = page(f"before={one.before}".replace("+", "%2B"))
    assert references(back) == pages[-2]
