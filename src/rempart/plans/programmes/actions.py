"""What may be done to a regional plan; the only ways to change one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, TypedDict
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import links
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.nameless import names_in
from rempart.kernel.policy import UNCLASSIFIED
from rempart.people.standing import spoken
from rempart.plans import actions
from rempart.plans.models import Action
from rempart.plans.programmes import proposing
from rempart.plans.programmes.models import ABANDONED, STANDING, Plan
from rempart.plans.programmes.workflow import REGIONAL, WRITABLE
from rempart.threats.models import Threat

YEAR = timedelta(days=365)
RELATION = "line-"
"""The relation of the action that a line became, with the number of the line."""


class Prepared(TypedDict, total=False):
    """What a plan says of itself; what is left out stays as it was."""

    title: str
    area: str
    environments: list[str]
    purpose: str


class Line(TypedDict, total=False):
    """A line of a plan, in the order of its columns."""

    threat: str
    menace: str
    objective: str
    action: str
    volet: str
    phases: list[str]
    lead: str
    due_on: date | None
    indicator: str


def unknown(place: Any, code: str, known: Iterable[str]) -> list[Problem]:
    """A problem where a code stands in no list."""
    codes = list(known)
    if not code or code in codes:
        return []
    message = _("the profile knows no such code")
    return [Problem(place, code, message, ", ".join(codes), "unknown-code")]


def _environments(codes: Iterable[str]) -> list[Problem]:
    known = [one.code for one in profile().environments]
    return [fault for code in codes for fault in unknown(_("Environment"), code, known)]


def writable(row: Any) -> None:
    """Let a plan be written.

    Raises:
        Refused: it has left the hands of those who write it.
    """
    if row.state not in WRITABLE:
        message = _("is endorsed: what it says stands")
        remedy = _("Have it returned with a reason, or prepare its successor.")
        if row.state == ABANDONED:
            message, remedy = _("is abandoned"), _("Take it up again first, and say why.")
        raise Refused(Problem(row.reference, None, message, remedy, "frozen"))


def _describe(row: Plan, said: Mapping[str, Any]) -> None:
    places = {"title": _("Title"), "purpose": _("Purpose")}
    problems = names_in((place, said.get(name, "")) for name, place in places.items())
    problems += _environments(said.get("environments", ()))
    if not said.get("title", row.title).strip():
        message, remedy = _("is missing"), _("Give the plan a title.")
        problems.append(Problem(_("Title"), "", message, remedy, "missing"))
    if problems:
        raise BadInput.of(problems)
    for name, value in said.items():
        setattr(row, name, value)


@creates(Plan, "plan.propose")
def prepare_plan(run: Run, *, said: Prepared, office: int, marking: int = UNCLASSIFIED) -> Plan:
    """Prepare a plan for an office, or for one of its cercles.

    Raises:
        BadInput: no title, an unknown environment, or a person seems named.
    """
    owner = profile().component(profile().mission.owner_component).number
    row = Plan(office=office, marking=marking, component=owner, language=_language())
    _describe(row, said)
    return row


def _language() -> str:
    return (get_language() or "fr")[:2]


@changes(Plan, "plan.describe")
def describe_plan(run: Run, row: Plan, *, said: Prepared) -> None:
    """Correct what the plan says of itself.

    Raises:
        BadInput: no title, an unknown environment, or a person seems named.
        Refused: it is endorsed.
    """
    writable(row)
    _describe(row, said)


# --- lines --------------------------------------------------------------------------------------


def _faults(line: Mapping[str, Any]) -> list[Problem]:
    places = {"menace": _("Threat"), "objective": _("Objective"), "action": _("Action"),
              "indicator": _("Indicator")}  # fmt: skip
    found = names_in((place, str(line.get(name, ""))) for name, place in places.items())
    known = {
        name: [item.code for item in profile().vocabulary(name)] for name in ("volet", "phase")
    }
    found += unknown(_("Tier"), line.get("volet", ""), known["volet"])
    for phase in line.get("phases", ()):
        found += unknown(_("Phase"), phase, known["phase"])
    found += unknown(_("Lead"), line.get("lead", ""), [c.code for c in profile().components])
    if not str(line.get("action", "")).strip():
        message, remedy = _("is missing"), _("Say in a sentence what is done.")
        found.append(Problem(_("Action"), "", message, remedy, "missing"))
    if not line.get("volet") or not line.get("phases"):
        message, remedy = _("is missing"), _("Choose a tier and at least one phase.")
        found.append(Problem(_("Tier and phases"), "", message, remedy, "missing"))
    if actions.URGENT & set(line.get("phases", ())) and not line.get("threat"):
        found.append(
            Problem(
                _("Threat"), "", _("pre-emption and response answer a threat or an alert"),
                _("Name the threat, or choose prevention or consolidation."), "no-danger",
            )
        )  # fmt: skip
    return found


def _set_lines(row: Plan, lines: list[dict[str, Any]]) -> None:
    """Write the lines of a plan; the components that lead them read it from now on."""
    row.lines = lines
    leads = {profile().component(line["lead"]).number for line in lines if line.get("lead")}
    row.support = sorted(leads - {row.component})


def _threat(row: Plan, reference: str) -> Threat | None:
    """The threat of a line, where the plan may carry it.

    Raises:
        BadInput: none that the writer sees, or that readers of the plan might not see.
    """
    if not reference:
        return None
    found: Threat | None = Threat.objects.filter(reference=reference).first()
    if found is None:
        message, remedy = _("is no threat that you may see"), _("Copy it from the threat’s page.")
        raise BadInput(Problem(_("Threat"), reference, message, remedy, "threat"))
    if found.marking > row.marking or found.compartment != row.compartment:
        message = _("is known to fewer people than the plan")
        remedy = _("Mark the plan higher, or leave the threat out of it.")
        raise BadInput(Problem(_("Threat"), reference, message, remedy, "above"))
    return found


@changes(Plan, "plan.line")
def write_line(run: Run, row: Plan, *, said: Line, number: int | None = None) -> dict[str, Any]:
    """Add a line, or correct the one of that number.

    Raises:
        BadInput: a code is unknown, an urgent phase answers no threat, or a person seems named.
        Refused: the plan is endorsed, or has no such line.
    """
    writable(row)
    held = row.line(number) if number else None
    if number and held is None:
        message, remedy = _("no line has that number"), _("Go back to the plan.")
        raise Refused(Problem(_("Line"), number, message, remedy, "line"))
    line: dict[str, Any] = {**(held or {"template": "", "threat": ""}), **said}
    due = line.get("due_on")
    line["due_on"] = due.isoformat() if isinstance(due, date) else due or ""
    threat = _threat(row, line.get("threat", ""))
    if threat is not None and not str(line.get("menace", "")).strip():
        line["menace"] = threat.title
    faults = _faults(line)
    if faults:
        raise BadInput.of(faults)
    line["n"] = number or 1 + max((one["n"] for one in row.lines), default=0)
    kept = [line if one is held else one for one in row.lines]
    _set_lines(row, kept if held is not None else [*kept, line])
    if threat is not None:
        links.tie(run, threat, "plan", row)
    return line


@changes(Plan, "plan.line_drop")
def drop_line(run: Run, row: Plan, *, number: int) -> None:
    """Take a line out of a plan that is still written; its history keeps it.

    Raises:
        Refused: the plan is endorsed, or has no such line.
    """
    writable(row)
    if row.line(number) is None:
        message, remedy = _("no line has that number"), _("Go back to the plan.")
        raise Refused(Problem(_("Line"), number, message, remedy, "line"))
    _set_lines(row, [line for line in row.lines if line["n"] != number])


@changes(Plan, "plan.take")
def take_proposals(run: Run, row: Plan, *, codes: list[str]) -> int:
    """Take some of the profile's proposals as lines; how many were taken.

    Raises:
        BadInput: none was chosen.
        Refused: the plan is endorsed.
    """
    writable(row)
    taken = proposing.chosen(row, codes)
    if not taken:
        message, remedy = _("nothing is chosen"), _("Tick at least one proposal.")
        raise BadInput(Problem(_("Proposals"), "", message, remedy, "nothing"))
    last = max((one["n"] for one in row.lines), default=0)
    _set_lines(row, [*row.lines, *({**line, "n": last + n} for n, line in enumerate(taken, 1))])
    for threat in Threat.objects.filter(reference__in={line["threat"] for line in taken}):
        links.tie(run, threat, "plan", row)
    return len(taken)


@changes(Plan, "plan.consulted")
def note_consultation(run: Run, row: Plan, *, who: str, on: date | None, said: str) -> None:
    """Record what a component or the partners answered, and when; a later answer replaces it.

    Raises:
        BadInput: no such component, no day, a day to come, no answer, or a person seems named.
        Refused: the plan is endorsed.
    """
    writable(row)
    found = unknown(_("Who"), who, [c.code for c in profile().components])
    found += names_in([(_("Answer"), said)])
    if not who or not said.strip():
        message, remedy = _("is missing"), _("Say who answered, and what.")
        found.append(Problem(_("Answer"), "", message, remedy, "missing"))
    if on is None or on > run.now.date():
        message, remedy = _("is missing, or yet to come"), _("Write the day of the answer.")
        found.append(Problem(_("Day"), on or "", message, remedy, "day"))
    if found:
        raise BadInput.of(found)
    assert on is not None
    kept = [one for one in row.consulted if one["who"] != who]
    row.consulted = [*kept, {"who": who, "on": on.isoformat(), "said": said.strip()}]


# --- its life -----------------------------------------------------------------------------------


@changes(Plan, "plan.give_way", "approve")
def _give_way(run: Run, row: Plan) -> None:
    """Let the successor take a plan's place."""
    row.state = "replaced"


