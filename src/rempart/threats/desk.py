"""The desk of the monthly assessment: its months, its sections, its chain, its documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.documents import prose
from rempart.documents.snapshot import content_hash
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import BadInput, Conflict, NotThere, Problem, RempartError
from rempart.kernel.finding import found
from rempart.kernel.policy import verdict
from rempart.people.offices import offices_of
from rempart.threats import actions, answers, assessing, checks, issue, outlooks, presenting
from rempart.threats.documents import file_name
from rempart.threats.forms import RecommendationForm, month_of
from rempart.threats.models import Assessment, Recommendation, Remark, Section
from rempart.threats.views import may
from rempart.threats.words import Words
from rempart.threats.workflow import APPROVED, WRITABLE, assessment_chain

MONTHS = 13


@dataclass(frozen=True)
class Month:
    """One office's month in the list: its assessment in force, or the means to begin one."""

    month: date
    words: str
    assessments: tuple[tuple[Assessment, str], ...]
    may_begin: bool


def _found(reference: str) -> Assessment:
    parts = ("sections", "recommendations", "remarks", "versions")
    row: Assessment = found(Assessment.objects.prefetch_related(*parts), reference)
    return row


def state_label(code: str) -> str:
    """A state of the chain in words."""
    listed = profile().chains["assessment"].states
    return next((s.label(presenting.language()) for s in listed if s.code == code), code)


