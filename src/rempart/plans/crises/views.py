"""The pages of crises: the list, the crisis room that brings itself up to date, its course."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.documents.reports import FORMATS, MEDIA_TYPES
from rempart.kernel import clock, drafts, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.actor import MISSION
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.kernel.finding import found
from rempart.kernel.ids import read_reference
from rempart.kernel.links import around
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, verdict
from rempart.people.offices import offices_of
from rempart.people.readers import readers
from rempart.plans.contingency.models import Contingency
from rempart.plans.crises import actions, conduct, presenting, team
from rempart.plans.crises.deeds import DEEDS, held
from rempart.plans.crises.documents import made
from rempart.plans.crises.forms import (
    LessonForm,
    LogForm,
    NewTaskForm,
    ProposalForm,
    SitrepForm,
    TeamForm,
)
from rempart.plans.crises.models import ACTIVE, OPEN, PROPOSED, STOOD_DOWN, Crisis, Sitrep
from rempart.plans.presenting import language

SHOWN = 100


def _may_propose(request: Request) -> bool:
    return any(
        verdict(request.actor, "create", Whereabouts("crisis", office=office))
        for office in (MISSION, *offices_of(request.actor))
    )


@declares("signed-in")
@require_GET
def crises(request: Request) -> HttpResponse:
    """The crises that the reader may see: proposals first, then those under way, then the past."""
    rows = list(presenting.with_last(Crisis.objects.order_by("-created_at"))[:SHOWN])
    journal.note_reading("crisis.list", "crisis", [row.marking for row in rows])
    order = {PROPOSED: 0, ACTIVE: 1, STOOD_DOWN: 2}
    rows.sort(key=lambda row: order.get(row.state, 3))
    context = {
        "rows": presenting.listed(rows),
        "proposed": sum(row.state == PROPOSED for row in rows),
        "active": sum(row.state == ACTIVE and not row.exercise for row in rows),
        "marking": max((row.marking for row in rows), default=UNCLASSIFIED),
        "may_propose": _may_propose(request),
    }
    return render(request, "plans/crises.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def propose(request: Request) -> HttpResponse:
    """Propose a crisis, or the exercise of a plan."""
    if not _may_propose(request):
        raise NotThere
    given = {"plan": request.GET.get("plan", ""), "exercise": "exercise" in request.GET}
    form = ProposalForm(
        request.POST or None, initial=given, offices=presenting.offices(request.actor)
    )
    context: dict[str, Any] = {"form": form, "title": gettext("Propose a crisis")}
    status = 200
    if request.method == "POST":
        status = 400
        try:
            return redirect("crises:crisis", _proposed(held(form).cleaned_data).reference)
        except RempartError as error:
            context["problems"], status = error.problems, error.http_status
    return render(request, "plans/crisis_new.html", context, status=status)


def _proposed(said: dict[str, Any]) -> Crisis:
    reference, plan = said["plan"].strip(), None
    if reference:
        plan = Contingency.objects.filter(reference=read_reference(reference) or reference).first()
        if plan is None:
            raise _no_plan(reference)
    elif said["exercise"]:
        raise _no_plan("")
    return actions.propose_crisis(
        why=said["why"], plan=plan, title=said["title"], exercise=said["exercise"],
        office=profile().office(said["office"]).number if said["office"] else MISSION,
    )  # fmt: skip


def _no_plan(reference: str) -> RempartError:
    return RempartError(
        Problem(_("Contingency plan"), reference, _("is no plan that you may see"),
                _("Copy the reference from the plan’s page."), "plan")
    )  # fmt: skip


# --- the room -----------------------------------------------------------------------------------


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def crisis(request: Request, reference: str) -> HttpResponse:
    """The crisis room: where things stand, tasks with their clocks, the log, what may be done."""
    row = found(Crisis.objects.select_related("plan"), reference)
    problems: tuple[Problem, ...] = ()
    status, do, place = 200, request.POST.get("do", ""), f"crisis:{row.reference}"
    if request.method == "POST":
        deed = DEEDS.get(do)
        if deed is None:
            raise NotThere
        try:
            deed(request, row)
            if do == "sitrep":
                drafts.drop(place)
            return redirect("crises:crisis", row.reference)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
            if do == "sitrep":
                drafts.keep(place, request.POST.dict())
        row = found(Crisis.objects.select_related("plan"), reference)
    journal.note_reading("crisis.page", "crisis", [row.marking])
    context = _room(request, row)
    if request.htmx and not request.htmx.history_restore_request and not do:
        return render(request, "plans/crisis_room.html", context)
    context |= _desk(request, row, do, place) | {"problems": problems, "typed": request.POST}
    return render(request, "plans/crisis.html", context, status=status)


def _room(request: Request, row: Crisis) -> dict[str, Any]:
    """What brings itself up to date: nothing in it is typed into."""
    now = clock.now()
    listed = presenting.tasks(row, row.tasks.all(), now)
    sitreps = list(row.sitreps.order_by("-number"))
    state, tone = presenting.state(row)
    unsettled = [task for task in listed if task.row.state == OPEN]
    late = sum(task.condition == "late" for task in unsettled)
    last = sitreps[0] if sitreps else None
    return {
        "crisis": row,
        "marking": row.marking,
        "now": now,
        "state": state,
        "tone": tone,
        "sentence": presenting.sentence(row, last, len(unsettled), late, now),
        "late_sitrep": bool((due := row.sitrep_due(last.at if last else None)) and due < now),
        "tasks": listed,
        "log": [(one, presenting.post(one.by)) for one in row.log.order_by("-at", "-id")[:60]],
        "sitreps": sitreps,
        "proposed": row.state == PROPOSED,
        "active": row.state == ACTIVE,
    }


def _desk(request: Request, row: Crisis, do: str, place: str) -> dict[str, Any]:
    """What the reader may do, with the forms; what was sent and did not hold is kept."""
    actor = request.actor
    posts = readers(row.whereabouts, language())
    left = drafts.kept(place)

    def form(name: str, made: Any, **initial: Any) -> Any:
        typed = request.POST if do == name else None
        return made(typed, initial=initial, auto_id=f"{name}_%s")

    def entered(kind: str) -> bool:
        where = Whereabouts(kind, row.office, row.component, row.marking, row.compartment)
        return row.state == ACTIVE and bool(verdict(actor, "create", where))

    runs = any(verdict(actor, act, row.whereabouts) for act in ("approve", "propose"))
    return {
        "place": presenting.place_of(row),
        "level": profile().label("crisis_level", row.level, language()),
        "fired": presenting.fired(row),
        "deciders": presenting.deciders(row),
        "warnings": presenting.warnings(row),
        "thread": around("crisis", row.pk),
        "may_decide": bool(actions.step_for(actor, row, "activate")),
        "may_log": entered("log_entry"),
        "may_task": entered("task"),
        "may_report": entered("sitrep"),
        "may_muster": runs and row.state == ACTIVE,
        "team_form": form("activate" if row.state == PROPOSED else "team", TeamForm,
                          team=row.team or team.proposed(row, row.level)),
        "team": team.members(row),
        "may_learn": runs and row.state in (ACTIVE, STOOD_DOWN),
        "may_close": runs and row.state == STOOD_DOWN,
        "mine": [t for t in row.tasks.filter(state=OPEN).select_related("crisis")
                 if conduct.reports(actor, t)],
        "levels": [(i.code, i.label(language())) for i in profile().vocabulary("crisis_level")],
        "log_form": form("log", LogForm),
        "task_form": form("task", NewTaskForm),
        "sitrep_form": form("sitrep", SitrepForm, **(left.said if left else {})),
        "lesson_form": form("lesson", LessonForm),
        "lessons": row.lessons,
        "seen": {"posts": sorted(posts.items()), "count": sum(posts.values())},
        "files": [(lang, suffix) for lang in ("fr", "en") for suffix in FORMATS],
    }  # fmt: skip


@declares("signed-in")
@require_GET
def course(request: Request, reference: str) -> HttpResponse:
    """The course of a crisis, moment by moment; a link a moment, so that it is walked without
    script."""
    row = found(Crisis.objects.select_related("plan"), reference)
    moments = presenting.course(row)
    asked = request.GET.get("n", "")
    here = min(max(int(asked), 1), len(moments)) if asked.isdigit() else len(moments)
    until = moments[here - 1].at
    tasks = list(row.tasks.all())
    journal.note_reading("crisis.course", "crisis", [row.marking])
    context = {
        "crisis": row,
        "marking": row.marking,
        "moments": list(enumerate(moments, 1)),
        "here": here,
        "moment": moments[here - 1],
        "before": here - 1,
        "after": here + 1 if here < len(moments) else 0,
        "settled": [t for t in tasks if t.settled_at and t.settled_at <= until],
        "unsettled": [t for t in tasks if t.created_at <= until
                      and not (t.settled_at and t.settled_at <= until)],
        "late": sum(t.due_at < until and not (t.settled_at and t.settled_at <= until)
                    for t in tasks),
    }  # fmt: skip
    return render(request, "plans/crisis_course.html", context)


@declares("signed-in")
@require_GET
def document(
    request: Request, reference: str, number: int, language: str, suffix: str
) -> HttpResponse:
    """A situation report as a document, in a language and a format."""
    if suffix not in FORMATS or language not in ("fr", "en"):
        raise NotThere
    row = Sitrep.objects.filter(crisis=found(Crisis, reference).pk, number=number)
    one = row.select_related("crisis", "crisis__plan").first()
    if one is None:
        raise NotThere
    journal.note_reading("sitrep.document", "sitrep", [one.marking])
    content, name = made(one, language, suffix)
    answer = HttpResponse(content, content_type=MEDIA_TYPES[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