def standing_beside(row: Plan) -> Plan | None:
    """The plan in force for the same office and area, if the reader sees one."""
    found: Plan | None = (
        Plan.objects.filter(office=row.office, area=row.area, state__in=STANDING)
        .exclude(pk=row.pk)
        .first()
    )
    return found


def _make_room(row: Plan) -> None:
    """Let a successor replace its predecessor; any other plan in force stands in its way."""
    standing = standing_beside(row)
    if standing is None:
        return
    if standing.pk != row.replaces_id:
        raise Refused(_occupied(standing.reference))
    _give_way(target=standing.pk, reason=f"{row.reference}: {row.title}")


def _occupied(reference: str = "") -> Problem:
    return Problem(
        _("In force"),
        reference,
        _("another plan is in force for this office and area: one only binds"),
        _("Review that one and withdraw it, or prepare this one as its successor."),
        "occupied",
    )


@advance_by(REGIONAL, Plan, "plan")
def _advance(run: Run, row: Plan) -> None:
    """Take a step in the life of a plan; its review falls due a year after it comes into force."""
    step = run.name.rpartition(".")[2]
    if step == "approve":
        row.approved_by = spoken(run.standing) if run.standing else ""
    if step == "enter":
        _make_room(row)
        row.begins_on = run.now.date()
    if step in ("enter", "keep"):
        row.review_on = run.now.date() + YEAR


