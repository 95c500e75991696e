"""The register of consultations: who was asked what, and what they answered."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.kernel import journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.kernel.finding import found
from rempart.kernel.links import around
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, verdict
from rempart.leadership import doors
from rempart.leadership.strategy import actions, presenting
from rempart.leadership.strategy.forms import AnswerForm, ConsultationForm, StartForm
from rempart.leadership.strategy.models import Consultation, Strategy
from rempart.leadership.strategy.workflow import party_name
from rempart.leadership.typing import Sheet, held, typed

SHOWN = 300


@declares("signed-in")
@require_GET
def listed(request: Request) -> HttpResponse:
    """Every consultation that the reader may see, the latest first."""
    doors.for_the_concerned(request.actor, "consultation")
    rows = list(
        Consultation.objects.select_related("strategy").order_by("-asked_on", "-id")[:SHOWN]
    )
    markings = [row.marking for row in rows]
    journal.note_reading("consultation.list", "consultation", markings)
    context = {
        "rows": [(row, party_name(row.party), presenting.answer(row)) for row in rows],
        "waiting": sum(not row.answer for row in rows),
        "may_ask": doors.may(request.actor, "create", "consultation"),
        "objecting": sum(row.answer == "objects" for row in rows),
        "marking": max(markings, default=UNCLASSIFIED),
    }
    return render(request, "leadership/consultations.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new(request: Request, reference: str) -> HttpResponse:
    """Record that a party was consulted on a strategy."""
    strategy = found(Strategy, reference)
    if not verdict(request.actor, "edit", strategy.whereabouts):
        raise NotThere

    def save(form: Any, _revision: int | None) -> str:
        said = cast(actions.Asked, dict(form.cleaned_data))
        made = actions.consult(said=said, strategy=strategy)
        return reverse("leadership:consultation", args=[made.reference])

    back = reverse("leadership:strategy", args=[strategy.reference])
    return typed(request, Sheet(
        f"consultation.new:{strategy.reference}", gettext("Record a consultation"), back,
        presenting.title(strategy), ConsultationForm, save, {}, where=strategy.whereabouts,
    ))  # fmt: skip


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def start(request: Request) -> HttpResponse:
    """Record that a party was consulted on a record, named in the address or in the form."""
    if not doors.may(request.actor, "create", "consultation"):
        raise NotThere

    def save(form: Any, _revision: int | None) -> str:
        said = dict(form.cleaned_data)
        about = said.pop("about")
        made = actions.consult_on(said=cast(actions.Asked, said), reference=about)
        return reverse("leadership:consultation", args=[made.reference])

    return typed(request, Sheet(
        "consultation.new", gettext("Record a consultation"), reverse("leadership:consultations"),
        gettext("Consultations"), StartForm, save, {"about": request.GET.get("sur", "")},
        where=Whereabouts("consultation", marking=UNCLASSIFIED, author=request.actor.id),
    ))  # fmt: skip


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def one(request: Request, reference: str) -> HttpResponse:
    """One consultation, and its answer."""
    row = found(Consultation, reference)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            actions.record_answer(target=row.pk, **held(AnswerForm(request.POST)))
            return redirect("leadership:consultation", row.reference)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
    journal.note_reading("consultation.page", "consultation", [row.marking])
    may_answer = bool(verdict(request.actor, "edit", row.whereabouts))
    context = {
        "consultation": row,
        "marking": row.marking,
        "party": party_name(row.party),
        "answer": presenting.answer(row),
        "strategy": row.strategy,
        "about": [s.end for s in around("consultation", row.pk) if s.relation == actions.ABOUT],
        "title": presenting.title(row.strategy) if row.strategy else "",
        "form": AnswerForm(request.POST or None) if may_answer else None,
        "problems": problems,
    }
    return render(request, "leadership/consultation.html", context, status=status)
