"""The pages of strategies: the tree, an objective, an indicator; typing them; the documents."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.documents.reports import FORMATS
from rempart.field.presenting import language as spoken
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.deeds import asked
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.kernel.finding import found
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, concerned, verdict
from rempart.leadership import choices, doors
from rempart.leadership.forms import WHOLE
from rempart.leadership.strategy import actions, documents, presenting, queries
from rempart.leadership.strategy import picture as pictures
from rempart.leadership.strategy.computed import COMPUTED, TERMS
from rempart.leadership.strategy.forms import (
    IndicatorForm,
    ObjectiveForm,
    ReadingForm,
    StrategyForm,
)
from rempart.leadership.strategy.models import (
    RUNNING,
    Consultation,
    Indicator,
    Objective,
    Strategy,
    worded,
)
from rempart.leadership.strategy.workflow import STRATEGY, party_name, unheard
from rempart.leadership.typing import Sheet, held, revision_of, typed
from rempart.plans import presenting as plans


@declares("signed-in")
@require_GET
def listed(request: Request) -> HttpResponse:
    """The strategies that the reader may see, the one in force first."""
    doors.for_the_concerned(request.actor, "strategy")
    rows = queries.strategies()
    markings = [row.marking for row in rows]
    journal.note_reading("strategy.list", "strategy", markings)
    running = next((row for row in rows if row.state in RUNNING), None)
    context = {
        "rows": [
            (row, presenting.title(row), choices.office_name(row.office, WHOLE),
             STRATEGY.labels[row.state], presenting.TONES.get(row.state, ""))
            for row in rows
        ],
        "running": running,
        "lede": presenting.lede(queries.tree(running)) if running else "",
        "marking": max(markings, default=UNCLASSIFIED),
        "may_write": doors.may(request.actor, "create", "strategy"),
    }  # fmt: skip
    return render(request, "leadership/strategies.html", context)


# --- the whole ----------------------------------------------------------------------------------


def _step(request: Request, row: Strategy) -> None:
    step, revision = request.POST.get("step", ""), revision_of(request)
    if step == "endorse" and request.POST.get("meeting", "").strip():
        meeting = request.POST["meeting"]
        actions.name_endorsement(target=row.pk, revision=revision, meeting=meeting)
        revision = None
    reason = request.POST.get("reason", "")
    actions.advance_strategy(target=row.pk, step=step, revision=revision, reason=reason)


def _figures(request: Request, row: Strategy) -> None:
    months = queries.months_to_take(row) or [_last_month()]
    actions.take_figures(target=row.pk, months=months)


def _last_month() -> Any:
    first = clock.today().replace(day=1)
    return (first - queries.ALARM).replace(day=1)


DEEDS = {"step": _step, "figures": _figures}

SHOWN = 12
"""Readings of the Mission on an indicator's page; of each office the last one."""


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def one(request: Request, reference: str) -> HttpResponse:
    """A strategy as a tree, what no activity serves, and the next step."""
    row = found(Strategy, reference)
    tried = asked(request, DEEDS, row)
    if tried.done:
        return redirect("leadership:strategy", row.reference)
    if tried.problems:
        row = found(Strategy, reference)
    context = _page(request, row) | {"problems": tried.problems, "typed": request.POST}
    journal.note_reading("strategy.page", "strategy", [context["marking"]])
    return render(request, "leadership/strategy.html", context, status=tried.status)


def _page(request: Request, row: Any) -> dict[str, Any]:
    tree = queries.tree(row)
    marks = [action.marking for branch in tree.branches for action in branch.actions]
    may_edit = bool(verdict(request.actor, "edit", row.whereabouts))
    heard = Consultation.objects.filter(strategy=row.pk).order_by("asked_on", "party")
    return {
        "strategy": row,
        "marking": max([row.marking, *marks]),
        "title": presenting.title(row),
        "purpose": worded(row, "purpose", spoken()),
        "state": STRATEGY.labels[row.state],
        "tone": presenting.TONES.get(row.state, ""),
        "lede": presenting.lede(tree),
        "volets": _volets(tree),
        "unserved": [(b.objective, presenting.text(b.objective)) for b in tree.unserved],
        "mandate": presenting.mandate(tree),
        "heard": [(one, party_name(one.party), presenting.answer(one)) for one in heard],
        "unheard": [party_name(code) for code in unheard(row)] if row.state == "draft" else [],
        "steps": doors.steps_for(request.actor, STRATEGY, row),
        "may_edit": may_edit,
        "may_write": may_edit and row.state == "draft",
        "may_take": may_edit and row.state in RUNNING,
        "to_take": queries.months_to_take(row) if row.state in RUNNING else [],
        "seen": doors.seen_by(row),
        "history": row.versions.all()[:12],
        "files": [(lang, suffix, documents.file_name(tree, lang, suffix))
                  for lang in ("fr", "en") for suffix in FORMATS],
        "pictures": [(lang, suffix, pictures.file_name(tree, lang, suffix))
                     for lang in ("fr", "en") for suffix in ("svg", "pdf")],
    }  # fmt: skip


