"""All models of this app; each topic has its own module."""

from .briefing_models import Briefing
from .dispute_models import Dispute, DisputeParty, Evidence, FactDate, Measure, SeesThrough, Source, Step, StepClock
from .notice_models import Delivery, Notice
from .panel_models import Panellist, RosterMember
from .room_models import IssueOnTable, Position, RoomMeeting
from .rule_models import RuleChange

__all__ = [
    "Briefing",
    "Delivery",
    "Dispute",
    "DisputeParty",
    "Evidence",
    "FactDate",
    "IssueOnTable",
    "Measure",
    "Notice",
    "Panellist",
    "Position",
    "RoomMeeting",
    "RosterMember",
    "RuleChange",
    "SeesThrough",
    "Source",
    "Step",
    "StepClock",
]
