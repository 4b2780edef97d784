"""Every complaint of the sample goes in by the public door, with invented ways to reach the worker and invented dates."""

from __future__ import annotations

import csv
import datetime as dt

import pytest

from complaints.choices import DANGER_FLAGS
from complaints.models import Complaint
from mobility.embedded import BASE_DIR
from mobility.outbox.models import Mail
from tests.complaints.door import code_in, date, post, sent, text

pytestmark = pytest.mark.django_db
with (BASE_DIR / "complaints" / "samples" / "sample_complaints.csv").open(encoding="utf-8") as sample:
    ROWS = list(csv.DictReader(sample))
#: What the scope check finds where the log names a ground that no worker chooses.
DOUBTS = {"oos-employment": "wages", "oos-international": "abroad", "oos-trades": "trade"}


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.FORM_SECONDS = 0


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_a_complaint_of_the_sample_gets_a_receipt_and_is_kept_whole(client, number):
    row = ROWS[number]
    language, outbound = row["language"], row["direction"] == "outbound"
    slugs = row["issue_slugs"].split(";")
    grounds = [slug for slug in slugs if slug not in DOUBTS]
    doubt = next((DOUBTS[slug] for slug in slugs if slug in DOUBTS), "")
    flags = [flag for flag in row["vulnerability_flags"].split(";") if flag]
    applied = dt.date.fromisoformat(row["received_on"]) - dt.timedelta(60)
    complete = applied + dt.timedelta(10)
    email = f"sample-{number}@example.net"

    where = {"body_text": f"College {number}"} if outbound else {"home": row["home_jurisdiction"]}
    who = {
        **{"for_whom": "self", "direction": row["direction"], "body": row["regulator_slug"]},
        **{"occupation": row["occupation_slug"], "scope_doubt": doubt},
        **where,
    }
    what = {"narrative": row["narrative"], "wanted": row["desired_outcome"], "grounds": grounds}
    details = {"decision-overdue.0": "No."} if "decision-overdue" in grounds else {}
    when = {**date("received_on", applied), **date("complete_on", complete), "complete_on_source": "body"}
    safety = {
        **{"contact_by": ["email", "phone"], "name": f"Worker {number}", "email": email, "language": language},
        **{"phone": f"780-555-{number:04d}", "flags": flags},
    }
    steps = {"who": who, "what": what, "details": details, "when": when, "safety": safety}
    receipt = text(sent(client, language, **steps))

    complaint = Complaint.objects.get()
    assert complaint.reference in receipt
    assert code_in(client) in receipt
    assert (complaint.direction, complaint.language, complaint.scope_doubt) == (row["direction"], language, doubt)
    assert (complaint.occupation.slug, complaint.home_id) == (row["occupation_slug"], row["home_jurisdiction"])
    body = complaint.home_body if outbound else complaint.body
    assert body.slug == row["regulator_slug"]
    assert complaint.body_text == where.get("body_text", "")
    assert sorted(complaint.ground_slugs) == sorted(grounds)
    assert (complaint.narrative, complaint.wanted) == (row["narrative"], row["desired_outcome"])
    assert sorted(complaint.flags) == sorted(flags)
    assert complaint.in_danger == bool(DANGER_FLAGS.intersection(flags))
    dates = dict(complaint.dates.values_list("fact", "on"))
    assert dates == {"application_received": applied, "application_complete": complete}
    person = complaint.complainant
    assert (person.name, person.email, person.channels) == (f"Worker {number}", email, ["email", "phone"])
    assert Mail.objects.get(to=email).kind == "receipt"
    follow = text(client.get(f"/{language}/follow/file/"))
    assert complaint.reference in follow
    assert post(client, "send", {}, language)["Location"] == f"/{language}/receipt/"
    assert Complaint.objects.count() == 1
