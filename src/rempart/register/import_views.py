"""The pages of whoever brings data in: send a file, look at what it would do, confirm, withdraw."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rempart.doctrine.loader import current as profile
from rempart.kernel import journal
from rempart.kernel.access import declares
from rempart.kernel.actions import refuse
from rempart.kernel.errors import RempartError
from rempart.kernel.finding import found
from rempart.kernel.policy import UNCLASSIFIED, Denied, Whereabouts, verdict
from rempart.register import findings, presenting, queries, template, uploads
from rempart.register.deletions import withdraw_deleted
from rempart.register.duplicates import matching
from rempart.register.duplicates import presenting as told
from rempart.register.duplicates.actions import put_up
from rempart.register.duplicates.views import area_names
from rempart.register.formats import DELETED, FORMATS
from rempart.register.forms import UploadForm
from rempart.register.imports import Outcome, import_events, withdraw_batch
from rempart.register.models import Batch, StagedRow
from rempart.register.workflow import VERIFICATION

SHOWN = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def may_import(request: HttpRequest) -> bool:
    """May the reader bring data in?"""
    return bool(verdict(request.actor, "import", _batches()))


def _batches() -> Whereabouts:
    mission = profile()
    return Whereabouts("batch", component=mission.component(mission.mission.owner_component).number)


def _importers_only(request: HttpRequest) -> None:
    """Let only those in who may import.

    Raises:
        Refused: the post does not import, in words.
    """
    answer = verdict(request.actor, "import", _batches())
    if isinstance(answer, Denied):
        raise refuse(answer, _("Imports"))


def _clearance(request: HttpRequest) -> int:
    held = [s.clearance for s in request.actor.standings if s.role]
    return max(held, default=UNCLASSIFIED)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The imports that there were, and the form that takes a file."""
    _importers_only(request)
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        clearance=_clearance(request),
        initial={"format": next(iter(FORMATS)), "country": profile().mission.countries[0]},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        known_from = said["known_from"]
        options = {
            "format": said["format"],
            "country": said["country"],
            "known_from": known_from.isoformat() if known_from else "",
            "marking": said["marking"],
        }
        upload = uploads.keep(request.session, said["file"], options)
        return redirect("register:trial", upload.key)
    rows = list(queries.batches()[:SHOWN])
    marking = max((row.marking for row in rows), default=UNCLASSIFIED)
    journal.note_reading("batch.list", "batch", [row.marking for row in rows])
    context = {
        "form": form,
        "batches": [(row, presenting.format_name(row.format)) for row in rows],
        "most": SHOWN,
        "marking": marking,
    }
    return render(request, "register/imports.html", context)


def _run(upload: uploads.Upload, dry_run: bool) -> Outcome:
    """Import a file that was sent, or try to."""
    said = upload.options
    if said["format"] == DELETED:
        return withdraw_deleted(path=upload.path, dry_run=dry_run, marking=said["marking"])
    known_from = forms.DateField(required=False).clean(said["known_from"])
    return import_events(
        path=upload.path,
        format=said["format"],
        country=said["country"] if FORMATS[said["format"]].suffix == ".csv" else "",
        dry_run=dry_run,
        known_from=known_from,
        marking=said["marking"],
    )


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def trial(request: HttpRequest, upload: UUID) -> HttpResponse:
    """What a file would do, row by row where it is refused; confirm it, or drop it."""
    _importers_only(request)
    sent = uploads.find(request.session, upload)
    if request.method == "POST":
        return _decided(request, sent)
    context: dict[str, Any] = {
        "file": sent.path.name,
        "format": presenting.format_name(sent.options["format"]),
        "marking": sent.options["marking"],
        "upload": sent.key,
    }
    try:
        outcome = _run(sent, dry_run=True)
    except RempartError as error:
        context["problems"] = error.problems
        return render(request, "register/trial.html", context, status=error.http_status)
    context |= {
        "outcome": outcome,
        "said": presenting.import_sentence(outcome),
        "faults": list(findings.faults_of(outcome))[:SHOWN],
        "withheld": [(row.line, p) for row in outcome.withheld[:SHOWN] for p in row.problems],
        "renamed": presenting.renamed(outcome.renamed),
        "kept": presenting.kept(outcome.kept[:SHOWN]),
        "most": SHOWN,
    }
    return render(request, "register/trial.html", context)


