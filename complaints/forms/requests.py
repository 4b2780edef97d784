"""The forms of requests on the page of a file: ask the body, ask the other province, and what can be done with a request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from complaints import consent
from complaints.actions import body as asking
from complaints.choices import Recipient
from complaints.models import Complaint, grounds
from mobility.accounts import addresses
from mobility.accounts.choices import Language
from mobility.accounts.models import Office
from mobility.accounts.phrases import day_words
from mobility.casefiles.models import Document
from mobility.correspondence.choices import Purpose
from mobility.correspondence.forms import ExtendForm, OnBehalfForm, ReasonForm, VersionForm
from mobility.correspondence.models import Request
from mobility.forms import DatePartsField
from mobility.law.days import today

from .desk import VerbForm, text


class AskingForm(VerbForm):
    """What every request to somebody outside needs: words, a day, and the authority it leaves under."""

    question = text(_("What you ask"), rows=5)
    summary = text(
        _("What we tell them"),
        rows=6,
        hint=_("They read this, never the worker’s own account. Change it until it says what may leave, and no more."),
    )
    due_on = DatePartsField(label=_("Answer by"), called=_("the day to answer by"))
    language = forms.ChoiceField(label=_("In which language"), choices=Language.choices)
    documents = forms.ModelMultipleChoiceField(
        label=_("Papers to send along"),
        queryset=Document.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Privileged papers and Cabinet confidences are not offered, nor papers not yet checked for viruses."
        ),
    )
    authority = forms.CharField(
        label=_("Another authority (when there is no consent)"),
        max_length=300,
        required=False,
        help_text=_(
            "For example a section of an Act or an information-sharing agreement. It is kept with the request."
        ),
    )
    name_worker = forms.BooleanField(label=_("This other authority allows the worker’s name"), required=False)
    recipient_email = forms.EmailField(label=_("E-mail address of the office"), required=False)

    recipient: str = Recipient.BODY

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consent = consent.in_force(self.complaint.file, self.recipient)
        field = self.fields["documents"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101
        field.queryset = Document.objects.filter(file=self.complaint.file).leaving().order_by("pk")
        if not self.is_bound and not field.queryset.exists():
            del self.fields["documents"]
        self.fields["language"].initial = Language.EN
        self.fields["summary"].initial = summary(self.complaint)
        allowed = consent.allows(self.consent)
        self.fields["authority"].required = not allowed
        if allowed:
            self.fields["authority"].label = _("Another authority (instead of the consent)")

    def address(self, office: Office) -> None:
        """Ask for an address only where none is registered."""
        if addresses.registered(office) or addresses.signing_in(office):
            del self.fields["recipient_email"]
            return
        field = self.fields["recipient_email"]
        field.required = True
        field.help_text = _("None is registered for %(office)s. The one you give is registered with the office.") % {
            "office": office.short
        }


class AskBodyForm(AskingForm):
    purpose = forms.ChoiceField(
        label=_("What we want"),
        choices=[(one.value, one.label) for one in (Purpose.POSITION, Purpose.INFORMATION)],
    )
    recipient_name = forms.CharField(label=_("Name of the body or of its office"), max_length=200)
    field_order = ["purpose", "recipient_name", "recipient_email", "question", "summary", "documents", "due_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = asking.body_day(today())
        if self.complaint.body is not None:
            del self.fields["recipient_name"]
            self.address(self.complaint.body.office)
        else:
            self.fields["recipient_name"].initial = self.complaint.body_text
            self.fields["recipient_email"].required = True


class AskCounterpartForm(AskingForm):
    recipient = Recipient.HOME
    field_order = ["recipient_email", "question", "summary", "documents", "due_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = asking.counterpart_day(today())
        office = asking.counterpart(self.complaint)
        if office is not None:
            self.address(office)
        else:
            del self.fields["recipient_email"]


def summary(complaint: Complaint) -> str:
    """A first draft of what we tell, from the facts of the file alone: never the worker's words, never the name."""
    with translation.override("en"):
        home = str(complaint.home) if complaint.home else "another province"
        lines = [
            f"A person certified in {home} ({complaint.occupation_name}) applied to {complaint.body_name}.",
            *(f"- {known[slug].label}" for known in [grounds()] for slug in complaint.ground_slugs if slug in known),
            *(
                f"- {row.get_fact_display()}: {day_words(row.on, 'plain')}, says {row.get_said_by_display()}"
                for row in complaint.dates.filter(holds=True).order_by("on")
            ),
        ]
    return "\n".join(lines)


#: The verbs of one request that still waits, in the order of their buttons.
LABELS = {
    "on_behalf": _("Enter their answer"),
    "chase": _("Remind"),
    "extend": _("Give more time"),
    "resend": _("Send again"),
    "revoke": _("Withdraw the request"),
}
VERBS: dict[str, type[forms.Form]] = {
    "on_behalf": OnBehalfForm,
    "extend": ExtendForm,
    "revoke": ReasonForm,
    "chase": VersionForm,
    "resend": VersionForm,
}


def form_of(verb: str, request: Request, data: Any = None, files: Any = None) -> forms.Form:
    """The form of a verb for one request, with the version of the file."""
    more: dict[str, Any] = {"asked": request} if verb == "on_behalf" else {}
    return VERBS[verb](
        data,
        files,
        auto_id=f"id_{verb}{request.pk}_%s",
        initial={"version": request.file.version},
        **more,
    )
