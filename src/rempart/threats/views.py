"""The pages of threats: the list, one threat with its arithmetic in the open, and the places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, drafts, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.actor import MISSION, Anyone
from rempart.kernel.conflicts import differing, last_change
from rempart.kernel.deeds import asked
from rempart.kernel.errors import BadInput, Conflict, NotThere, Problem, RempartError
from rempart.kernel.finding import found
from rempart.kernel.links import around
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, verdict
from rempart.outlook import presenting as outlooks_in_words
from rempart.outlook import queries as outlook
from rempart.people.offices import office_asked, offices_of
from rempart.places.queries import CERCLE, areas_of_office, areas_on, describe
from rempart.register.queries import Filters, visible
from rempart.register.refusing import keep_draft, put_aside
from rempart.register.reports.queries import told_of
from rempart.register.sites.queries import SiteFilters, sites
from rempart.threats import actions, evidence, places, presenting
from rempart.threats.assessing import trend_against
from rempart.threats.forms import ScoreForm, ThreatFilters, ThreatForm, month_of
from rempart.threats.models import Approval, Threat
from rempart.threats.workflow import STANDING, THREAT

NEW = "threat.new"


def may(actor: Anyone, act: str, kind: str, office: int) -> bool:
    """May the actor do this somewhere in that office? For buttons; the actions ask again."""
    return bool(verdict(actor, act, Whereabouts(kind, office=office)))


def _areas(on: date) -> dict[str, str]:
    found = areas_on(on, CERCLE).defer("outline")
    return {area.pcode: area.display(presenting.language()) for area in found}


def _found(reference: str) -> Threat:
    return found(Threat, reference)


@declares("signed-in")
@require_GET
def threats(request: Request) -> HttpResponse:
    """The threats that the reader may see, the gravest first."""
    offices = offices_of(request.actor)
    asked = request.GET.dict()
    asked.setdefault("office", request.session.get("office", ""))
    form = ThreatFilters(asked, offices=offices)
    form.is_valid()
    said = form.cleaned_data
    found = Threat.objects.filter(state__in=[said["state"]] if said.get("state") else STANDING)
    if said.get("office"):
        found = found.filter(office=profile().office(said["office"]).number)
    listed = presenting.rows(found, _areas(clock.today()))
    marking = max((row.threat.marking for row in listed), default=UNCLASSIFIED)
    journal.note_reading("threat.list", "threat", [row.threat.marking for row in listed])
    context = {
        "form": form,
        "rows": listed,
        "marking": marking,
        "grave": sum(row.band >= 3 for row in listed),
        "may_draft": any(may(request.actor, "create", "threat", o) for o in offices),
    }
    return render(request, "threats/threats.html", context)


def _area_choices(actor: Anyone) -> list[tuple[str, Any]]:
    """The cercles of the offices where the actor may draft a threat."""
    today, words = clock.today(), presenting.language()
    mine = [o for o in offices_of(actor) if may(actor, "create", "threat", o)]
    found = [area for number in mine for area in areas_of_office(number, today)]
    return sorted(((a.pcode, a.display(words)) for a in found), key=lambda pair: str(pair[1]))


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new_threat(request: Request) -> HttpResponse:
    """Say who threatens whom, where; scoring comes on the threat's own page."""
    if (answer := put_aside(request, NEW)) is not None:
        return answer
    left = drafts.kept(NEW) if request.method == "GET" else None
    form = ThreatForm(
        request.POST or None,
        initial=left.said if left else None,
        areas=_area_choices(request.actor),
    )
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        if form.is_valid():
            said = dict(form.cleaned_data)
            marking = said.pop("marking")
            try:
                row = actions.draft_threat(said=cast(actions.Described, said), marking=marking)
                drafts.drop(NEW)
                return redirect("threats:threat", row.reference)
            except RempartError as error:
                problems = tuple(error.problems)
        keep_draft(NEW, request.POST)
    context = {"form": form, "problems": problems, "title": gettext("A new threat"), "draft": left}
    return render(request, "threats/describe.html", context)


