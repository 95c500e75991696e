"""What a form in the crisis room asks for, by its field `do`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from rempart.kernel.access import Request
from rempart.kernel.errors import BadInput, NotThere, Problem
from rempart.plans.crises import actions, conduct
from rempart.plans.crises.forms import LessonForm, LogForm, NewTaskForm, SitrepForm, TeamForm
from rempart.plans.crises.models import Crisis, CrisisTask
from rempart.plans.crises.team import set_team

Deed = Callable[[Request, Crisis], None]


def held(form: Any) -> Any:
    """A form that holds.

    Raises:
        BadInput: fields are wrong; each is named with what was typed.
    """
    if form.is_valid():
        return form
    raise BadInput.of(
        [
            Problem(str(form.fields[name].label or name), form.data.get(name, ""),
                    " ".join(map(str, faults)), _("Correct it and send again."), "form")
            for name, faults in form.errors.items()
        ]
    )  # fmt: skip


def _reason(request: Request) -> str:
    return str(request.POST.get("reason", ""))


def _activate(request: Request, row: Crisis) -> None:
    level = request.POST.get("level", "")
    team = held(TeamForm(request.POST)).cleaned_data["team"]
    actions.activate(target=row.pk, level=level, reason=_reason(request), team=team)


def _dismiss(request: Request, row: Crisis) -> None:
    actions.dismiss(target=row.pk, reason=_reason(request))


def _stand_down(request: Request, row: Crisis) -> None:
    actions.stand_down(target=row.pk, reason=_reason(request))


def _close(request: Request, row: Crisis) -> None:
    actions.record_lessons(target=row.pk)


def _log(request: Request, row: Crisis) -> None:
    conduct.write_log(crisis=row, **held(LogForm(request.POST)).said())


def _task(request: Request, row: Crisis) -> None:
    conduct.set_task(crisis=row, **held(NewTaskForm(request.POST)).cleaned_data)


def _settle(request: Request, row: Crisis) -> None:
    number = request.POST.get("task", "")
    task = CrisisTask.objects.filter(
        crisis=row.pk, number=int(number) if number.isdigit() else 0
    ).first()
    if task is None:
        raise NotThere
    conduct.settle_task(
        target=task.pk,
        done=request.POST.get("how") != "dropped",
        evidence=request.POST.get("evidence", ""),
    )


def _sitrep(request: Request, row: Crisis) -> None:
    told = held(SitrepForm(request.POST)).cleaned_data
    conduct.issue_sitrep(crisis=row, told=cast(conduct.Told, told))


def _lesson(request: Request, row: Crisis) -> None:
    form = held(LessonForm(request.POST))
    number = form.cleaned_data["number"]
    actions.add_lesson(row=row, said=cast(actions.Lesson, form.said()), number=number)


def _team(request: Request, row: Crisis) -> None:
    set_team(row=row, team=held(TeamForm(request.POST)).cleaned_data["team"])


DEEDS: dict[str, Deed] = {
    "activate": _activate, "dismiss": _dismiss, "stand_down": _stand_down, "close": _close,
    "log": _log, "task": _task, "settle": _settle, "sitrep": _sitrep, "lesson": _lesson,
    "team": _team,
}  # fmt: skip
