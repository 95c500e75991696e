"""The page of broken glass: for who breaks it, and for who was told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.access import Request, declares
from rempart.kernel.actor import Actor
from rempart.kernel.errors import RempartError
from rempart.kernel.policy import APART, MARKINGS
from rempart.people import glass as room
from rempart.people.forms import GlassForm
from rempart.people.models import BrokenGlass
from rempart.people.proof import reauthenticated
from rempart.people.standing import label
from rempart.people.views import language


def _form(actor: Actor, data: Any = None) -> GlassForm | None:
    """The form that breaks; None for posts that read no content."""
    posts = [
        (str(s.post), s.label)
        for s in actor.standings
        if s.on_behalf_of is None and not s.broken_glass and s.role not in APART
    ]
    return GlassForm(data, posts=posts) if posts else None


def _shown(row: BrokenGlass) -> dict[str, Any]:
    mission = profile()
    widened = [str(MARKINGS[row.clearance])]
    widened += [mission.compartment(number).label(language()) for number in row.compartments]
    return {
        "row": row,
        "post": label(row.post.role, row.post.office, language()),
        "what": ", ".join(widened),
        "open": row.ends > clock.now(),
    }


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@reauthenticated(reading=False)
def glass(request: Request) -> HttpResponse:
    """Break the glass of one's own post; see one's own, and those one was told of."""
    form = _form(request.actor, request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            room.break_glass(**form.cleaned_data)
            return redirect("people:glass")
        except RempartError as error:
            context["problems"] = error.problems
    me = request.actor.id
    context |= {
        "own": [_shown(row) for row in room.own(me)],
        "told": [_shown(told.glass) | {"told": told} for told in room.told_of(me)],
    }
    return render(request, "people/glass.html", context)


@declares("signed-in")
@require_POST
def answer(request: Request, glass: UUID) -> HttpResponse:
    """Say that one has read of it, or end it at once."""
    if "end" in request.POST:
        room.end(glass=glass)
    else:
        room.acknowledge(glass=glass)
    return redirect("people:glass")
