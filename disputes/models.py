"""All models of this app; each topic has its own module."""

from .committee_models import ActionItem, Committee, Meeting, Member, RaisedItem, Terms
from .dispute_models import Dispute, DisputeParty, Evidence, FactDate, Measure, SeesThrough, Source, Step, StepClock
from .notice_models import Delivery, Notice
from .risk_models import Risk, RiskScore, RiskSign

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
    "Risk",
    "RiskScore",
    "RiskSign",
    "SeesThrough",
    "Source",
    "Step",
    "StepClock",
    "Terms",
]
