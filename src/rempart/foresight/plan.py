"""What a backtest is to do: files, months, leads; and the tasks into which it parts."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from rempart.foresight.engine import ENGINE
from rempart.foresight.events import Kind
from rempart.foresight.features import Basis
from rempart.foresight.hurdle import Boosted, Linear, Recipe
from rempart.foresight.months import Month
from rempart.foresight.panel import read_panel
from rempart.foresight.training import History, Sample, pooled

RECIPES: dict[str, Recipe] = {"glm": Linear(), "boosted": Boosted()}
FORMAT = 2
WARM_UP_REFIT = 24


@dataclass(frozen=True)
class Plan:
    """A backtest's terms. The first geography is forecast, the others only train with it.

    `panels` are folders, readable wherever tasks run. Targets after `known_until` are left out.
    `warm_up` months before the first scored origin are forecast too, for the guard to choose on.
    """

    panels: tuple[str, ...]
    target: Kind
    leads: tuple[int, ...]
    first_origin: Month
    last_origin: Month
    known_until: Month
    train_from: Month
    warm_up: int = 48
    seed: int = 1

    def blocks(self) -> list[tuple[Month, Month]]:
        """Origins [first, last] between refits: models are refitted at the first of each.

        Scored origins part at each new year, the warm-up before them every two years.
        """
        first, scored, last = (
            self.first_origin - self.warm_up,
            self.first_origin,
            self.last_origin,
        )
        starts = [*range(first, scored, WARM_UP_REFIT), scored]
        starts += range((scored // 12 + 1) * 12, last + 1, 12)
        ends = [start - 1 for start in starts[1:]] + [last]
        return [one for one in zip(starts, ends, strict=True) if one[0] < self.known_until]

    def digest(self, data: str) -> str:
        """What names results, so that a resumed run takes only its own: terms, data, engine."""
        terms = asdict(self) | {"panels": data}
        terms |= {"engine": ENGINE, "format": FORMAT, "recipes": repr(RECIPES)}
        return hashlib.sha256(json.dumps(terms, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class FitTask:
    """Fit one model for one lead at the first origin of a block; forecast all its origins."""

    plan: Plan
    first: Month
    last: Month
    lead: int
    model: str

    @property
    def name(self) -> str:
        """A file name for the result."""
        return f"fit-{self.first}-{self.lead}-{self.model}"

    def origins(self) -> range:
        """The block's origins whose target month is known."""
        return range(self.first, min(self.last, self.plan.known_until - self.lead) + 1)


@lru_cache(maxsize=1)
def bases(plan: Plan) -> tuple[Basis, ...]:
    """The features of every geography of the plan; kept for the next task of the same plan."""
    return tuple(Basis(read_panel(Path(panel)), plan.target) for panel in plan.panels)


@lru_cache(maxsize=1)
def _histories(plan: Plan, cutoff: Month) -> tuple[History, ...]:
    reach = max(plan.leads)
    return tuple(History(basis, plan.train_from, cutoff, plan.seed, reach) for basis in bases(plan))


def own_sample(plan: Plan, cutoff: Month, lead: int) -> Sample:
    """The rows of the forecast geography alone."""
    return _histories(plan, cutoff)[0].sample(lead)


@lru_cache(maxsize=1)
def sample(plan: Plan, cutoff: Month, lead: int) -> Sample:
    """The pooled rows known at `cutoff`; kept for the next model of the same lead."""
    return pooled([one.sample(lead) for one in _histories(plan, cutoff)])
