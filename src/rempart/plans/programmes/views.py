"""The pages of regional plans: the list, one plan, its lines, what is proposed, two versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.actor import Anyone
from rempart.kernel.conflicts import differing, last_change
from rempart.kernel.errors import BadInput, Conflict, NotThere, Problem, RempartError
from rempart.kernel.finding import found
from rempart.kernel.links import around
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, verdict
from rempart.people.offices import offices_of
from rempart.people.readers import readers
from rempart.people.standing import post_of
from rempart.places.queries import areas_of_office
from rempart.plans.programmes import actions, comparing, presenting, proposing, queries
from rempart.plans.programmes.documents import FORMATS, MEDIA_TYPES, file_name
from rempart.plans.programmes.forms import ConsultationForm, LineForm, PlanFilters, PlanForm
from rempart.plans.programmes.models import Plan
from rempart.plans.programmes.workflow import REGIONAL, WRITABLE, unheard

PAGE = 200
Choices = list[tuple[str, Any]]


def offices_open(actor: Anyone, kind: str) -> list[int]:
    """The offices in which the actor may create a row of that kind."""
    return [
        office
        for office in offices_of(actor)
        if verdict(actor, "create", Whereabouts(kind, office=office))
    ]


def seen_by(row: Any) -> dict[str, Any]:
    """Who sees the plan, by post."""
    posts = readers(row.whereabouts, presenting.language())
    return {"posts": sorted(posts.items()), "count": sum(posts.values())}


def problems_of(form: Any) -> tuple[Problem, ...]:
    """The faults of a form that is one among several on a page."""
    remedy = gettext("Correct it and save again.")
    return tuple(
        Problem(str(form.fields[name].label), form.data.get(name, ""), " ".join(map(str, faults)),
                remedy, "form")
        for name, faults in form.errors.items()
    )  # fmt: skip


# --- the list -----------------------------------------------------------------------------------


@declares("signed-in")
@require_GET
def listed(request: Request) -> HttpResponse:
    """The regional plans that the reader may see: those in force first."""
    words = presenting.language()
    choices = [(o.code, o.label(words)) for o in map(profile().office, offices_of(request.actor))]
    form = PlanFilters(request.GET.dict(), offices=choices)
    form.is_valid()
    rows = Plan.objects.all()
    if code := form.cleaned_data.get("office"):
        rows = rows.filter(office=profile().office(code).number)
    if state := form.cleaned_data.get("state"):
        rows = rows.filter(state=state)
    shown = sorted(rows.order_by("-id")[:PAGE], key=queries.standing_first)
    journal.note_reading("plan.list", "plan", [row.marking for row in shown])
    context = {
        "form": form,
        "rows": [(row, presenting.covers(row), *presenting.state_of(row)) for row in shown],
        "standing": sum(row.stands for row in shown),
        "stale": sum(row.stale() for row in shown),
        "lacking": _lacking(request.actor),
        "offices": len(choices),
        "may_create": bool(offices_open(request.actor, "plan")),
        "marking": max((row.marking for row in shown), default=UNCLASSIFIED),
    }
    return render(request, "plans/plans.html", context)


def _lacking(actor: Anyone) -> list[str]:
    """The reader's offices for which no plan that they may see is in force."""
    standing = set(
        Plan.objects.filter(state__in=("in_force", "under_review"), area="").values_list(
            "office", flat=True
        )
    )
    words = presenting.language()
    return [profile().office(n).label(words) for n in offices_of(actor) if n not in standing]


# --- typing -------------------------------------------------------------------------------------


def _areas(actor: Anyone) -> Choices:
    """Each office whole, then its cercles."""
    words, today = presenting.language(), clock.today()
    chosen: Choices = []
    for number in offices_open(actor, "plan"):
        office = profile().office(number)
        chosen.append((office.code, gettext("%(office)s, whole office") % {
            "office": office.label(words)}))  # fmt: skip
        chosen += [
            (f"{office.code}:{area.pcode}", f"{office.label(words)}, {area.display(words)}")
            for area in areas_of_office(number, today)
        ]
    return chosen


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new(request: Request) -> HttpResponse:
    """Prepare a plan; its lines come next."""
    areas = _areas(request.actor)
    if not areas:
        raise NotThere
    form = PlanForm(request.POST or None, areas=areas)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        code, _colon, area = said.pop("covers").partition(":")
        marking = said.pop("marking")
        try:
            row = actions.prepare_plan(
                said=cast(actions.Prepared, {**said, "area": area}),
                office=profile().office(code).number,
                marking=marking,
            )
            return redirect("plans:plan_proposals", row.reference)
        except RempartError as error:
            problems = tuple(error.problems)
    context = {"form": form, "problems": problems, "title": gettext("Prepare a regional plan")}
    return render(request, "plans/plan_form.html", context, status=400 if problems else 200)