def _volets(tree: queries.Tree) -> list[Any]:
    """The tree for the page: volets, modes, objectives in words with their gauges."""
    rules, words = profile().strategy, spoken()
    return [
        (volet.label(words), rules.line(volet.code, words), [
            (mode.label(words), [_leaf(branch) for branch in tree.cell(volet.code, mode.code)])
            for mode in rules.modes
        ])
        for volet in profile().vocabulary("volet")
    ]  # fmt: skip


def _leaf(branch: queries.Branch) -> dict[str, Any]:
    return {
        "objective": branch.objective,
        "text": presenting.text(branch.objective),
        "served": presenting.served(branch),
        "bare": not branch.actions,
        "gauges": [gauge_line(gauge) for gauge in branch.gauges],
    }


def gauge_line(gauge: queries.Gauge) -> dict[str, Any]:
    """An indicator in a list: its name, what it reads, its target, how it moves."""
    row, latest = gauge.indicator, gauge.latest
    return {
        "indicator": row,
        "name": presenting.name(row),
        "value": presenting.value(latest.value, row.unit) if latest else gettext("no reading"),
        "period": presenting.period(latest) if latest else "",
        "target": presenting.value(gauge.target, row.unit) if gauge.target is not None else "",
        "trend": gauge.trend,
        "reached": gauge.reached,
    }


@declares("signed-in")
@require_GET
def document(request: Request, reference: str, language: str, suffix: str) -> HttpResponse:
    """The strategy in a language and a format."""
    if suffix not in FORMATS or language not in ("fr", "en"):
        raise NotThere
    row = found(Strategy, reference)
    journal.note_reading("strategy.document", "strategy", [row.marking])
    tree = queries.tree(row)
    made = documents.strategy_file(tree, language, suffix)
    return doors.file(made, suffix, documents.file_name(tree, language, suffix))


