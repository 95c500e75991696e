"""The pages of coded sources, and of the openings of their identities."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rempart.doctrine.loader import current as profile
from rempart.kernel import journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, concerned, verdict
from rempart.people.proof import reauthenticated
from rempart.register.models import Report, Source
from rempart.register.reports import forms, presenting, sources

SHOWN = 100


def _may_register(request: Request) -> bool:
    return any(
        verdict(
            request.actor, "create", Whereabouts("source", office=s.office, component=s.component)
        )
        for s in request.actor.standings
    )


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def listed(request: Request) -> HttpResponse:
    """The coded sources that the reader sees, and the form that registers one."""
    may_register = _may_register(request)
    form = forms.SourceForm(request.POST or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        if not may_register:
            raise NotThere
        try:
            if form.is_valid():
                row = sources.register_source(said=form.said())
                return redirect("reports:source", row.reference)
        except RempartError as error:
            problems = tuple(error.problems)
    rows = list(sources.in_use()[: SHOWN + 1])
    told = presenting.told_count(rows[:SHOWN])
    journal.note_reading("source.list", "source", [row.marking for row in rows[:SHOWN]])
    context = {
        "form": form, "problems": problems, "may_register": may_register,
        "rows": [(row, told[row.pk], _component(row)) for row in rows[:SHOWN]],
        "cut": len(rows) > SHOWN, "protected": sum(row.protected for row in rows[:SHOWN]),
        "marking": max((row.marking for row in rows), default=UNCLASSIFIED),
        "may_see_openings": concerned(request.actor, "opening"),
    }  # fmt: skip
    status = 400 if request.method == "POST" else 200
    return render(request, "register/sources.html", context, status=status)


def _component(row: Source) -> str:
    found = [c for c in profile().components if c.number == row.component]
    return found[0].label(presenting.language()) if found else "–"


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def source(request: Request, reference: str) -> HttpResponse:
    """One source: what it is, what it told, and the sealed identity for whoever keeps it."""
    row = sources.source(reference)
    do = request.POST.get("do", "")
    form = forms.SourceForm(
        request.POST if do == "correct" else None,
        initial=_typed(row),
    )
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            if _done(request, row, form):
                return redirect("reports:source", row.reference)
            status = 400
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
        row = sources.source(reference)
    journal.note_reading("source.page", "source", [row.marking])
    context = _page(request, row) | {"form": form, "problems": problems, "typed": request.POST}
    return render(request, "register/source.html", context, status=status)


def _typed(row: Source) -> dict[str, Any]:
    return {name: getattr(row, name) for name in forms.SourceForm.base_fields}


def _done(request: Request, row: Source, form: forms.SourceForm) -> bool:
    """Do what the page's form asks; False where the form itself does not hold."""
    do = request.POST.get("do", "")
    given = request.POST.get("revision", "")
    revision = int(given) if given.isdigit() else None
    if do == "correct":
        if not form.is_valid():
            return False
        sources.correct_source(target=row.pk, revision=revision, said=form.said())
    elif do == "retire":
        sources.retire_source(target=row.pk, revision=revision)
    elif do == "seal":
        sources.keep_identity(source=row, text=request.POST.get("identity", ""))
    else:
        raise NotThere
    return True


def _page(request: Request, row: Source) -> dict[str, Any]:
    actor, words = request.actor, presenting.language()
    reports = list(Report.objects.filter(source=row.pk).order_by("-received_at")[:20])
    sealed = Whereabouts(
        "identity", row.office, row.component, UNCLASSIFIED,
        profile().compartment(sources.COMPARTMENT).number,
    )  # fmt: skip
    return {
        "source": row,
        "kind": profile().label("source_type", row.type, words),
        "component": _component(row),
        "office": profile().office(row.office).label(words) if row.office else "",
        "lines": presenting.lines(reports, {}),
        "history": presenting.history(row.versions.all()[:12]),
        "marking": row.marking,
        "may_edit": bool(verdict(actor, "edit", row.whereabouts)),
        "may_seal": bool(verdict(actor, "create", sealed)),
        "sealed": sources.has_identity(row.pk),
    }


@declares("signed-in")
@require_POST
@reauthenticated
def open_identity(request: Request, reference: str) -> HttpResponse:
    """Show who a source is, once, to whoever keeps it: with a reason, and the password again."""
    row = sources.source(reference)
    problems: tuple[Problem, ...] = ()
    identity, status = "", 200
    try:
        identity = sources.open_identity(source=row, reason=request.POST.get("reason", ""))
    except RempartError as error:
        if isinstance(error, NotThere):
            raise
        problems, status = tuple(error.problems), error.http_status
    context = _page(request, row) | {
        "form": forms.SourceForm(initial=_typed(row)),
        "problems": problems, "identity": identity, "typed": request.POST,
    }  # fmt: skip
    return render(request, "register/source.html", context, status=status)


@declares("signed-in")
@require_GET
def openings(request: Request) -> HttpResponse:
    """Who opened which identity, when and why: all of them for the head of the unit, else one's
    own."""
    if not concerned(request.actor, "opening"):
        raise NotThere
    rows = list(sources.openings()[:SHOWN])
    context = {
        "rows": [(row, bool(verdict(request.actor, "approve", row.whereabouts))) for row in rows],
        "unseen": sum(row.seen_at is None for row in rows),
    }
    return render(request, "register/openings.html", context)


@declares("signed-in")
@require_POST
def see(request: Request, opening: UUID) -> HttpResponse:
    """Say that one has read of an opening."""
    sources.see_opening(target=opening)
    return redirect("reports:openings")
