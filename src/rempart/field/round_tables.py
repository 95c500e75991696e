"""What may be done to round tables; the only ways to change one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.field.care import QUESTIONS
from rempart.field.models import RoundTable
from rempart.field.placing import code_problems, component_of, office_for
from rempart.field.workflow import ROUND_TABLE, TABLE_OPEN
from rempart.kernel import links
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.models import Guarded
from rempart.kernel.nameless import names_in
from rempart.kernel.offspring import Seed, offspring
from rempart.kernel.policy import UNCLASSIFIED
from rempart.register.actions import record_incident
from rempart.threats.actions import draft_threat


class Prepared(TypedDict, total=False):
    """What a round table says of itself; what is left out stays as it was."""

    title: str
    area: str
    place: str
    held_on: date
    why: str
    invitation: str
    agenda: str
    interpretation: str
    do_no_harm: dict[str, str]
    participants: list[dict[str, Any]]
    minutes: str


class Element(TypedDict, total=False):
    """One thing as it was said: who is threatened, by whom, where, when, what people do already."""

    who: str
    perpetrator: str
    threat_type: str
    area: str
    place: str
    when: str
    day: date | None
    coping: str
    words: str


_NAMELESS = {
    "title": _("Title"),
    "why": _("Context"),
    "invitation": _("Invitation"),
    "agenda": _("Agenda"),
    "minutes": _("Minutes"),
}


def _describe(row: RoundTable, said: Mapping[str, Any]) -> None:
    """Write what was said on the row, once all of it holds."""
    problems = names_in((place, said.get(name, "")) for name, place in _NAMELESS.items())
    answers = said.get("do_no_harm", {})
    problems += names_in((QUESTIONS[code], text) for code, text in answers.items())
    for line in said.get("participants", ()):
        problems += code_problems({"category": ("participant", line["category"])})
    if problems:
        raise BadInput.of(problems)
    for name, value in said.items():
        setattr(row, name, value)


def _writable(row: RoundTable) -> None:
    if row.state not in TABLE_OPEN:
        message = _("the minutes are validated: what was said there stands")
        remedy = _("Record what comes after where it happens.")
        raise Refused(Problem(row.reference, None, message, remedy, "frozen"))


@creates(RoundTable, "round_table.plan")
def plan_round_table(run: Run, *, said: Prepared, marking: int = UNCLASSIFIED) -> RoundTable:
    """Plan a round table. Its office is that of the area on its day.

    Raises:
        BadInput: no office covers the area, a code is unknown, or a person seems to be named.
    """
    row = RoundTable(marking=marking, component=component_of(run))
    _describe(row, said)
    row.office = office_for(row.area, row.held_on)
    return row


@changes(RoundTable, "round_table.describe")
def describe_round_table(run: Run, row: RoundTable, *, said: Prepared) -> None:
    """Prepare it further, count who came, write the minutes.

    Raises:
        BadInput: a code is unknown, or a person seems to be named.
        Refused: the minutes are validated.
    """
    _writable(row)
    _describe(row, said)


@changes(RoundTable, "round_table.note")
def note_element(
    run: Run, row: RoundTable, *, said: Element, number: int | None = None
) -> dict[str, Any]:
    """Keep an element as it was said, or correct the one of that number.

    Raises:
        BadInput: nobody is said to be threatened, a code is unknown, or a person seems named.
        Refused: the minutes are validated, or no element has that number.
    """
    _writable(row)
    problems = code_problems(
        {
            "perpetrator": ("actor_type", said.get("perpetrator", "")),
            "threat_type": ("threat_type", said.get("threat_type", "")),
        }
    )
    places = {"who": _("Who is threatened"), "words": _("As it was said"),
              "coping": _("What people already do"), "place": _("Place")}  # fmt: skip
    problems += names_in((place, str(said.get(name, ""))) for name, place in places.items())
    if not said.get("who", "").strip():
        message, remedy = _("is still empty"), _("Name the group and where it lives.")
        problems.append(Problem(_("Who is threatened"), "", message, remedy, "who"))
    if problems:
        raise BadInput.of(problems)
    day = said.get("day")
    kept = {**said, "day": day.isoformat() if day else ""}
    held = row.element(number) if number else None
    if number and held is None:
        message, remedy = _("no element has that number"), _("Go back to the list.")
        raise Refused(Problem(_("Element"), number, message, remedy, "element"))
    kept["n"] = number or 1 + max((one["n"] for one in row.elements), default=0)
    row.elements = [kept if one is held else one for one in row.elements]
    if held is None:
        row.elements = [*row.elements, kept]
    return kept


RELATION = "element-"
"""The relation of what an element became, with the element's number."""


