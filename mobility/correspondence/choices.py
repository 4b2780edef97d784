"""Words of an action request."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(models.TextChoices):
    """What a request asks for."""

    INFORMATION = "information", _("Information")
    POSITION = "position", _("Its position")
    COMMENT = "comment", _("Its comment on a finding")
    CONSULTATION = "consultation", _("Its view of a proposal")
    COUNTERPART = "counterpart", _("To take up the file in the other province")
    HEARING = "hearing", _("Its comment before something is final")
    CORRECTION = "correction", _("To correct something")
    SUBMISSION = "submission", _("Its submission on a proposed order")


class Category(models.TextChoices):
    """The answers there are to choose from."""

    REGISTERED = "registered", _("Resolved: the applicant is registered")
    WITHDRAWN = "requirement_withdrawn", _("Resolved: the requirement is withdrawn")
    PROMISED = "promised", _("Promised by a date")
    MAINTAINED = "maintained", _("Position maintained")
    NOT_OURS = "not_ours", _("Not ours")
    NO_SUCH_APPLICANT = "no_such_applicant", _("No such applicant")
    DUPLICATE = "duplicate", _("Duplicate: answered before")
    LONGER = "need_longer", _("We need longer")
    ACCEPTED = "accepted", _("We accept and look into it")
    DECLINED = "declined", _("We decline")
    ANSWERED = "answered", _("Our answer")
    AGREED = "agreed", _("We agree")
    DISAGREED = "disagreed", _("We disagree")
    CORRECTED = "corrected", _("It is corrected")
    SUBMITTED = "submitted", _("Our submission")


#: Which answers fit which purpose, in the order of the form.
FOR_BODIES = (
    Category.REGISTERED,
    Category.WITHDRAWN,
    Category.PROMISED,
    Category.MAINTAINED,
    Category.NOT_OURS,
    Category.NO_SUCH_APPLICANT,
    Category.DUPLICATE,
    Category.LONGER,
)
CATEGORIES: dict[str, tuple[Category, ...]] = {
    Purpose.INFORMATION: (Category.ANSWERED, *FOR_BODIES),
    Purpose.POSITION: FOR_BODIES,
    Purpose.COMMENT: (
        Category.ANSWERED,
        Category.MAINTAINED,
        Category.REGISTERED,
        Category.WITHDRAWN,
        Category.PROMISED,
        Category.LONGER,
    ),
    Purpose.CONSULTATION: (Category.ANSWERED, Category.LONGER),
    Purpose.COUNTERPART: (Category.ACCEPTED, Category.DECLINED, Category.ANSWERED, Category.LONGER),
    Purpose.HEARING: (Category.AGREED, Category.DISAGREED, Category.ANSWERED, Category.LONGER),
    Purpose.CORRECTION: (Category.CORRECTED, Category.PROMISED, Category.DISAGREED, Category.LONGER),
    Purpose.SUBMISSION: (Category.SUBMITTED, Category.LONGER),
}
#: After one of these the request stays open: the answer itself is still to come.
INTERIM = frozenset({Category.LONGER, Category.ACCEPTED})
#: These name a day.
DATED = frozenset({Category.PROMISED, Category.LONGER})
#: These send the file back to whoever sorts out where it belongs.
ASTRAY = frozenset({Category.NOT_OURS, Category.NO_SUCH_APPLICANT})
RESOLVED = frozenset({Category.REGISTERED, Category.WITHDRAWN})

#: One sentence each, beside the choice on the form.
MEANING = {
    Category.REGISTERED: _("Say since when, and attach the notice if there is one."),
    Category.WITHDRAWN: _("Say which requirement, and whether for this applicant or for all."),
    Category.PROMISED: _("Say what will be done, and by which day."),
    Category.MAINTAINED: _("Name the provision or the posted exception you rely on."),
    Category.NOT_OURS: _("Say who deals with it, if you know."),
    Category.NO_SUCH_APPLICANT: _("Say how you looked."),
    Category.DUPLICATE: _("Say which request you answered before."),
    Category.LONGER: _("Say why, and until which day."),
    Category.ACCEPTED: _("You look into it with the body of your province, and answer later."),
    Category.DECLINED: _("Say why."),
    Category.ANSWERED: _("In your own words."),
    Category.AGREED: _("Say what you will do, if anything."),
    Category.DISAGREED: _("Say what you see differently, and attach what shows it."),
    Category.CORRECTED: _("Say what was done and when, and attach what shows it."),
    Category.SUBMITTED: _("What should be weighed before anything is decided. Attach what supports it."),
}


class Via(models.TextChoices):
    """How an answer reached us."""

    LINK = "link", _("by the link")
    PORTAL = "portal", _("in the portal")
    EMAIL = "email", pgettext_lazy("answered", "by e-mail")
    PHONE = "phone", pgettext_lazy("answered", "by telephone")
    POST = "post", pgettext_lazy("answered", "on paper")


#: What staff enter on behalf of whoever answered.
ON_BEHALF = (Via.EMAIL, Via.PHONE, Via.POST)


class Shut(models.TextChoices):
    """Why a request takes no answer any more."""

    ANSWERED = "answered", _("This request has been answered.")
    REVOKED = "revoked", _("This request was withdrawn. Nothing is asked of you any more.")
    LAPSED = (
        "lapsed",
        _("The day to answer by has passed, and the matter went on. Write to us if you still have something to say."),
    )
    CONSENT = "consent", _("This request is closed: it may not be shown any longer.")
    FILE = "file", _("This request is closed: the matter it was about has ended.")


class EventKind(models.TextChoices):
    REQUESTED = "correspondence.requested", _("Request sent")
    OPENED = "correspondence.opened", _("Request opened")
    ANSWERED = "correspondence.answered", _("Request answered")
    REVOKED = "correspondence.revoked", _("Request withdrawn")
    RESENT = "correspondence.resent", _("Request sent again")
    CHASED = "correspondence.chased", _("Reminder sent")
    EXTENDED = "correspondence.extended", _("More time given")
    LAPSED = "correspondence.lapsed", _("Request lapsed")
