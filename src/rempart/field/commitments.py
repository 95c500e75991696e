"""What may be done with commitments: one register for round tables, engagements and missions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.field.models import (
    PENDING,
    TAKEN_UP,
    Commitment,
    Engagement,
    FieldMission,
    RoundTable,
)
from rempart.field.workflow import COMMITMENT, undue_support
from rempart.kernel import clock, links
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.agenda import Due
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.models import Guarded
from rempart.kernel.nameless import names_in
from rempart.kernel.offspring import Seed, offspring

ACTION, LED_TO = "action", "led_to"
Phases = tuple[str, ...]
SORTS = ("measure", "promise", "recommendation")
CLOSED = ("closed", "cancelled")


class Promised(TypedDict, total=False):
    """What is promised: `owner` is a component's code, `by_whom` anybody else.

    `act` asks for the action that carries it at once, of that `volet` and those `phases`.
    """

    sort: str
    text: str
    owner: str
    by_whom: str
    to_whom: str
    due_on: date | None
    act: bool
    volet: str
    phases: list[str]


@creates(Commitment, "commitment.record")
def record_commitment(run: Run, *, origin: Guarded, said: Promised) -> Commitment:
    """Enter a commitment as its origin stands; the component that owes it sees it as its own.

    What somebody outside the Mission owes is followed by the component that heard it.

    Raises:
        BadInput: no date, no text, nobody who commits, or what reads like a person's name.
    """
    problems = _faults(said)
    if problems:
        raise BadInput.of(problems)
    owner, due_on = said.get("owner", ""), said["due_on"]
    assert due_on is not None
    return Commitment(
        sort=said.get("sort", "promise"),
        text=said["text"].strip(),
        owner=owner,
        by_whom=said.get("by_whom", "").strip(),
        to_whom=said.get("to_whom", "").strip(),
        due_on=due_on,
        area=getattr(origin, "area", ""),
        origin_kind=origin.kind,
        origin=origin.pk,
        office=origin.office,
        marking=origin.marking,
        compartment=origin.compartment,
        component=profile().component(owner).number if owner else _hearer(origin),
    )


def _hearer(origin: Guarded) -> int:
    """The component that follows what others promise: the one that held the meeting."""
    return origin.component or profile().component(profile().mission.owner_component).number


def _faults(said: Promised) -> list[Problem]:
    found = []
    if not said.get("due_on"):
        found.append(
            Problem(
                _("Due"),
                "",
                _("a commitment without a date is a wish"),
                _("Agree on a day and write it: 15/12/2014."),
                "no-date",
            )
        )
    if not said.get("text", "").strip():
        message, remedy = _("is still empty"), _("Say in a sentence what will be done.")
        found.append(Problem(_("Commitment"), "", message, remedy, "empty"))
    if not said.get("owner") and not said.get("by_whom", "").strip():
        message, remedy = _("nobody commits"), _("Choose a component, or say who else.")
        found.append(Problem(_("By whom"), "", message, remedy, "nobody"))
    if said.get("sort", "promise") not in SORTS:
        message = _("there is no such sort of commitment")
        found.append(Problem(_("Sort"), said["sort"], message, ", ".join(SORTS), "unknown-code"))
    texts = [(_("Commitment"), "text"), (_("By whom"), "by_whom"), (_("To whom"), "to_whom")]
    return found + names_in((place, str(said.get(name, ""))) for place, name in texts)


def _commit(run: Run, row: Any, *, said: Promised) -> Commitment:
    """Record what was promised there, linked to where it was said."""
    if row.state in CLOSED:
        message, remedy = _("is closed"), _("Record the commitment where it was made.")
        raise Refused(Problem(row.reference, None, message, remedy, "closed"))
    if said.get("owner") and (lacking := undue_support(row)) is not None:
        raise Refused(lacking)
    made: Commitment = record_commitment(origin=row, said=said)
    links.tie(run, row, "commitment", made)
    if said.get("act"):
        volet, phases = said.get("volet", ""), tuple(said.get("phases", ()))
        advance_commitment(target=made.pk, step="take_up", volet=volet, phases=phases)
        made.refresh_from_db()
    return made


COMMIT: dict[str, Callable[..., Commitment]] = {
    "round_table": changes(RoundTable, "round_table.commit")(_commit),
    "engagement": changes(Engagement, "engagement.commit")(_commit),
    "mission": changes(FieldMission, "mission.commit")(_commit),
}
"""By the kind of its origin: how a commitment is recorded; `target` and `said`.

