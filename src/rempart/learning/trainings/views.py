"""The pages of trainings: the list, one with its gate, typing it, its document."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.documents.reports import FORMATS
from rempart.kernel import journal, links
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.kernel.finding import found
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, verdict
from rempart.leadership import doors
from rempart.leadership.typing import Sheet, held, revision_of, typed
from rempart.learning.papers import paper
from rempart.learning.trainings import actions, presenting
from rempart.learning.trainings.forms import (
    CheckForm,
    DeliveryForm,
    EvaluationForm,
    MissionForm,
    TrainingFilters,
    TrainingForm,
    own_offices,
)
from rempart.learning.trainings.models import Training
from rempart.learning.trainings.workflow import TRAINING

SHOWN = 200
FORMS: dict[str, Any] = {
    "screen": CheckForm, "deliver": DeliveryForm, "evaluate": EvaluationForm,
}  # fmt: skip
"""What each step asks for, where it asks for anything."""


@declares("signed-in")
@require_GET
def listed(request: Request) -> HttpResponse:
    """The trainings that the reader may see, the latest first."""
    doors.for_the_concerned(request.actor, "training")
    states = [(state, TRAINING.labels[state]) for state in TRAINING.states]
    offices = set(Training.objects.values_list("office", flat=True))
    form = TrainingFilters(request.GET.dict(), states=states, offices=offices)
    form.is_valid()
    wanted = {name: said for name, said in form.cleaned_data.items() if said}
    rows = list(Training.objects.filter(**wanted).order_by("-held_on", "-id")[:SHOWN])
    markings = [row.marking for row in rows]
    journal.note_reading("training.list", "training", markings)
    context = {
        "form": form,
        "rows": presenting.listed(rows),
        "stopped": sum(presenting.state_of(row)[1] == "bad" for row in rows),
        "cut": len(rows) == SHOWN,
        "marking": max(markings, default=UNCLASSIFIED),
        "may_write": bool(_may_propose(request)),
    }
    return render(request, "learning/trainings.html", context)


def _may_propose(request: Request) -> list[int]:
    offices = [number for number, _name in own_offices(request.actor)]
    return [number for number in offices if doors.may(request.actor, "create", "training", number)]


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new(request: Request) -> HttpResponse:
    """A blank proposal, or the one that was left half-typed."""
    offices = _may_propose(request)
    if not offices:
        raise NotThere

    def save(form: Any, _revision: int | None) -> str:
        said: Any = dict(form.cleaned_data)
        office, marking = said.pop("office"), said.pop("marking")
        return _address(actions.propose_training(office=office, said=said, marking=marking))

    return typed(request, Sheet(
        "training.new", gettext("Propose a training"), reverse("learning:trainings"),
        gettext("Trainings"), partial(TrainingForm, actor=request.actor), save,
        {"marking": UNCLASSIFIED, "language": "fr"},
        where=Whereabouts("training", offices[0], author=request.actor.id),
    ))  # fmt: skip


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponse:
    """Correct a proposal; what another device saved meanwhile is shown, never lost."""
    row = found(Training, reference)
    if not _may_write(request, row):
        raise NotThere

    def form(*args: Any, **kwargs: Any) -> TrainingForm:
        made = TrainingForm(*args, actor=request.actor, **kwargs)
        del made.fields["office"]
        return made

    def save(form: Any, revision: int | None) -> str:
        actions.describe_training(target=row.pk, revision=revision, said=form.cleaned_data)
        return _address(row)

    def saved() -> tuple[Training, dict[str, Any]]:
        standing = found(Training, reference)
        return standing, TrainingForm.typed(standing)

    title = gettext("Correct %(reference)s") % {"reference": row.reference}
    return typed(request, Sheet(
        f"training:{row.reference}", title, _address(row), row.reference, form, save,
        TrainingForm.typed(row), row, saved,
    ))  # fmt: skip


def _may_write(request: Request, row: Training) -> bool:
    open_still = row.state in ("proposed", "hrddp_screened")
    return open_still and bool(verdict(request.actor, "edit", row.whereabouts))


def _address(row: Training) -> str:
    return reverse("learning:training", args=[row.reference])


def _do(request: Request, row: Training) -> None:
    if request.POST.get("do") == "mission":
        actions.join_mission(target=row.pk, **held(MissionForm(request.POST)))
        return
    step = request.POST.get("step", "")
    said = held(FORMS[step](request.POST)) if step in FORMS else {}
    actions.advance_training(target=row.pk, step=step, revision=revision_of(request), said=said)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def one(request: Request, reference: str) -> HttpResponse:
    """One training, and what its reader may do next."""
    row = found(Training, reference)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            _do(request, row)
            return redirect(_address(row))
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
        row = found(Training, reference)
    journal.note_reading("training.page", "training", [row.marking])
    steps = doors.steps_for(request.actor, TRAINING, row)
    sent = request.POST.get("step", "")
    state, tone = presenting.state_of(row)
    may_join = bool(verdict(request.actor, "edit", row.whereabouts))
    context = {
        "row": row,
        "marking": row.marking,
        "state": state,
        "tone": tone,
        "lede": presenting.lede(row),
        "sections": presenting.sections(row),
        "steps": [
            (step, FORMS[step.name](request.POST if sent == step.name else None)
             if step.name in FORMS else None)
            for step in steps
        ],
        "strands": links.around("training", row.pk),
        "mission_form": MissionForm() if may_join else None,
        "may_write": _may_write(request, row),
        "problems": problems,
        "seen": doors.seen_by(row),
        "history": row.versions.all()[:12],
        "files": [(lang, suffix, _file_name(row, lang, suffix))
                  for lang in ("fr", "en") for suffix in FORMATS],
    }  # fmt: skip
    return render(request, "learning/training.html", context, status=status)


def _file_name(row: Training, language: str, suffix: str) -> str:
    return f"formation-{row.reference}-{language}.{suffix}"


@declares("signed-in")
@require_GET
def document(request: Request, reference: str, language: str, suffix: str) -> HttpResponse:
    """The training as a document."""
    if suffix not in FORMATS or language not in ("fr", "en"):
        raise NotThere
    row = found(Training, reference)
    journal.note_reading("training.document", "training", [row.marking])
    made = paper(
        language, suffix,
        words=lambda: (gettext("Training"), row.topic, presenting.sections(row)),
        reference=row.reference, marking=row.marking, day=row.held_on,
        draft=row.state in ("proposed", "hrddp_screened"),
    )  # fmt: skip
    return doors.file(made, suffix, _file_name(row, language, suffix))
