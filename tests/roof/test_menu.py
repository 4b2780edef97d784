"""The desk's menu: who may open a page finds it there, nobody else; and it costs no query."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.makers import Cast

pytestmark = pytest.mark.django_db
OFFERED = {
    "coordinator": set(),
    "senior": {"/desk/unit/"},
    "director": {"/desk/unit/", "/desk/decisions/"},
}


@pytest.mark.parametrize("who", OFFERED)
def test_decisions_and_the_unit_stand_in_the_menu_of_who_may_open_them(cast: Cast, settings, who):
    settings.MFA_REQUIRED = False
    client = Client()
    client.force_login(cast.by_role[who])
    page = client.get("/desk/issues/").content.decode()
    menu = page[page.index("<nav") : page.index("</nav>")]
    found = {address for address in ("/desk/unit/", "/desk/decisions/") if f'href="{address}"' in menu}
    assert found == OFFERED[who]
    for address in ("/desk/unit/", "/desk/decisions/"):
        assert client.get(address).status_code == (200 if address in found else 404)


def test_the_entries_cost_no_query(cast: Cast, settings, django_assert_max_num_queries):
    settings.MFA_REQUIRED = False
    counts = []
    for user in (cast.coordinator, cast.director):
        client = Client()
        client.force_login(user)
        client.get("/desk/issues/")
        with django_assert_max_num_queries(200) as asked:
            client.get("/desk/issues/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
