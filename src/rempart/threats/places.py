"""Must, should, could: what threats propose for places, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rempart.doctrine.loader import current as profile
from rempart.places.queries import areas_of_office
from rempart.threats import rubric
from rempart.threats.models import LocationCategory, Threat
from rempart.threats.workflow import STANDING


@dataclass(frozen=True)
class PlaceRow:
    """One area in one month: the highest proposal of its threats, and the decision if there is one.

    `category` is what holds: the decision, else the proposal by default.
    """

    area: str
    name: str
    proposal: str
    threats: tuple[Threat, ...]
    decision: LocationCategory | None = None

    @property
    def decided(self) -> bool:
        """Has the body decided?"""
        return self.decision is not None

    @property
    def category(self) -> str:
        """What holds for the place."""
        return self.decision.category if self.decision else self.proposal

    @property
    def reason(self) -> str:
        """Why the body decided so."""
        return self.decision.reason if self.decision else ""

    @property
    def decided_on(self) -> date | None:
        """When it decided."""
        return self.decision.decided_on if self.decision else None

    @property
    def below(self) -> bool:
        """Was less decided than the threats propose?"""
        order = rubric.CATEGORIES
        return self.decided and order.index(self.category) < order.index(self.proposal)

    @property
    def changed_since(self) -> bool:
        """Do the threats propose something else than when the decision was taken?"""
        return self.decision is not None and self.decision.proposal != self.proposal


def highest(proposals: list[str]) -> str:
    """The most pressing of some proposals; watch where there is none."""
    return max(proposals, key=rubric.CATEGORIES.index, default=rubric.WATCH)


def board(office: int, month: date, language: str = "fr") -> list[PlaceRow]:
    """The areas of an office in a month, the most pressing first."""
    first = month.replace(day=1)
    decisions = {
        decision.area: decision
        for decision in LocationCategory.objects.filter(office=office, month=first)
    }
    by_area: dict[str, list[Threat]] = {}
    for threat in Threat.objects.filter(office=office, state__in=STANDING).order_by("created_at"):
        by_area.setdefault(threat.area, []).append(threat)
    names = {a.pcode: a.display(language) for a in areas_of_office(office, first)}
    for code in by_area:
        names.setdefault(code, code)
    rows = [
        PlaceRow(
            code,
            name,
            highest([threat.result.proposal for threat in by_area.get(code, [])]),
            tuple(by_area.get(code, ())),
            decisions.get(code),
        )
        for code, name in names.items()
    ]
    order = rubric.CATEGORIES
    return sorted(rows, key=lambda row: (-order.index(row.category), row.name))


def body(language: str) -> str:
    """The body that decides, as the profile names it."""
    named = profile().rubric.body
    return named.label(language) if named else ""
