"""The pages of community plans: the list, one plan, typing it, two versions."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.actor import Anyone
from rempart.kernel.conflicts import differing, last_change
from rempart.kernel.errors import Conflict, NotThere, Problem, RempartError
from rempart.kernel.finding import found
from rempart.kernel.links import around
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, verdict
from rempart.places.queries import areas_of_office
from rempart.plans.programmes import community, presenting, queries
from rempart.plans.programmes.documents import FORMATS, community_sections, file_name
from rempart.plans.programmes.forms import CommunityForm
from rempart.plans.programmes.models import CommunityPlan
from rempart.plans.programmes.views import (
    PAGE,
    compare_page,
    offices_open,
    paper,
    revision_of,
    seen_by,
)
from rempart.plans.programmes.workflow import COMMUNITY, WRITABLE


def _areas(actor: Anyone) -> list[tuple[str, str]]:
    words, today = presenting.language(), clock.today()
    offices = offices_open(actor, "community_plan")
    areas = [area for office in offices for area in areas_of_office(office, today)]
    return sorted((area.pcode, area.display(words)) for area in areas)


@declares("signed-in")
@require_GET
def listed(request: Request) -> HttpResponse:
    """The community plans that the reader may see: those in force first."""
    rows = CommunityPlan.objects.order_by("-id")[:PAGE]
    shown = sorted(rows, key=lambda row: (*queries.standing_first(row), row.area, row.locality))
    journal.note_reading("community_plan.list", "community_plan", [row.marking for row in shown])
    context = {
        "rows": [(row, presenting.covers(row), *presenting.state_of(row)) for row in shown],
        "standing": sum(row.stands for row in shown),
        "stale": sum(row.stale() for row in shown),
        "may_create": bool(offices_open(request.actor, "community_plan")),
        "marking": max((row.marking for row in shown), default=UNCLASSIFIED),
    }
    return render(request, "plans/community_plans.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new(request: Request) -> HttpResponse:
    """Write down what a community does."""
    areas = _areas(request.actor)
    if not offices_open(request.actor, "community_plan"):
        raise NotThere
    form = CommunityForm(request.POST or None, areas=areas)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            row = community.prepare_community_plan(
                said=cast(community.Told, form.said()), marking=form.cleaned_data["marking"]
            )
            return redirect("plans:community_plan", row.reference)
        except RempartError as error:
            problems = tuple(error.problems)
    context = {"form": form, "problems": problems, "title": gettext("Prepare a community plan")}
    status = 400 if problems or form.errors else 200
    return render(request, "plans/community_form.html", context, status=status)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def describe(request: Request, reference: str) -> HttpResponse:
    """Complete a community's plan; what another saved meanwhile is shown, never lost."""
    row: CommunityPlan = found(CommunityPlan, reference)
    if row.state not in WRITABLE or not verdict(request.actor, "edit", row.whereabouts):
        raise NotThere
    form = CommunityForm(request.POST or None, initial=CommunityForm.typed(row)).correcting()
    context: dict[str, Any] = {"form": form, "title": row.title, "row": row}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            community.describe_community_plan(
                target=row.pk,
                revision=revision_of(request),
                said=cast(community.Told, form.said()),
            )
            return redirect("plans:community_plan", row.reference)
        except Conflict as error:
            context["row"] = found(CommunityPlan, reference)
            context["differing"] = differing(form, CommunityForm.typed(context["row"]))
            context["changed"] = last_change(context["row"])
            context["problems"], status = error.problems, error.http_status
        except RempartError as error:
            context["problems"], status = error.problems, error.http_status
    return render(request, "plans/community_form.html", context, status=status)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def one(request: Request, reference: str) -> HttpResponse:
    """One community's plan: what people do, who was heard, what comes next."""
    row: CommunityPlan = found(CommunityPlan, reference)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("do") == "succeed":
                made = community.succeed(row)
                return redirect("plans:community_plan", made.reference)
            community.advance_community_plan(
                target=row.pk,
                step=request.POST.get("step", ""),
                reason=request.POST.get("reason", ""),
            )
            return redirect("plans:community_plan", row.reference)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
        row = found(CommunityPlan, reference)
    journal.note_reading("community_plan.page", "community_plan", [row.marking])
    context = _page(request, row) | {"problems": problems, "typed": request.POST}
    return render(request, "plans/community_plan.html", context, status=status)


def _page(request: Request, row: CommunityPlan) -> dict[str, Any]:
    words, tone = presenting.state_of(row)
    may_edit = bool(verdict(request.actor, "edit", row.whereabouts))
    return {
        "row": row,
        "marking": row.marking,
        "covers": presenting.covers(row),
        "state": words,
        "tone": tone,
        "stale": row.stale(),
        "sections": community_sections(row),
        "environment": presenting.environments([row.environment] if row.environment else []),
        "thread": around("community_plan", row.pk),
        "steps": queries.steps_for(request.actor, row, COMMUNITY),
        "may_write": may_edit and row.state in WRITABLE,
        "may_succeed": may_edit and row.stands,
        "seen": seen_by(row),
        "history": row.versions.all()[:12],
        "files": [
            (lang, suffix, file_name(row, lang, suffix))
            for lang in ("fr", "en")
            for suffix in FORMATS["community_plan"]
        ],
    }


@declares("signed-in")
@require_GET
def compare(request: Request, reference: str) -> HttpResponse:
    """Two versions of a community's plan."""
    return compare_page(request, found(CommunityPlan, reference), "plans/community_compare.html")


@declares("signed-in")
@require_GET
def document(request: Request, reference: str, language: str, suffix: str) -> HttpResponse:
    """A community's plan as a document, in a language and a format."""
    return paper(found(CommunityPlan, reference), language, suffix)