def _writable(request: Request, reference: str) -> Plan:
    row: Plan = found(Plan, reference)
    if row.state not in WRITABLE or not verdict(request.actor, "edit", row.whereabouts):
        raise NotThere
    return row


def revision_of(request: Request) -> int | None:
    """The version that stood on the page that was sent."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isdigit() else None


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def describe(request: Request, reference: str) -> HttpResponse:
    """Correct what a plan says of itself; what another saved meanwhile is shown, never lost."""
    row = _writable(request, reference)
    form = PlanForm(request.POST or None, initial=PlanForm.typed(row)).correcting()
    context: dict[str, Any] = {"form": form, "title": row.title, "row": row}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            said = cast(actions.Prepared, dict(form.cleaned_data))
            actions.describe_plan(target=row.pk, revision=revision_of(request), said=said)
            return redirect("plans:plan", row.reference)
        except Conflict as error:
            context["row"] = found(Plan, reference)
            context["differing"] = differing(form, PlanForm.typed(context["row"]))
            context["changed"] = last_change(context["row"])
            context["problems"], status = error.problems, error.http_status
        except RempartError as error:
            context["problems"], status = error.problems, error.http_status
    return render(request, "plans/plan_form.html", context, status=status)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def line(request: Request, reference: str, number: int) -> HttpResponse:
    """Add a line (number 0), or correct one; a line that another changed meanwhile is shown."""
    row = _writable(request, reference)
    held = row.line(number)
    if number and held is None:
        raise NotThere
    threats = [(t.reference, f"{t.title} ({t.reference})") for t in proposing.threats_for(row)]
    if held and held["threat"] and held["threat"] not in dict(threats):
        threats.append((held["threat"], f"{held['menace']} ({held['threat']})"))
    form = LineForm(
        request.POST or None, initial=LineForm.typed(held) if held else {}, threats=threats
    )
    title = gettext("Line %(n)d") % {"n": number} if number else gettext("A new line")
    context: dict[str, Any] = {"form": form, "title": title, "row": row}
    status = 200
    if request.method == "POST" and form.is_valid():
        if held and _changed_since(row, held, revision_of(request)):
            context["differing"], status = differing(form, LineForm.typed(held)), 409
            context["changed"] = last_change(row)
            return render(request, "plans/plan_form.html", context, status=status)
        try:
            said = cast(actions.Line, dict(form.cleaned_data))
            actions.write_line(target=row.pk, said=said, number=number or None)
            return redirect("plans:plan", row.reference)
        except RempartError as error:
            context["problems"], status = error.problems, error.http_status
    return render(request, "plans/plan_form.html", context, status=status)


def _changed_since(row: Plan, held: dict[str, Any], revision: int | None) -> bool:
    """Is the line another than in the version that was on the page?"""
    if revision is None or revision == row.revision:
        return False
    then = row.versions.filter(number=revision).first()
    lines = then.values["lines"] if then else []
    return next((one for one in lines if one["n"] == held["n"]), None) != held


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def proposals(request: Request, reference: str) -> HttpResponse:
    """What the profile proposes against the plan's threats: a person takes what fits."""
    row = _writable(request, reference)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            actions.take_proposals(target=row.pk, codes=request.POST.getlist("take"))
            return redirect("plans:plan", row.reference)
        except RempartError as error:
            problems = tuple(error.problems)
    groups: dict[Any, list[Any]] = {}
    for one in proposing.proposals(row):
        words = one.line(presenting.language(), clock.today())
        groups.setdefault(one.threat, []).append(
            (one, words, presenting.row({**words, "n": 0, "state": presenting.NOT_BEGUN,
                                         "became": ""}, presenting.language()))
        )  # fmt: skip
    context = {
        "row": row,
        "problems": problems,
        "groups": list(groups.items()),
        "environments": presenting.environments(row.environments),
        "threats": len(proposing.threats_for(row)),
        "count": sum(map(len, groups.values())),
        "marking": row.marking,
    }
    return render(request, "plans/proposals.html", context, status=400 if problems else 200)


# --- one plan -----------------------------------------------------------------------------------


def _step(request: Request, row: Plan) -> None:
    actions.advance_plan(
        target=row.pk, step=request.POST.get("step", ""), reason=request.POST.get("reason", "")
    )


def _number(request: Request) -> int:
    sent = request.POST.get("number", "")
    return int(sent) if sent.isdigit() else 0


def _drop(request: Request, row: Plan) -> None:
    actions.drop_line(target=row.pk, number=_number(request))


def _act(request: Request, row: Plan) -> None:
    actions.make_action(target=row.pk, number=_number(request))


def _act_all(request: Request, row: Plan) -> None:
    actions.make_every_action(row)


def _consult(request: Request, row: Plan) -> None:
    form = ConsultationForm(request.POST)
    if not form.is_valid():
        raise BadInput.of(problems_of(form))
    actions.note_consultation(target=row.pk, **form.cleaned_data)


