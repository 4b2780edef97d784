"""A dispute between governments: its measure, where it came from, each step taken, the dates it rests on, who takes part."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from complaints.models import Ground, grounds
from mobility.accounts.models import Office
from mobility.accounts.models import User as UserModel
from mobility.casefiles.models import CaseFile, Clock, Document, Person
from mobility.casefiles.querysets import CaseFileQuerySet
from mobility.law.models import Jurisdiction, Provision
from regulators.models import Occupation, RegulatoryBody

from .choices import FORUM, AlbertaIs, Born, CaseOf, Lateness, MadeBy, MeasureKind, OutsidePartB, PackId, PartyRole

USER = settings.AUTH_USER_MODEL


class Measure(models.Model):
    """What is complained of: a rule or practice of one government or of a body it answers for (CFTA 702.1, mark V).

    Bars and risks are kept per measure, so that the same measure is one row in every dispute and every risk.
    """

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what it asks or does"), blank=True)
    jurisdiction = models.ForeignKey(
        Jurisdiction, verbose_name=_("whose measure"), on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MeasureKind, default=MeasureKind.ACTUAL)
    made_by = models.CharField(_("made by"), max_length=12, choices=MadeBy, default=MadeBy.BODY)
    body = models.ForeignKey(
        RegulatoryBody, verbose_name=_("body"), on_delete=models.PROTECT, null=True, blank=True, related_name="measures"
    )
    occupation = models.ForeignKey(
        Occupation, verbose_name=_("occupation"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ground = models.ForeignKey(
        Ground, verbose_name=_("requirement"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    provisions = models.ManyToManyField(Provision, verbose_name=_("provisions"), related_name="measures", blank=True)
    outside_part_b = models.CharField(_("outside Part B"), max_length=12, choices=OutsidePartB, blank=True, default="")
    is_incentive = models.BooleanField(_("about incentives only"), default=False)
    since = models.DateField(_("known to us since"), null=True, blank=True)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["title"]
        indexes = [models.Index(fields=["body", "ground"], name="measure_body_ground")]

    def __str__(self) -> str:
        return self.title


class DisputeQuerySet(models.QuerySet):
    def visible_to(self, user: UserModel) -> DisputeQuerySet:
        files: CaseFileQuerySet = CaseFile.objects.visible_to(user)
        return self.filter(file__in=files)

    def open(self) -> DisputeQuerySet:
        return self.filter(file__closed_at__isnull=True)


class Dispute(models.Model):
    """One dispute. Shares number, owner, status and history with its file; the status is a state of its pack."""

    file = models.OneToOneField(CaseFile, on_delete=models.PROTECT, primary_key=True, related_name="dispute")
    pack = models.CharField(_("agreement"), max_length=10, choices=PackId)
    alberta = models.CharField(_("Alberta is"), max_length=12, choices=AlbertaIs)
    initiating = models.ForeignKey(
        Jurisdiction, verbose_name=_("Initiating Party"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", help_text=_("In a person’s case: the person’s own government."),
    )  # fmt: skip
    replying = models.ForeignKey(
        Jurisdiction, verbose_name=_("Replying Party"), on_delete=models.PROTECT, related_name="+"
    )
    #: a person's own case, or one that a government makes on behalf of a person
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person_authority = models.CharField(
        _("authority under which we hold who the person is"), max_length=300, blank=True
    )
    on_behalf = models.BooleanField(_("made on behalf of a person"), default=False)
    measure = models.ForeignKey(Measure, verbose_name=_("measure"), on_delete=models.PROTECT, related_name="disputes")
    provisions = models.ManyToManyField(Provision, verbose_name=_("provisions"), related_name="disputes", blank=True)
    summary = models.TextField(_("summary"), blank=True)
    harm = models.TextField(_("harm"), blank=True)
    born = models.CharField(_("comes from"), max_length=12, choices=Born)
    lead = models.ForeignKey(
        Office, verbose_name=_("lead ministry"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_on = models.DateField(_("opened on"))
    #: judged by the rules in force on this day: that of the first step, until then the day it was opened
    ruled_on = models.DateField(_("rules of"))
    #: the state it goes back to when a suspension ends
    before_suspension = models.CharField(max_length=30, blank=True)
    comply_by = models.DateField(_("to comply by"), null=True, blank=True)
    terms = models.TextField(_("terms of the settlement"), blank=True)
    was_kept = models.BooleanField(_("was it done"), null=True, blank=True)
    checked_on = models.DateField(_("checked"), null=True, blank=True)
    check_words = models.TextField(_("what shows it"), blank=True)
    #: what a compliance panel ordered, in dollars
    penalty = models.DecimalField(_("monetary penalty"), max_digits=12, decimal_places=2, null=True, blank=True)

    objects: ClassVar[Any] = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        indexes = [models.Index(fields=["measure", "file"], name="dispute_measure")]

    def __str__(self) -> str:
        return self.file.reference

    def get_absolute_url(self) -> str:
        return reverse("disputes:file", args=[self.file.reference])

    @property
    def forum(self) -> str:
        return FORUM[PackId(self.pack)]

    @property
    def case_of(self) -> str:
        if self.person_id is None:
            return CaseOf.GOVERNMENTS
        return CaseOf.BEHALF if self.on_behalf else CaseOf.PERSON

    @property
    def case_of_words(self) -> str:
        return str(CaseOf(self.case_of).label)

    @property
    def is_of_person(self) -> bool:
        """A person against a government: nobody but the person starts it."""
        return self.person_id is not None and not self.on_behalf


class Source(models.Model):
    """A complaint, a systemic issue or a review that a dispute comes from. Who the worker is stays behind a pseudonym."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="sources")
    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="disputes_from")
    #: the letter of a complaint: A, B … Z, AA; in words `called`
    pseudonym = models.CharField(_("letter of the pseudonym"), max_length=40, blank=True)
    #: of a file that is no complaint: its title
    about = models.CharField(_("what it shows"), max_length=300, blank=True)
    #: of a complaint: its occupation in both languages, and its grounds
    shows = models.JSONField(_("facts of what it shows"), default=dict, blank=True)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(_("taken out"), null=True, blank=True)

    class Meta:
        verbose_name = _("source of a dispute")
        verbose_name_plural = _("sources of disputes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispute", "file"], condition=Q(dropped_at__isnull=True), name="source_once"
            )
        ]

    def __str__(self) -> str:
        return self.called or self.file.reference

    @property
    def called(self) -> str:
        return gettext("Worker %(letter)s") % {"letter": self.pseudonym} if self.pseudonym else ""

    @property
    def about_words(self) -> str:
        """What it shows, in the language of the reader."""
        if not self.shows:
            return self.about
        occupation = self.shows[f"occupation_{'fr' if (get_language() or 'en').startswith('fr') else 'en'}"]
        known = grounds()
        named = ", ".join(str(known[slug]) for slug in self.shows["grounds"] if slug in known)
        return f"{occupation}{gettext(':')} {named}" if named else occupation


