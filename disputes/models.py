"""All models of this app; each topic has its own module."""

from .committee_models import ActionItem, Committee, Meeting, Member, RaisedItem, Terms
from .dispute_models import Dispute, DisputeParty, Evidence, FactDate, Measure, SeesThrough, Source, Step, StepClock
from .notice_models import Delivery, Notice

__all__ = [
    "ActionItem",
    "Committee",
    "Delivery",
    "Dispute",
    "DisputeParty",
    "Evidence",
    "FactDate",
    "Measure",
    "Meeting",
    "Member",
    "Notice",
    "RaisedItem",
    "SeesThrough",
    "Source",
    "Step",
    "StepClock",
    "Terms",
]
