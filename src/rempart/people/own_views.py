"""The pages of one's own: what one lends and borrows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from rempart.kernel.access import Request, declares
from rempart.kernel.actor import Actor
from rempart.kernel.errors import RempartError
from rempart.kernel.policy import RIGHT_NAMES
from rempart.people import delegations as lending
from rempart.people import queries
from rempart.people.forms import DelegationForm
from rempart.people.models import Delegation
from rempart.people.standing import label
from rempart.people.views import language


def _form(actor: Actor, data: Any = None) -> DelegationForm | None:
    """The form that lends; None for posts that have nothing to lend."""
    own = [
        s
        for s in actor.standings
        if s.on_behalf_of is None and not s.broken_glass and lending.powers_of(s.role)
    ]
    if not own:
        return None
    acts = sorted({act for standing in own for act in lending.powers_of(standing.role)})
    holders = [
        (str(holder), f"{label(held[0].role, held[0].office, language())} ({name})")
        for holder, name, held in queries.colleagues(actor)
    ]
    return DelegationForm(
        data,
        posts=[(str(standing.post), standing.label) for standing in own],
        holders=sorted(holders, key=lambda choice: choice[1]),
        powers=[(act, RIGHT_NAMES[act]) for act in acts],
    )


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def delegations(request: Request) -> HttpResponse:
    """What one lends and borrows, and the form that lends more."""
    form = _form(request.actor, request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            lending.delegate(**form.terms())
            return redirect("people:delegations")
        except RempartError as error:
            context["problems"] = error.problems
    me = request.actor.id
    context |= {
        "lent": [_shown(row) for row in queries.lent_by(me)],
        "borrowed": [_shown(row) for row in queries.borrowed_by(me)],
    }
    return render(request, "people/delegations.html", context)


def _shown(row: Delegation) -> dict[str, Any]:
    return {
        "row": row,
        "post": label(row.post.role, row.post.office, language()),
        "powers": lending.power_names(row.powers),
        "condition": queries.condition(row),
    }


@declares("signed-in")
@require_POST
def take_back(request: Request, delegation: UUID) -> HttpResponse:
    """End a delegation that one lends or borrows, at once."""
    lending.end_delegation(delegation=delegation)
    return redirect("people:delegations")