_DEEDS: dict[str, Callable[[Request, Plan], None]] = {
    "step": _step, "drop": _drop, "act": _act, "act_all": _act_all, "consult": _consult,
}  # fmt: skip


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def one(request: Request, reference: str) -> HttpResponse:
    """One plan: its lines by threat, where it acts, who was heard, and the next step."""
    row = found(Plan, reference)
    problems: tuple[Problem, ...] = ()
    status = 200
    do = request.POST.get("do", "")
    if request.method == "POST":
        try:
            if do == "succeed":
                made = actions.succeed(row)
                return redirect("plans:plan", made.reference)
            if do not in _DEEDS:
                raise NotThere
            _DEEDS[do](request, row)
            return redirect("plans:plan", row.reference)
        except RempartError as error:
            if isinstance(error, NotThere):
                raise
            problems, status = tuple(error.problems), error.http_status
        row = found(Plan, reference)
    journal.note_reading("plan.page", "plan", [row.marking])
    context = _page(request, row) | {"problems": problems, "typed": request.POST}
    return render(request, "plans/plan.html", context, status=status)


def _page(request: Request, row: Plan) -> dict[str, Any]:
    rows = presenting.rows(row)
    actor, do = request.actor, request.POST.get("do", "")
    may_edit = bool(verdict(actor, "edit", row.whereabouts))
    words, tone = presenting.state_of(row)
    answers, threats = queries.answered(row)
    unheard_words = [
        profile().component(code).label(presenting.language()) for code in unheard(row)
    ]
    return {
        "row": row,
        "marking": row.marking,
        "covers": presenting.covers(row),
        "state": words,
        "tone": tone,
        "stale": row.stale(),
        "groups": presenting.grouped(rows),
        "count": len(rows),
        "begun": sum(bool(one.became) for one in rows),
        "late": sum(one.tone == "bad" for one in rows),
        "unseen": sum(one.unseen for one in rows),
        "answers": answers,
        "threats": threats,
        "approved_by": post_of(row.approved_by, presenting.language()),
        "environments": presenting.environments(row.environments),
        "matrix": presenting.matrix(row.lines),
        "phases": presenting.phases(),
        "heard": presenting.heard(row.consulted),
        "unheard": unheard_words,
        "thread": [
            s for s in around("plan", row.pk) if not s.relation.startswith(actions.RELATION)
        ],
        "steps": queries.steps_for(actor, row, REGIONAL),
        "may_write": may_edit and row.state in WRITABLE,
        "may_act": may_edit and row.stands,
        "may_succeed": may_edit and row.stands,
        "consulting": ConsultationForm(request.POST if do == "consult" else None),
        "seen": seen_by(row),
        "history": row.versions.all()[:12],
        "files": [
            (lang, suffix, file_name(row, lang, suffix))
            for lang in ("fr", "en")
            for suffix in FORMATS["plan"]
        ],
    }


# --- two versions, and paper --------------------------------------------------------------------


def compare_page(request: Request, row: Any, template: str) -> HttpResponse:
    """Two versions of a plan, or the last of the plan it replaces and its own."""
    versions = list(row.versions.all())
    numbers = {str(version.number): version for version in versions}
    before = type(row).objects.filter(pk=row.replaces_id).first() if row.replaces_id else None
    old, now = request.GET.get("old", ""), request.GET.get("new", "")
    newer = numbers.get(now) or versions[0]
    if old == "predecessor" or (not old and before is not None):
        earlier = before.versions.first() if before is not None else None
        old = "predecessor"
    else:
        earlier = numbers.get(old) or versions[-1]
        old = str(earlier.number)
    values = earlier.values if earlier is not None else {}
    context = {
        "row": row,
        "marking": row.marking,
        "versions": versions,
        "before": before,
        "old": old,
        "new": str(newer.number),
        "differences": comparing.differences(values, newer.values),
        "lines": comparing.line_differences(values, newer.values),
    }
    journal.note_reading(f"{row.kind}.compare", row.kind, [row.marking])
    return render(request, template, context)


@declares("signed-in")
@require_GET
def compare(request: Request, reference: str) -> HttpResponse:
    """Two versions of a regional plan."""
    return compare_page(request, found(Plan, reference), "plans/plan_compare.html")


def paper(row: Any, language: str, suffix: str) -> HttpResponse:
    """A plan as a file.

    Raises:
        NotThere: there is no such language or format.
    """
    if suffix not in FORMATS[row.kind] or language not in ("fr", "en"):
        raise NotThere
    journal.note_reading(f"{row.kind}.document", row.kind, [row.marking])
    made = FORMATS[row.kind][suffix](row, language)
    answer = HttpResponse(made, content_type=MEDIA_TYPES[suffix])
    name = file_name(row, language, suffix)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@declares("signed-in")
@require_GET
def document(request: Request, reference: str, language: str, suffix: str) -> HttpResponse:
    """A regional plan as a document, in a language and a format."""
    return paper(found(Plan, reference), language, suffix)