def _typed(row: Threat) -> dict[str, Any]:
    """A threat as it stands in the form that corrects it."""
    names = ("title", "perpetrator", "perpetrator_note", "threat_type", "area", "place",
             "population", "marking")  # fmt: skip
    return {name: getattr(row, name) for name in names}


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def redescribe(request: Request, reference: str) -> HttpResponse:
    """Correct who threatens whom, where; what somebody else saved meanwhile is shown beside it."""
    row = _found(reference)
    place = f"threat:{row.reference}"
    if (answer := put_aside(request, place)) is not None:
        return answer
    left = drafts.kept(place) if request.method == "GET" else None
    choices = _area_choices(request.actor)
    held = _areas(clock.today()).get(row.area, row.area)
    if row.area not in dict(choices):
        choices.append((row.area, held))
    initial = _typed(row) | (left.said if left else {})
    form = ThreatForm(request.POST or None, initial=initial, areas=choices)
    reason = request.POST.get("reason", left.said.get("reason", "") if left else "")
    context: dict[str, Any] = {
        "form": form, "title": row.title, "threat": row, "draft": left, "reason": reason,
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 400
        try:
            if form.is_valid():
                _redescribe(request, row, form)
                drafts.drop(place)
                return redirect("threats:threat", row.reference)
        except Conflict as error:
            row = _found(reference)
            context |= {"problems": error.problems, "threat": row, "changed": last_change(row),
                        "differing": differing(form, _typed(row))}  # fmt: skip
            status = error.http_status
        except RempartError as error:
            context["problems"], status = error.problems, error.http_status
        keep_draft(place, request.POST)
    return render(request, "threats/describe.html", context, status=status)


def _redescribe(request: Request, row: Threat, form: ThreatForm) -> None:
    """Save the words and the marking: both, or neither."""
    said = dict(form.cleaned_data)
    marking = said.pop("marking")
    given = request.POST.get("revision", "")
    with transaction.atomic(using=request.actor.alias):
        actions.describe_threat(
            target=row.pk,
            revision=int(given) if given.isdigit() else None,
            said=cast(actions.Described, said),
        )
        if marking != row.marking:
            reason = request.POST.get("reason", "")
            actions.mark_threat(target=row.pk, marking=marking, reason=reason)


# --- one threat ---------------------------------------------------------------------------------


def _score(request: Request, row: Threat) -> None:
    form = ScoreForm(request.POST)
    if not form.is_valid():
        raise BadInput.of(
            [
                Problem(name, request.POST.get(name, ""), "; ".join(map(str, faults)),
                        gettext("Score from 1 to 5, or leave it unknown."), "score")
                for name, faults in form.errors.items()
            ]
        )  # fmt: skip
    typed = request.POST.get("cite", "").strip()
    with transaction.atomic():
        actions.score_threat(
            target=row.pk,
            revision=int(request.POST.get("revision") or row.revision),
            scores=form.scores(),
            reasons=form.reasons(),
            analysis=form.cleaned_data["analysis"],
        )
        if typed:
            factor = request.POST.get("cite_factor", "")
            actions.cite_evidence(target=row.pk, factor=factor, record=evidence.record(typed))


def _uncite(request: Request, row: Threat) -> None:
    actions.withdraw_evidence(target=row.pk, link=UUID(request.POST["link"]))


def _step(request: Request, row: Threat) -> None:
    actions.advance_threat(
        target=row.pk,
        step=request.POST.get("step", ""),
        reason=request.POST.get("reason", ""),
        confidence=request.POST.get("confidence", ""),
    )


def _override(request: Request, row: Threat) -> None:
    given = request.POST.get("level", "")
    level = int(given) if given.lstrip("-").isdigit() else 0
    actions.propose_override(target=row.pk, step=level, reason=request.POST.get("reason", ""))


def _sign(request: Request, row: Threat) -> None:
    actions.sign_override(target=row.pk)


_DEEDS: dict[str, Callable[[Request, Threat], None]] = {
    "score": _score,
    "uncite": _uncite,
    "step": _step,
    "override": _override,
    "sign": _sign,
}
"""What a form of the page asks for, by its field `do`."""


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def threat(request: Request, reference: str) -> HttpResponse:
    """One threat: what it is, how it is scored, and the whole arithmetic in the open."""
    row = _found(reference)
    tried = asked(request, _DEEDS, row)
    if tried.done:
        return redirect("threats:threat", row.reference)
    if tried.problems:
        row = _found(reference)
    journal.note_reading("threat.page", "threat", [row.marking])
    context = _threat_page(request, row)
    context |= {"problems": tried.problems, "typed": request.POST, "threat": row}
    return render(request, "threats/threat.html", context, status=tried.status)


def _threat_page(request: Request, row: Threat) -> dict[str, Any]:
    result, words, today = row.result, presenting.language(), clock.today()
    by_threat = evidence.links_of(row)
    links, cited = by_threat[row.pk], evidence.cited(by_threat)[row.pk]
    named = evidence.named(links)
    approved = _approved_months(row)
    before = approved[0][1] if approved else None
    actor = request.actor
    return {
        "title": row.title,
        "marking": row.marking,
        "office": profile().office(row.office).label(words),
        "who": profile().label("actor_type", row.perpetrator, words),
        "kind": profile().label("threat_type", row.threat_type, words),
        "area": describe(row.area, today, words),
        "state": THREAT.labels[row.state],
        "result": result,
        "band": row.band,
        "risk": f"{presenting.band_words(row.band)} · {presenting.between(result.risk)}",
        "risk_words": presenting.band_words(result.band).lower(),
        "between": presenting.between(result.risk),
        "questions": presenting.questions(row, links, named, evidence.like_events(row, today)),
        "chance": presenting.sums(row, "likelihood"),
        "harm": presenting.sums(row, "impact"),
        "likelihood": presenting.between(result.likelihood),
        "impact": presenting.between(result.impact),
        "gap": presenting.between(result.gap),
        "levers": presenting.levers(row),
        "matrix": presenting.matrix(result, before),
        "before": before,
        "trend": _trend(before, row),
        "confidence": evidence.confidence(
            cited, len(result.unknown), today, told_of(one.pk for one in cited)
        ),
        "approved": approved,
        "thread": [s for s in around("threat", row.pk) if not s.relation.startswith("evidence")],
        "near": visible(Filters(area=row.area)).order_by("-starts_on")[:12],
        "sites": sites(SiteFilters(area=row.area))[:12],
        "steps": [
            step
            for step in THREAT.steps_from(row.state)
            if verdict(actor, step.right, row.whereabouts)
        ],
        "may_edit": bool(verdict(actor, "edit", row.whereabouts)) and row.state != "closed",
        "may_sign": bool(verdict(actor, "approve", row.whereabouts)),
        "history": row.versions.all()[:12],
        "outlook": _outlook(row.area),
        "sureness": [item.code for item in profile().vocabulary("confidence")],
    }


def _outlook(area: str) -> dict[str, Any] | None:
    """What was last forecast of the threat's area: beside the rubric, never inside."""
    found = outlook.of_area(area)
    if found is None:
        return None
    return {
        "run": found.run,
        "rows": [
            (one.month, outlooks_in_words.percent(one.probability),
             outlooks_in_words.percent(one.mix_probability))
            for one in found.forecasts
        ],
    }  # fmt: skip


def _approved_months(row: Threat) -> list[tuple[date, dict[str, Any]]]:
    """The threat as it stood in the approved months, the latest first."""
    found = (
        Approval.objects.filter(assessment__office=row.office)
        .exclude(assessment__state="superseded")
        .order_by("-assessment__month")
        .values_list("assessment__month", "snapshot__content__threats")[:12]
    )
    return [
        (month, said)
        for month, listed in found
        for said in listed or []
        if said["reference"] == row.reference
    ]


def _trend(before: dict[str, Any] | None, row: Threat) -> str:
    return "closed" if row.state == "closed" else trend_against(before, row.result, row.band)


# --- places -------------------------------------------------------------------------------------


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def places_board(request: Request) -> HttpResponse:
    """Must, should, could: what the threats propose for each place, and what was decided."""
    offices = offices_of(request.actor)
    office = office_asked(request, request.POST.get("office")) or (offices[0] if offices else 0)
    if not office:
        raise NotThere
    month = month_of(request.POST.get("month") or request.GET.get("month", "")) or (
        clock.today().replace(day=1)
    )
    code = profile().office(office).code
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            actions.decide_category(
                office=office,
                area=request.POST.get("area", ""),
                month=month,
                category=request.POST.get("category", ""),
                reason=request.POST.get("reason", ""),
            )
            return redirect(f"{reverse('threats:places')}?office={code}&month={month:%Y-%m}")
        except RempartError as error:
            problems = tuple(error.problems)
    words = presenting.language()
    rows = places.board(office, month, words)
    marking = max((t.marking for row in rows for t in row.threats), default=UNCLASSIFIED)
    journal.note_reading("place.board", "location_category", [marking])
    listed = set(profile().rubric.decided_by)
    context = {
        "rows": rows,
        "office": profile().office(office).label(words),
        "code": code,
        "offices": [(profile().office(n).code, profile().office(n).label(words)) for n in offices],
        "month": month,
        "month_words": presenting.month_words(month),
        "earlier": (month - timedelta(days=1)).replace(day=1),
        "later": (month + timedelta(days=31)).replace(day=1),
        "body": places.body(words),
        "categories": [(i.code, i.label(words)) for i in profile().vocabulary("category")],
        "may_decide": any(
            s.role in listed and s.office in (MISSION, office) for s in request.actor.standings
        ),
        "problems": problems,
        "typed": request.POST,
        "marking": marking,
    }
    return render(request, "threats/places.html", context)
