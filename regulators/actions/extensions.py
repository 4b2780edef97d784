"""The Minister's extension: a body asks before the limit, the unit analyses, the Director decides with the authority on record."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mobility.accounts import addresses
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.phrases import day_words
from mobility.casefiles import actions as files
from mobility.casefiles import clocks, mails
from mobility.casefiles.choices import Kind, Role
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Clock, Participant
from mobility.casefiles.primitives import join, lock, move, open_file, redue, require
from mobility.law import rules
from mobility.law.counting import business_day
from mobility.law.days import law_date
from mobility.outbox import actions as outbox
from regulators import compliance_access as access
from regulators import extending
from regulators.compliance_choices import Assessment, EventKind, ExtensionStatus, ExtensionVerb, Occasion
from regulators.compliance_workflow import EXTENSIONS
from regulators.models import DutyFinding, ExtensionRequest, RegulatoryBody

from .findings import record_finding

#: The row of the law's data that a claim without a decision is a finding under.
PROVISION = "LMA extension"


def begin(extension: ExtensionRequest, verb: str, by: User, version: int | None) -> CaseFile:
    case = lock(extension, version=version)
    require(access.can_extend(by, extension, verb), EXTENSIONS.refusal(case.status, verb))
    return case


def may_ask(by: User, body: RegulatoryBody) -> bool:
    """The body's own people, and the unit on its behalf."""
    if by.can(Capability.DESK):
        return access.can_open(by)
    return by.can(Capability.PORTAL) and by.office_id == body.office_id


def within(rule_id: str, days: int, on: dt.date, used: int = 0) -> None:
    """Days within what the rule allows."""
    allowed = rules.get(rule_id, on=on).extendable
    if allowed.by != extending.MINISTER:
        raise Refused(_("No text that was read lets the Minister extend this time limit."))
    if days < 1:
        raise Refused(_("Give the number of days."))
    if allowed.most is not None and used + days > allowed.most:
        raise Refused(_("The rule allows %(most)s more days at most.") % {"most": allowed.most - used})


@transaction.atomic
def ask_extension(
    body: RegulatoryBody,
    *,
    days: int,
    reason: str,
    plan: str,
    by: User,
    about: str = "",
    clock: Clock | None = None,
    rule: str = "",
    limit_on: dt.date | None = None,
    at: dt.datetime | None = None,
) -> ExtensionRequest:
    """A body asks for more time to decide on one application: for a clock of a complaint it knows of, or another application.

    Opens a file of its own, on which the body takes part; records `extension_asked`; a task for the unit. Refused after the limit,
    for more days than the rule allows, for a clock that is not the body's, and while it asks already for the same one.
    """
    at = at or now()
    on = law_date(at)
    require(may_ask(by, body))
    if not reason.strip() or not plan.strip():
        raise Refused(_("Say why, and what you do meanwhile."))
    if clock is not None:
        seen = Clock.objects.visible_to(by).filter(pk=clock.pk, owed_by_office=body.office_id, stopped_on__isnull=True)
        if not seen.exists():
            raise Refused(_("This is not a running time limit of this body."))
        if "given_in" in clock.explanation or clock.due_on is None:
            raise Refused(_("This date was given, not counted: no days can be added to it."))
        rule, limit_on = clock.rule, clock.due_on
        within(rule, days, clock.started_on, sum(clock.extensions.values_list("days", flat=True)))
        asked = ExtensionRequest.objects.filter(clock=clock, is_granted__isnull=True, file__closed_at__isnull=True)
        if asked.exists():
            raise Refused(_("More time was already asked for here. The decision comes first."))
    else:
        if not about.strip() or limit_on is None:
            raise Refused(_("Give your number of the application, and its limit now."))
        rule = rule or next((one.id for one in extending.extendable(on)), "")
        if not rule:
            raise Refused(_("No text that was read lets the Minister extend this time limit."))
        within(rule, days, on)
    if limit_on < on:
        raise Refused(_("The limit is over: more time is asked for before it ends."))
    case = open_file(
        kind=Kind.EXTENSION,
        title=ngettext("%(body)s asks for %(days)s more day", "%(body)s asks for %(days)s more days", days)
        % {"body": body.short, "days": days},
        status=ExtensionStatus.ASKED,
        at=at,
        owner=clock.file.owner if clock is not None else by if by.can(Capability.WORK) else None,
    )
    office = join(case, role=Role.RESPONDENT, office=body.office, at=at)
    extension = ExtensionRequest.objects.create(
        file=case,
        body=body,
        rule=rule,
        clock=clock,
        about=about or (clock.file.reference if clock is not None else ""),
        limit_on=limit_on,
        days=days,
        reason=reason,
        plan=plan,
        by=by,
        asked_on=on,
    )
    facts = {"days": days, "reason": reason, "plan": plan, "limit_on": limit_on, "about": extension.about}
    record(case, EventKind.EXTENSION_ASKED, by=by, at=at, facts=facts, audience=[office])
    what = _("%(body)s asks for more time before %(day)s: analyse it")
    files.owe(case, what % {"body": body.short, "day": day_words(limit_on, "plain")}, at=at)
    redue(case)
    return extension


