"""Where a record of the field stands: the office of its place, the component of its writer."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.actions import Run
from rempart.kernel.actor import Actor
from rempart.kernel.errors import BadInput, Problem
from rempart.places.queries import office_of


def component_of(run: Run) -> int:
    """The component of the post under which somebody writes; else the one that owns the work."""
    if isinstance(run.actor, Actor) and run.actor.standings:
        chosen = [s for s in run.actor.standings if s.post == run.actor.post]
        return (chosen or list(run.actor.standings))[0].component
    return profile().component(profile().mission.owner_component).number


def office_for(area: str, on: date) -> int:
    """The office that covers an area on a day.

    Raises:
        BadInput: no office does.
    """
    found = office_of(area, on)
    if found:
        return found
    raise BadInput(
        Problem(
            _("Area"),
            area,
            _("belongs to no office"),
            _("Choose a cercle of one of your offices."),
            "office",
        )
    )


def code_problems(codes: dict[str, tuple[str, str]]) -> list[Problem]:
    """A problem for each field whose code its vocabulary lacks: field → (vocabulary, code)."""
    return [
        Problem(
            field,
            code,
            _("the profile knows no such code"),
            ", ".join(item.code for item in profile().vocabulary(vocabulary)),
            "unknown-code",
        )
        for field, (vocabulary, code) in codes.items()
        if code and not profile().vocabulary(vocabulary).get(code)
    ]
