"""Search across rooms: words, or a reference, among every kind of record that has a page.

One statement asks all kinds at once, under the walls of each; what a reader may not see is not
found. A kind that is too large to be read through brings a search of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Func, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rempart.kernel.actor import Anyone, current
from rempart.kernel.ids import read_reference
from rempart.kernel.links import End, ends
from rempart.kernel.policy import concerned
from rempart.kernel.registry import Registry
from rempart.kernel.walls import guarded_models

WORDS: dict[str, str | Promise] = {
    "alert": _("Alerts"),
    "incident": _("Incidents"),
    "report": _("Reports"),
    "submission": _("Partners’ submissions"),
    "site": _("Places that matter"),
    "round_table": _("Round tables"),
    "engagement": _("Engagements"),
    "mission": _("Field missions"),
    "commitment": _("Commitments"),
    "threat": _("Threats"),
    "recommendation": _("Recommendations"),
    "signal": _("Early-warning signals"),
    "strategy": _("Strategies"),
    "objective": _("Objectives"),
    "indicator": _("Indicators"),
    "plan": _("Regional plans"),
    "community_plan": _("Community protection plans"),
    "contingency": _("Contingency plans"),
    "action": _("Actions"),
    "measure": _("Measures"),
    "crisis": _("Crises"),
    "task": _("Tasks of a crisis"),
    "advice": _("Advice notes"),
    "meeting": _("Meetings"),
    "consultation": _("Consultations"),
    "release": _("Releases"),
    "training": _("Trainings"),
    "review": _("After-action reviews"),
    "tool": _("Library"),
    "handover": _("Handovers"),
}
"""The kinds that are searched, in the order of the cycle, and what they are called together."""

MOST = 6
"""So many of each kind are shown."""
LONGEST, MOST_WORDS = 200, 8
_SHORT = 100
"""A shorter text holds a code, not words."""


@dataclass(frozen=True)
class Searcher:
    """How a large kind is searched: ids, newest first, and the view of the list that goes on."""

    find: Callable[[str, int], list[UUID]]
    view: str


searchers: Registry[Searcher] = Registry("searches of their own")
"""By kind."""


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` where there is more than is shown."""

    kind: str
    label: str | Promise
    found: tuple[End, ...]
    more: bool
    view: str = ""


@dataclass(frozen=True)
class Found:
    """Everything found, and the markings of the rows behind it, for the log of readings."""

    groups: tuple[Group, ...]
    markings: tuple[int, ...]

    @property
    def only(self) -> End | None:
        """The one record, where there is just one."""
        all_ends = [end for group in self.groups for end in group.found]
        return all_ends[0] if len(all_ends) == 1 else None


def everywhere(text: str) -> Found:
    """What whoever acts may see that holds every word of `text`, or bears it as its reference."""
    words = text[:LONGEST].split()[:MOST_WORDS]
    if not words:
        return Found((), ())
    reference = read_reference(text)
    kinds = dict(_kinds(current()))
    asked = [_rows(kind, kinds[kind], words, reference) for kind in kinds if kind not in searchers]
    hits: dict[str, list[tuple[UUID, int]]] = {}
    for kind, pk, marking in asked[0].union(*asked[1:], all=True) if asked else ():
        hits.setdefault(kind, []).append((pk, marking))
    for kind, searcher in searchers:
        if kind in kinds:
            hits[kind] = _own(kinds[kind], searcher, text, reference)
    groups = tuple(_group(kind, hits[kind]) for kind in WORDS if hits.get(kind))
    return Found(groups, tuple(marking for rows in hits.values() for _pk, marking in rows))


def _kinds(actor: Anyone) -> Iterator[tuple[str, type[models.Model]]]:
    """The kinds with pages that the actor has anything to do with."""
    tables = guarded_models()
    for kind in WORDS:
        if kind in ends and kind in tables and concerned(actor, kind):
            yield kind, tables[kind]


def _rows(
    kind: str, model: type[models.Model], words: Iterable[str], reference: str | None
) -> QuerySet[Any, Any]:
    """The kind, id and marking of the latest rows that hold every word."""
    rows: QuerySet[Any, Any] = model._default_manager.order_by("-created_at", "-id")
    if reference is not None:
        rows = rows.filter(reference=reference)
    else:
        rows = rows.annotate(folded=_folded(_said(model)))
        for word in words:
            rows = rows.filter(folded__contains=_folded(Value(word)))
    return rows.values_list(Value(kind), "pk", "marking")[: MOST + 1]


def _folded(expression: Any) -> Func:
    return Func(expression, function="kernel.fold", output_field=models.TextField())


@cache
def _said(model: type[models.Model]) -> Concat:
    """Everything that a row says in words, its reference first."""
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, models.TextField)
        or (isinstance(field, models.CharField) and (field.max_length or 0) >= _SHORT)
    ]
    parts: list[Any] = [F("reference")]
    for name in names:
        parts += [Value(" "), F(name)]
    return Concat(*parts, Value(""), output_field=models.TextField())


def _own(
    model: type[models.Model], searcher: Searcher, text: str, reference: str | None
) -> list[tuple[UUID, int]]:
    rows: QuerySet[Any, Any] = model._default_manager.order_by("-created_at", "-id")
    if reference is not None:
        return list(rows.filter(reference=reference).values_list("pk", "marking"))
    wanted = searcher.find(text, MOST + 1)
    markings = dict(rows.filter(pk__in=wanted).values_list("pk", "marking"))
    return [(pk, markings[pk]) for pk in wanted if pk in markings]


def _group(kind: str, rows: list[tuple[UUID, int]]) -> Group:
    shown = [pk for pk, _marking in rows[:MOST]]
    named = ends[kind](shown)
    view = searchers[kind].view if kind in searchers else ""
    found = tuple(named[pk] for pk in shown if pk in named)
    return Group(kind, WORDS[kind], found, len(rows) > MOST, view)
