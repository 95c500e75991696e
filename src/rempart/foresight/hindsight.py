"""An issue scored when its outcomes are known, always beside the mix that it had to beat."""

from __future__ import annotations

import polars as pl

from rempart.foresight import scores
from rempart.foresight.baselines import REFERENCE
from rempart.foresight.errors import ForesightError
from rempart.foresight.evaluate import ISSUED, WATCHLISTS
from rempart.foresight.issue import Issued
from rempart.foresight.months import written
from rempart.foresight.panel import Panel
from rempart.foresight.predictive import Predictive


def score_issue(issued: Issued, panel: Panel) -> tuple[pl.DataFrame, list[int]]:
    """Scores of each lead whose month the panel covers, and the leads that it does not.

    Raises ForesightError when the panel's areas are of another edition than the issue's.
    """
    if issued.edition != panel.areas.edition:
        raise ForesightError("forecast", issued.edition, "edition-other", known=panel.areas.edition)
    known = [lead for lead in issued.forecasts if issued.origin + lead <= panel.last]
    waiting = [lead for lead in issued.forecasts if lead not in known]
    if not known:
        raise ForesightError(
            "forecast", written(issued.origin), "nothing-to-score", last=written(panel.last)
        )
    rows = [
        _row(issued, panel, lead, name, forecast)
        for lead in known
        for name, forecast in zip((ISSUED, REFERENCE), issued.forecasts[lead], strict=True)
    ]
    return pl.DataFrame(rows), waiting


def _row(
    issued: Issued, panel: Panel, lead: int, name: str, forecast: Predictive
) -> dict[str, object]:
    outcome = panel.outcome(issued.target, issued.origin + lead)
    event = outcome > 0
    lists = {f"hits_{k}": scores.watchlist_hits(event, forecast.probability, k) for k in WATCHLISTS}
    return {
        "lead": lead,
        "month": written(issued.origin + lead),
        "model": name,
        "events": int(event.sum()),
        "crps": float(scores.crps(outcome, forecast.draws).mean()),
        "ign": float(scores.ignorance(outcome, forecast.draws).mean()),
        "mis": float(scores.interval_score(outcome, forecast.draws).mean()),
        "brier": float(scores.brier(event, forecast.probability).mean()),
        "ap": scores.ranking(event, forecast.probability).average_precision,
        **lists,
    }