class SeesThrough(models.Model):
    """A person who may see who the workers behind the pseudonyms of one dispute are, and who let them."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="seen_through_by")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("person who sees through")
        verbose_name_plural = _("people who see through")
        constraints = [models.UniqueConstraint(fields=["dispute", "user"], name="seesthrough_once")]


class Evidence(models.Model):
    """One entry of the evidence index: a finding, a paper, a fact; never who the worker is."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="evidence")
    number = models.PositiveSmallIntegerField(_("number"))
    #: of what is no finding: a file, a paper
    what = models.CharField(_("what it shows"), max_length=500, blank=True)
    #: what was found in a complaint
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("entry of the evidence index")
        verbose_name_plural = _("evidence index")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["dispute", "number"], name="evidence_number")]

    @property
    def words(self) -> str:
        """The entry in the language of the reader."""
        if self.ground is None:
            return self.what
        return gettext("%(who)s: %(ground)s. Found: founded.") % {"who": self.source, "ground": self.ground}


class DisputeParty(models.Model):
    """A government that takes part besides the two sides: since when, in which role, and whether it came in time."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="parties")
    party = models.ForeignKey(Jurisdiction, verbose_name=_("Party"), on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=24, choices=PartyRole)
    joined_on = models.DateField(_("joined"), null=True, blank=True)
    lateness = models.CharField(_("in time"), max_length=10, choices=Lateness, default=Lateness.IN_TIME)
    decision = models.TextField(_("decision and reasons"), blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    interest = models.TextField(_("its substantial interest"), blank=True)

    class Meta:
        verbose_name = _("Party taking part")
        verbose_name_plural = _("Parties taking part")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["dispute", "party", "role"], name="disputeparty_once")]

    def __str__(self) -> str:
        return str(self.party)

    @property
    def counts(self) -> bool:
        """Whether it takes part: a late one only once somebody has accepted it."""
        return self.lateness in (Lateness.IN_TIME, Lateness.ACCEPTED)


class Step(models.Model):
    """One move that was made: from which state to which, on which day, by whom, on whose authority."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField(_("number"))
    verb = models.CharField(_("move"), max_length=40)
    before = models.CharField(_("from"), max_length=30)
    after = models.CharField(_("to"), max_length=30)
    #: None only where the day is not known: a panel of the past entered from what was read
    on = models.DateField(_("on"), null=True, blank=True)
    actor = models.CharField(_("who acted"), max_length=30)
    party = models.ForeignKey(
        Jurisdiction, verbose_name=_("Party"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    authorised_by = models.CharField(_("authorised by"), max_length=200, blank=True)
    note = models.TextField(_("remark"), blank=True)
    paper = models.ForeignKey(
        Document, verbose_name=_("document"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: by guard: what the system found, and the words a person gave
    guards = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("entered"))

    class Meta:
        verbose_name = _("step of a dispute")
        verbose_name_plural = _("steps of disputes")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["dispute", "number"], name="step_number")]

    def __str__(self) -> str:
        return f"{self.verb} {self.number}"


class FactDate(models.Model):
    """One version of one dated fact. The version that holds runs the clocks; the others are kept."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="facts")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, blank=True, related_name="facts")
    fact = models.CharField(_("fact"), max_length=60)
    on = models.DateField(_("on"))
    holds = models.BooleanField(_("holds"), default=True)
    reason = models.CharField(_("why it was corrected"), max_length=300, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("entered"))

    class Meta:
        verbose_name = _("date of a dispute")
        verbose_name_plural = _("dates of disputes")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["step", "fact"], condition=Q(holds=True), name="factdate_one_holds")
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.on}"


class StepClock(models.Model):
    """Which step started which clock, so that a corrected date finds it again."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="clocks")
    clock = models.OneToOneField(Clock, on_delete=models.PROTECT, related_name="step_clock")

    class Meta:
        verbose_name = _("clock of a step")
        verbose_name_plural = _("clocks of steps")
