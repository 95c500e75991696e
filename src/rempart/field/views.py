"""The pages of round tables, engagements and missions: lists, one record, typing it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.field import calendar, deeds, letters, presenting
from rempart.field.documents import FORMATS, MEDIA_TYPES, file_name
from rempart.field.engagements import compartment_for
from rempart.field.forms import ReportForm
from rempart.field.missions import made_of_findings
from rempart.field.models import Annex
from rempart.field.placing import areas_for
from rempart.field.round_tables import made_of_elements
from rempart.field.subjects import SUBJECTS, Subject
from rempart.kernel import clock, drafts, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.actor import Anyone
from rempart.kernel.conflicts import differing, last_change
from rempart.kernel.errors import Conflict, NotThere, Problem, RempartError
from rempart.kernel.finding import found
from rempart.kernel.links import around
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, may_edit, verdict
from rempart.people.offices import offices_of
from rempart.people.readers import readers

PAGE = 200


def may(actor: Anyone, act: str, kind: str) -> bool:
    """May the actor do this in one of their offices? For buttons; the actions ask again."""
    return any(verdict(actor, act, Whereabouts(kind, office=o)) for o in offices_of(actor))


@declares("signed-in")
@require_GET
def listed(request: Request, kind: str) -> HttpResponse:
    """The records that the reader may see, the latest first."""
    subject = SUBJECTS[kind]
    rows = list(subject.model.objects.order_by(f"-{subject.day}", "-id")[:PAGE])
    journal.note_reading(f"{kind}.list", kind, [row.marking for row in rows])
    clashes = calendar.clashes(rows) if kind == "mission" else {}
    context = {
        "subject": subject,
        "coming": sum(getattr(row, subject.day) > clock.today() for row in rows),
        "rows": [
            (row, subject.view, presenting.title_of(row), presenting.place_of(row),
             getattr(row, subject.day), subject.workflow.labels[row.state], clashes.get(row.pk, ()))
            for row in rows
        ],
        "marking": max((row.marking for row in rows), default=UNCLASSIFIED),
        "may_create": may(request.actor, "create", kind),
        "new_view": f"{subject.view}_new",
    }  # fmt: skip
    return render(request, "field/listed.html", context)


# --- typing -------------------------------------------------------------------------------------


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def new(request: Request, kind: str) -> HttpResponse:
    """A blank record, or the one that was left half-typed."""
    if not may(request.actor, "create", kind):
        raise NotThere
    return _typing(request, SUBJECTS[kind], None)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def edit(request: Request, kind: str, reference: str) -> HttpResponse:
    """Complete or correct a record; what another device saved meanwhile is shown, never lost."""
    subject = SUBJECTS[kind]
    row = found(subject.model, reference)
    if not may_edit(request.actor, row.whereabouts) or row.state not in subject.writable:
        raise NotThere
    return _typing(request, subject, row)


def _typing(request: Request, subject: Subject, row: Any) -> HttpResponse:
    place = f"{subject.kind}:{row.reference}" if row else f"{subject.kind}.new"
    initial = subject.form.typed(row) if row else {"marking": UNCLASSIFIED}
    left = drafts.kept(place) if request.method == "GET" else None
    form = subject.form(
        request.POST or None,
        initial=initial | (left.said if left else {}),
        areas=areas_for(request.actor),
    )
    if row:
        del form.fields["marking"]
    do = request.POST.get("do", "save")
    if request.method == "POST" and do == "keep":
        drafts.keep(place, request.POST.dict())
        return render(request, "web/parts/kept.html", {"at": clock.now()})
    if request.method == "POST" and do == "drop":
        drafts.drop(place)
        return redirect(request.path)
    context: dict[str, Any] = {"draft": left}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = _save(request, subject, form, row)
                drafts.drop(place)
                return redirect(subject.view, made.reference)
            except Conflict as error:
                context["problems"], status = error.problems, error.http_status
                row = found(subject.model, row.reference)
                context["differing"] = differing(form, subject.form.typed(row))
                context["changed"] = last_change(row)
            except RempartError as error:
                context["problems"] = error.problems
        drafts.keep(place, request.POST.dict())
    context |= {
        "form": form,
        "row": row,
        "subject": subject,
        "title": gettext("Correct %(reference)s") % {"reference": row.reference}
        if row
        else subject.new,
        "marking": row.marking if row else UNCLASSIFIED,
        "plain": [form[name] for name in form.fields if not name.startswith(_COUNTED)],
        "seen": _seen(request, subject, form) if row is None else None,
    }
    return render(request, "field/typing.html", context, status=status)


_COUNTED = ("women_", "men_", "people_", "languages_")


def _seen(request: Request, subject: Subject, form: Any) -> dict[str, Any]:
    """Who would read the record, of what is typed so far: told above the button."""
    given = {**form.initial, **(form.cleaned_data if form.is_bound and form.is_valid() else {})}
    counterpart = str(given.get("counterpart", ""))
    offices = {s.office for s in request.actor.standings} - {0}
    where = Whereabouts(
        subject.kind,
        office=min(offices, default=0),
        marking=int(given.get("marking") or UNCLASSIFIED),
        compartment=compartment_for(counterpart),
        author=request.actor.id,
    )
    posts = readers(where, presenting.language())
    return {"posts": sorted(posts.items()), "count": sum(posts.values())}


def _save(request: Request, subject: Subject, form: Any, row: Any) -> Any:
    said = form.said()
    if row is not None:
        revision = request.POST.get("revision", "")
        subject.describe(
            target=row.pk, revision=int(revision) if revision.isdigit() else None, said=said
        )
        return row
    return subject.create(said=said, marking=form.cleaned_data["marking"])


# --- one record ---------------------------------------------------------------------------------


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def one(request: Request, kind: str, reference: str) -> HttpResponse:
    """One record: what it says, what was promised there, its next steps."""
    subject = SUBJECTS[kind]
    row = found(subject.model, reference)
    problems: tuple[Problem, ...] = ()
    status = 200
    both: dict[str, Any] = {}
    if request.method == "POST":
        deed = deeds.DEEDS[kind].get(request.POST.get("do", ""))
        if deed is None:
            raise NotThere
        try:
            deed(request, row)
            return redirect(subject.view, row.reference)
        except Conflict as error:
            problems, status = tuple(error.problems), error.http_status
            both = _both(request, found(subject.model, reference))
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
        row = found(subject.model, reference)
    journal.note_reading(f"{kind}.page", kind, [row.marking])
    context = _page(request, subject, row) | {"problems": problems, "typed": request.POST} | both
    return render(request, "field/one.html", context, status=status)


def _both(request: Request, row: Any) -> dict[str, Any]:
    """The report as another device saved it, beside what was typed on this one."""
    form = ReportForm(request.POST)
    return {"differing": differing(form, form.typed(row)), "changed": last_change(row)}


def _allows(actor: Anyone, right: str, where: Whereabouts) -> bool:
    """May the actor take a step of that right there? Authors keep their own records in hand."""
    return bool(may_edit(actor, where) if right == "edit" else verdict(actor, right, where))


def _page(request: Request, subject: Subject, row: Any) -> dict[str, Any]:
    actor = request.actor
    posts = readers(row.whereabouts, presenting.language())
    typed = request.POST.get("do", "")
    mine = bool(may_edit(actor, row.whereabouts))
    promising = replace(row.whereabouts, kind="commitment")
    annex = Annex.objects.filter(mission=row.pk).first() if subject.kind == "mission" else None
    return {
        "subject": subject,
        "row": row,
        "title": presenting.title_of(row),
        "marking": row.marking,
        "state": subject.workflow.labels[row.state],
        "sentence": presenting.sentence(row),
        "sections": presenting.SECTIONS[subject.kind](row),
        "thread": around(subject.kind, row.pk),
        "steps": [
            step
            for step in subject.workflow.steps_from(row.state)
            if _allows(actor, step.right, row.whereabouts)
            and (not step.roles or any(s.role in step.roles for s in actor.standings))
        ],
        "may_edit": mine,
        "may_write": mine and row.state in subject.writable,
        "may_commit": mine
        and row.state not in ("closed", "cancelled")
        and bool(verdict(actor, "create", promising)),
        "may_escort": subject.kind == "mission"
        and row.state in subject.writable
        and bool(verdict(actor, "escort", row.whereabouts)),
        "may_report": subject.kind == "mission"
        and mine
        and row.state in ("returned", "report_submitted"),
        "annex": annex,
        "forms": deeds.forms_of(request, subject.kind, row, typed),
        "elements": getattr(row, "elements", []),
        "findings": getattr(row, "findings", []),
        "turns": made_of_elements(),
        "feeds": made_of_findings(),
        "seen": {"posts": sorted(posts.items()), "count": sum(posts.values())},
        "history": row.versions.all()[:12],
        "escorts": [
            (item.code, item.label(presenting.language()))
            for item in profile().vocabulary("escort")
        ],
        "edit_view": f"{subject.view}_edit",
        "document_view": f"{subject.view}_document",
        "letter": letters.LETTERS.get(subject.kind),
        "letter_view": f"{subject.view}_letter",
        "papers": [(lang, suffix) for lang in ("fr", "en") for suffix in FORMATS],
        "files": [(lang, suffix, file_name(row, lang, suffix))
                  for lang in ("fr", "en") for suffix in FORMATS],
    }  # fmt: skip


@declares("signed-in")
@require_GET
def document(
    request: Request, kind: str, reference: str, language: str, suffix: str
) -> HttpResponse:
    """The report as a document, in a language and a format."""
    if suffix not in FORMATS or language not in ("fr", "en"):
        raise NotThere
    row = found(SUBJECTS[kind].model, reference)
    journal.note_reading(f"{kind}.document", kind, [row.marking])
    return _file(FORMATS[suffix](row, language), suffix, file_name(row, language, suffix))


@declares("signed-in")
@require_GET
def letter(request: Request, kind: str, reference: str, language: str, suffix: str) -> HttpResponse:
    """The paper that goes out before: an invitation, terms of reference."""
    if suffix not in FORMATS or language not in ("fr", "en"):
        raise NotThere
    row = found(SUBJECTS[kind].model, reference)
    journal.note_reading(f"{kind}.letter", kind, [row.marking])
    content, name = letters.made(row, language, suffix)
    return _file(content, suffix, name)


@declares("signed-in")
@require_GET
def annex(request: Request, reference: str, language: str, suffix: str) -> HttpResponse:
    """The restricted annex of a mission's report, for the few who may read it."""
    row = found(Annex, reference)
    if suffix not in FORMATS or language not in ("fr", "en"):
        raise NotThere
    journal.note_reading("annex.document", "annex", [row.marking])
    return _file(FORMATS[suffix](row, language), suffix, file_name(row, language, suffix))


def _file(made: bytes, suffix: str, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type=MEDIA_TYPES[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
