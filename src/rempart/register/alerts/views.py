"""The pages of alerts: the duty board, a call to take down, one alert with its steps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, drafts, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.conflicts import differing, last_change
from rempart.kernel.errors import BadInput, Conflict, NotThere, Problem, RempartError
from rempart.kernel.finding import found
from rempart.kernel.ids import read_reference
from rempart.kernel.links import around
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, verdict
from rempart.kernel.workflow import Transition
from rempart.people.offices import offices_of
from rempart.places.queries import CERCLE, areas_on
from rempart.register.alerts import metrics, presenting
from rempart.register.alerts.actions import (
    WARNED_OF,
    Told,
    advance_alert,
    edit_alert,
    link_incident,
    record_alert,
    unlink_incident,
)
from rempart.register.alerts.forms import AlertForm, CorrectionForm, PeriodForm, StepForm
from rempart.register.alerts.workflow import ALERT, CLOSED
from rempart.register.models import Alert, Incident
from rempart.register.refusing import keep_draft, put_aside

NEW = "alert.new"
_MOST = 200
"""The board shows so many open alerts at most, the oldest first."""


def _names(on: date) -> dict[str, str]:
    words = presenting.language()
    return {a.pcode: a.display(words) for a in areas_on(on, CERCLE).defer("outline")}


def _may_record(request: Request) -> bool:
    return any(
        verdict(request.actor, "create", Whereabouts("alert", office=standing.office))
        for standing in request.actor.standings
    )


@declares("signed-in")
@require_GET
def board(request: Request) -> HttpResponse:
    """The duty board: open alerts by what they wait for, each with its clock."""
    now = clock.now()
    rows = list(Alert.objects.exclude(state=CLOSED).order_by("received_at")[:_MOST])
    groups = presenting.board(rows, _names(clock.today()), now)
    journal.note_reading("alert.list", "alert", [row.marking for row in rows])
    context = {
        "groups": groups,
        "sentence": presenting.sentence(groups),
        "now": now,
        "marking": max((row.marking for row in rows), default=UNCLASSIFIED),
        "may_record": _may_record(request),
        "number": profile().mission.emergency_number,
    }
    part = request.htmx and not request.htmx.history_restore_request
    return render(request, f"register/{'alert_board' if part else 'alerts'}.html", context)


@declares("signed-in")
@require_GET
def figures(request: Request) -> HttpResponse:
    """What the alerts of a period came to: the last thirty days, or the period asked for."""
    today, words = clock.today(), presenting.language()
    offices = [(n, profile().office(n).label(words)) for n in offices_of(request.actor)]
    form = PeriodForm(request.GET or None, offices=offices)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    last = asked.get("until") or today
    first = asked.get("since") or last - timedelta(days=29)
    sample = metrics.sample(
        first, last, office=asked.get("office"), component=asked.get("component")
    )
    found = sample.metrics()
    journal.note_reading("alert.figures", "alert", [found.marking])
    context = {
        "form": form,
        "found": found,
        "first": first,
        "last": last,
        "backwards": first > last,
        "reasons": presenting.reasons(found),
        "delays": presenting.delays(found),
        "breakdowns": presenting.breakdowns(sample),
        "marking": found.marking,
    }
    return render(request, "register/alert_figures.html", context)


@declares("signed-in")
@require_GET
def night(request: Request) -> HttpResponse:
    """The board on paper for the night: what is open, by when, and room to write."""
    now = clock.now()
    rows = list(Alert.objects.exclude(state=CLOSED).order_by("received_at")[:_MOST])
    journal.note_reading("alert.night", "alert", [row.marking for row in rows])
    groups = presenting.board(rows, _names(clock.today()), now)
    context = {
        "groups": groups,
        "sentence": presenting.sentence(groups),
        "now": now,
        "number": profile().mission.emergency_number,
        "marking": max((row.marking for row in rows), default=UNCLASSIFIED),
    }
    return render(request, "register/alert_night.html", context)


@declares("signed-in")
@require_GET
def paper(request: Request) -> HttpResponse:
    """The form on paper, and the number to call, for when the house cannot be reached."""
    if not _may_record(request):
        raise NotThere
    context = {"number": profile().mission.emergency_number, "form": AlertForm()}
    return render(request, "register/alert_paper.html", context)


def _areas() -> list[tuple[str, str]]:
    return sorted(_names(clock.today()).items(), key=lambda pair: pair[1])


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def record(request: Request) -> HttpResponse:
    """Take down a call; what was typed and not saved comes back."""
    if not _may_record(request):
        raise NotThere
    if request.method == "GET":
        left = drafts.kept(NEW)
        first = AlertForm(initial=dict(left.said) if left else {}, areas=_areas())
        return render(request, "register/alert_new.html", {"form": first, "draft": left})
    if (answer := put_aside(request, NEW)) is not None:
        return answer
    form = AlertForm(request.POST, areas=_areas())
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            row = record_alert(heard=form.heard())
            drafts.drop(NEW)
            return redirect("alerts:alert", row.reference)
        except RempartError as error:
            problems = tuple(error.problems)
    keep_draft(NEW, request.POST)
    context = {"form": form, "problems": problems}
    return render(request, "register/alert_new.html", context, status=400)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def correct(request: Request, reference: str) -> HttpResponse:
    """Correct what an alert says; what somebody else saved meanwhile is shown beside it."""
    row = _found(reference)
    if not verdict(request.actor, "edit", row.whereabouts) or row.state == CLOSED:
        raise NotThere
    place = f"alert:{row.reference}"
    if request.method == "POST" and (answer := put_aside(request, place)) is not None:
        return answer
    left = drafts.kept(place) if request.method == "GET" else None
    form = CorrectionForm(
        request.POST or None, areas=_areas(), stamps=presenting.stamps(row),
        initial=presenting.typed(row) | (left.said if left else {}),
    )  # fmt: skip
    context: dict[str, Any] = {"form": form, "alert": row, "draft": left, "marking": row.marking}
    status = 200
    if request.method == "POST":
        status = 400
        try:
            if form.is_valid():
                edit_alert(target=row.pk, revision=_revision(request), heard=form.heard())
                drafts.drop(place)
                return redirect("alerts:alert", row.reference)
        except Conflict as error:
            context["problems"], status = error.problems, error.http_status
            context["alert"] = row = _found(reference)
            context |= {"differing": differing(form, presenting.typed(row)),
                        "changed": last_change(row)}  # fmt: skip
        except RempartError as error:
            context["problems"], status = error.problems, error.http_status
        keep_draft(place, request.POST)
    return render(request, "register/alert_new.html", context, status=status)


def _revision(request: Request) -> int | None:
    """The revision that the reader had before them."""
    given = request.POST.get("revision", "")
    return int(given) if given.isdigit() else None


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def alert(request: Request, reference: str) -> HttpResponse:
    """One alert: its clock, its thread, what is said, its times and the next step."""
    row = _found(reference)
    more: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        form = _step_form(request, row)
        status = 400
        try:
            if _done(request, row, form):
                return redirect("alerts:alert", row.reference)
        except RempartError as error:
            more["problems"], status = error.problems, error.http_status
            if isinstance(error, Conflict):
                row = _found(reference)
                more |= _meanwhile(request, row)
    journal.note_reading("alert.page", "alert", [row.marking])
    return render(request, "register/alert.html", _page(request, row) | more, status=status)


def _steps(request: Request, row: Alert) -> list[Transition]:
    """The steps that are open from where the alert stands, and the reader's to take."""
    return [
        step for step in ALERT.steps_from(row.state)
        if verdict(request.actor, step.right, row.whereabouts)
    ]  # fmt: skip


