"""All models of this app; each topic has its own module."""

from .briefing_models import Briefing
from .committee_models import ActionItem, Committee, Meeting, Member, RaisedItem, Terms
from .dispute_models import Dispute, DisputeParty, Evidence, FactDate, Measure, SeesThrough, Source, Step, StepClock
from .notice_models import Delivery, Notice
from .panel_models import Panellist, RosterMember
from .risk_models import Risk, RiskScore, RiskSign
from .room_models import IssueOnTable, Position, RoomMeeting
from .rule_models import RuleChange
from .version_models import ItemWords, MeetingMinutes, RoomMinutes

__all__ = [
    "ActionItem",
    "Briefing",
    "Committee",
    "Delivery",
    "Dispute",
    "DisputeParty",
    "Evidence",
    "FactDate",
    "IssueOnTable",
    "ItemWords",
    "Measure",
    "Meeting",
    "MeetingMinutes",
    "Member",
    "Notice",
    "Panellist",
    "Position",
    "RaisedItem",
    "Risk",
    "RiskScore",
    "RiskSign",
    "RoomMeeting",
    "RoomMinutes",
    "RosterMember",
    "RuleChange",
    "SeesThrough",
    "Source",
    "Step",
    "StepClock",
    "Terms",
]