@transaction.atomic
def analyse_extension(
    extension: ExtensionRequest, *, analysis: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> ExtensionRequest:
    """Enter the analysis and put the application before the Director. Records `extension_analysed`, for the unit alone."""
    at = at or now()
    case = begin(extension, ExtensionVerb.ANALYSE, by, version)
    if not analysis.strip():
        raise Refused(_("Write the analysis."))
    move(case, EXTENSIONS, ExtensionVerb.ANALYSE)
    extension.analysis = analysis
    extension.save(update_fields=["analysis"])
    record(case, EventKind.EXTENSION_ANALYSED, by=by, at=at, facts={"analysis": analysis})
    redue(case)
    return extension


@transaction.atomic
def decide_extension(
    extension: ExtensionRequest,
    *,
    granted: bool,
    decision: str,
    authority: str,
    by: User,
    days: int | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> ExtensionRequest:
    """Decide, with the authority under which it is decided. Granted, the clock of the complaint is extended and its worker told.

    Records `extension_decided` for the body, which gets a mail; closes the file. Refused for more days than the rule allows.
    """
    at = at or now()
    on = law_date(at)
    for file in sorted(
        filter(None, (extension.file, extension.clock and extension.clock.file)), key=lambda row: row.pk
    ):
        lock(file)
    case = begin(extension, ExtensionVerb.DECIDE, by, version)
    if not decision.strip():
        raise Refused(_("Give the reasons."))
    if not authority.strip():
        raise Refused(_("Name the authority: the section, the delegation, the instrument."))
    extension.is_granted, extension.decision, extension.authority = granted, decision, authority
    extension.decided_by, extension.decided_at = by, at
    if granted:
        grant(extension, days or extension.days, by=by, at=at)
    extension.save()
    case.status = ExtensionStatus.GRANTED if granted else ExtensionStatus.REFUSED
    case.closed_at = at
    clocks.stop_all(case, on, "decided")
    facts = {
        "granted": granted,
        "days": extension.days_granted,
        "until_on": extension.until_on,
        "decision": decision,
        "authority": authority,
    }
    office = Participant.objects.filter(file=case, office=extension.body.office_id, until_at__isnull=True)
    record(case, EventKind.EXTENSION_DECIDED, by=by, at=at, facts=facts, audience=list(office))
    redue(case)
    tell(extension)
    return extension


def grant(extension: ExtensionRequest, days: int, *, by: User, at: dt.datetime) -> None:
    """The new limit: of the complaint's clock through its own action, else counted on from the limit that the body named."""
    clock = extension.clock
    if clock is None:
        within(extension.rule, days, extension.asked_on)
        extension.until_on = clocked_on(extension.rule, extension.limit_on, days)
    else:
        clock.refresh_from_db()
        extension.until_on = extending.extend(
            clock, days=days, authority=extension.authority, reason=extension.decision, by=by, at=at
        ).due_on
    extension.days_granted = days


def clocked_on(rule_id: str, limit_on: dt.date, days: int) -> dt.date | None:
    """So many days of the rule after a limit; None where its calendar is not known."""
    rule = rules.get(rule_id, on=limit_on)
    if rule.extendable.unit == "calendar":
        return limit_on + dt.timedelta(days=days)
    return business_day(limit_on, days, rules.calendar(rule.calendar))


def tell(extension: ExtensionRequest) -> None:
    """The decision to the body: its people who sign in and its registered addresses, each once."""
    office = extension.body.office
    found = {one.email.lower(): (one.email, one.language) for one in addresses.registered(office)}
    people = addresses.signing_in(office)
    found |= {user.email.lower(): (user.email, user.language) for user in people}
    page = f"{settings.SITE_URL}{reverse('body_extensions')}" if people else ""
    for email, own in found.values():
        language = own or "en"
        with translation.override(language):
            lines = [str(ExtensionStatus(extension.file.status).label)]
            if extension.until_on:
                lines.append(_("The limit is now %(day)s.") % {"day": day_words(extension.until_on, "full")})
            lines.append(extension.decision)
            lines.append(_("Authority: %(authority)s") % {"authority": extension.authority})
        kind, facts = "body-extension-decided", {"reference": extension.file.reference}
        outbox.queue_page(
            to=email,
            template="body",
            language=language,
            kind=kind,
            about=extension.file.reference,
            context={
                "heading": mails.line(kind, "subject", language, **facts),
                "preview": mails.line(kind, "preview", language, **facts),
                "footer": mails.texts()["footer_body"][language],
                "signature": mails.texts()["sender_body"][language],
                "url": page,
                "text": "\n\n".join(lines),
            },
        )


@transaction.atomic
def withdraw_extension(
    extension: ExtensionRequest, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> ExtensionRequest:
    """Take the application back for the body, or close what needs no decision any more. Records `extension_withdrawn`."""
    at = at or now()
    case = begin(extension, ExtensionVerb.WITHDRAW, by, version)
    if not reason.strip():
        raise Refused(_("Say why."))
    move(case, EXTENSIONS, ExtensionVerb.WITHDRAW)
    case.closed_at = at
    clocks.stop_all(case, law_date(at), "withdrawn")
    office = Participant.objects.filter(file=case, office=extension.body.office_id, until_at__isnull=True)
    record(case, EventKind.EXTENSION_WITHDRAWN, by=by, at=at, facts={"reason": reason}, audience=list(office))
    redue(case)
    return extension


@transaction.atomic
def claim_extension(
    extension: ExtensionRequest, *, evidence: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> DutyFinding:
    """The body acts as if it had more time, and no decision gives it: a finding on its review, a draft like any other.

    Records `extension_claimed` here. The finding is put to the body before it is final.
    """
    at = at or now()
    case = begin(extension, ExtensionVerb.CLAIM, by, version)
    if not evidence.strip():
        raise Refused(_("Say what shows it."))
    extension.claimed_on = extension.claimed_on or law_date(at)
    extension.save(update_fields=["claimed_on"])
    links = [case, extension.clock.file] if extension.clock is not None else [case]
    finding = record_finding(
        extension.body,
        provision=PROVISION,
        assessment=Assessment.NOT_IN_LINE,
        statement=_("An extension of the time to decide was claimed without a decision of the Minister."),
        evidence=evidence,
        occasion=Occasion.COMPLAINTS if extension.clock is not None else Occasion.OTHER,
        links=links,
        source="extension",
        key=case.reference,
        by=by,
        at=at,
    )
    facts = {"evidence": evidence, "review": finding.review.file.reference}
    record(case, EventKind.EXTENSION_CLAIMED, by=by, at=at, facts=facts)
    redue(case)
    return finding
