"""Features against plain counting; nothing of the future in any of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foresight import worlds
from rempart.foresight.events import Kind
from rempart.foresight.explain import quieted
from rempart.foresight.features import NEVER, QUIET, STIRRED, TABLE, WARM, Basis
from rempart.foresight.months import month_of
from rempart.foresight.panel import Panel
from rempart.foresight.training import History

NOW = month_of(2003, 6)


@pytest.fixture(scope="module")
def panel() -> Panel:
    return worlds.panel()


@pytest.fixture(scope="module")
def basis(panel: Panel) -> Basis:
    return Basis(panel, Kind.ONE_SIDED)


def poisoned(panel: Panel, after: int) -> Panel:
    """The same past, and absurd horrors everywhere after one month."""
    counts, deaths = panel.counts.copy(), panel.deaths.copy()
    counts[:, panel.column(after) + 1 :] = 77
    deaths[:, panel.column(after) + 1 :] = 99_999
    return replace(panel, counts=counts, deaths=deaths)


def column(features: np.ndarray, name: str) -> np.ndarray:
    return features[:, TABLE.names.index(name)]


def test_windows_are_what_counting_gives(panel, basis):
    features = basis.at(NOW, 1)
    at = panel.column(NOW) + 1
    touching = panel.areas.touching.toarray()
    events, deaths = panel.counts[Kind.ONE_SIDED], panel.deaths[Kind.ONE_SIDED]
    plainly = {
        "own.target.events.3": events[at - 3 : at].sum(axis=0),
        "own.target.deaths.12": deaths[at - 12 : at].sum(axis=0),
        "own.target.active.24": (deaths[at - 24 : at] > 0).sum(axis=0),
        "own.all.deaths.6": panel.deaths[:, at - 6 : at].sum(axis=(0, 1)),
        "near.target.events.36": touching @ events[at - 36 : at].sum(axis=0),
        "own.deaths.worst": deaths[:at].max(axis=0),
    }
    for name, values in plainly.items():
        np.testing.assert_allclose(column(features, name), np.log1p(values), rtol=1e-5)


def test_time_since_counts_months_and_stops_at_never(panel, basis):
    since = column(basis.at(NOW, 1), "own.since.target")
    past = panel.deaths[Kind.ONE_SIDED, : panel.column(NOW) + 1] > 0
    for unit in range(len(panel.areas)):
        hits = np.flatnonzero(past[:, unit])
        assert since[unit] == (len(past) - 1 - hits[-1] if len(hits) else min(len(past), NEVER))


def test_the_season_is_the_target_months(basis):
    december = basis.at(month_of(2003, 11), 1)
    again = basis.at(month_of(2003, 6), 6)
    assert (column(december, "season.sine") == column(again, "season.sine")).all()


def test_no_feature_sees_the_future(panel, basis):
    blind = Basis(poisoned(panel, NOW), Kind.ONE_SIDED)
    for origin in (NOW, NOW - 7):
        assert (basis.at(origin, 3) == blind.at(origin, 3)).all()
        assert (basis.heat(origin) == blind.heat(origin)).all()
    assert (basis.at(NOW + 1, 3) != blind.at(NOW + 1, 3)).any()


def test_no_training_row_sees_the_future(panel):
    samples = [
        History(Basis(one, Kind.ONE_SIDED), worlds.START, NOW, seed=1).sample(3)
        for one in (panel, poisoned(panel, NOW))
    ]
    for name in ("features", "deaths", "weight", "year"):
        assert (getattr(samples[0], name) == getattr(samples[1], name)).all()


def test_rows_with_deaths_are_all_kept_and_the_others_weigh_for_those_left_out(panel, basis):
    sample = History(basis, worlds.START, NOW, seed=1).sample(1)
    last = panel.column(NOW)
    known = panel.deaths[Kind.ONE_SIDED, 1 : last + 1]
    assert (sample.deaths > 0).sum() == (known > 0).sum()
    assert sample.weight[sample.deaths > 0].max() == 1
    assert sample.weight.sum() == pytest.approx(known.size, rel=0.1)


def test_heat_tells_warm_from_stirred_from_quiet(panel, basis):
    heat = basis.heat(NOW)
    at = panel.column(NOW) + 1
    killed = panel.deaths[Kind.ONE_SIDED, at - 24 : at].any(axis=0)
    assert ((heat == WARM) == killed).all()
    assert set(np.unique(heat)) <= {QUIET, STIRRED, WARM}


def test_quieting_a_family_touches_no_other(basis):
    features = basis.at(NOW, 1)
    quiet = quieted(features, "own")
    others = [at for at, family in enumerate(TABLE.families) if family != "own"]
    assert (quiet[:, others] == features[:, others]).all()
    assert (column(quiet, "own.since.target") == NEVER).all()
    assert (column(quiet, "own.target.deaths.12") == 0).all()
