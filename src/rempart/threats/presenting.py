"""Threats and assessments in words and pictures for the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from rempart.doctrine.loader import current as profile
from rempart.doctrine.schema import Factor
from rempart.documents import svg, typography
from rempart.kernel.links import End
from rempart.kernel.models import Link
from rempart.threats import evidence, rubric
from rempart.threats.models import Assessment, Threat
from rempart.threats.rubric import Interval, Point

_CELL, _STEP, _LEFT, _TOP = (50, 40), (52, 42), 34, 8
_PARTS = {"likelihood": rubric.WEIGHTS, "impact": rubric.IMPACT}
_WHOLE = {"likelihood": 20, "impact": 4}


def language() -> str:
    """The language of the page."""
    return (get_language() or "fr")[:2]


def between(interval: Interval) -> str:
    """16; 16–20."""
    return typography.span(interval.low, interval.high, language())


def band_words(band: Interval) -> str:
    """Moderate; moderate–high: what the unknown leaves open is said."""
    items = profile().vocabulary("band").items
    low, high = (items[end - 1].label(language()) for end in (band.low, band.high))
    return high if band.exact else f"{low}–{high.lower()}"


@dataclass(frozen=True)
class Row:
    """A threat in the list."""

    threat: Threat
    area: str
    who: str
    kind: str
    band: int
    words: str
    proposal: str
    to_confirm: bool


def rows(threats: Iterable[Threat], areas: Mapping[str, str]) -> list[Row]:
    """Threats in words, the gravest first: by the upper end of what is unknown."""
    mission, words = profile(), language()
    found = sorted(threats, key=lambda t: (-t.result.risk.high, -t.result.risk.low, t.title))
    return [
        Row(
            threat,
            areas.get(threat.area, threat.area),
            mission.label("actor_type", threat.perpetrator, words),
            mission.label("threat_type", threat.threat_type, words),
            threat.band.high,
            f"{band_words(threat.band)} · {between(threat.result.risk)}",
            threat.result.proposal,
            threat.result.to_confirm,
        )
        for threat in found
    ]


@dataclass(frozen=True)
class Question:
    """A factor as it is put on the page: its anchors, the score held, and what it stands on."""

    factor: Factor
    label: str
    hint: str
    options: tuple[tuple[str, str, bool], ...]
    score: int | None
    reason: str
    links: tuple[tuple[UUID, str, str], ...]
    unproved: bool
    note: str = ""


def questions(
    threat: Threat, links: Sequence[Link], named: Mapping[UUID, End], like_events: int
) -> dict[str, list[Question]]:
    """The factors by part (likelihood, impact, gap), in the rubric's order."""
    words = language()
    lacking = set(evidence.unproved(threat, links))
    cited: dict[str, list[tuple[UUID, str, str]]] = {}
    for link in links:
        end = named.get(link.target_id)
        if end:
            proved = link.relation.removeprefix(evidence.RELATION)
            cited.setdefault(proved, []).append((link.pk, end.reference, end.url))
    found: dict[str, list[Question]] = {"likelihood": [], "impact": [], "gap": []}
    for factor in profile().rubric.factors:
        held = threat.scores.get(factor.code)
        options = [
            (str(n), anchor.label(words), held == n) for n, anchor in enumerate(factor.anchors, 1)
        ]
        options.append(("", gettext("Unknown"), held is None))
        found[factor.part].append(
            Question(
                factor,
                factor.label(words),
                factor.hint.label(words),
                tuple(options),
                held,
                threat.reasons.get(factor.code, ""),
                tuple(cited.get(factor.code, ())),
                factor.code in lacking,
                _counted(like_events) if factor.code == "history" else "",
            )
        )
    return found


def _counted(events: int) -> str:
    return ngettext(
        "The register counts %(n)s like event in twelve months: that would be %(s)s.",
        "The register counts %(n)s like events in twelve months: that would be %(s)s.",
        events,
    ) % {
        "n": events,
        "s": rubric.history_score(events),
    }


@dataclass(frozen=True)
class Sum:
    """One line of the arithmetic: factor, weight, points at least and at most."""

    label: str
    score: str
    weight: str
    low: str
    high: str


