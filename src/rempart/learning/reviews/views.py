"""The pages of after-action reviews: the list, one with its changes, typing it, its document."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.documents.reports import FORMATS
from rempart.kernel import journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.kernel.finding import found
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, verdict
from rempart.leadership import doors
from rempart.leadership.typing import Sheet, held, revision_of, typed
from rempart.learning.papers import paper
from rempart.learning.reviews import actions, presenting
from rempart.learning.reviews.forms import AboutForm, ChangeForm, ReviewForm
from rempart.learning.reviews.models import Review
from rempart.learning.reviews.workflow import REVIEW
from rempart.learning.trainings.forms import OfficeFilters, own_offices
from rempart.plans.models import Action

SHOWN = 200


def _may_write_in(request: Request) -> list[int]:
    offices = [number for number, _name in own_offices(request.actor)]
    return [number for number in offices if doors.may(request.actor, "create", "review", number)]


@declares("signed-in")
@require_GET
def listed(request: Request) -> HttpResponse:
    """The reviews that the reader may see, the latest first."""
    doors.for_the_concerned(request.actor, "review")
    states = [(state, REVIEW.labels[state]) for state in REVIEW.states]
    offices = set(Review.objects.values_list("office", flat=True))
    form = OfficeFilters(request.GET.dict(), states=states, offices=offices)
    form.is_valid()
    wanted = {name: said for name, said in form.cleaned_data.items() if said}
    rows = list(Review.objects.filter(**wanted).order_by("-held_on", "-id")[:SHOWN])
    markings = [row.marking for row in rows]
    journal.note_reading("review.list", "review", markings)
    context = {
        "form": form,
        "rows": presenting.listed(rows),
        "changes": sum(len(row.changes) for row in rows),
        "cut": len(rows) == SHOWN,
        "marking": max(markings, default=UNCLASSIFIED),
        "may_write": bool(_may_write_in(request)),
    }
    return render(request, "learning/reviews.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new(request: Request) -> HttpResponse:
    """A blank review, or the one that was left half-typed."""
    offices = _may_write_in(request)
    if not offices:
        raise NotThere

    def save(form: Any, _revision: int | None) -> str:
        said: Any = dict(form.cleaned_data)
        office, marking = said.pop("office"), said.pop("marking")
        return _address(actions.write_review(office=office, said=said, marking=marking))

    return typed(request, Sheet(
        "review.new", gettext("Hold an after-action review"), reverse("learning:reviews"),
        gettext("After-action reviews"), partial(ReviewForm, actor=request.actor), save,
        {"marking": UNCLASSIFIED, "language": "fr"},
        where=Whereabouts("review", offices[0], author=request.actor.id),
    ))  # fmt: skip


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponse:
    """Write on; what another device saved meanwhile is shown, never lost."""
    row = found(Review, reference)
    if not _may_write(request, row):
        raise NotThere

    def form(*args: Any, **kwargs: Any) -> ReviewForm:
        made = ReviewForm(*args, actor=request.actor, **kwargs)
        del made.fields["office"]
        return made

    def save(form: Any, revision: int | None) -> str:
        actions.describe_review(target=row.pk, revision=revision, said=form.cleaned_data)
        return _address(row)

    def saved() -> tuple[Review, dict[str, Any]]:
        standing = found(Review, reference)
        return standing, ReviewForm.typed(standing)

    title = gettext("Correct %(reference)s") % {"reference": row.reference}
    return typed(request, Sheet(
        f"review:{row.reference}", title, _address(row), row.reference, form, save,
        ReviewForm.typed(row), row, saved,
    ))  # fmt: skip


def _may_write(request: Request, row: Review) -> bool:
    return row.state == "draft" and bool(verdict(request.actor, "edit", row.whereabouts))


def _address(row: Review) -> str:
    return reverse("learning:review", args=[row.reference])


def _do(request: Request, row: Review) -> None:
    do = request.POST.get("do", "")
    if do == "about":
        actions.look_back_on(target=row.pk, **held(AboutForm(request.POST)))
    elif do == "change":
        said = held(ChangeForm(request.POST))
        actions.add_change(target=row.pk, tool=said.pop("tool", ""), said=said)
    else:
        actions.advance_review(
            target=row.pk, step=request.POST.get("step", ""), revision=revision_of(request)
        )


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def one(request: Request, reference: str) -> HttpResponse:
    """One review: its four parts, and what its reader may do next."""
    row = found(Review, reference)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            _do(request, row)
            return redirect(_address(row))
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
        row = found(Review, reference)
    journal.note_reading("review.page", "review", [row.marking])
    do, state_and_tone = request.POST.get("do", ""), presenting.state_of(row)
    about = presenting.about(row)
    references = [one["action"] for one in row.changes]
    seen = set(Action.objects.filter(reference__in=references).values_list("reference", flat=True))
    may_write = _may_write(request, row)
    context = {
        "row": row,
        "marking": row.marking,
        "state": state_and_tone[0],
        "tone": state_and_tone[1],
        "lede": presenting.lede(row, about),
        "sections": presenting.sections(row, about),
        "about": about,
        "changes": [(one, one["action"] in seen) for one in row.changes],
        "steps": doors.steps_for(request.actor, REVIEW, row),
        "about_form": AboutForm(request.POST if do == "about" else None) if may_write else None,
        "change_form": ChangeForm(request.POST if do == "change" else None) if may_write else None,
        "may_write": may_write,
        "problems": problems,
        "seen": doors.seen_by(row),
        "history": row.versions.all()[:12],
        "files": [(lang, suffix, _file_name(row, lang, suffix))
                  for lang in ("fr", "en") for suffix in FORMATS],
    }  # fmt: skip
    return render(request, "learning/review.html", context, status=status)


def _file_name(row: Review, language: str, suffix: str) -> str:
    return f"bilan-{row.reference}-{language}.{suffix}"


@declares("signed-in")
@require_GET
def document(request: Request, reference: str, language: str, suffix: str) -> HttpResponse:
    """The review as a document."""
    if suffix not in FORMATS or language not in ("fr", "en"):
        raise NotThere
    row = found(Review, reference)
    journal.note_reading("review.document", "review", [row.marking])
    about = presenting.about(row)
    made = paper(
        language, suffix,
        words=lambda: (
            gettext("After-action review"), row.title, presenting.sections(row, about)
        ),
        reference=row.reference, marking=row.marking, day=row.held_on, draft=row.state == "draft",
    )  # fmt: skip
    return doors.file(made, suffix, _file_name(row, language, suffix))