def _step_form(request: Request, row: Alert) -> StepForm:
    return StepForm(
        request.POST or None,
        steps=[step.name for step in _steps(request, row)],
        initial={"priority": row.priority},
    )


def _meanwhile(request: Request, row: Alert) -> dict[str, Any]:
    """What was done with an alert while somebody typed a step, and that beside what they typed."""
    typed = StepForm(request.POST)
    return {
        "meanwhile": presenting.history(row, after=_revision(request) or 0),
        "differing": presenting.beside(row, typed, request.POST.get("step", "")),
    }


def _page(request: Request, row: Alert) -> dict[str, Any]:
    now = clock.now()
    running = presenting.running(row, now)
    may_edit = verdict(request.actor, "edit", row.whereabouts)
    thread = around("alert", row.pk)
    return {
        "alert": row, "form": _step_form(request, row), "steps": _steps(request, row),
        "clock": running, "left": presenting.left(running, now) if running else "",
        "state": ALERT.labels[row.state], "said": presenting.said(row),
        "area": _names(clock.today()).get(row.area, ""),
        "times": presenting.times(row), "history": presenting.history(row),
        "thread": thread,
        "warned": [one.end for one in thread if one.outward and one.relation == WARNED_OF],
        "marking": row.marking,
        "may_edit": may_edit, "may_correct": may_edit and row.state != CLOSED,
        "typed": request.POST,
    }  # fmt: skip


def _found(reference: str) -> Alert:
    """The alert of that reference.

    Raises:
        NotThere: none that the reader may see.
    """
    return found(Alert, reference)


_LINKS = {"link": link_incident, "unlink": unlink_incident}


def _done(request: Request, row: Alert, form: StepForm) -> bool:
    """Do what the page's form asks; False where the form itself does not hold."""
    revision = _revision(request)
    if (deed := _LINKS.get(request.POST.get("do", ""))) is not None:
        typed = request.POST.get("incident", "")
        incident = Incident.objects.filter(reference=read_reference(typed) or "").first()
        if incident is None:
            raise BadInput(
                Problem(_("Reference of the incident"), typed, _("is no incident that you may see"),
                        _("Copy it from its page."), "none")
            )  # fmt: skip
        deed(target=row.pk, revision=revision, incident=incident)
        return True
    if not form.is_valid():
        return False
    told: dict[str, Any] = {k: v for k, v in form.cleaned_data.items() if v and k != "reason"}
    advance_alert(
        target=row.pk,
        step=request.POST.get("step", ""),
        revision=revision,
        reason=form.cleaned_data["reason"],
        told=Told(**told),  # type: ignore[typeddict-item]
    )
    return True