@declares("signed-in")
@require_GET
def picture(request: Request, reference: str, language: str, suffix: str) -> HttpResponse:
    """The strategy on one page, as a drawing or as a sheet."""
    if suffix not in ("svg", "pdf") or language not in ("fr", "en"):
        raise NotThere
    row = found(Strategy, reference)
    journal.note_reading("strategy.picture", "strategy", [row.marking])
    tree = queries.tree(row)
    name = pictures.file_name(tree, language, suffix)
    if suffix == "pdf":
        return doors.file(pictures.strategy_pdf(tree, language), suffix, name)
    answer = HttpResponse(pictures.strategy_svg(tree, language), content_type="image/svg+xml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new(request: Request) -> HttpResponse:
    """Begin a strategy."""
    if not doors.may(request.actor, "create", "strategy"):
        raise NotThere

    def save(form: Any, _revision: int | None) -> str:
        said = dict(form.cleaned_data)
        marking = said.pop("marking")
        made = actions.write_strategy(said=cast(actions.Said, said), marking=marking)
        return reverse("leadership:strategy", args=[made.reference])

    return typed(request, Sheet(
        "strategy.new", gettext("Write a strategy"), reverse("leadership:strategies"),
        gettext("Strategy"), StrategyForm, save, {"marking": UNCLASSIFIED},
        where=Whereabouts("strategy", marking=UNCLASSIFIED, author=request.actor.id),
    ))  # fmt: skip


def _draft(request: Request, strategy: Strategy) -> None:
    """Go on only for who may write on a draft.

    Raises:
        NotThere: the reader may not, or it is no draft.
    """
    if strategy.state != "draft" or not verdict(request.actor, "edit", strategy.whereabouts):
        raise NotThere


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponse:
    """Correct the title and the purpose of a draft."""
    row = found(Strategy, reference)
    _draft(request, row)
    back = reverse("leadership:strategy", args=[row.reference])

    def save(form: Any, revision: int | None) -> str:
        said = cast(actions.Said, dict(form.cleaned_data))
        actions.describe_strategy(target=row.pk, revision=revision, said=said)
        return back

    def saved() -> tuple[Strategy, dict[str, Any]]:
        standing = found(Strategy, reference)
        return standing, StrategyForm.typed(standing)

    return typed(request, Sheet(
        f"strategy:{row.reference}", gettext("Correct the strategy"), back, row.reference,
        _correcting, save, StrategyForm.typed(row), row, saved,
    ))  # fmt: skip


def _correcting(*args: Any, **kwargs: Any) -> StrategyForm:
    """The form of a strategy that stands: its marking, which its parts share, stays."""
    form = StrategyForm(*args, **kwargs)
    del form.fields["marking"]
    return form


# --- objectives ---------------------------------------------------------------------------------


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new_objective(request: Request, reference: str) -> HttpResponse:
    """Add an objective to a draft."""
    row = found(Strategy, reference)
    _draft(request, row)

    def save(form: Any, _revision: int | None) -> str:
        made = actions.add_objective(strategy=row, said=form.said())
        return reverse("leadership:objective", args=[made.reference])

    back = reverse("leadership:strategy", args=[row.reference])
    return typed(request, Sheet(
        f"objective.new:{row.reference}", gettext("Add an objective"), back,
        presenting.title(row), ObjectiveForm, save, {}, where=row.whereabouts,
    ))  # fmt: skip


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def edit_objective(request: Request, reference: str) -> HttpResponse:
    """Correct an objective of a draft."""
    row = found(Objective, reference)
    _draft(request, row.strategy)
    back = reverse("leadership:objective", args=[row.reference])

    def save(form: Any, revision: int | None) -> str:
        actions.describe_objective(target=row.pk, revision=revision, said=form.said())
        return back

    def saved() -> tuple[Objective, dict[str, Any]]:
        standing = found(Objective, reference)
        return standing, ObjectiveForm.typed(standing)

    return typed(request, Sheet(
        f"objective:{row.reference}", gettext("Correct the objective"), back, row.reference,
        ObjectiveForm, save, ObjectiveForm.typed(row), row, saved,
    ))  # fmt: skip


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def objective(request: Request, reference: str) -> HttpResponse:
    """An objective: its outcomes with their indicators, and the actions that serve it."""
    row = found(Objective, reference)
    if request.method == "POST":
        if request.POST.get("do") != "strike":
            raise NotThere
        actions.strike_objective(target=row.pk)
        return redirect("leadership:strategy", row.strategy.reference)
    tree = queries.tree(row.strategy)
    branch = next((b for b in tree.branches if b.objective.pk == row.pk), queries.Branch(row))
    marking = max([row.marking, *(action.marking for action in branch.actions)])
    journal.note_reading("objective.page", "objective", [marking])
    may_edit = bool(verdict(request.actor, "edit", row.whereabouts))
    context = {
        "objective": row,
        "marking": marking,
        "strategy": row.strategy,
        "title": presenting.title(row.strategy),
        "text": presenting.text(row),
        "mode": profile().strategy.mode(row.mode, spoken()),
        "served": presenting.served(branch),
        "outcomes": [
            (presenting.outcome(said), [gauge_line(g) for g in branch.gauges_of(said["n"])])
            for said in row.outcomes
        ],
        "offices": ", ".join(profile().office(code).label(spoken()) for code in row.offices),
        "mandate": [item.label(spoken()) for item in profile().strategy.mandate
                    if item.code in row.mandate],
        "actions": plans.rows(branch.actions),
        "may_write": may_edit and row.strategy.state == "draft" and not row.struck,
        "may_propose": any(
            doors.may(request.actor, "create", "action", office.number)
            for office in profile().offices
        ),
    }  # fmt: skip
    return render(request, "leadership/objective.html", context)


# --- indicators ---------------------------------------------------------------------------------


def _indicator_sheet(request: Request, of: Objective, row: Indicator | None) -> HttpResponse:
    _draft(request, of.strategy)
    back = reverse("leadership:objective", args=[of.reference])

    def form(*args: Any, **kwargs: Any) -> IndicatorForm:
        return IndicatorForm(*args, outcomes=of.outcomes, **kwargs)

    def save(given: Any, revision: int | None) -> str:
        said = cast(actions.Measure, dict(given.cleaned_data))
        if row is None:
            actions.add_indicator(objective=of, said=said)
        else:
            actions.describe_indicator(target=row.pk, revision=revision, said=said)
        return back

    def saved() -> tuple[Indicator, dict[str, Any]]:
        assert row is not None
        standing = found(Indicator, row.reference)
        return standing, IndicatorForm.typed(standing)

    place = f"indicator:{row.reference}" if row else f"indicator.new:{of.reference}"
    title = gettext("Correct the indicator") if row else gettext("Add an indicator")
    return typed(request, Sheet(
        place, title, back, presenting.text(of), form, save,
        IndicatorForm.typed(row) if row else {}, row, saved if row else None,
        None if row else of.whereabouts,
    ))  # fmt: skip


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new_indicator(request: Request, reference: str) -> HttpResponse:
    """Say how an outcome will be known."""
    return _indicator_sheet(request, found(Objective, reference), None)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def edit_indicator(request: Request, reference: str) -> HttpResponse:
    """Correct an indicator of a draft."""
    row = found(Indicator, reference)
    return _indicator_sheet(request, row.objective, row)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def indicator(request: Request, reference: str) -> HttpResponse:
    """An indicator: its readings with their terms and sources, its trend, what it reads now."""
    row = found(Indicator, reference)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("do") == "strike":
                actions.strike_indicator(target=row.pk)
                return redirect("leadership:objective", row.objective.reference)
            said = held(ReadingForm(request.POST))
            said["office"] = choices.office_number(said["office"])
            actions.enter_reading(
                target=row.pk, revision=revision_of(request), said=cast(actions.Read, said)
            )
            return redirect("leadership:indicator", row.reference)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
    journal.note_reading("indicator.page", "indicator", [row.marking])
    context = _gauge_page(request, row) | {"problems": problems}
    return render(request, "leadership/indicator.html", context, status=status)


def _gauge_page(request: Request, row: Indicator) -> dict[str, Any]:
    series = queries.readings_of([row.pk])
    whole = queries.Gauge(row, tuple(series.get((row.pk, 0), ())))
    numbers = [0, *(office.number for office in profile().offices)]
    may_edit = bool(verdict(request.actor, "edit", row.whereabouts))
    return {
        "indicator": row,
        "marking": row.marking,
        "objective": row.objective,
        "objective_text": presenting.text(row.objective),
        "name": presenting.name(row),
        "line": gauge_line(whole),
        "baseline": presenting.value(row.baseline, row.unit) if row.baseline is not None else "",
        "baseline_on": row.baseline_on,
        "chart": presenting.chart(whole),
        "readings": [
            (choices.office_name(number, WHOLE), one, presenting.period(one),
             presenting.value(one.value, row.unit), presenting.terms(one))
            for number in numbers
            for one in series.get((row.pk, number), [])[:-(1 + (SHOWN if not number else 1)):-1]
        ],
        "now": _now(request, row),
        "may_enter": may_edit and not row.computed,
        "may_write": may_edit and row.objective.strategy.state == "draft" and not row.struck,
        "form": ReadingForm(request.POST if request.POST.get("do") == "read" else None),
    }  # fmt: skip


def _now(request: Request, row: Indicator) -> dict[str, Any] | None:
    """What a computed indicator reads this month, counted as a reader of the rows behind it."""
    if row.computed not in COMPUTED:
        return None
    if not all(concerned(request.actor, kind) for kind in COMPUTED[row.computed].kinds):
        return None
    today = clock.today()
    figure = COMPUTED[row.computed].compute(today.replace(day=1), today, None)
    told = "; ".join(f"{TERMS[code]} {n}" for code, n in figure.terms)
    return {"value": presenting.value(figure.value, row.unit), "terms": told}
