"""The statistics of a period on the desk; what is taken out hides small numbers."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mobility.accounts.access import reader, who
from mobility.casefiles import accesslog
from mobility.casefiles.choices import AccessKind
from mobility.cells import plain
from regulators import report_queries, statistics
from regulators.models import RegulatoryBody
from regulators.queries import folded

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def chosen(request: HttpRequest) -> statistics.Period:
    forms = report_queries.periods()
    wanted = request.GET.get("period")
    form = next((one for one in forms if one.id == wanted), forms[0])
    return statistics.period(form.id, who(request))


@reader
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All bodies in one period, last year's figures beside it."""
    found = chosen(request)
    widest = max((row.values["received"] or 0 for row in found.rows), default=0)
    words = report_queries.language()
    context: dict[str, Any] = {
        "found": found,
        "figures": statistics.figures(),
        "widest": widest,
        "smallest": statistics.smallest(),
        "periods": [(one.id, one.title.of(words)) for one in report_queries.periods()],
    }
    return render(request, "regulators/reports/statistics.html", context)


@reader
@require_safe
def years(request: HttpRequest) -> HttpResponse:
    """Period by period: all bodies together, or one of them."""
    user = who(request)
    bodies = list(RegulatoryBody.objects.select_related("office").filter(reports__isnull=False).distinct())
    bodies.sort(key=lambda body: folded(str(body)))
    chosen = next((body for body in bodies if body.slug == request.GET.get("body")), None)
    found = statistics.years(user, chosen)
    context = {
        "years": found,
        "figures": statistics.figures(),
        "bodies": bodies,
        "chosen": chosen,
        "widest": max((year.values["received"] or 0 for year in found), default=0),
    }
    return render(request, "regulators/reports/years.html", context)


@reader
@require_safe
def take_out(request: HttpRequest, format: str) -> HttpResponse:
    """The table as CSV or workbook, with small numbers hidden. On record as an export."""
    found = chosen(request)
    rows = statistics.table(found, _("All bodies"))
    accesslog.log(AccessKind.EXPORTED, user=who(request), detail=f"statistics {format}: {found.id}")
    if format == "csv":
        text = io.StringIO()
        csv.writer(text).writerows([plain(cell) for cell in row] for row in rows)
        response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    elif format == "xlsx":
        response = HttpResponse(workbook(rows), content_type=XLSX)
    else:
        raise Http404
    response.headers["Content-Disposition"] = f'attachment; filename="statistics-{found.id}.{format}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def workbook(rows: list[list[str]]) -> bytes:
    from xlsxwriter import Workbook  # not needed to start the house

    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet(_("Statistics"))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 50)
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if value.isdecimal():
                sheet.write_number(line, column, int(value))
            elif value:
                sheet.write_string(line, column, value)
    book.close()
    return file.getvalue()
