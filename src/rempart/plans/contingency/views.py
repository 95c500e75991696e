"""The pages of contingency plans: the list, one plan, typing it, and trying its triggers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.documents.reports import FORMATS, MEDIA_TYPES
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.actor import Anyone, SystemActor, acting_as
from rempart.kernel.conflicts import differing, last_change
from rempart.kernel.deeds import asked
from rempart.kernel.errors import BadInput, Conflict, NotThere, Problem, RempartError
from rempart.kernel.finding import found
from rempart.kernel.links import around
from rempart.kernel.once import once
from rempart.kernel.policy import STRICT, UNCLASSIFIED, Whereabouts, verdict
from rempart.people.offices import offices_of
from rempart.people.readers import readers
from rempart.places.queries import areas_of_office
from rempart.plans.contingency import actions, counting, presenting, reading
from rempart.plans.contingency.documents import made
from rempart.plans.contingency.forms import PlanForm, TaskForm, TriggerForm
from rempart.plans.contingency.models import (
    ABANDONED,
    APPROVED,
    DRAFT,
    EXERCISED,
    WATCHED,
    Contingency,
)
from rempart.plans.contingency.staffing import Staffing
from rempart.plans.contingency.wording import figure, written
from rempart.plans.contingency.workflow import CONTINGENCY, OF_A_CRISIS
from rempart.plans.presenting import language
from rempart.register.presenting import seen_by

SHOWN = 100


def _mine(request: Request) -> list[int]:
    """The offices in which the reader may draft a plan."""
    return [
        office for office in offices_of(request.actor)
        if verdict(request.actor, "create", Whereabouts("contingency", office=office))
    ]  # fmt: skip


def _component(request: Request) -> int:
    """The component that will keep what the reader writes."""
    return next((standing.component for standing in request.actor.standings), 0)


def _areas(offices: list[int]) -> list[tuple[str, str]]:
    words, today = language(), clock.today()
    return [
        (area.pcode, area.display(words))
        for office in offices
        for area in areas_of_office(office, today)
    ]


@declares("signed-in")
@require_GET
def plans(request: Request) -> HttpResponse:
    """The contingency plans that the reader may see, each with what must be told of it."""
    rows = list(Contingency.objects.order_by("office", "title")[:SHOWN])
    rows.sort(key=lambda row: row.state == ABANDONED)
    journal.note_reading("contingency.list", "contingency", [row.marking for row in rows])
    listed = presenting.listed(rows, Staffing())
    context = {
        "rows": listed,
        "all": sum(row.state != ABANDONED for row in rows),
        "ready": sum(row.ready for row in rows),
        "stale": sum(row.stale() for row in rows),
        "untried": sum(row.never_exercised for row in rows),
        "marking": max((row.marking for row in rows), default=UNCLASSIFIED),
        "may_draft": bool(_mine(request)),
    }
    return render(request, "plans/contingencies.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new_plan(request: Request) -> HttpResponse:
    """Draft a contingency plan."""
    offices = _mine(request)
    if not offices:
        raise NotThere
    form = PlanForm(request.POST or None, initial={"marking": UNCLASSIFIED}, offices=offices,
                    areas=_areas(offices))  # fmt: skip
    where = Whereabouts("contingency", office=offices[0], component=_component(request))
    context: dict[str, Any] = {
        "form": form, "title": gettext("A new contingency plan"), "seen": seen_by(where),
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            said = dict(form.cleaned_data)
            office, marking = profile().office(said.pop("office")).number, said.pop("marking")
            try:
                row = actions.draft_plan(
                    said=cast(actions.Said, said), office=office, marking=marking
                )
                return redirect("contingency:plan", row.reference)
            except RempartError as error:
                context["problems"] = error.problems
    return render(request, "plans/contingency_typing.html", context, status=status)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def describe(request: Request, reference: str) -> HttpResponse:
    """Complete or correct a plan in draft; what another device saved meanwhile is shown."""
    row = found(Contingency, reference)
    if not verdict(request.actor, "edit", row.whereabouts) or row.state != DRAFT:
        raise NotThere
    form = PlanForm(
        request.POST or None, initial=PlanForm.typed(row), areas=_areas([row.office])
    ).correcting()
    context: dict[str, Any] = {"form": form, "title": row.title, "plan": row}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            revision = request.POST.get("revision", "")
            try:
                actions.describe_plan(
                    target=row.pk, revision=int(revision) if revision.isdigit() else None,
                    said=cast(actions.Said, dict(form.cleaned_data)),
                )  # fmt: skip
                return redirect("contingency:plan", row.reference)
            except RempartError as error:
                context["problems"], status = error.problems, error.http_status
                if isinstance(error, Conflict):
                    context["plan"] = row = found(Contingency, reference)
                    context["differing"] = differing(form, PlanForm.typed(row))
                    context["changed"] = last_change(row)
    return render(request, "plans/contingency_typing.html", context, status=status)


# --- one plan -----------------------------------------------------------------------------------


def _said(form: Any) -> dict[str, Any]:
    """What a form says.

    Raises:
        BadInput: fields are wrong; each is named with what was typed.
    """
    if form.is_valid():
        return dict(form.cleaned_data)
    raise BadInput.of(
        [
            Problem(str(form.fields[name].label or name), form.data.get(name, ""),
                    " ".join(map(str, faults)), _("Correct it and save again."), "form")
            for name, faults in form.errors.items()
        ]
    )  # fmt: skip


def _number(request: Request) -> int:
    given = request.POST.get("number", "")
    return int(given) if given.isdigit() else 0


def _step(request: Request, row: Contingency) -> None:
    step = request.POST.get("step", "")
    if step in OF_A_CRISIS:
        raise NotThere
    actions.advance_plan(target=row.pk, step=step, reason=request.POST.get("reason", ""))


def _task(request: Request, row: Contingency) -> None:
    said = _said(TaskForm(request.POST))
    number = said.pop("number") or None
    actions.set_task(target=row.pk, said=cast(actions.Task, said), number=number)


def _drop_task(request: Request, row: Contingency) -> None:
    actions.drop_task(target=row.pk, number=_number(request))


def _trigger(request: Request, row: Contingency) -> None:
    actions.set_trigger(target=row.pk, text=_said(TriggerForm(request.POST))["rule"])


def _drop_trigger(request: Request, row: Contingency) -> None:
    actions.drop_trigger(target=row.pk, number=_number(request))


_DEEDS: dict[str, Callable[[Request, Contingency], None]] = {
    "step": _step, "task": _task, "drop_task": _drop_task, "trigger": _trigger,
    "drop_trigger": _drop_trigger,
}  # fmt: skip
"""What a form on the page of a plan asks for, by its field `do`."""


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def plan(request: Request, reference: str) -> HttpResponse:
    """One plan: its sections, who holds its posts today, its next step."""
    row = found(Contingency, reference)
    tried = asked(request, _DEEDS, row)
    if tried.done:
        return redirect("contingency:plan", row.reference)
    if tried.problems:
        row = found(Contingency, reference)
    journal.note_reading("contingency.page", "contingency", [row.marking])
    context = _page(request, row) | {"problems": tried.problems, "typed": request.POST}
    return render(request, "plans/contingency.html", context, status=tried.status)


def _page(request: Request, row: Contingency) -> dict[str, Any]:
    staffing, do = Staffing(), request.POST.get("do")
    state, tone = presenting.state(row)
    may_edit = bool(verdict(request.actor, "edit", row.whereabouts)) and row.state == DRAFT
    posts = readers(row.whereabouts, language())
    crisis = Whereabouts("crisis", office=row.office, marking=row.marking)
    return {
        "plan": row,
        "state": state,
        "tone": tone,
        "warnings": presenting.warnings(row, staffing),
        "sections": presenting.sections(row, staffing),
        "triggers": presenting.triggers(row),
        "marking": row.marking,
        "thread": around("contingency", row.pk),
        "steps": _steps(request, row),
        "may_edit": may_edit,
        "may_propose": row.state in WATCHED and bool(verdict(request.actor, "create", crisis)),
        "may_play": row.state in (APPROVED, EXERCISED)
        and bool(verdict(request.actor, "propose", crisis)),
        "task": TaskForm(request.POST if do == "task" else None),
        "trigger": TriggerForm(request.POST if do == "trigger" else None),
        "seen": {"posts": sorted(posts.items()), "count": sum(posts.values())},
        "history": row.versions.all()[:12],
        "files": [(lang, suffix) for lang in ("fr", "en") for suffix in FORMATS],
    }


def _steps(request: Request, row: Contingency) -> list[Any]:
    taken = []
    for step in CONTINGENCY.steps_from(row.state):
        granted = verdict(request.actor, step.right, row.whereabouts)
        standing = getattr(granted, "standing", None)
        fits = not step.roles or (standing and standing.role in step.roles)
        if granted and fits and step.name not in OF_A_CRISIS:
            taken.append(step)
    return taken


# --- the tester ---------------------------------------------------------------------------------


def counting_as(actor: Anyone) -> AbstractContextManager[Any]:
    """As whom figures are counted: as the reader, or as the drafter for who reads figures only."""
    if any(verdict(actor, "summary", Whereabouts("incident", office=s.office))
           for s in actor.standings):  # fmt: skip
        return acting_as(SystemActor("drafter", ceiling=STRICT))
    return nullcontext()


@declares("signed-in")
@require_GET
def trial(request: Request, reference: str) -> HttpResponse:
    """Try a rule on the past: when it would have fired, and whether it ever could."""
    row = found(Contingency, reference)
    text = request.GET.get("rule", "").strip()
    form = TriggerForm({"rule": text} if text else None)
    context: dict[str, Any] = {"plan": row, "form": form, "marking": row.marking,
                               "triggers": presenting.triggers(row)}  # fmt: skip
    status = 200
    if text:
        try:
            rule = reading.read(text)
            with counting_as(request.actor):
                tried = counting.tried(rule, counting.Scope(row.office, row.marking), clock.today())
            context |= {
                "rule": written(rule, language()),
                "said": presenting.tried(tried),
                "windows": presenting.windows(rule),
                "episodes": [(one, [(figure(f, language()), n) for f, n in one.values.items()])
                             for one in reversed(tried.episodes)][:40],
                "charts": [(figure(one, language()), presenting.chart(one, tried))
                           for one in tried.by_day],
            }  # fmt: skip
        except RempartError as error:
            context["problems"], status = error.problems, error.http_status
    journal.note_reading("contingency.trial", "contingency", [row.marking])
    return render(request, "plans/trial.html", context, status=status)


@declares("signed-in")
@require_GET
def document(request: Request, reference: str, language: str, suffix: str) -> HttpResponse:
    """The plan as a document, in a language and a format."""
    if suffix not in FORMATS or language not in ("fr", "en"):
        raise NotThere
    row = found(Contingency, reference)
    journal.note_reading("contingency.document", "contingency", [row.marking])
    content, name = made(row, language, suffix)
    answer = HttpResponse(content, content_type=MEDIA_TYPES[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
