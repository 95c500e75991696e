"""Early-warning signals: where more civilians were killed than the forecast held.

Computed as the reader, of what they may see. A signal proposes; a person of the duty desk makes an
alert of it, or sets it aside with a reason, and it comes back when more are killed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock
from rempart.kernel.actions import Run as Doing
from rempart.kernel.actions import changes, creates, permit
from rempart.kernel.actor import Anyone
from rempart.kernel.errors import BadInput, NotThere, Problem
from rempart.kernel.links import tie
from rempart.kernel.policy import Whereabouts, verdict
from rempart.outlook.models import Forecast, Signal
from rempart.places.queries import office_of
from rempart.register.alerts.actions import Heard, record_alert
from rempart.register.figures import by_area
from rempart.register.models import Alert
from rempart.register.queries import Filters


@dataclass(frozen=True)
class Raised:
    """One area of this month: killed so far, the most foreseen in nine cases of ten, the forecast.

    `answer` is the last answer given to this area and month, when it was given for fewer killed.
    """

    forecast: Forecast
    killed: int
    answer: Signal | None = None

    @property
    def most(self) -> int:
        """Deaths that the interval held."""
        return self.forecast.most

    @property
    def standing(self) -> dict[str, Any]:
        """What the backtest says of the lead at which the area was forecast."""
        found: dict[str, Any] = self.forecast.run.standings[str(self.forecast.lead)]
        return found


def raised(offices: Iterable[int]) -> list[Raised]:
    """The signals of the running month that wait for an answer, the most surprising first."""
    month = clock.today().replace(day=1)
    nearest = _nearest(offices, month)
    if not nearest:
        return []
    killed = {
        area: found.killed[1]
        for area, found in by_area(Filters(since=month, until=clock.today())).items()
    }
    answers: dict[str, Signal] = {}
    for answer in Signal.objects.filter(month=month).order_by("created_at"):
        answers[answer.area] = answer
    found = []
    for area, forecast in nearest.items():
        answer = answers.get(area)
        if killed.get(area, 0) > max(forecast.most, answer.killed if answer else 0):
            found.append(Raised(forecast, killed[area], answer))
    return sorted(found, key=lambda one: (one.most - one.killed, one.forecast.area))


def _nearest(offices: Iterable[int], month: date) -> dict[str, Forecast]:
    """The forecast of each area for a month made last before it; nearer beats farther."""
    rows = (
        Forecast.objects.filter(run__office__in=list(offices), month=month)
        .select_related("run")
        .order_by("-lead", "run__created_at", "run_id")
    )
    return {row.area: row for row in rows}


def may_answer(actor: Anyone, office: int) -> bool:
    """Does `actor` sit at the office's duty desk, or hold its pen?"""
    return bool(verdict(actor, "edit", Whereabouts("signal", office)))


@creates(Signal, "signal.answer")
def _answer(run: Doing, *, found: Raised, why: str, taken: bool) -> Signal:
    """Answer a signal: an alert was made of it, or it is set aside with a reason."""
    source = found.forecast.run
    row = Signal(
        office=source.office,
        component=source.component,
        marking=source.marking,
        area=found.forecast.area,
        month=found.forecast.month,
        killed=found.killed,
        most=found.most,
        why=why.strip(),
        taken=taken,
    )
    permit(run, "edit", row.whereabouts)
    return row


@changes(Signal, "signal.become", "edit")
def _become(run: Doing, row: Signal, *, alert: Alert) -> None:
    """Keep which alert was made of a signal."""
    tie(run, row, "became", alert)


def set_aside(*, area: str, reason: str) -> Signal:
    """Set a signal aside: it comes back when more are killed.

    Raises:
        NotThere: no signal of that area waits for the reader.
        BadInput: no reason is given.
    """
    found = waiting(area)
    if not reason.strip():
        raise BadInput(
            Problem(_("Reason"), "", _("this step needs a reason"),
                    _("Say in a sentence why; it stays with the record."), "reason")
        )  # fmt: skip
    return _answer(found=found, why=reason, taken=False)


def take(*, area: str, heard: Heard) -> Alert:
    """Make an alert of a signal, in the office of its area.

    Raises:
        NotThere: no signal of that area waits for the reader.
    """
    found = waiting(area)
    alert = record_alert(
        heard=heard, office=found.forecast.run.office, marking=found.forecast.run.marking
    )
    row = _answer(found=found, why="", taken=True)
    _become(target=row.pk, alert=alert)
    return alert


def waiting(area: str) -> Raised:
    """The signal of an area that waits.

    Raises:
        NotThere: there is none that the reader may see.
    """
    office = office_of(area, clock.today())
    found = next((one for one in raised([office]) if one.forecast.area == area), None)
    if found is None:
        raise NotThere
    return found
