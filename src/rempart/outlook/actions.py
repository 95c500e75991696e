"""Issuing forecasts: the one way in which a run is kept; nothing changes it afterwards."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rempart import __version__
from rempart.doctrine.loader import current as profile
from rempart.kernel import ids
from rempart.kernel.actions import Run as Doing
from rempart.kernel.actions import bulk, creates, journal_bulk, permit
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.policy import Whereabouts
from rempart.outlook.computed import AreaForecast, AreaGround, Computed, after
from rempart.outlook.models import Elsewhere, Forecast, Ground, Run
from rempart.outlook.others import Reading, Said
from rempart.places.queries import office_of


@creates(Run, "outlook.issue")
def _issue(doing: Doing, *, office: int, computed: Computed, issue: UUID) -> Run:
    """Issue an office's part of a run."""
    return Run(
        office=office,
        component=profile().component(profile().mission.owner_component).number,
        marking=computed.marking,
        month=computed.month,
        issue=issue,
        vintage=computed.vintage,
        standings={str(lead): asdict(one) for lead, one in computed.standings.items()},
        engine=computed.engine,
        package=__version__,
        profile=profile().folder.name,
    )


@bulk("outlook.issue-month", "forecast", "create")
def issue_month(doing: Doing, *, computed: Computed) -> list[Run]:
    """Keep a run: for each office the forecasts of its areas; an area of none is the mission's.

    Raises:
        BadInput: the month is not over.
    """
    if after(computed.month, 1) > doing.now.date():
        raise BadInput(unfinished(f"{computed.month:%Y-%m}"))

    def office(one: AreaGround | AreaForecast) -> int:
        return office_of(one.area, computed.month)

    grounds = {number: list(rows) for number, rows in
               groupby(sorted(computed.grounds, key=office), key=office)}  # fmt: skip
    forecasts = {number: list(rows) for number, rows in
                 groupby(sorted(computed.forecasts, key=office), key=office)}  # fmt: skip
    issue = ids.new_id()
    made = []
    for number in sorted(grounds):
        run = _issue(office=number, computed=computed, issue=issue)
        Ground.objects.bulk_create([Ground(run=run, **asdict(one)) for one in grounds[number]])
        Forecast.objects.bulk_create(
            [_forecast(run, one) for one in forecasts.get(number, ())], batch_size=500
        )
        made.append(run)
    return made


def _forecast(run: Run, one: AreaForecast) -> Forecast:
    return Forecast(
        run=run,
        area=one.area,
        lead=one.lead,
        month=after(run.month, one.lead),
        issued=run.standings[str(one.lead)]["issued"],
        probability=one.issued.probability,
        expected=one.issued.expected,
        draws=one.issued.draws,
        mix_probability=one.mix.probability,
        mix_expected=one.mix.expected,
        mix_draws=one.mix.draws,
        weights=one.weights,
    )


def unfinished(month: str) -> Problem:
    """What is said of a month that is not over."""
    return Problem(
        _("Month"),
        month,
        _("is not over"),
        _("Forecast from a month that is known whole."),
        "month-unfinished",
    )


@dataclass(frozen=True)
class Brought:
    """What an import of others' forecasts did."""

    new: int
    changed: int
    unchanged: int
    refused: tuple[Problem, ...]
    left_out: int

    def __str__(self) -> str:
        """The last line of every import command, in every language."""
        return (
            f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged,"
            f" {len(self.refused)} refused"
        )


@bulk("outlook.import-others", "site", "import")
def import_others(doing: Doing, *, reading: Reading) -> Brought:
    """Keep others' forecasts; the same file twice changes nothing."""
    permit(doing, "import", Whereabouts("site"))
    runs = {one.run for one in reading.said}
    held = {_key(row): row for row in Elsewhere.objects.filter(run__in=runs)}
    given = {_key(one): one for one in reading.said}
    new = [Elsewhere(**vars(one)) for key, one in given.items() if key not in held]
    changed = []
    for key, one in given.items():
        row = held.get(key)
        if row is not None and (row.value, row.area) != (one.value, one.area):
            row.value, row.area = one.value, one.area
            changed.append(row)
    Elsewhere.objects.bulk_create(new, batch_size=1000)
    Elsewhere.objects.bulk_update(changed, ["value", "area"], batch_size=1000)
    journal_bulk(doing, "site", ids.new_id(), len(new) + len(changed), ["value"])
    same = len(given) - len(new) - len(changed)
    return Brought(len(new), len(changed), same, reading.refused, reading.left_out)


def _key(one: Said | Elsewhere) -> tuple[str, str, str, str, date, str]:
    return one.source, one.run, one.level, one.place, one.month, one.measure
