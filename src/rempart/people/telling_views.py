"""The pages of what one is told of: the list, what comes by e-mail, following a record."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere
from rempart.kernel.policy import OUTSIDE
from rempart.people import telling
from rempart.people.forms import MailForm


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def notifications(request: Request) -> HttpResponse:
    """What the reader was told of, the latest first; looked at one by one, or all at once."""
    if request.method == "POST":
        telling.read()
        return redirect("people:notifications")
    lines = telling.lines()
    waiting = sum(line.row.read_at is None for line in lines)
    context = {
        "lines": lines,
        "waiting": waiting,
        "cut": len(lines) == telling.SHOWN,
        "outside": _outside(request),
    }
    return render(request, "people/notifications.html", context)


def _outside(request: Request) -> bool:
    """Does the reader work for another organisation, and for no other?"""
    return all(standing.role in OUTSIDE for standing in request.actor.standings)


@declares("signed-in")
@require_GET
def look(request: Request, notification: UUID) -> HttpResponse:
    """Open the record of a notification, which is then looked at."""
    found = next((one for one in telling.lines() if one.row.pk == notification), None)
    if found is None:
        raise NotThere
    telling.read_about(found.row.record_id)
    return redirect(found.end.url)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def mail(request: Request) -> HttpResponse:
    """What the reader wants by e-mail, and in which hours."""
    typed = request.POST if request.method == "POST" else None
    choice = telling.choice_of(request.actor.id)
    form = MailForm(typed, choice=choice, outside=_outside(request))
    if request.method == "POST" and form.is_valid():
        telling.choose(**form.chosen())
        return redirect("people:notifications")
    context = {"form": form, "relayed": settings.REMPART_MAILS}
    status = 400 if request.method == "POST" else 200
    return render(request, "people/mail.html", context, status=status)


@declares("signed-in")
@require_POST
def follow(request: Request) -> HttpResponse:
    """Follow a record, or no longer, and go back to it."""
    try:
        record = UUID(request.POST.get("record", ""))
    except ValueError as error:
        raise NotThere from error
    end = telling.follow(request.POST.get("kind", ""), record, "stop" not in request.POST)
    return redirect(end.url)
