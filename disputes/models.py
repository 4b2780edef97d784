"""All models of this app; each topic has its own module."""

from .dispute_models import Dispute, DisputeParty, Evidence, FactDate, Measure, SeesThrough, Source, Step, StepClock
from .notice_models import Delivery, Notice

__all__ = [
    "Delivery",
    "Dispute",
    "DisputeParty",
    "Evidence",
    "FactDate",
    "Measure",
    "Notice",
    "SeesThrough",
    "Source",
    "Step",
    "StepClock",
]
