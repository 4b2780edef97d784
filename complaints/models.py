"""A complaint: what is its own beside its file; the drafts it is filed from; its grounds and dates."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Language
from mobility.accounts.kept import kept
from mobility.accounts.labels import Labelled
from mobility.casefiles.choices import NOTHING_DUE, Priority
from mobility.casefiles.models import CaseFile, Message, Person, Task
from mobility.correspondence.models import Request, RequestAnswer
from mobility.law.models import Jurisdiction
from regulators.models import Occupation, RegulatoryBody

from .choices import (
    Answer,
    ApplicationFact,
    Authority,
    Direction,
    Finding,
    Flag,
    OfferedBy,
    Outcome,
    OwnReview,
    SaidBy,
    Source,
    Status,
    Sure,
    Verb,
)
from .querysets import ComplaintQuerySet, PromiseQuerySet
from .reviewing import Review, ReviewRule  # noqa: F401 - Django finds them here

USER = settings.AUTH_USER_MODEL


class Ground(models.Model):
    """One kind of thing that can go wrong, and the provisions it touches."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    label_en = models.CharField(_("label in English"), max_length=150)
    label_fr = models.CharField(_("label in French"), max_length=150)
    description = models.TextField(_("description"))
    direction = models.CharField(_("direction"), max_length=10)
    provisions = models.CharField(_("provisions"), max_length=300, blank=True)
    remedy = models.CharField(_("typical remedy"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("ground")
        verbose_name_plural = _("grounds")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.label_fr if (get_language() or "en").startswith("fr") else self.label_en


@kept
def grounds() -> dict[str, Ground]:
    """All grounds by slug, in their order."""
    return {ground.slug: ground for ground in Ground.objects.all()}


class Complaint(Labelled):
    """A worker's complaint about a body. Shares its number, owner, status and history with its file."""

    file = models.OneToOneField(CaseFile, on_delete=models.PROTECT, primary_key=True, related_name="complaint")
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    home = models.ForeignKey(
        Jurisdiction, verbose_name=_("certified in"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    receiving = models.ForeignKey(
        Jurisdiction, verbose_name=_("applied in"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    occupation = models.ForeignKey(
        Occupation, verbose_name=_("occupation"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    occupation_text = models.CharField(_("occupation as given"), max_length=150, blank=True)
    body = models.ForeignKey(
        RegulatoryBody,
        verbose_name=_("body"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
    )
    body_text = models.CharField(_("body as given"), max_length=200, blank=True)
    home_body = models.ForeignKey(
        RegulatoryBody, verbose_name=_("home body"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    complainant = models.ForeignKey(Person, verbose_name=_("worker"), on_delete=models.PROTECT, related_name="+")
    narrative = models.TextField(_("what happened"))
    wanted = models.TextField(_("what would put it right"), blank=True)
    urgent = models.CharField(_("a date that matters"), max_length=500, blank=True)
    answers = models.JSONField(_("answers to follow-up questions"), default=dict, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.EN)
    flags = ArrayField(models.CharField(max_length=30, choices=Flag), verbose_name=_("flags"), default=list, blank=True)
    in_danger = models.BooleanField(_("in danger"), default=False)
    scope_doubt = models.CharField(_("scope doubt"), max_length=40, blank=True)
    for_somebody_else = models.BooleanField(_("for somebody else"), default=False)
    authority = models.CharField(_("authority to write for the worker"), max_length=20, choices=Authority, blank=True)
    authority_text = models.CharField(_("about the authority"), max_length=300, blank=True)
    referred_by = models.CharField(_("sent to us by"), max_length=200, blank=True)
    received_on = models.DateField(_("received"))
    source = models.CharField(_("came by"), max_length=10, choices=Source)
    import_key = models.CharField(_("key of the imported row"), max_length=64, unique=True, null=True, blank=True)
    notice_version = models.CharField(_("privacy notice seen"), max_length=40, blank=True)
    code_hash = models.CharField(_("hash of the access code"), max_length=64, unique=True, null=True, blank=True)
    asked_from = models.CharField(_("status before the question"), max_length=30, choices=Status, blank=True)
    outcome = models.CharField(_("outcome"), max_length=30, choices=Outcome, blank=True)
    referred_to = models.CharField(_("referred to"), max_length=200, blank=True, db_default="")
    passed_on = models.BooleanField(_("the file went along"), default=False, db_default=False)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    for_dispute = models.BooleanField(_("marked for dispute"), default=False, db_default=False)
    dispute_reason = models.CharField(_("why it is marked"), max_length=500, blank=True, db_default="")
    own_review = models.CharField(
        _("the body’s own review"), max_length=15, choices=OwnReview, blank=True, default="", db_default=""
    )
    own_review_on = models.DateField(_("on"), null=True, blank=True)
    own_review_said_by = models.CharField(
        _("who says so"), max_length=10, choices=SaidBy, blank=True, default="", db_default=""
    )
    own_review_sure = models.CharField(_("how sure"), max_length=1, choices=Sure, blank=True, default="", db_default="")
    ground_slugs = ArrayField(models.CharField(max_length=60), verbose_name=_("grounds"), default=list, blank=True)

    # Copies of the file's columns, kept by the trigger in migration 0003; nobody writes them.
    reference = models.CharField(max_length=20, editable=False, default="")
    opened_at = models.DateTimeField(editable=False)
    is_open = models.BooleanField(editable=False, default=True)
    is_restricted = models.BooleanField(editable=False, default=False)
    status = models.CharField(max_length=30, choices=Status, editable=False, default=Status.RECEIVED)
    owner = models.ForeignKey(
        USER, on_delete=models.DO_NOTHING, null=True, editable=False, related_name="+", db_constraint=False
    )
    priority = models.PositiveSmallIntegerField(choices=Priority, editable=False, default=Priority.NORMAL)
    due_sort = models.DateField(editable=False, default=NOTHING_DUE)
    due_by = models.CharField(max_length=20, editable=False, default="", blank=True)
    due_what = models.CharField(max_length=60, editable=False, default="", blank=True)

    objects: ClassVar[Any] = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        indexes = [
            # in the order of the list, with what its filters tell apart without reading the files between
            models.Index(
                fields=["is_open", "due_sort", "file", "received_on", "owner", "is_restricted"], name="complaint_due"
            ),
            models.Index(fields=["is_open", "opened_at", "file"], name="complaint_opened"),
            models.Index(fields=["is_open", "priority", "due_sort", "file"], name="complaint_priority"),
            models.Index(fields=["opened_at", "file"], name="complaint_all_opened"),
            models.Index(fields=["due_sort", "file"], name="complaint_all_due"),
            models.Index(fields=["priority", "due_sort", "file"], name="complaint_all_priority"),
            models.Index(fields=["owner", "is_open", "due_sort", "file"], name="complaint_owner_due"),
            models.Index(fields=["body", "is_open", "due_sort", "file"], name="complaint_body_due"),
            models.Index(fields=["occupation", "is_open", "due_sort", "file"], name="complaint_occupation_due"),
            models.Index(fields=["home", "is_open", "due_sort", "file"], name="complaint_home_due"),
            models.Index(fields=["body", "opened_at", "file"], name="complaint_body_opened"),
            models.Index(fields=["occupation", "opened_at", "file"], name="complaint_occupation_opened"),
            models.Index(fields=["owner", "opened_at", "file"], name="complaint_owner_opened"),
            models.Index(fields=["home", "opened_at", "file"], name="complaint_home_opened"),
            models.Index(fields=["status", "due_sort", "file"], name="complaint_status_due", condition=Q(is_open=True)),
            models.Index(fields=["file"], name="complaint_danger", condition=Q(in_danger=True, is_open=True)),
            models.Index(fields=["receiving", "is_open", "due_sort", "file"], name="complaint_receiving_due"),
            models.Index(
                fields=["received_on", "is_open", "due_sort", "priority", "file", "is_restricted"],
                name="complaint_received",
            ),
            models.Index(
                fields=["home_body", "is_open", "due_sort", "file"],
                name="complaint_home_body_due",
                condition=Q(home_body__isnull=False),
            ),
            models.Index(
                fields=["home_body", "opened_at", "file"],
                name="complaint_home_body_opened",
                condition=Q(home_body__isnull=False),
            ),
            GinIndex(fields=["ground_slugs"], name="complaint_grounds"),
            GinIndex(fields=["flags"], name="complaint_flags"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("complaints:file", args=[self.reference or self.file.reference])  # a new one has no copy yet

    @property
    def body_name(self) -> str:
        """The body asked, in full; as the worker wrote it where it is not in the registry."""
        return str(self.body) if self.body else self.body_text or str(_("Not given"))

    @property
    def body_short(self) -> str:
        return self.body.short if self.body else self.body_text or str(_("Not given"))

    @property
    def status_words(self) -> str:
        return str(Status(self.status).label)

    @property
    def occupation_name(self) -> str:
        return str(self.occupation) if self.occupation else self.occupation_text or str(_("Not given"))

    @property
    def due_on(self) -> Any:
        """The next due date, or None."""
        return None if self.due_sort == NOTHING_DUE else self.due_sort

    @property
    def packs(self) -> list[str]:
        """The rule packs this file is judged by: the unit's standards and, on the body's side, the law of where it sits."""
        if self.receiving_id == "AB":
            return ["unit-standards", "ab-lma"]
        return ["unit-standards", "other-jurisdictions"] if self.receiving_id else ["unit-standards"]


class ComplaintGround(Labelled):
    """One ground of one complaint, and what was found."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="grounds")
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(_("finding"), max_length=20, choices=Finding, default=Finding.NOT_DETERMINED)
    reasoning = models.TextField(_("because"), blank=True)
    found_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    found_at = models.DateTimeField(_("found"), null=True, blank=True)
    comment_by = models.DateField(_("the body may comment until"), null=True, blank=True)
    comment = models.TextField(_("the body’s comment"), blank=True, db_default="")
    commented_on = models.DateField(_("commented on"), null=True, blank=True)
    #: the request by which the body was asked for its comment
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("ground of a complaint")
        verbose_name_plural = _("grounds of a complaint")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["complaint", "ground"], name="complaintground_once")]

    def is_provisional(self, on: Any) -> bool:
        """A finding against the body before it has commented and while it still may: not final yet."""
        if self.finding != Finding.FOUNDED or self.comment_by is None or self.commented_on is not None:
            return False
        return bool(on <= self.comment_by)


class ApplicationDate(models.Model):
    """One version of one date of the application: who says so. The version that holds runs the clocks; the others are kept."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="dates")
    fact = models.CharField(_("date"), max_length=40, choices=ApplicationFact)
    on = models.DateField(_("on"))
    said_by = models.CharField(_("who says so"), max_length=10, choices=SaidBy)
    holds = models.BooleanField(_("holds"), default=True)
    at = models.DateTimeField(_("entered"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("date of an application")
        verbose_name_plural = _("dates of an application")
        ordering = ["fact", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "fact"], condition=Q(holds=True), name="applicationdate_one_holds"
            )
        ]


class Promise(models.Model):
    """What a body promised to do by a day, and what the worker says became of it: kept, broken, or not known yet."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="promises")
    answer = models.OneToOneField(RequestAnswer, on_delete=models.PROTECT, related_name="promise")
    body = models.ForeignKey(RegulatoryBody, on_delete=models.PROTECT, null=True, blank=True, related_name="promises")
    what = models.TextField(_("what was promised"), blank=True)
    due_on = models.DateField(_("by"))
    made_at = models.DateTimeField(_("promised"))
    asked_at = models.DateTimeField(_("worker asked"), null=True, blank=True)
    kept = models.BooleanField(_("kept"), null=True, blank=True)
    answered_at = models.DateTimeField(_("worker answered"), null=True, blank=True)
    words = models.TextField(_("in the worker's words"), blank=True)

    objects: ClassVar[Any] = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["body", "kept"], name="promise_body"),
            models.Index(fields=["due_on"], condition=Q(asked_at__isnull=True), name="promise_not_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} {self.pk}"


class Proposal(models.Model):
    """A way to settle: who offers what, until when, and what each side says to it. The newest one counts."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="proposals")
    offered_by = models.CharField(_("offered by"), max_length=10, choices=OfferedBy)
    what = models.TextField(_("what is offered"))
    done_by = models.DateField(_("to be done by"), null=True, blank=True)
    came_from = models.CharField(_("status before"), max_length=30, choices=Status)
    made_at = models.DateTimeField(_("put"))
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    worker_answer = models.CharField(_("worker’s answer"), max_length=10, choices=Answer, blank=True)
    worker_words = models.TextField(_("worker’s words"), blank=True)
    worker_at = models.DateTimeField(_("worker answered"), null=True, blank=True)
    body_answer = models.CharField(_("body’s answer"), max_length=10, choices=Answer, blank=True)
    body_words = models.TextField(_("body’s words"), blank=True)
    body_at = models.DateTimeField(_("body answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-pk"]

    @property
    def is_accepted(self) -> bool:
        """Both sides said yes."""
        return self.worker_answer == self.body_answer == Answer.ACCEPTED

    @property
    def is_declined(self) -> bool:
        return Answer.DECLINED in (self.worker_answer, self.body_answer)


class Draft(models.Model):
    """A complaint being written. Found by the hash of its code; erased when it expires."""

    code_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.EN)
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_on = models.DateField(db_index=True)
    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, null=True, blank=True, related_name="draft")

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")


class DraftFile(models.Model):
    """A paper added to a draft; its bytes are already in the store."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    filename = models.CharField(max_length=250)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("paper of a draft")
        verbose_name_plural = _("papers of a draft")
        ordering = ["pk"]


class CodeLink(models.Model):
    """A link to a new code, mailed to the address a worker gave as safe. It works once and not for long; only its hash is kept."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="code_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))
    until_at = models.DateTimeField(_("works until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("link to a new code")
        verbose_name_plural = _("links to a new code")


class Translation(models.Model):
    """Something staff wrote to a worker in the other language. It is no message before somebody has put it into the worker's."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="translations")
    original = models.TextField(_("original"))
    language = models.CharField(_("language of the original"), max_length=2, choices=Language)
    verb = models.CharField(_("sent as"), max_length=20, default=Verb.REPLY.value)
    #: what the verb needs besides the text: outcome, reason, office
    more = models.JSONField(_("with"), default=dict, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("written"))
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="translation")
    text = models.TextField(_("translation"), blank=True)
    translated_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    translated_at = models.DateTimeField(_("translated"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent, or put before a senior"), null=True, blank=True)
    message = models.OneToOneField(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="translation")

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["pk"]

    @property
    def is_question(self) -> bool:
        return self.verb == Verb.ASK

    @property
    def verb_words(self) -> str:
        return str(Verb(self.verb).label)


class Survey(models.Model):
    """What a worker says of how it went, once, after the outcome."""

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, primary_key=True, related_name="survey")
    answers = models.JSONField(_("answers"), default=dict)
    words = models.TextField(_("in their own words"), blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("closing survey")
        verbose_name_plural = _("closing surveys")


# What belongs to lists and to groups of complaints stands in modules of its own.
from .group_models import Issue, IssueCase, Relation  # noqa: E402, F401
from .list_models import Export, SavedView  # noqa: E402, F401
