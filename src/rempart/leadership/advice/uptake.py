"""What became of advice, with every denominator: by addressee, by topic, by office.

Uptake is the notes that were accepted, in whole or in part, over those that were decided. A note
that is deferred, or that nobody has decided yet, is in no denominator and is counted apart: a bare
percentage would reward silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from rempart.kernel.policy import UNCLASSIFIED
from rempart.leadership.advice.models import ACCEPTED, DEFERRED, PARTIAL, REJECTED, AdviceNote
from rempart.register.alerts.metrics import Share


@dataclass(frozen=True)
class Uptake:
    """Notes submitted, and what was decided on them; `late` await a decision past their day."""

    accepted: int = 0
    partial: int = 0
    rejected: int = 0
    deferred: int = 0
    waiting: int = 0
    late: int = 0
    carried_out: int = 0
    marking: int = UNCLASSIFIED

    @property
    def submitted(self) -> int:
        """All notes that were submitted."""
        return self.decided + self.deferred + self.waiting

    @property
    def decided(self) -> int:
        """Those accepted, in whole or in part, or rejected."""
        return self.accepted + self.partial + self.rejected

    @property
    def taken_up(self) -> Share:
        """Accepted, in whole or in part, over decided."""
        return Share(self.accepted + self.partial, self.decided)

    @property
    def done(self) -> Share:
        """Carried out over accepted, in whole or in part."""
        return Share(self.carried_out, self.accepted + self.partial)


def counted(rows: Iterable[AdviceNote]) -> Uptake:
    """The uptake of some notes; drafts are none."""
    listed = [row for row in rows if row.state != "draft"]

    def of(decision: str) -> int:
        return sum(row.decision == decision for row in listed)

    return Uptake(
        accepted=of(ACCEPTED),
        partial=of(PARTIAL),
        rejected=of(REJECTED),
        deferred=of(DEFERRED),
        waiting=of(""),
        late=sum(row.late for row in listed),
        carried_out=sum(row.state == "implemented" for row in listed),
        marking=max((row.marking for row in listed), default=UNCLASSIFIED),
    )


def submitted_between(first: date | None, last: date | None) -> list[AdviceNote]:
    """The notes submitted in a period, both days included, that the reader may see."""
    rows = AdviceNote.objects.filter(submitted_on__isnull=False)
    if first:
        rows = rows.filter(submitted_on__gte=first)
    if last:
        rows = rows.filter(submitted_on__lte=last)
    return list(rows.order_by("submitted_on", "reference"))


def split(rows: Iterable[AdviceNote], by: Callable[[AdviceNote], str]) -> list[tuple[str, Uptake]]:
    """The uptake of each group of notes, in the order of their codes."""
    groups: dict[str, list[AdviceNote]] = {}
    for row in rows:
        groups.setdefault(by(row), []).append(row)
    return [(code, counted(groups[code])) for code in sorted(groups)]
