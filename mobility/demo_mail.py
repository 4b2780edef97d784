"""The mails of the demonstration, to read in the browser. There is no such page outside it."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mobility import mailbox


def shown(name: str, message: EmailMessage) -> dict[str, Any]:
    """One mail as the page shows it: the text part, never the HTML."""
    body = message.get_body(("plain",))
    return {
        "name": name,
        "to": str(message["To"]),
        "subject": str(message["Subject"]),
        "date": str(message["Date"]),
        "language": str(message["Content-Language"] or "en"),
        "text": body.get_content() if body else "",
    }


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest mails, each opening in place. `?to=` narrows to one address."""
    if not settings.DEMO:
        raise Http404
    folder = settings.BASE_DIR / "var" / "mail"
    to = request.GET.get("to", "").strip().lower()
    mails = [shown(name, message) for name, message in mailbox.messages(folder, mailbox.KEEP if to else 50)]
    found = [mail for mail in mails if to in mail["to"].lower()][:50]
    return render(request, "pages/demo_mail.html", {"mails": found, "to": to})