def _decided(request: HttpRequest, sent: uploads.Upload) -> HttpResponseRedirect:
    if "confirm" not in request.POST:
        uploads.drop(request.session, sent)
        return redirect("register:imports")
    outcome = _run(sent, dry_run=False)
    uploads.drop(request.session, sent)
    return redirect("register:batch", outcome.batch)


@declares("signed-in")
@require_GET
def trial_findings(request: HttpRequest, upload: UUID) -> HttpResponse:
    """The refused rows and remarks of a file that waits, as CSV."""
    _importers_only(request)
    sent = uploads.find(request.session, upload)
    outcome = _run(sent, dry_run=True)
    return _csv(f"{sent.path.stem}-refus.csv", findings.lines_of(outcome))


@declares("signed-in")
@require_GET
def blank_table(request: HttpRequest) -> HttpResponse:
    """The template of the mission's own table, to fill in."""
    _importers_only(request)
    content = io.BytesIO()
    template.write(content, profile())
    response = HttpResponse(content.getvalue(), content_type=_XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="incidents.xlsx"'
    return response


def _batch(reference: str) -> Batch:
    """The import of a reference as people type it.

    Raises:
        NotThere: the reader sees none.
    """
    return found(Batch, reference)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, reference: str) -> HttpResponse:
    """One import: what it brought, what was refused, what was done with it; withdraw it.

    Its likely twins can be put up for review, for whoever may say whether they are one event.
    """
    _importers_only(request)
    row = _batch(reference)
    if request.method == "POST":
        put_up(matching.twins_of_batch(row.pk, _after(request)).pairs)
        return redirect("duplicates:queue")
    return _page_of(request, row)


def _after(request: HttpRequest) -> UUID | None:
    """Where the portion of likely twins begins that the address asks for."""
    try:
        return UUID(request.GET["twins"])
    except (KeyError, ValueError):
        return None


def _page_of(request: HttpRequest, row: Batch, problems: Sequence[Any] = ()) -> HttpResponse:
    journal.note_reading("batch.page", "batch", [row.marking])
    portion = matching.twins_of_batch(row.pk, _after(request))
    names = area_names()
    refused = StagedRow.objects.filter(batch=row, fate="refused").order_by("line")
    steps = {step.name: step.label for step in VERIFICATION.transitions}
    context = {
        "batch": row,
        "format": presenting.format_name(row.format),
        "refused": refused.exclude(raw="")[:SHOWN],
        "withheld": refused.filter(raw="")[:SHOWN],
        "history": presenting.history(row.versions.all(), steps),
        "problems": problems,
        "most": SHOWN,
        "marking": max([row.marking, *(p.twin.incident.marking for p in portion.pairs)]),
        "portion": portion,
        "lines": [told.pair_line(pair, names) for pair in portion.pairs[:SHOWN]],
    }
    status = 400 if problems else 200
    return render(request, "register/batch.html", context, status=status)


@declares("signed-in")
@require_GET
def batch_findings(request: HttpRequest, reference: str) -> HttpResponse:
    """The rows that an import refused, as CSV."""
    _importers_only(request)
    row = _batch(reference)
    refused = StagedRow.objects.filter(batch=row, fate="refused").order_by("line")
    journal.note_reading("batch.refused", "batch", [row.marking], export=True)
    lines = [[f"{r.line}", "", "", r.problem, "", r.raw, r.key] for r in refused]
    return _csv(f"{row.reference}-refus.csv", lines)


def _csv(name: str, lines: Iterable[Sequence[str]]) -> HttpResponse:
    text = io.StringIO(newline="")
    findings.lay_out(text, lines)
    response = HttpResponse(
        text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@declares("signed-in")
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take an import back, with a reason that stays with each of its incidents."""
    row = _batch(reference)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        return _page_of(request, row, [_("Say in a sentence why; it stays with the record.")])
    withdraw_batch(target=row.pk, reason=reason)
    return redirect("register:batch", row.reference)
