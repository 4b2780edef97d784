"""Forms of coming back: the code, the follow-up page and what can be done there. Nothing is saved here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from complaints import texts, typed
from complaints.choices import Answer

from .fields import LONG, MIDDLE, SHORT, Fields, PublicForm, Words
from .public import SendForm, is_address


# ---- coming back ------------------------------------------------------------------------------------
class ResumeForm(forms.Form):
    unmarked = True

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["code"] = code_field()


class FollowForm(forms.Form):
    unmarked = True

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["reference"] = reference_field()
        self.fields["code"] = code_field()

    def clean_reference(self) -> str:
        return plain_reference(self.cleaned_data["reference"])


def reference_field() -> forms.CharField:
    field = forms.CharField(
        label=_("Reference"),
        help_text=_("It looks like LM-2026-000123 and stands on your receipt."),
        error_messages={"required": _("Write the reference. It stands on your receipt.")},
    )
    field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "class": "mono"}
    return field


def plain_reference(text: str) -> str:
    """Forgiving: spaces, small letters, a missing prefix or zeros."""
    text = re.sub(r"[\s–—_/.]+", "-", typed.clean(text).strip().upper())
    found = re.fullmatch(r"(?:LM-?)?(\d{4})-?(\d{1,9})", text)
    return f"LM-{found[1]}-{int(found[2]):06d}" if found else text[:40]


def code_field() -> forms.CharField:
    field = forms.CharField(
        label=_("Access code"),
        help_text=_("Four groups of four letters and digits. You can paste it; spaces and small letters do no harm."),
        error_messages={"required": _("Write the access code.")},
    )
    field.widget.attrs |= {
        "autocomplete": "off",
        "autocapitalize": "characters",
        "spellcheck": "false",
        "class": "mono",
    }
    return field


# ---- the follow-up page -----------------------------------------------------------------------------
class AnswerForm(PublicForm):
    unmarked = True

    def __init__(
        self, typed: Mapping[str, list[str]] | None = None, *, label: str, hint: str = "", **kwargs: Any
    ) -> None:
        super().__init__(typed, facts=(label, hint), **kwargs)

    @classmethod
    def asked(cls, *facts: Any) -> Fields:
        label, hint = facts
        missing = {"required": _("Write your message first.")}
        return {"text": Words(most=LONG, lines=5, label=label, help_text=hint, error_messages=missing)}


class WithdrawForm(PublicForm):
    def __init__(self, typed: Mapping[str, list[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        self.fields["reason"] = Words(
            most=SHORT,
            lines=3,
            label=_("Why, if you like to tell us"),
            help_text=_("You don’t have to."),
            required=False,
        )


class ObjectForm(PublicForm):
    """What the worker sees differently."""

    unmarked = True

    @classmethod
    def asked(cls, *facts: Any) -> Fields:
        missing = {"required": _("Write what you see differently first.")}
        label = _("What did we miss or get wrong?")
        return {"text": Words(most=LONG, lines=5, label=label, error_messages=missing)}


class ProposalForm(PublicForm):
    """Yes or no to a proposal."""

    unmarked = True

    @classmethod
    def asked(cls, *facts: Any) -> Fields:
        return {
            "answer": forms.ChoiceField(
                label=_("Does the proposal work for you?"),
                choices=[
                    (Answer.ACCEPTED.value, _("Yes, I accept it")),
                    (Answer.DECLINED.value, _("No, I do not accept it")),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose yes or no.")},
            ),
            "words": Words(
                most=SHORT,
                lines=3,
                label=_("Anything to add?"),
                help_text=_("You don’t have to."),
                required=False,
            ),
        }


class LostForm(forms.Form):
    """A lost code: the reference, and the e-mail address given as safe."""

    unmarked = True

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["reference"] = reference_field()
        self.fields["email"] = forms.CharField(
            label=_("E-mail address"),
            help_text=_("The one you gave us as safe."),
            error_messages={"required": _("Write the e-mail address you gave us.")},
        )
        self.fields["email"].widget.input_type = "email"
        self.fields["email"].widget.attrs |= {"autocomplete": "email", "spellcheck": "false"}

    def clean_reference(self) -> str:
        return plain_reference(self.cleaned_data["reference"])

    def clean_email(self) -> str:
        email = typed.clean(self.cleaned_data["email"]).strip()
        if not is_address(email):
            raise forms.ValidationError(texts.error("email_form"))
        return email


class ConsentForm(SendForm):
    """The same question as before sending, to change the answer."""

    def __init__(self, typed: Mapping[str, list[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        self.fields["speak_to_body"].required = True
        self.fields["speak_to_body"].error_messages["required"] = texts.error(
            "choice_unknown", label=self.fields["speak_to_body"].label
        )


class SurveyForm(PublicForm):
    """The closing questions, from the texts."""

    unmarked = True

    def __init__(self, typed: Mapping[str, list[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        survey = texts.load("survey")
        for question in survey["questions"]:
            label = texts.say(question["label"])
            self.fields[question["id"]] = forms.ChoiceField(
                label=label,
                choices=[(value, texts.say(words)) for value, words in question["choices"].items()],
                widget=forms.RadioSelect,
                required=False,
                error_messages={"invalid_choice": texts.error("choice_unknown", label=label)},
            )
        self.fields["words"] = Words(most=MIDDLE, lines=4, label=texts.say(survey["words"]), required=False)

    def answers(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "words" and value}


class AgainForm(PublicForm):
    """Asking for a closed complaint to be opened again."""

    unmarked = True

    def __init__(self, typed: Mapping[str, list[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        survey = texts.load("survey")
        self.fields["reason"] = Words(
            most=MIDDLE,
            lines=5,
            label=texts.say(survey["again_reason"]),
            error_messages={"required": texts.say(survey["again_missing"])},
        )
