"""The risk of a dispute: opened, counted, reviewed, overruled, closed; and senior management told where it rises over the threshold."""

from __future__ import annotations

import datetime as dt
import io
import logging

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from disputes import risk_facts, risk_note, risk_scoring
from disputes.choices import OURS
from disputes.dispute_models import Measure
from disputes.risk_choices import RiskEvent as Event
from disputes.risk_choices import RiskStatus, RiskVerb
from disputes.risk_models import Risk, RiskScore, RiskSign
from disputes.risk_workflow import RISKS
from mobility.accounts.choices import Capability, Language
from mobility.accounts.models import User
from mobility.casefiles import actions as files
from mobility.casefiles import search, staff, store
from mobility.casefiles.access import can_see
from mobility.casefiles.choices import Kind, RetentionClass
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Document, Person, Task
from mobility.casefiles.primitives import lock, move, open_file, redue, require, restrict_names
from mobility.correspondence.naming import named_in
from mobility.law.days import law_date
from mobility.law.models import Jurisdiction

logger = logging.getLogger(__name__)

NOTE_KIND = "risk_note"


def begin(risk: Risk, verb: str, by: User, version: int | None) -> CaseFile:
    """Lock the file and ask whether the move may be made by this person."""
    case = lock(risk, version=version)
    capability = RISKS[verb].capability
    require(capability is not None and by.can(capability) and can_see(by, case), RISKS.refusal(case.status, verb))
    risk.refresh_from_db(fields=[field.attname for field in Risk._meta.concrete_fields])
    risk.file = case
    return case


def index(risk: Risk) -> None:
    words = [risk.measure.title, risk.measure.text, risk.mitigation]
    search.index(risk.file, names=[risk.file.title], texts=[*words, *risk.signs.values_list("words", flat=True)])


def unnamed(risk: Risk, *texts: str) -> None:
    """What is written here goes to management as it stands: it names no worker who complained about the measure."""
    about = risk_facts.complaints_about(risk.measure, dt.date.min).values("complaint__complainant")
    for person in Person.objects.filter(pk__in=about):
        part = named_in(" ".join(texts), person)
        if part:
            raise Refused(
                _("“%(part)s” says who a worker is. What stands here goes to management: leave it out.")
                % {"part": part}
            )


# ---- opened and counted ----------------------------------------------------------------------------------


def require_pair(measure: Measure, counterpart: Jurisdiction) -> None:
    """A measure of ours may be disputed by anybody else; one of another government by us, so that it is the counterpart."""
    if measure.jurisdiction_id == OURS and counterpart.pk == OURS:
        raise Refused(_("The measure is Alberta’s: name the government that may dispute it."))
    if measure.jurisdiction_id not in (OURS, counterpart.pk):
        raise Refused(
            _("The measure is of %(place)s: that government is the counterpart.") % {"place": measure.jurisdiction}
        )


def require_once(measure: Measure, counterpart: Jurisdiction) -> None:
    """One open risk for one measure and one counterpart. Locks the measure, so that two windows at once open one."""
    Measure.objects.select_for_update(of=("self",), no_key=True).get(pk=measure.pk)
    there = Risk.objects.filter(measure=measure, counterpart=counterpart, file__closed_at__isnull=True)
    reference = there.values_list("file__reference", flat=True).first()
    if reference:
        raise Refused(_("This risk is on the register already: %(reference)s.") % {"reference": reference})


