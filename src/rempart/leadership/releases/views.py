"""The mission's pages of releases, and the inbox of what partners send."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.documents.snapshot import content_hash
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.kernel.ids import read_reference
from rempart.kernel.links import around
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, concerned, verdict
from rempart.leadership.releases import actions, documents, presenting, queries
from rempart.leadership.releases.documents import FORMATS, MEDIA_TYPES, file_name
from rempart.leadership.releases.forms import ReleaseForm, spread
from rempart.leadership.releases.models import Release, Released, Submission
from rempart.leadership.releases.workflow import DRAFT, RECEIVED
from rempart.people.offices import offices_of
from rempart.people.queries import partners_of
from rempart.places.queries import describe
from rempart.threats.models import Assessment

PAGE = 100


@declares("signed-in")
@require_GET
def releases(request: Request) -> HttpResponse:
    """The releases that the reader may see, the latest first, and what one may be drafted from."""
    _mission_only(request, "release")
    rows = list(Release.objects.select_related("assessment").order_by("-created_at", "-id")[:PAGE])
    journal.note_reading("release.list", "release", [row.marking for row in rows])
    offices = [o for o in offices_of(request.actor) if _may_draft(request, o)]
    found = (
        Assessment.objects.filter(office__in=offices, state__in=actions.DISSEMINATED)
        .order_by("-month", "office")
        .only("reference", "office", "month")[:12]
        if offices
        else []
    )
    context = {
        "rows": [
            (row, presenting.title_of(row), presenting.addressees(row.organisations),
             *presenting.state(row))
            for row in rows
        ],
        "assessments": [(a, presenting.assessment_words(a)) for a in found],
        "waiting": sum(row.state == "submitted" for row in rows),
        "standing": sum(row.state == "approved" and not row.over for row in rows),
        "marking": max((row.marking for row in rows), default=UNCLASSIFIED),
    }  # fmt: skip
    return render(request, "leadership/releases.html", context)


def _mission_only(request: Request, kind: str) -> None:
    """Nobody finds a page of a kind with which their posts have nothing to do."""
    if not concerned(request.actor, kind):
        raise NotThere


def _may_draft(request: Request, office: int) -> bool:
    return bool(verdict(request.actor, "create", Whereabouts("release", office=office)))


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def new_release(request: Request) -> HttpResponse:
    """Draft a release of an approved assessment, named in the address."""
    wanted = request.GET.get("assessment", "")
    whole = Assessment.objects.filter(reference=read_reference(wanted) or wanted).first()
    if whole is None or not _may_draft(request, whole.office):
        raise NotThere
    own = spread(queries.own_words(whole))
    last = presenting.days_hence(profile().releasing.days)
    initial: dict[str, Any] = {
        "sections": ["figures", "threats", "places"],
        "marking": min(whole.marking, 2),
        "expires_on": last,
        **own,
    }
    form = ReleaseForm(request.POST or None, initial=initial)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                row = actions.draft_release(assessment=whole, said=_choice(form))
                return redirect("leadership:release", row.reference)
            except RempartError as error:
                problems = tuple(error.problems)
    context = {
        "form": form,
        "problems": problems,
        "title": gettext("A release to partners"),
        "about": presenting.assessment_words(whole),
        "marking": whole.marking,
    }
    return render(request, "leadership/choose.html", context, status=status)


def _choice(form: ReleaseForm) -> actions.Choice:
    return cast(actions.Choice, form.said())


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def choose(request: Request, reference: str) -> HttpResponse:
    """Choose anew what a draft says, to whom and until when."""
    row = queries.release(reference)
    if row.state != DRAFT or not verdict(request.actor, "edit", row.whereabouts):
        raise NotThere
    form = ReleaseForm(request.POST or None, initial=ReleaseForm.typed(row))
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                revision = int(request.POST.get("revision") or row.revision)
                actions.choose_release(target=row.pk, revision=revision, said=_choice(form))
                return redirect("leadership:release", row.reference)
            except RempartError as error:
                problems, status = tuple(error.problems), error.http_status
    context = {
        "form": form,
        "problems": problems,
        "release": row,
        "title": gettext("A release to partners"),
        "about": presenting.title_of(row),
        "marking": row.marking,
    }
    return render(request, "leadership/choose.html", context, status=status)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def release(request: Request, reference: str) -> HttpResponse:
    """One release: what its addressees read, what stays, and the step that is the reader's."""
    row = queries.release(reference)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            actions.advance_release(
                target=row.pk,
                step=request.POST.get("step", ""),
                reason=request.POST.get("reason", ""),
                seen=request.POST.get("seen", ""),
                name_actors="name_actors" in request.POST,
            )
            return redirect("leadership:release", row.reference)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
        row = queries.release(reference)
    journal.note_reading("release.page", "release", [row.marking])
    context = _page(request, row) | {"problems": problems, "typed": request.POST}
    return render(request, "leadership/release.html", context, status=status)