def advance_plan(*, target: UUID, step: str, reason: str = "") -> str:
    """Take a step.

    Raises:
        Refused: it does not lead from here, is another's, or another plan is in force.
    """
    try:
        return _advance(target=target, step=step, reason=reason)
    except IntegrityError as error:
        raise Refused(_occupied()) from error


@changes(Plan, "plan.succeeded")
def _mark_succession(run: Run, row: Plan, *, by: Plan) -> None:
    """Tie a plan to the successor that is being prepared."""
    links.tie(run, row, "successor", by)


@creates(Plan, "plan.succeed")
def _successor(run: Run, *, of: Plan) -> Plan:
    """Begin the successor of a plan with what that one says."""
    return Plan(
        office=of.office, marking=of.marking, compartment=of.compartment, component=of.component,
        language=of.language, title=of.title, area=of.area, environments=list(of.environments),
        purpose=of.purpose, lines=[dict(line) for line in of.lines],
        support=list(of.support), replaces=of,
    )  # fmt: skip


def succeed(plan: Plan) -> Plan:
    """Prepare the successor of a plan in force: a draft with its lines, to be compared with it.

    Raises:
        Refused: the plan is not in force.
    """
    if not plan.stands:
        message, remedy = _("is not in force"), _("Prepare a new plan instead.")
        raise Refused(Problem(plan.reference, None, message, remedy, "not-in-force"))
    made: Plan = _successor(of=plan)
    _mark_succession(target=plan.pk, by=made)
    return made


# --- what lines become --------------------------------------------------------------------------


@changes(Plan, "plan.act")
def make_action(run: Run, row: Plan, *, number: int) -> Action:
    """Make the action that carries a line, from its threat where it answers one.

    Raises:
        Refused: the plan is not in force, has no such line, or the line has its action already.
        BadInput: the line's threat is not seen, or the action lacks something.
    """
    line = row.line(number)
    if line is None or not row.stands:
        message, remedy = _("is no line of a plan in force"), _("Bring the plan into force first.")
        raise Refused(Problem(_("Line"), number, message, remedy, "line"))
    if number in acted(row):
        message, remedy = _("has its action already"), _("Follow it on its own page.")
        raise Refused(Problem(_("Line"), number, message, remedy, "acted"))
    said: actions.Said = {
        "statement": line["action"][:300],
        "volet": line["volet"],
        "phases": list(line["phases"]),
        "component": profile().component(line["lead"]).number,
        "indicator": line["indicator"][:300],
        "due_on": date.fromisoformat(line["due_on"]),
    }
    made = actions.propose_action(
        said=said, office=row.office, marking=row.marking, origin=_threat(row, line["threat"])
    )
    links.tie(run, row, f"{RELATION}{number}", made)
    return made


def make_every_action(plan: Plan) -> int:
    """Make the actions of all lines that have none yet; how many were made."""
    done = acted(plan)
    lacking = [line["n"] for line in plan.lines if line["n"] not in done]
    for number in lacking:
        make_action(target=plan.pk, number=number)
    return len(lacking)


def acted(plan: Plan) -> set[int]:
    """The numbers of the lines that have become actions which the reader sees."""
    return {int(r.removeprefix(RELATION)) for r, _target in links.led(plan, RELATION)}