def _months() -> list[date]:
    first = clock.today().replace(day=1)
    whole = first.year * 12 + first.month - 1
    return [date(m // 12, m % 12 + 1, 1) for m in range(whole, whole - MONTHS, -1)]


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def assessments(request: Request) -> HttpResponse:
    """The assessments of the reader's offices by month; where none is, it can be begun."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        month = month_of(request.POST.get("month", "")) or clock.today().replace(day=1)
        try:
            row = actions.begin_assessment(office=request.POST.get("office", ""), month=month)
            return redirect("threats:assessment", row.reference)
        except RempartError as error:
            problems = tuple(error.problems)
    months, words = _months(), presenting.language()
    held: dict[tuple[int, date], list[Assessment]] = {}
    found = Assessment.objects.filter(month__gte=months[-1]).order_by("-month", "-created_at")
    for row in found:
        held.setdefault((row.office, row.month), []).append(row)
    journal.note_reading("assessment.list", "assessment", [row.marking for row in found])
    offices = []
    for number in offices_of(request.actor):
        office = profile().office(number)
        may_begin = may(request.actor, "create", "assessment", number)
        rows = [
            Month(
                month,
                presenting.month_words(month),
                tuple((a, state_label(a.state)) for a in held.get((number, month), ())),
                may_begin and all(a.state in APPROVED for a in held.get((number, month), ())),
            )
            for month in months
        ]
        offices.append((office.code, office.label(words), rows))
    context = {
        "offices": offices,
        "problems": problems,
        "marking": max((row.marking for row in found), default=1),
    }
    return render(request, "threats/assessments.html", context)


@declares("signed-in")
@require_GET
def assessment(request: Request, reference: str) -> HttpResponse:
    """Where an assessment opens: its first section."""
    row = _found(reference)
    return redirect("threats:section", row.reference, assessing.SECTIONS[0])


# --- one section --------------------------------------------------------------------------------


def _section(row: Assessment, code: str) -> Section:
    for held in row.sections.all():
        if held.code == code:
            return held
    raise NotThere


def _write(request: Request, row: Assessment, code: str) -> None:
    """Save the text and its translation; the revision on the page guards what others wrote."""
    actions.write_section(
        target=_section(row, code).pk,
        revision=int(request.POST.get("revision") or 0) or None,
        text=request.POST.get("text", ""),
        language="en" if request.POST.get("language") == "en" else "fr",
        translation=request.POST.get("translation", ""),
        translation_state="checked" if request.POST.get("checked") else "draft",
    )


def _remark(request: Request, row: Assessment, code: str) -> None:
    if request.POST.get("remark", "").strip():
        actions.say_remark(whole=row, section=code, text=request.POST["remark"])


def _settle(request: Request, row: Assessment, _code: str) -> None:
    actions.settle_remark(target=_part(Remark, row, request.POST.get("target", "")).pk)


def _part(model: Any, row: Assessment, target: str) -> Any:
    try:
        found = model.objects.filter(assessment=row, pk=UUID(target)).first()
    except ValueError:
        found = None
    if found is None:
        raise NotThere
    return found


def _recommend(request: Request, row: Assessment, _code: str) -> None:
    form = RecommendationForm(request.POST)
    if not form.is_valid():
        raise BadInput.of(
            [
                Problem(
                    str(form.fields[name].label or name), request.POST.get(name, ""),
                    " ".join(map(str, faults)), gettext("Correct it and save again."), "form",
                )
                for name, faults in form.errors.items()
            ]
        )  # fmt: skip
    target = request.POST.get("target", "")
    if target:
        part = _part(Recommendation, row, target)
        actions.change_recommendation(target=part.pk, **form.cleaned_data)
    else:
        actions.add_recommendation(whole=row, **form.cleaned_data)


def _follow(request: Request, row: Assessment, _code: str) -> None:
    wanted = {str(old.pk): old for old in assessing.followed(row)}
    old = wanted.get(request.POST.get("target", ""))
    if old is None:
        raise NotThere
    actions.follow_recommendation(
        target=old.pk,
        outcome=request.POST.get("outcome", ""),
        note=request.POST.get("note", ""),
    )


def _step(request: Request, row: Assessment, _code: str) -> None:
    actions.advance_assessment(
        target=row.pk,
        step=request.POST.get("step", ""),
        seen=request.POST.get("seen", ""),
        reason=request.POST.get("reason", ""),
    )


_DEEDS: dict[str, Callable[[Request, Assessment, str], None]] = {
    "write": _write,
    "remark": _remark,
    "settle": _settle,
    "recommend": _recommend,
    "follow": _follow,
    "step": _step,
}
"""What a form of the page asks for, by its field `do`."""


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def section(request: Request, reference: str, section: str) -> HttpResponse:
    """One section: what the register says, what the analyst writes, last month's beside it."""
    row = _found(reference)
    if section not in assessing.SECTIONS:
        raise NotThere
    problems: tuple[Problem, ...] = ()
    status, typed = 200, request.POST
    if request.method == "POST":
        deed = _DEEDS.get(request.POST.get("do", ""))
        if deed is None:
            raise NotThere
        try:
            deed(request, row, section)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
            row = _found(reference)
        else:
            if request.htmx:
                return _saved(request, row, section)
            return redirect("threats:section", row.reference, section)
    journal.note_reading("assessment.page", "assessment", [row.marking])
    context = _page(request, row, section)
    conflict = status == Conflict.http_status and request.POST.get("do") == "write"
    context |= {"problems": problems, "typed": typed, "conflict": conflict}
    if request.htmx and problems:
        return render(request, "threats/saved.html", context)
    return render(request, "threats/section.html", context, status=status)


def _saved(request: Request, row: Assessment, code: str) -> HttpResponse:
    """What an autosave answers: that it is kept, and the revision to save upon next."""
    context = {"section": _section(_found(row.reference), code), "now": clock.now()}
    return render(request, "threats/saved.html", context)


def _page(request: Request, row: Assessment, code: str) -> dict[str, Any]:
    words = Words(presenting.language())
    number = assessing.SECTIONS.index(code)
    held = _section(row, code)
    issued = assessing.issued(row)
    found = checks.run(row) if row.state in WRITABLE else []
    actor = request.actor
    last = assessing.last_approved(row.office, row.month)
    office = profile().office(row.office)
    return {
        "assessment": row,
        "title": gettext("Threat assessment, %(month)s")
        % {"month": presenting.month_words(row.month)},
        "office": office.label(presenting.language()),
        "code": code,
        "number": number + 1,
        "heading": words(f"s{number + 1}"),
        "section": held,
        "sections": _listed(row, words, found),
        "shown": prose.page(held.text),
        "translated": prose.page(held.translation),
        "words": prose.count_words(held.text),
        "next": assessing.SECTIONS[number + 1] if number < 9 else "",
        "next_heading": words(f"s{number + 2}") if number < 9 else "",
        "computed": code in assessing.COMPUTED,
        "issued": issued,
        "figures": _figures(issued) if code == "incidents" else [],
        "answers": answers.lines(issued.get("alerts"), words),
        "outlook": outlooks.table(issued.get("forecasts"), words),
        "hash": issued.get("hash") or content_hash(issued),
        "checks": found,
        "blocking": sum(check.blocks for check in found),
        "chain": _chain(row),
        "steps": [
            step
            for step in assessment_chain().steps_from(row.state)
            if verdict(actor, step.right, row.whereabouts)
            and any(standing.role in step.roles for standing in actor.standings)
        ],
        "may_write": row.state in WRITABLE and bool(verdict(actor, "edit", row.whereabouts)),
        "may_remark": any(
            verdict(actor, act, row.whereabouts) for act in ("comment", "input", "edit", "approve")
        ),
        "remarks": [remark for remark in row.remarks.all() if remark.section == code],
        "last": last,
        "last_text": _last_text(last, code),
        "recommendations": _recommendations(row, code),
        "to_follow": assessing.recommended(last) if code == "recommendations" else [],
        "outcomes": [(o, OUTCOMES[o]()) for o in actions.FOLLOW_UPS],
        "form": RecommendationForm(request.POST if request.POST.get("do") == "recommend" else None),
        "marking": row.marking,
        "state": state_label(row.state),
        "files": [
            (lang, suffix, file_name(issued, lang, suffix))
            for lang in issue.LANGUAGES
            for suffix in issue.FORMATS
        ],
    }


OUTCOMES: dict[str, Callable[[], str]] = {
    "done": lambda: gettext("done"),
    "ongoing": lambda: gettext("ongoing"),
    "late": lambda: gettext("late"),
    "dropped": lambda: gettext("dropped, with the reason"),
}


def _listed(row: Assessment, words: Words, found: list[checks.Check]) -> list[dict[str, Any]]:
    """The sections with their state: stop, ask, or fine."""
    written = {s.code: s for s in row.sections.all()}
    listed = []
    for number, code in enumerate(assessing.SECTIONS, 1):
        mine = [check for check in found if check.section == code]
        tone = "stop" if any(c.blocks for c in mine) else "ask" if mine else ""
        held = written.get(code)
        if held and held.text.strip():
            said = gettext("written")
        else:
            said = gettext("computed") if code in assessing.COMPUTED else gettext("empty")
        listed.append({"n": number, "code": code, "heading": words(f"s{number}"),
                       "tone": tone, "said": said})  # fmt: skip
    return listed


def _figures(issued: dict[str, Any]) -> list[dict[str, Any]]:
    """The month by area: events now and the month before, civilians killed."""
    names = {place["code"]: place["name"] for place in issued["places"]}
    words = presenting.language()
    return [
        {
            "name": names[area["code"]][words] if area["code"] in names else area["code"],
            "now": area["now"]["events"],
            "before": sum(series["events"][11] for series in area["types"].values()),
            "killed": area["now"]["civilians"],
        }
        for area in issued["areas"]
    ]


def _chain(row: Assessment) -> list[dict[str, Any]]:
    """The states of the chain in order: which are done, which is now, who takes each."""
    chain, words = profile().chains["assessment"], presenting.language()
    order = [s for s in chain.states if s.code not in ("returned", "superseded")]
    codes = [s.code for s in order]
    state = "draft" if row.state == "returned" else row.state
    at = codes.index(state) if state in codes else len(codes)
    taken_by = {
        version.values["state"]: (version.post_label or version.actor_name, version.at)
        for version in reversed(list(row.versions.all()))
    }
    roles = {step.target: step.roles for step in chain.steps}
    found = []
    for place, s in enumerate(order):
        who, when = taken_by.get(s.code, ("", None)) if place <= at else ("", None)
        expected = ", ".join(profile().role(r).label(words) for r in roles.get(s.code, ()))
        name = (s.short_fr if words == "fr" else s.short_en) or s.label(words)
        found.append({"n": place + 1, "name": name, "done": place < at, "now": place == at,
                      "who": who or expected, "when": when})  # fmt: skip
    return found


def _last_text(last: Any, code: str) -> str:
    if last is None:
        return ""
    for said in last.snapshot.content.get("narrative", []):
        if said["code"] == code:
            return prose.page(said["text"])
    return ""


def _recommendations(row: Assessment, code: str) -> list[dict[str, Any]]:
    if code != "recommendations":
        return []
    words = presenting.language()
    return [
        {
            "row": one,
            "text": prose.page(one.text),
            "owner": assessing.owner_label(one.owner, words),
            "form": RecommendationForm(
                initial={"text": one.text, "owner": one.owner, "due_on": one.due_on},
                auto_id=f"id_{one.reference}_%s",
            ),
        }
        for one in row.recommendations.all()
    ]


@declares("signed-in")
@require_GET
def document(request: Request, reference: str, language: str, suffix: str) -> HttpResponse:
    """The assessment as a document: approved, submitted, or the draft as it stands."""
    row = _found(reference)
    if suffix not in issue.FORMATS or language not in issue.LANGUAGES:
        raise NotThere
    issued = assessing.issued(row)
    journal.note_reading("assessment.document", "assessment", [issued["marking"]], export=True)
    response = HttpResponse(
        issue.FORMATS[suffix](issued, language), content_type=issue.MEDIA_TYPES[suffix]
    )
    name = file_name(issued, language, suffix)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def waiting(actor: Any) -> list[tuple[Assessment, str]]:
    """The assessments that wait for a step that the actor may take, the oldest first."""
    chain = assessment_chain()
    found = []
    since = clock.today() - timedelta(days=200)
    open_ones = Assessment.objects.filter(month__gte=since).exclude(state__in=APPROVED)
    for row in open_ones.order_by("month", "created_at"):
        mine = [
            step
            for step in chain.steps_from(row.state)
            if verdict(actor, step.right, row.whereabouts)
            and any(standing.role in step.roles for standing in actor.standings)
        ]
        if mine:
            found.append((row, str(mine[0].label)))
    return found
