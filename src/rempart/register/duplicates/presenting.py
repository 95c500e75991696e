"""Twins in words: why two incidents may be one event, and where their tellings differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.kernel.policy import MARKINGS
from rempart.places.queries import describe
from rempart.register import presenting
from rempart.register.duplicates.likeness import SILENT, Alike
from rempart.register.duplicates.matching import Pair, Twin
from rempart.register.duplicates.workflow import TWINS
from rempart.register.models import Incident, Twins

language = presenting.language
TONES = {"waiting": "warn", "merged": "good", "distinct": ""}


def score(value: float | None) -> str:
    """A score as people read it: likely, 0.92; possible, 0.61; empty for none."""
    if value is None:
        return ""
    likely = value >= profile().duplicates.likely
    word = pgettext("duplicates", "likely") if likely else pgettext("duplicates", "possible")
    return f"{word} ({decimal(value)})"


def decimal(value: float) -> str:
    """0,80; 0.80."""
    shown = f"{value:.2f}"
    return shown if language() == "en" else shown.replace(".", ",")


def reasons(alike: Alike) -> list[str]:
    """What the score is made of, in words; what speaks against is said too."""
    return [_when(alike), _where(alike), _what(alike), _who(alike), _how_many(alike)]


def _when(alike: Alike) -> str:
    if not alike.days:
        return gettext("the same days")
    said = ngettext("%(n)s day apart", "%(n)s days apart", alike.days) % {"n": alike.days}
    return gettext("%(apart)s, %(n)s allowed by their precision") % {
        "apart": said,
        "n": alike.within_days,
    }


def _where(alike: Alike) -> str:
    if alike.km is not None and alike.km < 1:
        return gettext("the same point")
    if alike.km is not None and alike.within_km is not None:
        return gettext("%(km)s km apart, %(n)s allowed by their precision") % {
            "km": typography.number(round(alike.km), language()),
            "n": typography.number(round(alike.within_km), language()),
        }
    if alike.by_place > SILENT:
        return gettext("the same name of place in the same cercle")
    if alike.by_place < SILENT:
        return gettext("the same cercle, under another name of place")
    return gettext("the same cercle; one of them names no place")


def _what(alike: Alike) -> str:
    if not alike.family:
        return gettext("one of them says no kind")
    family = next((f for f in profile().duplicates.families if f.code == alike.family), None)
    if family is not None:
        return gettext("kinds of one family: %(family)s") % {"family": family.label(language())}
    kind = profile().label("threat_type", alike.family, language())
    return gettext("the same kind: %(kind)s") % {"kind": kind.lower()}


def _who(alike: Alike) -> str:
    if alike.by_actors == SILENT:
        return gettext("one of them identifies no actor")
    if not alike.actors:
        return gettext("other actors")
    known = profile().vocabulary("actor_type")
    names = [known.label(name, language()) for name in alike.actors]
    return gettext("the same actors: %(who)s") % {"who": typography.listing(names, language())}


def _how_many(alike: Alike) -> str:
    if alike.victims is None:
        return gettext("one of them gives no figure")
    return gettext("together they say %(range)s victims") % {
        "range": typography.span(*alike.victims, language())
    }


@dataclass(frozen=True)
class Line:
    """One of the pairs to look at: both incidents in a few words, how alike, why."""

    one: Incident
    other: Incident
    said: str
    told: str
    score: str
    why: str
    state: str
    tone: str


def _words(row: Incident, names: Mapping[str, str]) -> str:
    found = [presenting.days(row), presenting.title(row, names.get(row.area, ""))]
    return ", ".join([*found, presenting.victims(row)] if row.harm else found)


def line(row: Twins, names: Mapping[str, str]) -> Line:
    """A pair of the queue."""
    alike = Alike.of(row.alike) if row.alike else None
    return Line(
        row.leads, row.follows, _words(row.leads, names), _words(row.follows, names),
        score(row.score), " · ".join(reasons(alike)) if alike else "",
        str(TWINS.labels[row.state]), TONES[row.state],
    )  # fmt: skip


def pair_line(pair: Pair, names: Mapping[str, str]) -> Line:
    """A pair that an import brought."""
    twin = pair.twin
    return Line(
        pair.brought, twin.incident, _words(pair.brought, names), _words(twin.incident, names),
        score(twin.alike.score), " · ".join(reasons(twin.alike)), "", "",
    )  # fmt: skip


def twin_lines(twins: Iterable[Twin], names: Mapping[str, str]) -> list[tuple[Twin, str, str, str]]:
    """What may be the event that is being typed: each with its words, score and reasons."""
    return [
        (
            twin,
            _words(twin.incident, names),
            score(twin.alike.score),
            " · ".join(reasons(twin.alike)),
        )
        for twin in twins
    ]


@dataclass(frozen=True)
class Cell:
    """One thing that both incidents say, side by side; `differs` where they say it otherwise."""

    label: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        """Do they say it otherwise?"""
        return self.left != self.right


def side_by_side(one: Incident, other: Incident) -> list[Cell]:
    """All that two incidents say, thing by thing."""
    left, right = _told(one), _told(other)
    return [Cell(label, left[label], right[label]) for label in left]


def _told(row: Incident) -> dict[str, str]:
    words, lists = language(), profile()
    point = ""
    if row.latitude is not None and row.longitude is not None:
        point = f"{row.latitude:.4f}, {row.longitude:.4f}"
    return {
        gettext("When"): presenting.days(row),
        gettext("Precision of the date"): lists.label("date_precision", row.date_precision, words),
        gettext("Place"): row.place,
        gettext("Area"): describe(row.area, row.starts_on, words) if row.area else "",
        gettext("Point"): point,
        gettext("Precision of the point"): lists.label(
            "point_precision", row.point_precision, words
        ),
        gettext("Kind"): presenting.kind_of(row),
        gettext("Alleged perpetrator"): ", ".join(presenting.actors(row, "alleged_perpetrator")),
        gettext("Parties to the fighting"): ", ".join(presenting.actors(row, "party")),
        gettext("Civilian victims"): presenting.victims(row),
        gettext("What happened"): row.summary,
        gettext("Source"): row.source,
        gettext("Grade"): row.grade,
        gettext("Verification"): lists.label("verification", row.verification, words),
        gettext("Component"): lists.component(row.component).label(words) if row.component else "",
        gettext("Marking"): str(MARKINGS[row.marking]),
    }


ACTIONS = {
    "duplicate.propose": _("Put up for review"),
    "duplicate.lead": _("The other one leads"),
    **{f"duplicate.{step.name}": step.label for step in TWINS.transitions},
}
"""What each change of a pair is called in its history."""


def history(row: Twins) -> list[presenting.Moment]:
    """What was found of a pair, by whom and why, the latest first."""
    return [
        presenting.Moment(
            version.at,
            str(ACTIONS.get(version.action, version.action)),
            version.post_label or gettext("the system"),
            "",
            version.reason,
        )
        for version in row.versions.all()[:12]
    ]


def range_of(rows: list[Incident]) -> str:
    """The civilian victims of one event that several incidents tell, as a range for each harm."""
    return presenting.told_victims([row.harm for row in rows])
