"""What rooms bring to the shell: their places in the cycle, and their sentences for "my day".

The cycle is the navigation. Rooms register in their `apps.py`; the web door gathers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rempart.kernel.actor import Anyone
from rempart.kernel.policy import concerned
from rempart.kernel.registry import Registry

CYCLE: dict[str, str | Promise] = {
    "listen": _("Listen"),
    "assess": _("Assess"),
    "plan": _("Plan"),
    "decide": _("Decide"),
    "act": _("Act"),
    "learn": _("Learn"),
}
"""The six phases of the work, in order; the rail is built on them."""

BESIDE: dict[str, str | Promise] = {"house": _("The house")}
"""What stands beside the cycle: accounts, and the trail of what was done."""


@dataclass(frozen=True)
class Place:
    """A link of the rail: where it stands in the cycle, and who finds it there.

    `view` is the name of a URL without arguments; `kind` the kind of row behind it: whoever may do
    nothing with that kind is not shown the link. `key` is the letter that follows `g`.
    """

    phase: str
    label: str | Promise
    view: str
    kind: str
    position: int = 100
    key: str = ""

    def open_to(self, actor: Anyone) -> bool:
        """Has `actor` anything to do there?"""
        return concerned(actor, self.kind)


@dataclass(frozen=True)
class Notice:
    """One sentence of "my day": what waits for the reader, or is true now, and where it stands.

    What `waits` asks for a gesture of the reader's; the rest only says how things are.
    """

    sentence: str
    view: str
    link: str | Promise
    urgent: bool = False
    waits: bool = True


places: Registry[Place] = Registry("navigation")
daily: Registry[Callable[[Anyone], Notice | None]] = Registry("my day")


def rail(actor: Anyone) -> Iterator[tuple[str, str | Promise, list[Place]]]:
    """The phases in which `actor` has something to do: code, name and places in order."""
    for phase, name in (CYCLE | BESIDE).items():
        found = [p for _code, p in places if p.phase == phase and p.open_to(actor)]
        if found:
            yield phase, name, sorted(found, key=lambda place: place.position)


def notices(actor: Anyone) -> list[Notice]:
    """What every room has to say to `actor` today: the urgent, what waits, then what is true."""
    said = [notice for _name, say in daily if (notice := say(actor)) is not None]
    return sorted(said, key=lambda notice: (not notice.urgent, not notice.waits))
