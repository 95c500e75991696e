"""The pages of offices in a strategy: all of them beside each other, one's part, its report."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.field.presenting import language
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import BadInput, NotThere
from rempart.kernel.finding import found
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, verdict
from rempart.leadership.strategy import presenting, queries, reporting
from rempart.leadership.strategy.forms import ReportForm
from rempart.leadership.strategy.models import RUNNING, Progress, Strategy
from rempart.leadership.strategy.views import gauge_line
from rempart.leadership.typing import Sheet, typed
from rempart.people.offices import offices_of
from rempart.plans import presenting as plans


def _office(code: str) -> Any:
    try:
        return profile().office(code)
    except BadInput as error:
        raise NotThere from error


@declares("signed-in")
@require_GET
def compare(request: Request, reference: str) -> HttpResponse:
    """The offices beside each other, as far as the reader sees their reports and actions."""
    row = found(Strategy, reference)
    mine = offices_of(request.actor)
    told = queries.compared(row, mine)
    marks = [r.marking for r in told.reports.values()]
    marks += [a.marking for b in told.tree.branches for a in b.actions]
    marking = max([row.marking, *marks])
    journal.note_reading("strategy.offices", "strategy", [marking])
    words = language()
    lines = [
        (branch.objective, presenting.text(branch.objective), [
            (_state(told.state(branch.objective, office)), told.actions(branch, office))
            for office in mine
        ])
        for branch in told.tree.branches
    ]  # fmt: skip
    figures = [
        (gauge.indicator, presenting.name(gauge.indicator), [
            gauge_line(told.gauges[gauge.indicator.pk, office])["value"] for office in mine
        ])
        for branch in told.tree.branches for gauge in branch.gauges
    ]  # fmt: skip
    reported = [office for office in mine if office in told.reports]
    context = {
        "strategy": row,
        "title": presenting.title(row),
        "marking": marking,
        "offices": [(profile().office(o), profile().office(o).label(words)) for o in mine],
        "lines": lines,
        "figures": figures,
        "reported": len(reported),
        "missing": [profile().office(o).label(words) for o in queries.missing_reports(row)
                    if o in mine],
    }  # fmt: skip
    return render(request, "leadership/offices.html", context)


def _state(code: str) -> tuple[str, str]:
    """Where an objective stands, in words, with its tone; empty where it does not concern."""
    return (str(reporting.STATES[code]) if code else "", reporting.TONES.get(code, ""))


@declares("signed-in")
@require_GET
def part(request: Request, reference: str, office: str) -> HttpResponse:
    """An office's part of a strategy: its objectives, their figures, its actions and reports."""
    row, bureau = found(Strategy, reference), _office(office)
    tree = queries.tree(row, bureau.code)
    reports = list(Progress.objects.filter(strategy=row.pk, office=bureau.number)
                   .order_by("-until")[:8])  # fmt: skip
    last = reports[0] if reports else None
    marks = [a.marking for b in tree.branches for a in b.actions] + [r.marking for r in reports]
    marking = max([row.marking, *marks])
    journal.note_reading("strategy.part", "strategy", [marking])
    until = reporting.period_ends(clock.today())
    context = {
        "strategy": row,
        "title": presenting.title(row),
        "office": bureau,
        "name": bureau.label(language()),
        "marking": marking,
        "branches": [_branch(branch, last) for branch in tree.branches],
        "reports": reports,
        "last": last,
        "until": until,
        "due": last is None or last.until < until,
        "may_report": _may_report(request, row, bureau.number),
    }
    return render(request, "leadership/office_part.html", context)


def _branch(branch: queries.Branch, last: Progress | None) -> dict[str, Any]:
    entry = last.entries.get(str(branch.objective.pk)) if last else None
    state, tone = _state(entry["state"] if entry else "unknown")
    return {
        "objective": branch.objective,
        "text": presenting.text(branch.objective),
        "state": state,
        "tone": tone,
        "words": entry["words"] if entry else "",
        "gauges": [gauge_line(gauge) for gauge in branch.gauges],
        "actions": plans.rows(branch.actions),
    }


def _may_report(request: Request, row: Strategy, office: int) -> bool:
    where = Whereabouts("progress", office=office, marking=row.marking)
    return row.state in RUNNING and bool(verdict(request.actor, "create", where))


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def report(request: Request, reference: str, office: str) -> HttpResponse:
    """Report on an office's part at the end of a period, or correct that report."""
    strategy, bureau = found(Strategy, reference), _office(office)
    if not _may_report(request, strategy, bureau.number):
        raise NotThere
    until = reporting.period_ends(clock.today())
    objectives = reporting.objectives_of(strategy, bureau.code)
    row = Progress.objects.filter(strategy=strategy.pk, office=bureau.number, until=until).first()
    back = reverse("leadership:office_part", args=[strategy.reference, bureau.code])

    def form(*args: Any, **kwargs: Any) -> ReportForm:
        return ReportForm(*args, objectives=objectives, **kwargs)

    def save(given: Any, revision: int | None) -> str:
        said = {"entries": given.entries(), "words": given.cleaned_data["words"]}
        if row is None:
            reporting.report_progress(strategy=strategy, office=bureau.code, until=until, **said)
        else:
            reporting.correct_progress(target=row.pk, revision=revision, **said)
        return back

    def saved() -> tuple[Progress, dict[str, Any]]:
        standing = Progress.objects.get(pk=row.pk) if row else None
        assert standing is not None
        return standing, ReportForm.typed(standing)

    title = gettext("%(office)s: report up to %(until)s") % {
        "office": bureau.label(language()), "until": presenting.day(until),
    }  # fmt: skip
    where = Whereabouts("progress", office=bureau.number, marking=UNCLASSIFIED)
    return typed(request, Sheet(
        f"progress:{strategy.reference}:{bureau.code}", title, back,
        gettext("The office’s part"), form, save, ReportForm.typed(row) if row else {}, row,
        saved if row else None, where,
    ))  # fmt: skip