With `act`, its action is made in the same gesture. To host-State forces the mission promises
nothing while the question of human rights due diligence is open.
"""


@advance_by(COMMITMENT, Commitment, "commitment")
def advance_commitment(
    run: Run, row: Commitment, *, evidence: str = "", volet: str = "", phases: Phases = ()
) -> None:
    """Answer a commitment: an action, kept with its evidence, not kept or refused with its reason.

    Where a room makes actions, taking it up makes one and links it.

    Raises:
        BadInput: it is recorded as kept and nothing shows it, or a name is written.
    """
    step = run.name.rpartition(".")[2]
    named = names_in([(_("Evidence"), evidence), (_("Reason"), run.reason)])
    if named:
        raise BadInput.of(named)
    if step in ("keep", "do") and not evidence.strip():
        message, remedy = _("nothing shows that it was kept"), _("Say what was seen, and when.")
        raise BadInput(Problem(_("Evidence"), "", message, remedy, "evidence"))
    row.evidence = evidence.strip() or row.evidence
    row.answer = run.reason.strip() or row.answer
    row.settled_on = run.now.date() if step in _SETTLING else None
    if step == "take_up":
        _become_action(run, row, volet, phases)


_SETTLING = ("keep", "do", "break", "fail", "refuse", "decline")


def _become_action(run: Run, row: Commitment, volet: str, phases: Phases) -> None:
    """Make the action that carries a commitment, where a room makes actions, and link it."""
    if ACTION not in offspring:
        return
    owner = profile().component(row.owner).number if row.owner else 0
    seed = Seed(row, row.text, owner, row.due_on, row.area, volet=volet, phases=phases)
    links.tie(run, row, LED_TO, offspring[ACTION](seed))


@changes(Commitment, "commitment.act")
def act_on_commitment(run: Run, row: Commitment, *, volet: str = "", phases: Phases = ()) -> None:
    """Make the action of a commitment that its component accepted.

    Raises:
        Refused: it is not accepted yet, or has its action already.
    """
    if row.state != TAKEN_UP or links.led(row, LED_TO):
        message, remedy = _("waits for no action"), _("Read its state.")
        raise Refused(Problem(row.reference, None, message, remedy, "no-action-due"))
    _become_action(run, row, volet, phases)


@changes(Commitment, "commitment.wait_for")
def wait_for(run: Run, row: Commitment, *, on: Commitment) -> None:
    """Let a commitment wait for another.

    Raises:
        Refused: the other waits already, directly or through others, for this one.
    """
    links.depend(run, row, on)


@changes(Commitment, "commitment.postpone")
def postpone_commitment(run: Run, row: Commitment, *, due_on: date | None) -> None:
    """Move the day of a commitment, with the reason; the earlier day stays in its history.

    Raises:
        BadInput: no day, or no reason.
    """
    problems = []
    if due_on is None:
        problems += _faults({"text": row.text, "by_whom": "-", "due_on": None})
    if not run.reason.strip():
        message, remedy = _("this step needs a reason"), _("Say in a sentence why.")
        problems.append(Problem(_("Reason"), "", message, remedy, "reason"))
    if problems:
        raise BadInput.of(problems)
    assert due_on is not None
    row.due_on = due_on


def overdue(office: int | None) -> list[Due]:
    """The overdue commitments that the reader sees, the longest overdue first: for an agenda."""
    found = Commitment.objects.filter(state__in=PENDING, due_on__lt=clock.today())
    if office is not None:
        found = found.filter(office=office)
    return [Due("commitment", pk) for pk in found.values_list("pk", flat=True)]