@transaction.atomic
def open_risk(
    *,
    measure: Measure,
    counterpart: Jurisdiction,
    mitigation: str = "",
    next_review_on: dt.date | None = None,
    by: User,
    at: dt.datetime | None = None,
) -> Risk:
    """Put a risk on the register and count it; whoever opens it owns it. Records `risk_opened`. The next review, on a day of one's own
    or by the standard of its category, is a task of the owner. Opened at or over the threshold, senior management is told.

    Refused where the same measure and counterpart are on the register already.
    """
    at = at or now()
    require(by.can(Capability.WORK))
    require_pair(measure, counterpart)
    require_once(measure, counterpart)
    standards = risk_scoring.standards()
    found = risk_scoring.score(risk_facts.counted(measure, counterpart, on=law_date(at), by=standards), standards)
    review_on = next_review_on or law_date(at) + dt.timedelta(standards.category(found.product).review_days)
    to_come(review_on, at)
    case = open_file(
        kind=Kind.RISK,
        title=_("%(measure)s (%(counterpart)s)") % {"measure": measure.title, "counterpart": counterpart},
        status=RiskStatus.WATCHED,
        at=at,
        owner=by,
        retention_class=RetentionClass.DISPUTE,
    )
    risk = Risk.objects.create(
        file=case,
        measure=measure,
        counterpart=counterpart,
        mitigation=mitigation,
        next_review_on=review_on,
        review_task=owe_review(case, review_on, at),
    )
    unnamed(risk, mitigation)
    facts = {"measure": measure.title, "counterpart": str(counterpart), "next_review_on": review_on}
    record(case, Event.OPENED, by=by, at=at, facts=facts)
    index(risk)
    count(risk, by=by, at=at)
    return risk


def to_come(review_on: dt.date, at: dt.datetime) -> None:
    if review_on <= law_date(at):
        raise Refused(_("The next review lies ahead."))


def owe_review(case: CaseFile, on: dt.date, at: dt.datetime) -> Task:
    return files.owe(case, _("Review the risk"), at=at, due_on=on)


def review_done(risk: Risk, on: dt.date, by: User | None) -> None:
    Task.objects.filter(pk=risk.review_task_id, stopped_on__isnull=True).update(stopped_on=on, done_by=by)


def count(risk: Risk, *, by: User | None, at: dt.datetime, reason: str = "", afresh: bool = False) -> RiskScore | None:
    """Count anew, keep the score where something is different from the newest, and tell management where it rose over the threshold.

    `afresh`: nobody watched it until now, so that it rises from nothing. Saves the risk and ends with `redue`, unless nobody did
    anything and nothing is different: then whoever has a form open is not overtaken. The caller holds the lock.
    """
    case, standards = risk.file, risk_scoring.standards()
    facts = risk_facts.counted(risk.measure, risk.counterpart, on=law_date(at), by=standards, risk=risk.pk)
    found = risk_scoring.score(facts, standards)
    before = risk.scores.first()
    risk.likelihood = risk.overruled_likelihood or found.likelihood
    risk.consequence = risk.overruled_consequence or found.consequence
    risk.score, risk.counted_on = risk.likelihood * risk.consequence, law_date(at)
    risk.save()
    score = RiskScore(
        risk=risk,
        at=at,
        likelihood=risk.likelihood,
        consequence=risk.consequence,
        score=risk.score,
        likelihood_by_rules=found.likelihood,
        consequence_by_rules=found.consequence,
        working=found.plain(),
        reason=reason,
        by=by,
        crossed=(before.score if before and not afresh else 0) < standards.notify_at <= risk.score,
    )
    if before is not None and not reason and not afresh and same(before, score):
        if by is not None:
            redue(case)
        return None
    score.save()
    if before is None or levels(before) != levels(score):
        said = {"from": before.score if before else None, "to": score.score}
        record(case, Event.SCORED, by=by, at=at, facts={**said, "l": score.likelihood, "c": score.consequence})
    redue(case)
    if score.crossed:
        tell(risk, score, before, by=by, at=at)
    return score


def levels(score: RiskScore) -> tuple[int, int]:
    return score.likelihood, score.consequence


def same(before: RiskScore, score: RiskScore) -> bool:
    """Levels and working are those of the newest score: nothing to keep."""
    return levels(before) == levels(score) and before.working == score.working


def managers() -> list[User]:
    """Who decides and who assigns files: told when a risk rises over the threshold."""
    who = Q(capabilities__contains=[Capability.DECIDE]) | Q(capabilities__contains=[Capability.ASSIGN])
    return list(User.objects.filter(who, is_active=True).order_by("pk"))


