"""Words of disputes. Phases, moves, guards and notices are data: see `mobility/law/packs` and `packs.py`."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PackId(models.TextChoices):
    """The agreement, and the track in it, that a dispute runs by."""

    CFTA_A = "cfta-10a", _("CFTA chapter 10, Part A: between governments")
    CFTA_B = "cfta-10b", _("CFTA chapter 10, Part B: a person against a government")
    NWPTA = "nwpta", _("New West Partnership Trade Agreement")
    AIT = "ait", _("Agreement on Internal Trade (former)")


#: Choosing one agreement may bar the other for the same complaint.
FORUM = {PackId.CFTA_A: "cfta", PackId.CFTA_B: "cfta", PackId.NWPTA: "nwpta", PackId.AIT: "cfta"}

OURS = "AB"


class AlbertaIs(models.TextChoices):
    INITIATING = "initiating", _("Initiating Party")
    REPLYING = "replying", _("Replying Party")
    JOINED = "joined", _("Taking part")
    HOME = "home", _("The person’s own government")
    WATCHING = "watching", _("Not a Party: followed")


class CaseOf(models.TextChoices):
    """Whose case a dispute is. Which of them an agreement knows stands in its pack."""

    GOVERNMENTS = "governments", _("Between governments")
    PERSON = "person", _("A person’s own case")
    BEHALF = "behalf", _("A government’s case for a person")


class Born(models.TextChoices):
    COMPLAINTS = "complaints", _("Complaints")
    REVIEW = "review", _("A measure found in review")
    NOTICE = "notice", _("A notice received")


class MeasureKind(models.TextChoices):
    ACTUAL = "actual", _("In force")
    PROPOSED = "proposed", _("Proposed")


class MadeBy(models.TextChoices):
    GOVERNMENT = "government", _("A government")
    BODY = "body", _("A regulatory body")
    MUNICIPAL = "municipal", _("A regional, local, district or municipal government")


class OutsidePartB(models.TextChoices):
    """What a person cannot bring under Part B (CFTA 1001.2-3, mark V)."""

    NONE = "", _("Neither")
    CHAPTER_4 = "chapter_4", _("Chapter 4: notification, reconciliation, cooperation")
    BID_PROTEST = "bid_protest", _("A bid protest (article 518)")


class PartyRole(models.TextChoices):
    CONSULTING = "consulting_participant", _("Consulting Participant")
    INTERVENOR = "intervenor", _("Intervenor")


class Lateness(models.TextChoices):
    IN_TIME = "in_time", _("In time")
    ACCEPTED = "accepted", _("Late, accepted")
    OPEN = "open", _("Late: to be decided")
    REFUSED = "refused", _("Late, not accepted")


class NoticeState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("With a senior for review")
    APPROVED = "approved", pgettext_lazy("notice", "Approved")
    SERVED = "served", _("Served")
    WITHDRAWN = "withdrawn", pgettext_lazy("notice", "Withdrawn")


class Way(models.TextChoices):
    """How a notice reached its addressee."""

    MAIL = "mail", _("E-mail from this system")
    OTHER_MAIL = "other_mail", _("E-mail from elsewhere")
    COURIER = "courier", _("Courier")
    MINISTER = "minister", _("The minister’s office")
    HAND = "hand", _("By hand")
    ELSEWHERE = "elsewhere", _("Recorded as made: the way is not known")


class Verb(models.TextChoices):
    """What can be done to a dispute besides the moves of its pack."""

    REVISE = "revise", _("Change the particulars")
    ADD_SOURCE = "add_source", _("Add a complaint or a review")
    DROP_SOURCE = "drop_source", _("Take it out")
    SEE_THROUGH = "see_through", _("Let somebody see who the workers are")
    STOP_SEEING = "stop_seeing", _("End it")
    PERSON = "person", _("Correct who the person is")
    CORRECT = "correct", _("Correct the date")
    EXTEND = "extend", _("Extend by agreement")
    DRAFT = "draft", _("Draft a notice")
    REWORD = "reword", _("Change the draft")
    ASK_REVIEW = "ask_review", _("Give to a senior for review")
    APPROVE = "approve", pgettext_lazy("notice", "Approve")
    GIVE_BACK = "give_back", _("Give back")
    DELIVERED = "delivered", _("Enter the delivery")
    WITHDRAW = "withdraw_notice", _("Withdraw the draft")
    DECIDE_LATE = "decide_late", _("Decide on the late notice")
    INVITE = "invite", _("Let an office in")
    SHUT_OUT = "shut_out", _("Close the room to it")
    SAY = "say", _("Write in a room")
    OPEN_PAPER = "open_paper", _("Open a document to a room")
    GIVE_TASK = "give_task", _("Give an office a task")
    MEET = "meet", _("Plan a meeting")
    MINUTE = "minute", _("Enter minutes and decisions")
    RAISE_ISSUE = "raise_issue", _("Add an issue")
    TAKE_POSITION = "take_position", _("Enter a position")
    APPOINT = "appoint", _("Appoint a panellist")
    DECLARE = "declare", _("Enter the declaration")
    LEAVE = "leave", _("Enter that they left")
    CHECK_KEPT = "check_kept", _("Say whether it was done")
    BRIEF = "brief", _("Make the briefing pack")
    ASK_OFFICE = "ask_office", _("Ask for a contribution")


class EventKind(models.TextChoices):
    OPENED = "disputes.opened", _("Dispute opened")
    REVISED = "disputes.revised", _("Particulars changed")
    SOURCE_ADDED = "disputes.source_added", _("Source added")
    SOURCE_DROPPED = "disputes.source_dropped", _("Source taken out")
    SEEN_THROUGH = "disputes.seen_through", _("Somebody may see who the workers are")
    SEEING_ENDED = "disputes.seeing_ended", _("Somebody no longer sees who the workers are")
    MOVED = "disputes.moved", _("Step taken")
    CORRECTED = "disputes.corrected", _("Date corrected")
    EXTENDED = "disputes.extended", _("Time extended by agreement")
    LAPSED = "disputes.lapsed", _("Time has run out")
    DRAFTED = "disputes.drafted", _("Notice drafted")
    REWORDED = "disputes.reworded", _("Draft changed")
    REVIEW_ASKED = "disputes.review_asked", _("Notice with a senior")
    APPROVED = "disputes.approved", _("Notice approved")
    GIVEN_BACK = "disputes.given_back", _("Notice given back")
    SERVED = "disputes.served", _("Notice served")
    DELIVERED = "disputes.delivered", _("Delivery proved")
    WITHDRAWN = "disputes.withdrawn", _("Draft withdrawn")
    LATE_DECIDED = "disputes.late_decided", _("Late notice decided on")
    LET_IN = "disputes.let_in", _("Office let in")
    SHUT_OUT = "disputes.shut_out", _("Room closed to an office")
    SAID = "disputes.said", _("Written in a room")
    PAPER_OPENED = "disputes.paper_opened", _("Document opened to a room")
    TASK_GIVEN = "disputes.task_given", _("Task given to an office")
    TASK_DONE = "disputes.task_done", _("Office did its task")
    MEETING_PLANNED = "disputes.meeting_planned", _("Meeting planned")
    MINUTED = "disputes.minuted", _("Minutes entered")
    ISSUE_RAISED = "disputes.issue_raised", _("Issue added")
    POSITION_TAKEN = "disputes.position_taken", _("Position entered")
    APPOINTED = "disputes.appointed", _("Panellist appointed")
    DECLARED = "disputes.declared", _("Interests declared")
    LEFT = "disputes.left", _("Panellist left")
    CHECKED = "disputes.checked", _("Settlement checked")
    BRIEFED = "disputes.briefed", _("Briefing pack made")
    RECOUNTED = "disputes.recounted", _("Counted anew after a change of rules")