def _page(request: Request, row: Release) -> dict[str, Any]:
    words = presenting.language()
    said, account = queries.whole(row)
    state, tone = presenting.state(row)
    released = Released.objects.filter(release=row).first()
    readers = partners_of(row.organisations)
    faults = queries.wording_faults(row) if row.state in ("draft", "submitted") else []
    return {
        "release": row,
        "title": presenting.title_of(row),
        "marking": row.marking,
        "state": state,
        "tone": tone,
        "addressees": presenting.addressees(row.organisations),
        "released": released,
        "sections": documents.sections(said, words),
        "account": documents.withheld_lines(account),
        "left_out": [documents.section_title(code) for code in account.get("sections", ())],
        "reworded": [documents.section_title(code) for code in account.get("reworded", ())],
        "faults": faults,
        "seen": _seen(said) if row.state == "submitted" else "",
        "readers": readers,
        "steps": queries.steps_for(request.actor, row),
        "may_edit": row.state == DRAFT and bool(verdict(request.actor, "edit", row.whereabouts)),
        "superseded": row.assessment.state == "superseded" and row.state == "approved",
        "comments": list(Submission.objects.filter(released=released)) if released else [],
        "thread": around("release", row.pk),
        "history": row.versions.all()[:12],
        "files": [(lang, suffix) for lang in ("fr", "en") for suffix in FORMATS],
    }


def _seen(said: dict[str, Any]) -> str:
    """The hash of what is read here before it is approved."""
    return content_hash({name: part for name, part in said.items() if name != "approval"})


@declares("signed-in")
@require_GET
def release_document(
    request: Request, reference: str, language: str, suffix: str
) -> HttpResponse:  # fmt: skip
    """The release as a document, as its addressees get it; before approval, a draft."""
    row = queries.release(reference)
    journal.note_reading("release.document", "release", [row.marking], export=True)
    return answer(queries.preview(row), language, suffix)


def answer(said: Any, language: str, suffix: str) -> HttpResponse:
    """A release's document as a file to keep.

    Raises:
        NotThere: no such language or format.
    """
    if suffix not in FORMATS or language not in ("fr", "en"):
        raise NotThere
    made = HttpResponse(FORMATS[suffix](said, language), content_type=MEDIA_TYPES[suffix])
    name = file_name(said, language, suffix)
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return made


# --- what partners send -------------------------------------------------------------------------


@declares("signed-in")
@require_GET
def inbox(request: Request) -> HttpResponse:
    """What partners sent to the reader's offices; a partner finds here what they sent."""
    _mission_only(request, "submission")
    rows = list(Submission.objects.order_by("-created_at", "-id")[:PAGE])
    rows.sort(key=lambda row: row.state != RECEIVED)
    journal.note_reading("submission.list", "submission", [row.marking for row in rows])
    context = {
        "rows": [
            (row, presenting.addressees([row.organisation]), presenting.office(row.office),
             *presenting.submission_state(row))
            for row in rows
        ],
        "outside": queries.outside(request.actor),
        "waiting": sum(row.state == RECEIVED for row in rows),
        "marking": max((row.marking for row in rows), default=UNCLASSIFIED),
    }  # fmt: skip
    return render(request, "leadership/inbox.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def submission(request: Request, reference: str) -> HttpResponse:
    """What one partner sent, and the answer."""
    row = queries.submission(reference)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            _answer(request, row)
            return redirect("leadership:submission", row.reference)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
        row = queries.submission(reference)
    journal.note_reading("submission.page", "submission", [row.marking])
    state, tone = presenting.submission_state(row)
    words = presenting.language()
    context = {
        "row": row,
        "problems": problems,
        "typed": request.POST,
        "marking": row.marking,
        "state": state,
        "tone": tone,
        "organisation": presenting.addressees([row.organisation]),
        "office": presenting.office(row.office),
        "area": describe(row.area, clock.today(), words) if row.area else "",
        "outside": queries.outside(request.actor),
        "may_answer": queries.may_answer(request.actor, row),
        "priorities": list(profile().clocks),
        "thread": around("submission", row.pk),
    }
    return render(request, "leadership/submission.html", context, status=status)


def _answer(request: Request, row: Submission) -> None:
    said = request.POST.get("answer", "")
    if request.POST.get("do") == "take":
        priority = request.POST.get("priority", "p2")
        actions.take_in(target=row.pk, answer=said, priority=priority)
        return
    actions.advance_submission(target=row.pk, step="set_aside", reason=said)
