"""Who sits in a body: by post, whoever holds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from rempart.doctrine.loader import current as profile
from rempart.leadership.meetings.models import Meeting
from rempart.people.standing import label

HOW: dict[str, str | Promise] = {
    "present": pgettext_lazy("seat", "present"),
    "represented": pgettext_lazy("seat", "represented"),
    "absent": pgettext_lazy("seat", "absent"),
}
"""How a post was there; a seat of which nothing is said is unknown."""


@dataclass(frozen=True)
class Seat:
    """A seat at a table: the post that holds it."""

    role: str
    office: int

    def label(self, language: str) -> str:
        """The post in words."""
        return label(self.role, self.office, language)

    @property
    def code(self) -> str:
        """The seat as a form names it."""
        return f"{self.role}-{self.office}"


def seats_of(row: Meeting) -> list[Seat]:
    """The seats of the body that meets, in the profile's order."""
    return list(_seats(row.body, row.office))


def _seats(body: str, office: int) -> Iterator[Seat]:
    for seat in profile().body(body).seats:
        if seat.where == "each":
            yield from (Seat(seat.role, one.number) for one in profile().offices)
        else:
            yield Seat(seat.role, office if seat.where == "own" else 0)
