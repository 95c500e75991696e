"""The pages that take reports in: one typed at leisure, and one pasted in a hurry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, drafts
from rempart.kernel.access import Request, declares
from rempart.kernel.actor import MISSION, current
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.kernel.models import Draft
from rempart.kernel.once import once
from rempart.kernel.policy import UNCLASSIFIED, Whereabouts, may_read, verdict
from rempart.places.pointing import named_places
from rempart.places.queries import CERCLE, areas_on, office_of
from rempart.register import presenting as incidents
from rempart.register.alerts.actions import record_alert
from rempart.register.models import Report
from rempart.register.refusing import keep_draft, put_aside, refused
from rempart.register.reports import files, forms, presenting, reading
from rempart.register.reports.actions import incident_of, link_report, record_report
from rempart.register.reports.sources import in_use

NEW = "report.new"
QUICK = "report.quick"


def may_tell(request: Request) -> bool:
    """May the reader take in a report somewhere?"""
    return any(
        verdict(request.actor, "create", Whereabouts("report", office=standing.office))
        for standing in request.actor.standings
    )


def given_to(request: Request) -> dict[str, Any]:
    """What the form of a report offers its writer: cercles, sources, markings."""
    areas = areas_on(clock.today(), CERCLE).defer("outline")
    return {
        "areas": forms.areas_named(areas, presenting.language()),
        "sources": list(in_use()[:200]),
        "clearance": max((s.clearance for s in request.actor.standings), default=UNCLASSIFIED),
        "compartments": [
            (c.number, c.label(presenting.language()))
            for c in profile().compartments
            if any(c.number in s.compartments for s in request.actor.standings)
        ],
    }


def _seen(request: Request, form: forms.ReportForm) -> dict[str, Any]:
    """Who would read the report, of what is typed so far: the panel above the button."""
    actor = request.actor
    own = next((s for s in actor.standings if s.post == actor.post), actor.standings[0])
    given = getattr(form, "cleaned_data", {})
    on = given.get("starts_on") or clock.today()
    office = (office_of(given["area"], on) if given.get("area") else MISSION) or own.office
    marking, compartment = form.where()
    where = Whereabouts("report", office, own.component, marking, compartment, actor.id)
    words = presenting.language()
    named = profile().office(office).label(words) if office else ""
    return incidents.seen_by(where) | {"loses": not may_read(actor, where), "office": named}


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def record(request: Request) -> HttpResponse:
    """Take in a report; what was typed and not saved comes back."""
    if not may_tell(request):
        raise NotThere
    offered = given_to(request)
    if request.method == "GET":
        left = drafts.kept(NEW)
        initial = left.said if left else None
        form = forms.ReportForm(initial=initial, **offered)
        context = {"form": form, "draft": left, "seen": _seen(request, form)}
        return render(request, "register/report_new.html", context)
    if (answer := put_aside(request, NEW)) is not None:
        return answer
    form = forms.ReportForm(request.POST, **offered)
    problems: tuple[Problem, ...] = ()
    holds = form.is_valid()
    if request.POST.get("do") == "who":
        return render(request, "register/seen.html", {"seen": _seen(request, form)})
    if holds:
        try:
            row = _take_in(request, form)
            drafts.drop(NEW)
            return redirect("reports:report", row.reference)
        except RempartError as error:
            problems = tuple(error.problems)
    keep_draft(NEW, request.POST)
    context = {"form": form, "problems": problems, "files_again": bool(request.FILES),
               "seen": _seen(request, form)}  # fmt: skip
    return render(request, "register/report_new.html", context, status=400)


def _take_in(request: Request, form: forms.ReportForm) -> Report:
    """Record the report with its files: all of it, or nothing."""
    sent = files.read(request.FILES.getlist("files"))
    with transaction.atomic(using=current().alias):
        marking, compartment = form.where()
        row = record_report(told=form.said(), marking=marking, compartment=compartment)
        for name, file in sent:
            files.attach_to_report(target=row.pk, name=name, file=file)
    return row


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@once
def quick(request: Request) -> HttpResponse:
    """Paste a text, look at what was read of it, confirm, and say what it becomes."""
    if not may_tell(request):
        raise NotThere
    if request.method == "GET":
        return _left(request, drafts.kept(QUICK))
    if (answer := put_aside(request, QUICK)) is not None:
        return answer
    if request.POST.get("do") == "read":
        return _read(request)
    form = forms.QuickForm(request.POST, **given_to(request))
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            answer = _become(request, form)
            drafts.drop(QUICK)
            return answer
        except RempartError as error:
            problems = tuple(error.problems)
    keep_draft(QUICK, request.POST)
    context = {"form": form, "problems": problems}
    return render(request, "register/quick.html", context, status=400)


def _left(request: Request, left: Draft | None) -> HttpResponse:
    """A blank page to paste on, or what was left of it: the text, or the form it had become."""
    said = left.said if left else {}
    if "into" in said and "text" not in request.GET:
        form = forms.QuickForm(initial=said, **given_to(request))
        return render(request, "register/quick.html", {"form": form, "draft": left})
    paste = forms.PasteForm(initial={"text": said.get("text") or said.get("told", "")})
    return render(request, "register/quick.html", {"paste": paste})


def _read(request: Request) -> HttpResponse:
    """What a pasted text seems to say, in a form to be confirmed."""
    paste = forms.PasteForm(request.POST)
    if not paste.is_valid():
        return render(request, "register/quick.html", {"paste": paste}, status=400)
    text, today = paste.cleaned_data["text"], clock.today()
    keep_draft(QUICK, request.POST)
    found = reading.read(text, today, named_places(today), profile().cues)
    initial = forms.proposed(found, text, None)
    context = {
        "form": forms.QuickForm(initial=initial, **given_to(request)),
        "found": _found(found),
        "problems": refused({"told": text}),
    }
    return render(request, "register/quick.html", context)


def _found(found: reading.Proposal) -> Sequence[tuple[Any, str]]:
    """By which words each proposal was made, under the name of its field."""
    fields = forms.QuickForm.base_fields
    labels: dict[str, Any] = {name: fields[name].label for name in fields}
    labels["figures"] = _("Figures")
    return [(labels[name], words) for name, words in found.found.items()]


def _become(request: Request, form: forms.QuickForm) -> HttpResponse:
    """Keep the text as a report, and make of it what the person chose, tied to it."""
    given = form.cleaned_data
    with transaction.atomic(using=current().alias):
        marking, compartment = form.where()
        row = record_report(told=form.said(), marking=marking, compartment=compartment)
        if given["into"] == forms.INCIDENT:
            return redirect("register:incident", incident_of(row).reference)
        if given["into"] == forms.ALERT:
            alert = record_alert(
                heard={
                    "title": given["title"], "priority": given["priority"], "facts": row.told,
                    "threat_type": row.threat_type, "perpetrator": row.perpetrator,
                    "area": row.area, "place": row.place, "received_at": row.received_at,
                    "language": row.language,
                },
                office=row.office, marking=row.marking, compartment=row.compartment,
            )  # fmt: skip
            link_report(target=row.pk, to=alert)
            return redirect("alerts:alert", alert.reference)
    return redirect("reports:report", row.reference)