@changes(RoundTable, "round_table.turn")
def turn_element(
    run: Run, row: RoundTable, *, number: int, into: str, said: Task | None = None
) -> Guarded:
    """Make of an element a threat in draft, an incident, a report or an action, linked to it.

    `said` is who does it and by when, for an action; reports and actions are made by the rooms
    that keep them.

    Raises:
        BadInput: the element lacks what such a record needs; each gap is named.
        Refused: no element has that number, or it was turned into that already.
    """
    heard = row.element(number)
    if heard is None or into not in made_of_elements():
        message, remedy = _("no element has that number"), _("Go back to the list.")
        raise Refused(Problem(_("Element"), number, message, remedy, "element"))
    problems = [
        Problem(place, "", _("is needed for this"), _("Complete the element first."), "gap")
        for name, place in _NEEDS.get(into, {}).items()
        if not heard.get(name)
    ]
    if problems:
        raise BadInput.of(problems)
    made = _MAKES[into](row, heard) if into in _MAKES else _sown(row, heard, into, said or {})
    links.tie(run, row, f"{RELATION}{number}", made)
    return made


def _threat(row: RoundTable, said: Mapping[str, Any]) -> Guarded:
    coping = said.get("coping", "")
    return draft_threat(
        said={
            "title": f"{profile().label('threat_type', said['threat_type'], row.language)}, "
            f"{said.get('place') or said['who']}"[:160],
            "perpetrator": said["perpetrator"],
            "threat_type": said["threat_type"],
            "area": said.get("area") or row.area,
            "place": said.get("place", ""),
            "population": said["who"],
            "analysis": "\n".join(text for text in (said.get("words", ""), coping) if text),
        },
        marking=row.marking,
    )


def _incident(row: RoundTable, said: Mapping[str, Any]) -> Guarded:
    kind = said.get("perpetrator", "")
    alleged = [{"role": "alleged_perpetrator", "type": kind, "name": ""}]
    return record_incident(
        said={
            "starts_on": date.fromisoformat(said["day"]),
            "area": said.get("area") or row.area,
            "place": said.get("place", ""),
            "threat_type": said.get("threat_type", ""),
            "alleged": alleged if kind else [],
            "summary": said.get("words") or said["who"],
            "source": f"{row.title} ({row.reference})",
        },
        marking=row.marking,
    )


class Task(TypedDict, total=False):
    """What an element asks of a component: what, who, by when, of which volet and phases."""

    text: str
    owner: str
    due_on: date | None
    volet: str
    phases: list[str]


def _sown(row: RoundTable, heard: Mapping[str, Any], into: str, said: Task) -> Guarded:
    """What another room makes of an element: a report as it was said, an action to do."""
    task = into == "action"
    if task and not said.get("owner"):
        message, remedy = _("is missing"), _("Choose the component that does it.")
        raise BadInput(Problem(_("Lead"), "", message, remedy, "owner"))
    owner = said.get("owner", "")
    words = "\n".join(part for part in (heard.get("words", ""), heard["who"]) if part)
    return offspring[into](
        Seed(
            row,
            (said.get("text", "") if task else "") or words,
            profile().component(owner).number if owner else 0,
            said.get("due_on"),
            heard.get("area") or row.area,
            volet=said.get("volet", ""),
            phases=tuple(said.get("phases", ())),
        )
    )


def made_of_elements() -> list[str]:
    """What an element may become in this house: reports and actions where a room makes them."""
    return [*_MAKES, *(kind for kind in ("report", "action") if kind in offspring)]


_MAKES = {"threat": _threat, "incident": _incident}
_NEEDS = {
    "threat": {"perpetrator": _("By whom"), "threat_type": _("Kind")},
    "incident": {"day": _("The day it happened")},
}


@advance_by(ROUND_TABLE, RoundTable, "round_table")
def advance_round_table(run: Run, row: RoundTable) -> None:
    """Take a step in the life of a round table."""
