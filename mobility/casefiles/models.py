"""The file every matter is kept in, and what lies in it.

At home here: what complaints, reports, disputes and requests have in common. What is a kind's own stands in its app.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Language
from mobility.accounts.labels import Labelled
from mobility.accounts.models import Office

from .choices import (
    OPENABLE,
    AccessKind,
    Actor,
    Channel,
    Classification,
    Flow,
    Kind,
    Mark,
    Priority,
    RetentionClass,
    Role,
    ScanState,
    Sensitivity,
    Side,
)
from .duties import Absence, CalendarFeed, Decision, Reminder
from .querysets import (
    CaseFileQuerySet,
    ClockQuerySet,
    DocumentQuerySet,
    DocumentVersionQuerySet,
    EventQuerySet,
    ItemQuerySet,
    ParticipantQuerySet,
    TaskQuerySet,
)

USER = settings.AUTH_USER_MODEL
#: A telephone number as it is compared: its digits.
DIGITS = Func(
    F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=models.TextField()
)

__all__ = [
    "Absence",
    "AccessLog",
    "CalendarFeed",
    "CaseFile",
    "Clock",
    "ClockExtension",
    "ClockPause",
    "Consent",
    "Decision",
    "Document",
    "DocumentVersion",
    "Event",
    "EventFacts",
    "EventRelease",
    "FileText",
    "Item",
    "Kept",
    "Message",
    "Named",
    "Participant",
    "Person",
    "ReferenceCounter",
    "Reminder",
    "Seal",
    "SealEntry",
    "Share",
    "Task",
]


class Kept(models.Model):
    """What decides how long something is kept and how it is guarded."""

    retention_class = models.CharField(
        _("retention class"), max_length=20, choices=RetentionClass, default=RetentionClass.CASE
    )
    retention_from = models.DateField(_("retention counted from"), null=True, blank=True)
    held_at = models.DateTimeField(_("held since"), null=True, blank=True)
    held_by = models.ForeignKey(
        USER, verbose_name=_("held by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hold_reason = models.TextField(_("reason of the hold"), blank=True)
    classification = models.CharField(
        _("security classification"), max_length=20, choices=Classification, default=Classification.PROTECTED_B
    )

    class Meta:
        abstract = True


class CaseFile(Kept):
    """One matter. The row every action locks first."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=250)
    status = models.CharField(_("status"), max_length=30)
    owner = models.ForeignKey(
        USER, verbose_name=_("owner"), on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    next_due_on = models.DateField(_("next due"), null=True, blank=True)
    next_due_by = models.CharField(_("owed by"), max_length=20, choices=Actor, blank=True)
    next_due_what = models.CharField(_("what is due"), max_length=60, blank=True)
    sensitivity = models.CharField(_("sensitivity"), max_length=12, choices=Sensitivity, default=Sensitivity.ORDINARY)
    version = models.PositiveIntegerField(_("version"), default=0)
    last_seq = models.PositiveIntegerField(_("last event"), default=0)
    last_hash = models.CharField(_("hash of the last event"), max_length=64, blank=True)

    objects: ClassVar[Any] = CaseFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [
            models.Index(
                fields=["owner", "next_due_on", "id"], name="file_owner_due", condition=Q(closed_at__isnull=True)
            ),
            models.Index(fields=["kind", "-opened_at", "-id"], name="file_kind_opened"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_restricted(self) -> bool:
        return self.sensitivity == Sensitivity.RESTRICTED


class ReferenceCounter(models.Model):
    """The last reference number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()


class Person(Labelled):
    """A worker or a representative. No login; apart from the narrative; exportable and erasable."""

    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    post = models.TextField(_("postal address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.EN)
    channels = ArrayField(
        models.CharField(max_length=10, choices=Channel), verbose_name=_("safe ways to reach"), default=list, blank=True
    )
    when = models.CharField(_("good times"), max_length=200, blank=True)
    not_before = models.TimeField(_("not before"), null=True, blank=True)
    not_after = models.TimeField(_("not after"), null=True, blank=True)
    may_leave_voicemail = models.BooleanField(_("may leave a voice message"), default=False)
    needs = models.CharField(_("needs"), max_length=500, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(Upper("email"), name="person_email"),
            models.Index(Upper("name"), name="person_name"),
            models.Index(DIGITS, name="person_phone"),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Name not given"))


class Participant(Labelled):
    """An office or a person that takes part in one file, in one role, for a time."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="participants")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="participations")
    role = models.CharField(_("role"), max_length=24, choices=Role)
    side = models.CharField(_("side"), max_length=12, choices=Side, default=Side.NONE, blank=True)
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects: ClassVar[Any] = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.CheckConstraint(
                condition=Q(office__isnull=False, person__isnull=True) | Q(office__isnull=True, person__isnull=False),
                name="participant_is_office_or_person",
            ),
            models.UniqueConstraint(
                fields=["file", "office", "role"], condition=Q(until_at__isnull=True), name="participant_office_once"
            ),
        ]
        indexes = [
            models.Index(fields=["office", "file"], condition=Q(until_at__isnull=True), name="participant_office_now")
        ]

    def __str__(self) -> str:
        return self.office.short if self.office else str(self.person)


class Named(models.Model):
    """A person who may open one restricted file, and who let them."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="named")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("named person")
        verbose_name_plural = _("named people")
        indexes = [models.Index(fields=["user", "file"], condition=Q(until__isnull=True), name="named_user_now")]

    def __str__(self) -> str:
        return f"{self.user} on {self.file}"


class Item(Labelled):
    """Something on a file that is shown to the unit and to those its audience names (participants of the file)."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="%(class)ss")
    audience = ArrayField(models.BigIntegerField(), verbose_name=_("audience"), default=list, blank=True)
    side = models.CharField(_("side"), max_length=12, choices=Side, default=Side.NONE, blank=True)

    #: The field that says since when it is there: who joins a side later does not see what was before.
    MOMENT: ClassVar[str] = "at"

    objects: ClassVar[Any] = ItemQuerySet.as_manager()

    class Meta:
        abstract = True


class Event(Item):
    """One thing that happened. Append-only; one chain of hashes per file; `head` is what is hashed."""

    seq = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=60)
    at = models.DateTimeField(_("at"))
    actor_user = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    actor_participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    head = models.TextField(_("hashed head"))
    prev = models.CharField(_("hash before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["file", "seq"]
        constraints = [models.UniqueConstraint(fields=["file", "seq"], name="event_one_chain")]
        indexes = [GinIndex(fields=["audience"], name="event_audience")]

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"


class EventFacts(models.Model):
    """The erasable part of an event: its facts and the salt of their hash. Disposal deletes the row; the chain still verifies."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="kept")
    facts = models.JSONField(default=dict)
    salt = models.BinaryField()


class EventRelease(models.Model):
    """An event shown later to somebody it was not addressed to, and the authority for it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="releases")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(_("authority"), max_length=300)
    at = models.DateTimeField(_("at"))


class Seal(models.Model):
    """One night's link of the chain over all files; its hash is sent outside."""

    at = models.DateTimeField(_("at"))
    files = models.PositiveIntegerField(_("files sealed"))
    prev = models.CharField(_("hash before"), max_length=64, blank=True)
    digest = models.CharField(_("digest of the entries"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")


class SealEntry(models.Model):
    """The tip of one file's chain as sealed. No foreign key: a deleted file must leave its trace here."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="entries")
    reference = models.CharField(max_length=20)
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["reference", "-seq"], name="sealentry_reference")]


class Document(Item, Kept):
    """A paper on a file. Its content lies in versions."""

    title = models.CharField(_("title"), max_length=250)
    kind = models.CharField(_("kind"), max_length=40, blank=True)
    mark = models.CharField(_("mark"), max_length=12, choices=Mark, default=Mark.NONE, blank=True)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_by_participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    MOMENT: ClassVar[str] = "added_at"
    objects: ClassVar[Any] = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [GinIndex(fields=["audience"], name="document_audience")]

    def __str__(self) -> str:
        return self.title or str(_("Destroyed document"))


class DocumentVersion(models.Model):
    """The bytes of a document at one time: never changed, only checked, and at last destroyed. The store is addressed by sha256."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    filename = models.CharField(_("file name"), max_length=250)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField(_("size in bytes"))
    content_type = models.CharField(_("type"), max_length=100)
    at = models.DateTimeField(_("received"))
    scan_state = models.CharField(_("virus check"), max_length=12, choices=ScanState, default=ScanState.WAITING)
    scanned_at = models.DateTimeField(_("checked"), null=True, blank=True)
    scan_detail = models.CharField(_("finding"), max_length=200, blank=True)
    destroyed_at = models.DateTimeField(_("destroyed"), null=True, blank=True)

    objects: ClassVar[Any] = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("document version")
        verbose_name_plural = _("document versions")
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="documentversion_number")]
        indexes = [
            models.Index(fields=["id"], condition=Q(scan_state="waiting"), name="documentversion_waiting"),
            models.Index(fields=["id"], condition=Q(scan_state="not_scanned"), name="documentversion_unchecked"),
        ]

    def __str__(self) -> str:
        return f"{self.filename} ({self.number})"

    @property
    def may_be_opened(self) -> bool:
        return self.scan_state in OPENABLE and self.destroyed_at is None


class Task(Item):
    """Something to do, owed by the unit, a person of it, or an office."""

    what = models.CharField(_("what"), max_length=300)
    owed_by = models.CharField(_("owed by"), max_length=20, choices=Actor, default=Actor.UNIT)
    owed_by_office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owed_by_user = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    due_on = models.DateField(_("due"), null=True, blank=True)
    added_at = models.DateTimeField(_("added"))
    stopped_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    MOMENT: ClassVar[str] = "added_at"
    objects: ClassVar[Any] = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(fields=["owed_by", "due_on"], condition=Q(stopped_on__isnull=True), name="task_owed_open"),
            models.Index(
                fields=["owed_by_user", "due_on"], condition=Q(stopped_on__isnull=True), name="task_user_open"
            ),
            models.Index(fields=["file"], condition=Q(stopped_on__isnull=True), name="task_file_open"),
        ]

    def __str__(self) -> str:
        return self.what


class Clock(models.Model):
    """One rule running on one file. The result of the count and its explanation are kept as they were counted."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="clocks")
    rule = models.CharField(_("rule"), max_length=60)
    basis = models.CharField(_("basis"), max_length=20)
    owed_by = models.CharField(_("owed by"), max_length=20, choices=Actor)
    owed_by_office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owed_by_user = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sense = models.CharField(_("sense"), max_length=16, default="by")
    started_on = models.DateField(_("counted from"))
    why = models.CharField(_("because"), max_length=60)
    due_on = models.DateField(_("due"), null=True, blank=True)
    paused_on = models.DateField(_("paused since"), null=True, blank=True)
    stopped_on = models.DateField(_("stopped"), null=True, blank=True)
    stopped_why = models.CharField(_("stopped because"), max_length=60, blank=True)
    confidence = models.CharField(_("confidence"), max_length=1)
    shown_to = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    explanation = models.JSONField(_("how it was counted"), default=dict)

    objects: ClassVar[Any] = ClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")
        constraints = [
            models.UniqueConstraint(
                fields=["file", "rule"], condition=Q(stopped_on__isnull=True), name="clock_rule_once_open"
            ),
        ]
        indexes = [
            models.Index(fields=["owed_by", "due_on"], condition=Q(stopped_on__isnull=True), name="clock_owed_open"),
            models.Index(
                fields=["owed_by_user", "due_on"],
                condition=Q(stopped_on__isnull=True, paused_on__isnull=True),
                name="clock_user_running",
            ),
            models.Index(fields=["file"], name="clock_file"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} on {self.file_id}"

    @property
    def is_policy(self) -> bool:
        return self.basis == "policy"

    @property
    def is_paused(self) -> bool:
        return self.paused_on is not None

    @property
    def was_met(self) -> bool | None:
        """Whether it was stopped in time; None while it runs or has no date."""
        if self.stopped_on is None or self.due_on is None:
            return None
        return self.stopped_on <= self.due_on


class ClockPause(models.Model):
    """A time during which a clock did not count: the days after `from_on` up to and including `until_on`."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(_("reason"), max_length=60)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)


class ClockExtension(models.Model):
    """Days added to a clock, and on whose authority."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField(_("days"))
    authority = models.CharField(_("authority"), max_length=300)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))


class Message(Item):
    """A message to or from a participant. The audience is the recipient (or the sender, when it came in)."""

    flow = models.CharField(_("direction"), max_length=3, choices=Flow)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.EN)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.PAGE)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by_participant = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_question = models.BooleanField(_("asks something"), default=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "pk"]
        indexes = [GinIndex(fields=["audience"], name="message_audience")]


class Consent(models.Model):
    """What a person allows: what may go to whom. Nothing leaves without one, or another authority."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    scope = models.CharField(_("scope"), max_length=40)
    recipient = models.CharField(_("to whom"), max_length=40)
    notice_version = models.CharField(_("privacy notice seen"), max_length=40, blank=True)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")


class Share(models.Model):
    """A file, or items of it, opened to a participant: under which authority, since when."""

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="shares")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="shares")
    authority = models.CharField(_("authority"), max_length=300, blank=True)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    documents = models.ManyToManyField(Document, related_name="shares", blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        constraints = [
            models.CheckConstraint(condition=~Q(authority="") | Q(consent__isnull=False), name="share_has_authority")
        ]

    @property
    def is_in_force(self) -> bool:
        """Neither withdrawn by us nor by the person whose consent it stands on."""
        return self.until is None and (self.consent is None or self.consent.withdrawn_at is None)


class FileText(models.Model):
    """What a file is found by: its names and one vector of all its words. Staff only; rewritten only when the text changes."""

    file = models.OneToOneField(CaseFile, on_delete=models.PROTECT, primary_key=True, related_name="text")
    names = models.TextField(default="")
    words = SearchVectorField(null=True)
    #: Whether the file is; kept by the trigger in the migration `open_words`.
    is_open = models.BooleanField(default=True, db_default=True, editable=False)

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="filetext_words"),
            GinIndex(fields=["words"], name="filetext_open_words", condition=models.Q(is_open=True)),
        ]


class NameWord(models.Model):
    """A word that stands in the names of some file, folded: what a misspelt name is compared with.

    Two who write the same new word at once both leave it: a constraint would make one filing wait for the other.
    """

    word = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["word"], name="nameword_word"),
            GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="nameword_alike"),
        ]


class AccessLog(models.Model):
    """Who opened, downloaded, searched or exported what, and when. Partitioned by month (see the migration)."""

    at = models.DateTimeField(_("at"))
    user = models.ForeignKey(USER, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    participant = models.ForeignKey(
        Participant, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    file = models.ForeignKey(CaseFile, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    kind = models.CharField(_("what"), max_length=12, choices=AccessKind)
    detail = models.CharField(_("detail"), max_length=300, blank=True)

    class Meta:
        managed = False
        db_table = "casefiles_accesslog"
        verbose_name = _("access")
        verbose_name_plural = _("access log")