def tell(risk: Risk, score: RiskScore, before: RiskScore | None, *, by: User | None, at: dt.datetime) -> None:
    """Make the note of one page, keep it on the file, and tell senior management where it is. Records `risk_crossed`."""
    case = risk.file
    language = by.language if by else case.owner.language if case.owner else Language.EN
    made_by = str(by or _("the system"))
    content = risk_note.pdf(risk, score, before, language=language, by=made_by, at=at)
    sha256, size = store.put(io.BytesIO(content))
    paper = files.keep_document(
        case,
        filename=f"{case.reference}-{law_date(at)}.pdf",
        sha256=sha256,
        size=size,
        content_type="application/pdf",
        title=_("Note to senior management, score %(score)s") % {"score": score.score},
        kind=NOTE_KIND,
        by=None,
        at=at,
    )
    score.note = Document.objects.get(pk=paper.document_id)
    score.save(update_fields=["note"])
    told = managers()
    if case.is_restricted:
        restrict_names(case, told, by=by, at=at, reason=_("told that the risk has risen"))
    facts = {"score": score.score, "threshold": risk_scoring.standards().notify_at, "people": len(told)}
    record(case, Event.CROSSED, by=by, at=at, facts=facts)
    redue(case)
    for user in told:
        path = f"{risk.get_absolute_url()}#documents"
        staff.tell(user, "staff-risk", path=path, about=case.reference, reference=case.reference)


@transaction.atomic
def rescore(
    risk: Risk, *, by: User | None, at: dt.datetime | None = None, version: int | None = None
) -> RiskScore | None:
    """Count anew, by a person or by the nightly task; the new score where there is one. Records `risk_scored` where a level changed."""
    at = at or now()
    if by is not None:
        begin(risk, RiskVerb.RESCORE, by, version)
        return count(risk, by=by, at=at)
    lock(risk)
    risk.refresh_from_db(fields=[field.attname for field in Risk._meta.concrete_fields if field.attname != "file_id"])
    if risk.file.status != RiskStatus.WATCHED:
        return None
    return count(risk, by=None, at=at)


def rescore_all(at: dt.datetime) -> int:
    """Count every open risk anew, each in its own transaction; how many have a new score. A second run finds none."""
    changed = 0
    risks = Risk.objects.filter(file__closed_at__isnull=True).select_related(
        "file__owner", "measure__body__office", "measure__jurisdiction", "measure__ground", "counterpart"
    )
    for risk in risks.order_by("pk"):
        try:
            changed += rescore(risk, by=None, at=at) is not None
        except Exception:
            logger.exception("risk %s could not be counted", risk.pk)
    return changed


# ---- what people do about it -----------------------------------------------------------------------------


