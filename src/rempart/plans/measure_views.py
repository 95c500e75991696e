"""The pages of mitigation measures: the register, one measure with its risk, its end."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from rempart.kernel import drafts, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.kernel.ids import read_reference
from rempart.kernel.links import around
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, verdict
from rempart.people.offices import offices_of
from rempart.plans import measures, presenting
from rempart.plans.forms import EndForm, MeasureForm
from rempart.plans.models import Measure
from rempart.register.refusing import keep_draft, put_aside
from rempart.threats.models import Threat


@declares("signed-in")
@require_GET
def register(request: Request) -> HttpResponse:
    """The measures that the reader may see, those that stand first."""
    listed = list(Measure.objects.order_by("ended_on", "-since", "reference")[:500])
    listed.sort(key=lambda row: row.ended_on is not None)
    markings = [row.marking for row in listed]
    journal.note_reading("measure.list", "measure", markings)
    context = {
        "rows": [(row, presenting.component(row.component)) for row in listed],
        "standing": sum(row.ended_on is None for row in listed),
        "marking": max(markings, default=UNCLASSIFIED),
        "may_enter": any(
            verdict(request.actor, "create", Whereabouts("measure", office=office))
            for office in offices_of(request.actor)
        ),
    }
    return render(request, "plans/measures.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new_measure(request: Request) -> HttpResponse:
    """Enter a measure that stands against a threat."""
    place = f"measure.new:{request.GET.get('threat', '')[:16]}"
    if (answer := put_aside(request, place)) is not None:
        return answer
    left = drafts.kept(place) if request.method == "GET" else None
    first = {"threat": request.GET.get("threat", "")} | (left.said if left else {})
    form = MeasureForm(request.POST or None, initial=first)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        typed, marking = said.pop("threat"), said.pop("marking")
        threat = Threat.objects.filter(reference=read_reference(typed) or typed).first()
        if threat is None:
            problems = (
                Problem(_("Threat"), typed, _("is no record that you may see"),
                        _("Copy the reference from the record’s page."), "origin"),
            )  # fmt: skip
        else:
            try:
                row = measures.enter_measure(
                    said=cast(measures.Said, said), threat=threat, marking=marking
                )
                drafts.drop(place)
                return redirect("plans:measure", row.reference)
            except RempartError as error:
                problems = tuple(error.problems)
    if request.method == "POST":
        keep_draft(place, request.POST)
    context = {"form": form, "problems": problems, "title": gettext("A measure that stands"),
               "draft": left}  # fmt: skip
    return render(request, "plans/new_measure.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def measure(request: Request, reference: str) -> HttpResponse:
    """One measure, and the threat's risk before and after, which proves nothing by itself."""
    row = measures.measure_of(read_reference(reference) or reference)
    if row is None:
        raise NotThere
    form = EndForm(request.POST or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            measures.end_measure(target=row.pk, **form.cleaned_data)
            return redirect("plans:measure", row.reference)
        except RempartError as error:
            problems = tuple(error.problems)
    journal.note_reading("measure.page", "measure", [row.marking])
    context = {
        "measure": row,
        "marking": row.marking,
        "keeper": presenting.component(row.component),
        "risk": measures.risk_around(row),
        "thread": around("measure", row.pk),
        "form": form,
        "problems": problems,
        "may_end": row.ended_on is None and verdict(request.actor, "edit", row.whereabouts),
    }
    return render(request, "plans/measure.html", context)
