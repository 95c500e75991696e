"""What an action may come from. Rooms register their kinds; an action never knows the rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from rempart.kernel.ids import read_reference
from rempart.kernel.links import End
from rempart.kernel.models import Guarded
from rempart.kernel.registry import Registry
from rempart.register.models import Alert
from rempart.threats.models import LocationCategory, Recommendation, Threat


@dataclass(frozen=True)
class Origin:
    """A kind of record that leads to actions: how to find one that the reader sees.

    `danger`: it says that somebody is in danger, which pre-emption and response must stand on.
    """

    find: Callable[[str], Guarded | None]
    danger: bool = False


origins: Registry[Origin] = Registry("origins of actions")
"""By kind. Rooms below this one, such as the field with its commitments, join here."""


def by_reference(model: type[Guarded]) -> Callable[[str], Guarded | None]:
    """How to find a row of `model` by its reference."""

    def find(reference: str) -> Guarded | None:
        found: Guarded | None = model.objects.filter(reference=reference).first()
        return found

    return find


def origin(typed: str) -> Guarded | None:
    """The record of that reference among all kinds, if the reader sees it."""
    reference = read_reference(typed) or typed.strip()
    for _kind, kind in origins:
        found = kind.find(reference) if reference else None
        if found is not None:
            return found
    return None


def register() -> None:
    """The kinds of the rooms above this one."""
    origins.add("alert", Origin(by_reference(Alert), danger=True))
    origins.add("threat", Origin(by_reference(Threat), danger=True))
    origins.add("location_category", Origin(by_reference(LocationCategory)))
    origins.add("recommendation", Origin(by_reference(Recommendation)))


def category_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Decided must, should, could as they are named at the other end of a link."""
    return {
        row.pk: End("location_category", row.reason, row.reference,
                    f"{reverse('threats:places')}?month={row.month:%Y-%m}", row.month)
        for row in LocationCategory.objects.filter(pk__in=list(wanted))
    }  # fmt: skip


def recommendation_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Recommendations as they are named at the other end of a link."""
    found = Recommendation.objects.filter(pk__in=list(wanted)).select_related("assessment")
    return {
        row.pk: End("recommendation", row.text, row.reference,
                    reverse("threats:assessment", args=[row.assessment.reference]))
        for row in found
    }  # fmt: skip
