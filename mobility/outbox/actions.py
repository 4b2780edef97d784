"""Every write: a mail is queued here, in the transaction of whatever it tells of, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import validate_email
from django.db import transaction
from django.template import Context, TemplateDoesNotExist, engines
from django.template.loader import get_template
from django.utils import translation
from django.utils.timezone import now

from . import tasks
from .choices import MailState
from .models import Mail


@transaction.atomic
def queue(
    *,
    to: str,
    subject: str,
    text: str,
    kind: str,
    html: str = "",
    language: str = "en",
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
    about: str = "",
    at: datetime | None = None,
) -> Mail:
    """Write a mail to one address; the worker sends it once the transaction is committed, or from `at` on.

    Rolled back, there is neither mail nor job. ValidationError when the address cannot be one.
    """
    validate_email(to)
    at = at or now()
    mail = Mail.objects.create(
        to=to,
        subject=" ".join(subject.split()),  # a line break would begin a new header
        text=text,
        html=html,
        language=language,
        reply_to=reply_to,
        headers=dict(headers or {}),
        kind=kind,
        about=about,
        next_try_at=at,
        created_at=at,
    )
    tasks.deliver.configure(schedule_at=at if at > now() else None).defer(mail_id=mail.pk)
    return mail


def queue_page(*, to: str, template: str, context: Mapping[str, Any], language: str, kind: str, **more: Any) -> Mail:
    """Write a mail from `mail/<template>_subject.txt` and `mail/<template>.txt`, in the reader's language.

    The text is put into the shell of all mails, `mail/base.txt`; the HTML is made from the same text in
    `mail/base.html`, unless there is a `mail/<template>.html` of its own.
    """
    with translation.override(language):
        reply_to = more.get("reply_to") or settings.MAIL_REPLY_TO
        values = {**context, "language": language, "reply_to": reply_to}
        subject = _plain(f"mail/{template}_subject.txt", values)
        values |= {"subject": subject, "body": _plain(f"mail/{template}.txt", values)}
        text = _plain("mail/base.txt", values) + "\n"
        try:
            html = get_template(f"mail/{template}.html").render(values)
        except TemplateDoesNotExist:
            html = get_template("mail/base.html").render(values)
    return queue(to=to, subject=subject, text=text, html=html, language=language, kind=kind, **more)


def _plain(name: str, values: Mapping[str, Any]) -> str:
    """A text template: nothing in it is HTML, so nothing is escaped."""
    template = engines["django"].engine.get_template(name)  # type: ignore[attr-defined]
    return template.render(Context(values, autoescape=False)).strip()


@transaction.atomic
def try_again(mail: Mail) -> Mail:
    """Put a mail that could not be delivered back in the queue, as if it were new."""
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    if mail.state == MailState.FAILED:
        mail.state, mail.attempts, mail.next_try_at = MailState.QUEUED, 0, now()
        mail.save(update_fields=["state", "attempts", "next_try_at"])
        tasks.deliver.defer(mail_id=mail.pk)
    return mail
