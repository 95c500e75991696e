"""Where a record of the field stands: the office of its place, the component of its writer."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.actions import Run
from rempart.kernel.actor import Actor, Anyone
from rempart.kernel.errors import BadInput, Problem
from rempart.people.offices import offices_of
from rempart.places.queries import areas_of_office, office_of


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


def areas_for(actor: Anyone) -> list[tuple[str, str]]:
    """The cercles of the actor's offices, to choose from."""
    words, today = (get_language() or "fr")[:2], clock.today()
    areas = [area for office in offices_of(actor) for area in areas_of_office(office, today)]
    return sorted((area.pcode, area.display(words)) for area in areas)


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
