"""The pages of briefs: the list, one brief, and its documents."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from rempart.documents.reports import MEDIA_TYPES
from rempart.documents.snapshot import content_hash
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.actor import MISSION, Anyone
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.kernel.links import around
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, concerned, verdict
from rempart.leadership import doors
from rempart.leadership.briefs import actions, documents, queries
from rempart.leadership.briefs.documents import FORMATS, file_name
from rempart.leadership.briefs.forms import BriefForm, WordsForm
from rempart.leadership.briefs.models import Brief
from rempart.leadership.briefs.workflow import BRIEF, DRAFT, SUBMITTED
from rempart.leadership.releases.presenting import office
from rempart.leadership.typing import seen_at
from rempart.people.offices import offices_of

PAGE = 100


def _language() -> str:
    return (get_language() or "fr")[:2]


def may_draft(actor: Anyone, office: int) -> bool:
    """May the actor draft a brief of that office; of the mission for nought?"""
    return bool(verdict(actor, "create", Whereabouts("brief", office=office)))


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def briefs(request: Request) -> HttpResponse:
    """The briefs that the reader may see, the latest first; where they may, drafting one."""
    if not concerned(request.actor, "brief"):
        raise NotThere
    offices = [o for o in (MISSION, *offices_of(request.actor)) if may_draft(request.actor, o)]
    typed = request.POST if request.method == "POST" else None
    initial = {"day": clock.today(), "sort": Brief.WEEKLY}
    form = BriefForm(typed, initial=initial, offices=offices)
    problems: tuple[Problem, ...] = ()
    status = 200
    asked = request.POST.get("do") == "who"
    if asked:
        form = BriefForm(initial=request.POST.dict(), offices=offices)
    elif request.method == "POST":
        status = 400
        if offices and form.is_valid():
            try:
                row = actions.draft_brief(**form.cleaned_data)
                return redirect("leadership:brief", row.reference)
            except RempartError as error:
                problems, status = tuple(error.problems), error.http_status
    rows = list(Brief.objects.order_by("-first", "-created_at", "-id")[:PAGE])
    journal.note_reading("brief.list", "brief", [row.marking for row in rows])
    context = {
        "rows": [(row, _about(row), BRIEF.labels[row.state], _tone(row)) for row in rows],
        "form": form if offices else None,
        "seen": _would_see(request, offices[0]) if offices else None,
        "problems": problems,
        "waiting": sum(row.state == SUBMITTED for row in rows),
        "approved": sum(row.state == "approved" for row in rows),
        "marking": max((row.marking for row in rows), default=UNCLASSIFIED),
    }
    return render(request, "leadership/briefs.html", context, status=status)


def _would_see(request: Request, office: int) -> dict[str, Any]:
    """Who would read the brief that is typed; its marking follows what it gathers."""
    where = Whereabouts("brief", office=office, author=request.actor.id)
    return seen_at(where, {"office": request.POST.get("office", "")})


def _tone(row: Brief) -> str:
    return {"approved": "good", "submitted": "warn"}.get(row.state, "")


def _about(row: Brief) -> str:
    return office(row.office)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def brief(request: Request, reference: str) -> HttpResponse:
    """One brief, as its documents will say it, and the step that is the reader's."""
    row = queries.brief(reference)
    problems: tuple[Problem, ...] = ()
    status = 200
    form = WordsForm(request.POST if request.POST.get("do") == "words" else None, initial=row.words)
    if request.method == "POST":
        try:
            _do(request, row, form)
            return redirect("leadership:brief", row.reference)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
        row = queries.brief(reference)
    journal.note_reading("brief.page", "brief", [row.marking])
    context = _page(request, row) | {
        "problems": problems, "typed": request.POST, "form": form,
    }  # fmt: skip
    return render(request, "leadership/brief.html", context, status=status)


def _do(request: Request, row: Brief, form: WordsForm) -> None:
    if request.POST.get("do") == "words":
        if form.is_valid():
            actions.write_brief(target=row.pk, words=form.cleaned_data)
        return
    actions.advance_brief(
        target=row.pk,
        step=request.POST.get("step", ""),
        reason=request.POST.get("reason", ""),
        seen=request.POST.get("seen", ""),
    )


def _page(request: Request, row: Brief) -> dict[str, Any]:
    words = _language()
    said = queries.issued(row)
    taken = queries.submitted(row)
    return {
        "brief": row,
        "title": documents.title(said),
        "subtitle": documents.subtitle(said, words),
        "marking": max(row.marking, said["marking"]),
        "state": BRIEF.labels[row.state],
        "tone": _tone(row),
        "draft": row.state in (DRAFT, SUBMITTED),
        "approval": said["approval"],
        "sections": documents.sections(said, words, whole=True),
        "seen": taken.content_hash if taken and row.state == SUBMITTED else content_hash(said),
        "steps": queries.steps_for(request.actor, row),
        "may_write": row.state == DRAFT and may_draft(request.actor, row.office),
        "thread": around("brief", row.pk),
        "people": doors.seen_by(row),
        "history": row.versions.all()[:12],
        "files": [(lang, suffix) for lang in ("fr", "en") for suffix in FORMATS],
    }


@declares("signed-in")
@require_GET
def document(request: Request, reference: str, language: str, suffix: str) -> HttpResponse:
    """The brief as a document; before approval, a draft."""
    row = queries.brief(reference)
    if suffix not in FORMATS or language not in ("fr", "en"):
        raise NotThere
    said = queries.issued(row)
    journal.note_reading("brief.document", "brief", [said["marking"]], export=True)
    answer = HttpResponse(FORMATS[suffix](said, language), content_type=MEDIA_TYPES[suffix])
    name = file_name(said, language, suffix)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
