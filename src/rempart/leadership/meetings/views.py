"""The pages of meetings: the calendar, one meeting, planning it, writing its minutes."""

from __future__ import annotations

from itertools import groupby
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.documents.reports import FORMATS
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.deeds import asked
from rempart.kernel.errors import NotThere
from rempart.kernel.finding import found
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, verdict
from rempart.leadership import choices, doors, tasks
from rempart.leadership.meetings import actions, presenting, queries
from rempart.leadership.meetings.documents import file_name, meeting_file
from rempart.leadership.meetings.forms import (
    AttendanceForm,
    DecisionForm,
    MeetingFilters,
    MinutesForm,
    PlanForm,
)
from rempart.leadership.meetings.models import Meeting
from rempart.leadership.meetings.workflow import HELD, MEETING, OPEN
from rempart.leadership.typing import Sheet, held, revision_of, typed
from rempart.plans import presenting as plans


@declares("signed-in")
@require_GET
def listed(request: Request) -> HttpResponse:
    """The calendar of the bodies: what comes, what was held, who has lost their rhythm."""
    doors.for_the_concerned(request.actor, "meeting")
    form = MeetingFilters(request.GET.dict())
    form.is_valid()
    rows = queries.meetings(form.cleaned_data.get("body", ""))
    markings = [row.marking for row in rows]
    journal.note_reading("meeting.list", "meeting", markings)
    rhythms = queries.rhythms(rows if not form.cleaned_data.get("body") else queries.meetings())
    lines = [(row, presenting.body_of(row), MEETING.labels[row.state]) for row in rows]
    by_month = groupby(lines, key=lambda line: line[0].held_on.replace(day=1))
    context = {
        "form": form,
        "months": [(presenting.month_of(month), list(found)) for month, found in by_month],
        "rhythms": rhythms,
        "late": sum(rhythm.late for rhythm in rhythms),
        "coming": sum(row.held_on >= clock.today() and row.state in ("planned", "convened")
                      for row in rows),
        "marking": max(markings, default=UNCLASSIFIED),
        "may_plan": doors.may(request.actor, "create", "meeting"),
    }  # fmt: skip
    return render(request, "leadership/meetings.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new(request: Request) -> HttpResponse:
    """Plan a meeting."""
    if not doors.may(request.actor, "create", "meeting"):
        raise NotThere

    def save(form: Any, _revision: int | None) -> str:
        said = dict(form.cleaned_data)
        body, office = said.pop("body"), choices.office_number(said.pop("office"))
        marking = said.pop("marking")
        made = actions.plan_meeting(
            body=body, said=cast(actions.Said, said), office=office, marking=marking
        )
        return _address(made)

    return typed(request, Sheet(
        "meeting.new", gettext("Plan a meeting"), reverse("leadership:meetings"),
        gettext("Meetings"), PlanForm, save, {"marking": UNCLASSIFIED},
        where=Whereabouts("meeting", marking=UNCLASSIFIED, author=request.actor.id),
    ))  # fmt: skip


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponse:
    """Correct the plan, or write the minutes."""
    row = found(Meeting, reference)
    if row.state not in OPEN or not verdict(request.actor, "edit", row.whereabouts):
        raise NotThere

    def save(form: Any, revision: int | None) -> str:
        said = cast(actions.Said, dict(form.cleaned_data))
        actions.describe_meeting(target=row.pk, revision=revision, said=said)
        return _address(row)

    def saved() -> tuple[Meeting, dict[str, Any]]:
        standing = found(Meeting, reference)
        return standing, MinutesForm.typed(standing)

    title = gettext("Correct %(reference)s") % {"reference": row.reference}
    return typed(request, Sheet(
        f"meeting:{row.reference}", title, _address(row), row.reference, MinutesForm, save,
        MinutesForm.typed(row), row, saved,
    ))  # fmt: skip


def _address(row: Meeting) -> str:
    return reverse("leadership:meeting", args=[row.reference])


# --- one meeting --------------------------------------------------------------------------------


def _fill(request: Request, row: Meeting) -> None:
    actions.fill_agenda(target=row.pk)


def _point(request: Request, row: Meeting) -> None:
    actions.add_point(target=row.pk, words=request.POST.get("words", ""))


def _strike(request: Request, row: Meeting) -> None:
    given = request.POST.get("number", "")
    actions.strike_point(target=row.pk, number=int(given) if given.isdigit() else 0)


def _attend(request: Request, row: Meeting) -> None:
    form = AttendanceForm(request.POST, row=row)
    held(form)
    actions.record_attendance(target=row.pk, seats=form.said())


def _decide(request: Request, row: Meeting) -> None:
    form = DecisionForm(request.POST)
    said = held(form)
    task = cast(tasks.Task | None, form.task())
    actions.record_decision(target=row.pk, words=said["words"], task=task)


def _step(request: Request, row: Meeting) -> None:
    actions.advance_meeting(
        target=row.pk,
        step=request.POST.get("step", ""),
        revision=revision_of(request),
        reason=request.POST.get("reason", ""),
    )


DEEDS = {"fill": _fill, "point": _point, "strike": _strike, "attend": _attend,
         "decide": _decide, "step": _step}  # fmt: skip


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def one(request: Request, reference: str) -> HttpResponse:
    """One meeting: its agenda, who sat there, what came out of it."""
    row = found(Meeting, reference)
    tried = asked(request, DEEDS, row)
    if tried.done:
        return redirect(_address(row))
    if tried.problems:
        row = found(Meeting, reference)
    context = _page(request, row) | {"problems": tried.problems, "typed": request.POST}
    journal.note_reading("meeting.page", "meeting", [context["marking"]])
    return render(request, "leadership/meeting.html", context, status=tried.status)


def _page(request: Request, row: Any) -> dict[str, Any]:
    may_edit = bool(verdict(request.actor, "edit", row.whereabouts)) and row.state in OPEN
    do = request.POST.get("do", "")
    issued = presenting.issued(row)
    before = row.state in ("planned", "convened")
    return {
        "meeting": row,
        "marking": max([row.marking, *(action.marking for action in issued)]),
        "state": MEETING.labels[row.state],
        "lede": presenting.lede(row),
        "headings": presenting.by_heading(presenting.points(row)),
        "sections": presenting.on_page(row),
        "issued": plans.rows(issued),
        "steps": doors.steps_for(request.actor, MEETING, row),
        "may_edit": may_edit,
        "may_fill": may_edit and before,
        "seats": AttendanceForm(request.POST if do == "attend" else None, row=row)
        if may_edit and row.state != "minutes_draft" else None,
        "decision": DecisionForm(request.POST if do == "decide" else None)
        if may_edit and row.state in HELD else None,
        "seen": doors.seen_by(row),
        "history": row.versions.all()[:12],
        "files": [(lang, suffix, file_name(row, lang, suffix))
                  for lang in ("fr", "en") for suffix in FORMATS],
    }  # fmt: skip


@declares("signed-in")
@require_GET
def document(request: Request, reference: str, language: str, suffix: str) -> HttpResponse:
    """The agenda or the minutes, in a language and a format, as far as the reader may read."""
    if suffix not in FORMATS or language not in ("fr", "en"):
        raise NotThere
    row = found(Meeting, reference)
    journal.note_reading("meeting.document", "meeting", [row.marking])
    made = meeting_file(row, language, suffix)
    return doors.file(made, suffix, file_name(row, language, suffix))
