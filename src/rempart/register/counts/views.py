"""The pages of counts: the list, one count with its corrections, a table to enter at once."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.conflicts import differing, last_change
from rempart.kernel.errors import Conflict, NotThere, Problem, RempartError
from rempart.kernel.finding import found
from rempart.kernel.once import once
from rempart.kernel.policy import MARKINGS, UNCLASSIFIED, Whereabouts, verdict
from rempart.people.offices import offices_of
from rempart.places.queries import areas_of_office, describe
from rempart.register.counts import actions
from rempart.register.counts.forms import CountFilters, CountForm, TableForm
from rempart.register.counts.models import Count
from rempart.register.counts.tables import read_table
from rempart.register.presenting import language, seen_by

SHOWN = 200
_NAMES = ("quantity", "value", "counted_on", "area", "place", "source", "reliability",
          "credibility", "note")  # fmt: skip
_LARGEST = 5 * 2**20


def _mine(request: Request) -> list[int]:
    return [
        office
        for office in offices_of(request.actor)
        if verdict(request.actor, "create", Whereabouts("count", office=office))
    ]


def _areas(request: Request) -> list[tuple[str, str]]:
    words, today = language(), clock.today()
    found = [area for office in _mine(request) for area in areas_of_office(office, today)]
    return sorted(((area.pcode, area.display(words)) for area in found), key=lambda pair: pair[1])


def _marking(request: Request) -> int:
    """The marking that is typed, for telling who would read the record."""
    given = request.POST.get("marking", "")
    return int(given) if given in {str(level) for level in MARKINGS} else UNCLASSIFIED


def _found(reference: str) -> Count:
    return found(Count, reference)


def _line(row: Count) -> tuple[Count, str, str, str]:
    words = language()
    known = {one.code: one.label(words) for one in profile().quantities}
    quantity = known.get(row.quantity, row.quantity)
    return row, quantity, describe(row.area, row.counted_on, words), row.grade or "–"


@declares("signed-in")
@require_GET
def counts(request: Request) -> HttpResponse:
    """The counts that the reader may see, the latest first."""
    form = CountFilters(request.GET.dict(), offices=offices_of(request.actor))
    form.is_valid()
    said = form.cleaned_data
    found = Count.objects.all()
    if said.get("quantity"):
        found = found.filter(quantity=said["quantity"])
    if said.get("office"):
        found = found.filter(office=profile().office(said["office"]).number)
    if not said.get("all"):
        found = found.filter(withdrawn=False)
    rows = list(found.order_by("-counted_on", "-id")[:SHOWN])
    journal.note_reading("count.list", "count", [row.marking for row in rows])
    context = {
        "form": form,
        "rows": [_line(row) for row in rows],
        "cut": len(rows) == SHOWN,
        "marking": max((row.marking for row in rows), default=UNCLASSIFIED),
        "may_enter": bool(_mine(request)),
    }
    return render(request, "register/counts.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new_count(request: Request) -> HttpResponse:
    """Enter one count, or a whole table of them."""
    if not _mine(request):
        raise NotThere
    table = request.POST.get("do") == "table"
    form = CountForm(
        None if table else request.POST or None, initial={"counted_on": clock.today()},
        areas=_areas(request),
    )  # fmt: skip
    whole = TableForm(request.POST, request.FILES) if table else TableForm()
    where = Whereabouts("count", office=_mine(request)[0], marking=_marking(request))
    context: dict[str, Any] = {
        "form": form, "table": whole, "title": gettext("Enter a count"), "seen": seen_by(where),
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 400
        try:
            if table and whole.is_valid():
                context["entered"] = actions.enter_table(_read(request.FILES["table"]))
                status = 200
            elif not table and form.is_valid():
                said = dict(form.cleaned_data)
                marking = said.pop("marking")
                row = actions.enter_count(said=cast(actions.Said, said), marking=marking)
                return redirect("counts:count", row.reference)
        except RempartError as error:
            context["problems"], status = tuple(error.problems)[:20], error.http_status
    return render(request, "register/count_new.html", context, status=status)


def _read(sent: Any) -> list[actions.Said]:
    """The rows of a file that was sent, read from a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("table.csv" if sent.name.lower().endswith(".csv") else "table.xlsx")
        path.write_bytes(sent.read(_LARGEST))
        return read_table(path)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def count(request: Request, reference: str) -> HttpResponse:
    """One count with its corrections."""
    row = _found(reference)
    may_edit = bool(verdict(request.actor, "edit", row.whereabouts)) and not row.withdrawn
    given = {name: getattr(row, name) for name in _NAMES}
    areas = _areas(request)
    here = (row.area, describe(row.area, row.counted_on, language()))
    typed = request.POST if request.POST.get("do") == "correct" else None
    form = CountForm(typed, initial=given, areas=areas or [here]).correcting()
    problems: tuple[Problem, ...] = ()
    status = 200
    conflict: dict[str, Any] = {}
    if request.method == "POST":
        status = 400
        try:
            if _done(request, row, form):
                return redirect("counts:count", row.reference)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
            row = _found(reference)
            if isinstance(error, Conflict):
                saved = {name: getattr(row, name) for name in _NAMES}
                conflict = {"differing": differing(form, saved), "changed": last_change(row)}
    journal.note_reading("count.page", "count", [row.marking])
    _row, quantity, area, grade = _line(row)
    context = {
        "count": row, "quantity": quantity, "area": area, "grade": grade, "form": form,
        "problems": problems, "marking": row.marking, "may_edit": may_edit,
        "history": [(v, v.values.get("value")) for v in row.versions.all()[:20]],
        "typed": request.POST, **conflict,
    }  # fmt: skip
    return render(request, "register/count.html", context, status=status)


def _done(request: Request, row: Count, form: CountForm) -> bool:
    """Do what the page's form asks; False where the form itself does not hold."""
    if request.POST.get("do") == "withdraw":
        actions.withdraw_count(target=row.pk, reason=request.POST.get("reason", ""))
        return True
    if not form.is_valid():
        return False
    said = dict(form.cleaned_data)
    reason = said.pop("reason")
    given = request.POST.get("revision", "")
    actions.correct_count(
        target=row.pk,
        revision=int(given) if given.isdigit() else None,
        said=cast(actions.Said, said),
        reason=reason,
    )
    return True
