"""The pages of reports: the list, one report with what it tells of, and the files that came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.conflicts import differing, last_change
from rempart.kernel.errors import BadInput, Conflict, NotThere, Problem, RempartError
from rempart.kernel.ids import read_reference
from rempart.kernel.links import around
from rempart.kernel.policy import UNCLASSIFIED, verdict
from rempart.people.offices import offices_of
from rempart.places.queries import CERCLE, areas_on
from rempart.register import presenting as incidents
from rempart.register.models import Alert, Incident, Report, Source
from rempart.register.reports import files, forms, presenting, queries
from rempart.register.reports.actions import (
    TELLS,
    grade_report,
    incident_of,
    link_report,
    unlink_report,
)
from rempart.register.reports.entering import given_to, may_tell

SHOWN = 100
"""Reports on one page, the latest received; a page that is full says so."""


def names_on(day: date) -> dict[str, str]:
    """The cercles by P-code, as they are called on a day."""
    words = presenting.language()
    return {a.pcode: a.display(words) for a in areas_on(day, CERCLE).defer("outline")}


@declares("signed-in")
@require_GET
def reports(request: Request) -> HttpResponse:
    """The reports that the reader may see, the latest received first."""
    names = names_on(clock.today())
    areas = sorted(names.items(), key=lambda pair: pair[1])
    form = forms.ReportFilters(request.GET, offices=offices_of(request.actor), areas=areas)
    found = queries.reports(form.filters())
    rows = list(found[: SHOWN + 1])
    shown, markings = rows[:SHOWN], [row.marking for row in rows[:SHOWN]]
    journal.note_reading("report.list", "report", markings)
    context = {
        "form": form,
        "lines": presenting.lines(shown, names),
        "count": len(shown),
        "cut": len(rows) > SHOWN,
        "marking": max(markings, default=UNCLASSIFIED),
        "may_tell": may_tell(request),
    }
    return render(request, "register/reports.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def report(request: Request, reference: str) -> HttpResponse:
    """One report: what was told, its grade, what it tells of, and what may be done with it."""
    row = queries.report(reference)
    form = forms.ReportForm(
        request.POST if request.POST.get("do") == "grade" else None,
        initial=forms.typed(row), **given_to(request),
    ).grading()  # fmt: skip
    more: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        status = 400
        try:
            if answer := _DEEDS.get(request.POST.get("do", ""), _no_deed)(request, row, form):
                return redirect(answer)
        except Conflict as error:
            row = queries.report(reference)
            more = {"problems": error.problems, "changed": last_change(row),
                    "differing": differing(form, forms.typed(row))}  # fmt: skip
            status = error.http_status
        except RempartError as error:
            more, status = {"problems": error.problems}, error.http_status
    journal.note_reading("report.page", "report", [row.marking])
    context = _page(request, row) | {"form": form, "typed": request.POST} | more
    return render(request, "register/report.html", context, status=status)


def _page(request: Request, row: Report) -> dict[str, Any]:
    words, actor = presenting.language(), request.actor
    names = names_on(row.starts_on or clock.today())
    source = Source.objects.filter(pk=row.source_id).first() if row.source_id else None
    thread = around("report", row.pk)
    return {
        "report": row,
        "title": presenting.title(row, names),
        "days": presenting.days(row),
        "where": presenting.where(row, names),
        "kind": presenting.kind_of(row),
        "grade_words": presenting.grade_words(row),
        "source": source,
        "source_words": forms.source_label(source) if source else "",
        "figures": presenting.told_figures(row),
        "thread": thread,
        "tied": any(strand.outward and strand.end.kind == "incident" for strand in thread),
        "ties": [strand.end for strand in thread if strand.outward and strand.relation == TELLS],
        "office": profile().office(row.office).label(words) if row.office else "",
        "marking": row.marking,
        "seen": incidents.seen_by(row.whereabouts),
        "files": files.of_record(row),
        "history": presenting.history(row.versions.all()[:12]),
        "may_grade": bool(verdict(actor, "edit", row.whereabouts)),
        "may_tell": bool(verdict(actor, "create", row.whereabouts)),
    }


# --- what a form of the page asks for -----------------------------------------------------------


def _no_deed(request: Request, row: Report, form: forms.ReportForm) -> str:
    raise NotThere


def _grade(request: Request, row: Report, form: forms.ReportForm) -> str:
    """The address to go on to; empty where the form itself does not hold."""
    given = request.POST.get("revision", "")
    if not form.is_valid():
        return ""
    grade_report(
        target=row.pk, revision=int(given) if given.isdigit() else None, told=form.said(),
        reason=request.POST.get("reason", ""),
    )  # fmt: skip
    return _back(row)


def _link(request: Request, row: Report, form: forms.ReportForm) -> str:
    link_report(target=row.pk, to=_told_of(request.POST.get("incident", "")))
    return _back(row)


def _unlink(request: Request, row: Report, form: forms.ReportForm) -> str:
    to = _told_of(request.POST.get("tied", ""))
    unlink_report(target=row.pk, to=to, reason=request.POST.get("reason", ""))
    return _back(row)


def _told_of(typed: str) -> Incident | Alert:
    """The incident or the alert of a reference.

    Raises:
        BadInput: the reader sees none.
    """
    reference = read_reference(typed) or ""
    found = (
        Incident.objects.filter(reference=reference).first()
        or Alert.objects.filter(reference=reference).first()
    )
    if found is None:
        message = _("is no incident or alert that you may see")
        remedy = _("Copy it from its page.")
        raise BadInput(Problem(_("Reference"), typed, message, remedy, "none"))
    return found


def _open(request: Request, row: Report, form: forms.ReportForm) -> str:
    return reverse("register:incident", args=[incident_of(row).reference])


def _attach(request: Request, row: Report, form: forms.ReportForm) -> str:
    for name, file in chosen(request):
        files.attach_to_report(target=row.pk, name=name, file=file)
    return _back(row)


def _detach(request: Request, row: Report, form: forms.ReportForm) -> str:
    files.detach_from_report(target=row.pk, file=piece_of(request))
    return _back(row)


_DEEDS: dict[str, Callable[[Request, Report, forms.ReportForm], str]] = {
    "grade": _grade, "link": _link, "unlink": _unlink, "open": _open, "attach": _attach,
    "detach": _detach,
}  # fmt: skip


def _back(row: Report) -> str:
    return reverse("reports:report", args=[row.reference])


def chosen(request: Request) -> list[Any]:
    """The files that were chosen in a form, checked and stripped.

    Raises:
        BadInput: none was, or one is not taken.
    """
    found = files.read(request.FILES.getlist("files"))
    if not found:
        remedy = _("Choose a file, then send it.")
        raise BadInput(Problem(_("File"), "", _("is missing"), remedy, "no-file"))
    return found


def piece_of(request: Request) -> UUID:
    """The file that a form names.

    Raises:
        NotThere: it names none.
    """
    try:
        return UUID(request.POST.get("file", ""))
    except ValueError as error:
        raise NotThere from error


@declares("signed-in")
@require_GET
def piece(request: Request, piece: UUID) -> HttpResponse:
    """A file, to be saved: never shown by the browser, never kept by it.

    That nothing guesses its type, runs it or keeps it is said on every answer of the house.
    """
    found, content = files.opened(piece)
    whole = found.report if hasattr(found, "report") else found.incident
    journal.note_reading("file.open", whole.kind, [whole.marking], export=True)
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{_ascii(found.name)}"'
    return response


def _ascii(name: str) -> str:
    return name.encode("ascii", "replace").decode().replace("?", "_")
