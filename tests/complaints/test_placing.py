"""Body, occupation and places are set right after filing; the clocks follow the law that applies."""

from __future__ import annotations

import pytest

from complaints import actions
from complaints.models import Complaint
from mobility.casefiles.errors import Overtaken, Refused
from mobility.casefiles.models import Clock, Event, FileText
from mobility.law.models import Jurisdiction
from regulators.models import Occupation, RegulatoryBody
from tests.makers import make_complaint

pytestmark = pytest.mark.django_db


def placed(complaint, by, **more):
    said = {
        name: getattr(complaint, name)
        for name in ("direction", "body", "body_text", "occupation", "occupation_text", "home", "receiving")
    }
    return actions.place(complaint, **{**said, **more}, by=by)


def running(complaint) -> set[str]:
    return set(Clock.objects.filter(file=complaint.file, stopped_on__isnull=True).values_list("rule", flat=True))


def test_albertas_clocks_stop_when_the_body_sits_elsewhere_and_run_again_when_it_does_not(cast):
    complaint = make_complaint("screening", by=cast.coordinator)
    assert "lma.acknowledge" in running(complaint)
    elsewhere = Jurisdiction.objects.get(pk="QC")
    placed(complaint, cast.coordinator, body=None, body_text="Un ordre", receiving=elsewhere, direction="outbound")
    assert not {rule for rule in running(complaint) if rule.startswith("lma.")}
    assert "unit.first_reply" in running(complaint)
    assert Clock.objects.get(file=complaint.file, rule="lma.acknowledge").stopped_why == "placed"
    placed(
        complaint,
        cast.coordinator,
        body=cast.body,
        body_text="",
        receiving=Jurisdiction.objects.get(pk="AB"),
        direction="inbound",
    )
    assert "lma.acknowledge" in running(complaint)
    assert Clock.objects.filter(file=complaint.file, rule="lma.acknowledge").count() == 1


def test_the_bodys_duties_go_over_to_the_other_body_and_the_history_says_so(cast):
    complaint = make_complaint("screening", by=cast.coordinator)
    other = cast.other_body
    placed(complaint, cast.coordinator, body=other)
    assert Clock.objects.get(file=complaint.file, rule="lma.acknowledge").owed_by_office == other.office
    event = Event.objects.get(file=complaint.file, kind="complaints.placed")
    assert event.kept.facts == {"changed": {"body": {"from": str(cast.body.pk), "to": str(other.pk)}}}
    assert other.short.lower() in FileText.objects.get(file=complaint.file).names
    assert Complaint.objects.get(pk=complaint.pk).body == other


def test_the_same_again_is_no_event(cast):
    complaint = make_complaint("screening", by=cast.coordinator)
    before = complaint.file.version
    placed(complaint, cast.coordinator)
    assert not Event.objects.filter(file=complaint.file, kind="complaints.placed").exists()
    complaint.file.refresh_from_db()
    assert complaint.file.version == before


def test_what_cannot_be_is_refused_in_a_sentence(cast):
    complaint = make_complaint("screening", by=cast.coordinator)
    with pytest.raises(Refused, match="sit in Alberta"):
        placed(complaint, cast.coordinator, receiving=Jurisdiction.objects.get(pk="ON"))
    with pytest.raises(Refused, match="out of Alberta"):
        placed(complaint, cast.coordinator, direction="outbound")
    with pytest.raises(Overtaken):
        placed(complaint, cast.coordinator, body=cast.other_body, version=1)
    assert RegulatoryBody.objects.get(slug="clpna") == Complaint.objects.get(pk=complaint.pk).body
    assert Occupation.objects.exists()
