"""Words of committees and their meetings."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CommitteeKind(models.TextChoices):
    FORUM = "forum", _("Forum of ministers")
    WORKING_GROUP = "working_group", _("Working group of governments")
    CROSS_MINISTRY = "cross_ministry", _("Table of ministries")
    SUBCOMMITTEE = "subcommittee", _("Sub-committee")
    PROJECT = "project", _("Project")


class CommitteeStatus(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("committee", "At work")
    ENDED = "ended", pgettext_lazy("committee", "Ended")


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("meeting", "Planned")
    HELD = "held", pgettext_lazy("meeting", "Held")
    APPROVED = "approved", _("Minutes approved")
    CALLED_OFF = "called_off", pgettext_lazy("meeting", "Called off")


class Seat(models.TextChoices):
    """What an office is on a committee."""

    CHAIR = "chair", _("Chair")
    SECRETARY = "secretary", pgettext_lazy("committee", "Secretary")
    MEMBER = "member", pgettext_lazy("committee", "Member")
    OBSERVER = "observer", _("Observer")


class CommitteeVerb(models.TextChoices):
    REVISE = "revise", _("Change the description")
    TERMS = "terms", _("Enter terms of reference")
    SEAT = "seat", _("Add a member")
    UNSEAT = "unseat", _("Has left")
    PLAN = "plan", _("Plan a meeting")
    END = "end", pgettext_lazy("committee", "End")
    REOPEN = "reopen", _("Reopen")


class MeetingVerb(models.TextChoices):
    CHANGE = "change", _("Change day, place or agenda")
    RAISE = "raise", _("Add an item")
    REVISE_ITEM = "revise_item", _("Position and decision")
    GIVE = "give", _("Add an action item")
    HOLD = "hold", _("It was held")
    WRITE = "write", _("Write the minutes")
    APPROVE = "approve", _("The minutes are approved")
    CALL_OFF = "call_off", _("Call it off")


class CommitteeEvent(models.TextChoices):
    OPENED = "disputes.committee_opened", _("Committee opened")
    REVISED = "disputes.committee_revised", _("Committee described anew")
    TERMS_ENTERED = "disputes.terms_entered", _("Terms of reference entered")
    SEATED = "disputes.member_seated", _("Member added")
    UNSEATED = "disputes.member_left", _("Member left")
    ENDED = "disputes.committee_ended", _("Committee ended")
    REOPENED = "disputes.committee_reopened", _("Committee reopened")
    PLANNED = "disputes.committee_meeting_planned", _("Meeting planned")
    CHANGED = "disputes.committee_meeting_changed", _("Meeting changed")
    HELD = "disputes.committee_meeting_held", _("Meeting held")
    WRITTEN = "disputes.minutes_written", _("Minutes written")
    APPROVED = "disputes.minutes_approved", _("Minutes approved")
    CALLED_OFF = "disputes.committee_meeting_called_off", _("Meeting called off")
    RAISED = "disputes.item_raised", _("Item raised")
    ITEM_REVISED = "disputes.item_revised", _("Item changed")
    GIVEN = "disputes.action_given", _("Action item given")