def sums(threat: Threat, part: str) -> list[Sum]:
    """The arithmetic of a part, in the open: each score by its weight."""
    words = language()
    lines = []
    for code, weight in _PARTS[part].items():
        held = threat.scores.get(code)
        share = weight / _WHOLE[part]
        low, high = (share * (held or end) for end in (1, 5))
        lines.append(
            Sum(
                profile().rubric.factor(code).label(words),
                "?" if held is None else str(held),
                typography.number(share, words, 2),
                typography.number(low, words, 2),
                typography.number(high, words, 2),
            )
        )
    return lines


def levers(threat: Threat) -> list[str]:
    """What would change the band, in words: "Opportunity at 3: high"."""
    words, items = language(), profile().vocabulary("band").items
    return [
        gettext("%(factor)s at %(score)s: %(band)s")
        % {
            "factor": profile().rubric.factor(lever.factor).label(words),
            "score": lever.score,
            "band": items[lever.band - 1].label(words).lower(),
        }
        for lever in rubric.levers(threat.scores)
    ]


def matrix(result: rubric.Result, before: Mapping[str, Any] | None = None) -> str:
    """The matrix of likelihood and impact: where the threat stands, and where it stood."""
    parts = []
    for chance in range(1, 6):
        for harm in range(1, 6):
            x, y = _corner(chance, harm)
            band = rubric.band(chance * harm)
            parts += [
                svg.tag("rect", data_band=band, x=x, y=y, width=_CELL[0], height=_CELL[1]),
                svg.text(
                    str(chance * harm), x + 25, y + 24, data_band=band, data_on="",
                    text_anchor="middle",
                ),
            ]  # fmt: skip
    for n in range(1, 6):
        parts.append(svg.text(str(n), _corner(1, n)[0] + 25, 232, text_anchor="middle"))
        parts.append(svg.text(str(n), 26, _corner(n, 1)[1] + 24, text_anchor="end"))
    turned = {"text_anchor": "middle", "transform": "rotate(-90 10 113)"}
    parts.append(svg.text(gettext("Impact"), 164, 252, text_anchor="middle"))
    parts.append(svg.text(gettext("Likelihood"), 10, 113, **turned))
    parts += _frames(result.low, result.high)
    if before:
        x, y = _corner(before["likelihood"]["high"], before["impact"]["high"])
        parts.append(svg.tag("circle", class_="me", cx=x + 25, cy=y + 19, r=15))
    label = gettext("Likelihood %(l)s, impact %(i)s, risk %(r)s") % {
        "l": between(result.likelihood),
        "i": between(result.impact),
        "r": between(result.risk),
    }
    return svg.picture(300, 262, parts, label=label, class_="ch")


def _corner(chance: int, harm: int) -> tuple[int, int]:
    return _LEFT + (harm - 1) * _STEP[0], _TOP + (5 - chance) * _STEP[1]


def _frames(low: Point, high: Point) -> list[str]:
    """A double frame around every cell that the unknown leaves possible."""
    left, bottom = _corner(low.likelihood, low.impact)
    right, top = _corner(high.likelihood, high.impact)
    return [
        svg.tag(
            "rect",
            class_="me",
            x=left - 1.5 + inset,
            y=top + 0.5 + inset,
            width=right - left + _CELL[0] + 1.0 - 2 * inset,
            height=bottom - top + _CELL[1] - 1.0 - 2 * inset,
        )
        for inset in (0, 3)
    ]


def month_words(month: date, *, year: bool = True) -> str:
    """October 2014."""
    return typography.month(month, language(), year=year)


def threat_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Threats as they are named at the other end of a link."""
    return {
        row.pk: End("threat", row.title, row.reference,
                    reverse("threats:threat", args=[row.reference]), row.opened_on)
        for row in Threat.objects.filter(pk__in=list(wanted))
    }  # fmt: skip


def assessment_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Assessments as they are named at the other end of a link."""
    return {
        row.pk: End("assessment", month_words(row.month), row.reference,
                    reverse("threats:assessment", args=[row.reference]), row.month)
        for row in Assessment.objects.filter(pk__in=list(wanted))
    }  # fmt: skip
