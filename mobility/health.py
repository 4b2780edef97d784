"""Whether the system lives and whether it is ready. Said in a few words, for machines and for people on duty."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def live(request: HttpRequest) -> HttpResponse:
    """The web process answers, through the whole middleware; neither session nor database is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