@transaction.atomic
def review_risk(
    risk: Risk,
    *,
    reasoning: str,
    next_review_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Risk:
    """Look at it again: what was found, and when next, which is a new task of the owner. Counts anew. Records `risk_reviewed`."""
    at = at or now()
    case = begin(risk, RiskVerb.REVIEW, by, version)
    to_come(next_review_on, at)
    unnamed(risk, reasoning)
    review_done(risk, law_date(at), by)
    risk.next_review_on, risk.review_task = next_review_on, owe_review(case, next_review_on, at)
    facts = {"reasoning": reasoning, "next_review_on": next_review_on}
    record(case, Event.REVIEWED, by=by, at=at, facts=facts)
    count(risk, by=by, at=at)
    return risk


@transaction.atomic
def mitigate_risk(
    risk: Risk, *, mitigation: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Risk:
    """Say what we do about it; earlier words stay in the history. Records `risk_mitigated`. Refused for words that name a worker."""
    case = begin(risk, RiskVerb.MITIGATE, by, version)
    unnamed(risk, mitigation)
    risk.mitigation = mitigation
    risk.save(update_fields=["mitigation"])
    record(case, Event.MITIGATED, by=by, at=at or now(), facts={"mitigation": mitigation})
    index(risk)
    redue(case)
    return risk


@transaction.atomic
def enter_sign(
    risk: Risk,
    *,
    kind: str,
    seen_on: dt.date,
    words: str,
    source: str = "",
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> RiskSign:
    """Enter what was seen or heard elsewhere: the rules count it. Records `risk_signed`. Refused for a day to come."""
    at = at or now()
    case = begin(risk, RiskVerb.SIGN, by, version)
    if seen_on > law_date(at):
        raise Refused(_("That day has not come yet."))
    unnamed(risk, words, source)
    sign = RiskSign.objects.create(risk=risk, kind=kind, seen_on=seen_on, words=words, source=source, by=by, at=at)
    facts = {"kind": kind, "seen_on": seen_on, "words": words, "source": source}
    record(case, Event.SIGNED, by=by, at=at, facts=facts)
    index(risk)
    count(risk, by=by, at=at)
    return sign


@transaction.atomic
def overrule_risk(
    risk: Risk,
    *,
    likelihood: int,
    consequence: int,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Risk:
    """Set the levels oneself, with the reason; they hold whatever the rules count, until somebody lets the rules hold again.
    Records `risk_overruled`. Refused where the rules come to the same."""
    at = at or now()
    case = begin(risk, RiskVerb.OVERRULE, by, version)
    if not reason.strip():
        raise Refused(_("Give the reason."))
    newest = risk.scores.first()
    if newest and (likelihood, consequence) == (newest.likelihood_by_rules, newest.consequence_by_rules):
        raise Refused(_("The rules come to the same levels."))
    unnamed(risk, reason)
    risk.overruled_likelihood, risk.overruled_consequence = likelihood, consequence
    risk.overruled_why, risk.overruled_by, risk.overruled_at = reason, by, at
    facts = {"l": likelihood, "c": consequence, "reason": reason}
    record(case, Event.OVERRULED, by=by, at=at, facts=facts)
    count(risk, by=by, at=at, reason=reason)
    return risk


@transaction.atomic
def lift_overruling(
    risk: Risk, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Risk:
    """Let the rules hold again. Records `risk_lifted`. Refused where nobody overruled them."""
    at = at or now()
    case = begin(risk, RiskVerb.LIFT, by, version)
    if not risk.is_overruled:
        raise Refused(_("Nobody overruled the rules."))
    unnamed(risk, reason)
    risk.overruled_likelihood, risk.overruled_consequence = None, None
    risk.overruled_why, risk.overruled_by, risk.overruled_at = "", None, None
    record(case, Event.LIFTED, by=by, at=at, facts={"reason": reason})
    count(risk, by=by, at=at, reason=reason)
    return risk


@transaction.atomic
def close_risk(risk: Risk, *, result: str, by: User, at: dt.datetime | None = None, version: int | None = None) -> Risk:
    """It is no risk any more, or became a dispute. The file is closed, its review is no longer owed. Records `risk_closed`."""
    at = at or now()
    case = begin(risk, RiskVerb.CLOSE, by, version)
    unnamed(risk, result)
    risk.result = result
    risk.save(update_fields=["result"])
    review_done(risk, law_date(at), by)
    move(case, RISKS, RiskVerb.CLOSE)
    case.closed_at = at
    record(case, Event.CLOSED, by=by, at=at, facts={"result": result})
    redue(case)
    return risk


@transaction.atomic
def reopen_risk(
    risk: Risk,
    *,
    reason: str,
    next_review_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Risk:
    """Watch it again; it is counted at once. Records `risk_reopened`. Refused where another file has taken its place."""
    at = at or now()
    case = begin(risk, RiskVerb.REOPEN, by, version)
    require_once(risk.measure, risk.counterpart)
    to_come(next_review_on, at)
    unnamed(risk, reason)
    move(case, RISKS, RiskVerb.REOPEN)
    case.closed_at = None
    risk.result = ""
    risk.next_review_on, risk.review_task = next_review_on, owe_review(case, next_review_on, at)
    record(case, Event.REOPENED, by=by, at=at, facts={"reason": reason, "next_review_on": next_review_on})
    count(risk, by=by, at=at, afresh=True)
    return risk
