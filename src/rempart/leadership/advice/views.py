"""The pages of advice notes: the list, one note with its decision, typing it, the uptake."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.documents.reports import FORMATS
from rempart.kernel import clock, journal, links
from rempart.kernel.access import Request, declares
from rempart.kernel.deeds import asked
from rempart.kernel.errors import BadInput, NotThere, Problem
from rempart.kernel.filters import read_day
from rempart.kernel.finding import found
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, verdict
from rempart.leadership import choices, doors
from rempart.leadership.advice import actions, presenting, queries
from rempart.leadership.advice.documents import file_name, note_file
from rempart.leadership.advice.forms import FactForm, NoteFilters, NoteForm, PeriodForm
from rempart.leadership.advice.models import WAITING, AdviceNote
from rempart.leadership.advice.workflow import ADVICE, actions_of
from rempart.leadership.forms import TaskForm
from rempart.leadership.typing import Sheet, held, revision_of, typed
from rempart.plans import presenting as plans


@declares("signed-in")
@require_GET
def listed(request: Request) -> HttpResponse:
    """The notes that the reader may see, those that await a decision first."""
    doors.for_the_concerned(request.actor, "advice")
    states = [(state, ADVICE.labels[state]) for state in ADVICE.states]
    form = NoteFilters(request.GET.dict(), states=states)
    form.is_valid()
    rows = presenting.waiting_first(queries.notes(form.cleaned_data))
    markings = [row.marking for row in rows]
    journal.note_reading("advice.list", "advice", markings)
    context = {
        "form": form,
        "rows": presenting.listed(rows),
        "waiting": sum(row.state in WAITING for row in rows),
        "late": sum(row.late for row in rows),
        "cut": len(rows) == queries.SHOWN,
        "marking": max(markings, default=UNCLASSIFIED),
        "may_write": doors.may(request.actor, "create", "advice"),
    }
    return render(request, "leadership/notes.html", context)


@declares("signed-in")
@require_GET
def uptake(request: Request) -> HttpResponse:
    """What became of advice, by addressee, topic and office, with every term."""
    doors.for_the_concerned(request.actor, "advice")
    given = request.GET.dict() or {"since": f"{queries.year_ago():%d/%m/%Y}"}
    form = PeriodForm(given)
    form.is_valid()
    told = queries.uptake(form.cleaned_data.get("since"), form.cleaned_data.get("until"))
    journal.note_reading("advice.uptake", "advice", [told.whole.marking])
    context = {
        "form": form,
        "told": told,
        "sentence": presenting.sentence(told.whole),
        "marking": told.whole.marking,
        "today": clock.today(),
    }
    return render(request, "leadership/uptake.html", context)


# --- typing -------------------------------------------------------------------------------------


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new(request: Request) -> HttpResponse:
    """A blank note, or the one that was left half-typed."""
    if not doors.may(request.actor, "create", "advice"):
        raise NotThere

    def save(form: Any, _revision: int | None) -> str:
        said = form.said()
        office = choices.office_number(said.pop("office"))
        return _address(actions.write_note(said=said, office=office))

    where = Whereabouts("advice", marking=UNCLASSIFIED, author=request.actor.id)
    return typed(request, Sheet(
        "advice.new", gettext("Write an advice note"), reverse("leadership:notes"),
        gettext("Advice notes"), NoteForm, save, {"marking": UNCLASSIFIED, "language": "fr"},
        where=where,
    ))  # fmt: skip


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponse:
    """Write on; what another device saved meanwhile is shown, never lost."""
    row = found(AdviceNote, reference)
    if row.state != "draft" or not verdict(request.actor, "edit", row.whereabouts):
        raise NotThere

    def save(form: Any, revision: int | None) -> str:
        said = form.said()
        said.pop("office", None)
        actions.describe_note(target=row.pk, revision=revision, said=said)
        return _address(row)

    def saved() -> tuple[AdviceNote, dict[str, Any]]:
        standing = found(AdviceNote, reference)
        return standing, NoteForm.typed(standing)

    title = gettext("Correct %(reference)s") % {"reference": row.reference}
    return typed(request, Sheet(
        f"advice:{row.reference}", title, _address(row), row.reference, _correcting, save,
        NoteForm.typed(row), row, saved,
    ))  # fmt: skip


def _correcting(*args: Any, **kwargs: Any) -> NoteForm:
    """The form of a note that stands: the office stays."""
    form = NoteForm(*args, **kwargs)
    del form.fields["office"]
    return form


def _address(row: AdviceNote) -> str:
    return reverse("leadership:note", args=[row.reference])


# --- one note -----------------------------------------------------------------------------------


def _fact(request: Request, row: AdviceNote) -> None:
    actions.cite_fact(target=row.pk, **held(FactForm(request.POST)))


def _task(request: Request, row: AdviceNote) -> None:
    actions.propose_task(target=row.pk, said=held(TaskForm(request.POST)))


def _number(request: Request) -> int:
    given = request.POST.get("number", "")
    return int(given) if given.isdigit() else 0


def _drop_fact(request: Request, row: AdviceNote) -> None:
    actions.drop_fact(target=row.pk, number=_number(request))


def _drop_task(request: Request, row: AdviceNote) -> None:
    actions.drop_task(target=row.pk, number=_number(request))


def _step(request: Request, row: AdviceNote) -> None:
    actions.advance_note(
        target=row.pk,
        step=request.POST.get("step", ""),
        revision=revision_of(request),
        reason=request.POST.get("reason", ""),
        ordered=[int(n) for n in request.POST.getlist("ordered") if n.isdigit()],
        until=_until(request.POST.get("until", "")),
        outcome=request.POST.get("outcome", ""),
    )


def _until(text: str) -> Any:
    if not text.strip():
        return None
    try:
        return read_day(text)
    except ValueError as error:
        message, remedy = gettext("is no date"), gettext("Write 17/11/2014 or 17 Nov 2014.")
        raise BadInput(Problem(gettext("Deferred until"), text, message, remedy, "date")) from error


DEEDS = {"fact": _fact, "task": _task, "drop_fact": _drop_fact, "drop_task": _drop_task,
         "step": _step}  # fmt: skip


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def one(request: Request, reference: str) -> HttpResponse:
    """One note: its six parts, and what its reader may do next."""
    row = found(AdviceNote, reference)
    tried = asked(request, DEEDS, row)
    if tried.done:
        return redirect(_address(row))
    if tried.problems:
        row = found(AdviceNote, reference)
    journal.note_reading("advice.page", "advice", [row.marking])
    context = _page(request, row) | {"problems": tried.problems, "typed": request.POST}
    return render(request, "leadership/note.html", context, status=tried.status)


def _page(request: Request, row: Any) -> dict[str, Any]:
    state, tone = presenting.state_of(row)
    steps = {step.name: step for step in doors.steps_for(request.actor, ADVICE, row)}
    do = request.POST.get("do", "")
    may_write = row.state == "draft" and bool(verdict(request.actor, "edit", row.whereabouts))
    return {
        "note": row,
        "marking": row.marking,
        "state": state,
        "tone": tone,
        "lede": presenting.lede(row),
        "sections": presenting.sections(row),
        "facts": presenting.facts(row),
        "tasks": [(task, presenting.task_line(task)) for task in row.tasks],
        "made": plans.rows(actions_of(row)),
        "steps": steps,
        "decides": [steps[name] for name in ("accept", "accept_in_part", "reject", "defer")
                    if name in steps],
        "may_write": may_write,
        "fact_form": FactForm(request.POST if do == "fact" else None),
        "task_form": TaskForm(request.POST if do == "task" else None),
        "seen": doors.seen_by(row),
        "may_ask": doors.may(request.actor, "create", "consultation"),
        "consulted": [s.end for s in links.around("advice", row.pk)
                      if s.end.kind == "consultation"],
        "history": row.versions.all()[:12],
        "files": [(lang, suffix, file_name(row, lang, suffix))
                  for lang in ("fr", "en") for suffix in FORMATS],
    }  # fmt: skip


@declares("signed-in")
@require_GET
def document(request: Request, reference: str, language: str, suffix: str) -> HttpResponse:
    """The note as a document, in a language and a format."""
    if suffix not in FORMATS or language not in ("fr", "en"):
        raise NotThere
    row = found(AdviceNote, reference)
    journal.note_reading("advice.document", "advice", [row.marking])
    return doors.file(note_file(row, language, suffix), suffix, file_name(row, language, suffix))
