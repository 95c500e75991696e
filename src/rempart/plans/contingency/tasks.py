"""Tasks that wait for one another: none may wait for itself, however long the way round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import Problem


def circle(tasks: Sequence[Mapping[str, Any]]) -> Problem | None:
    """The first circle among tasks that wait for one another, named by its numbers; or None."""
    after = {task["n"]: list(task["after"]) for task in tasks}
    done: set[int] = set()
    for first in after:
        found = _walk(first, after, [], done)
        if found:
            shown = " → ".join(str(number) for number in found)
            return Problem(
                _("Tasks"), shown, _("wait for one another in a circle"),
                _("Let one of them begin without the others."), "circle",
            )  # fmt: skip
    return None


def _walk(number: int, after: Mapping[int, list[int]], way: list[int], done: set[int]) -> list[int]:
    if number in way:
        return [*way[way.index(number) :], number]
    if number in done or number not in after:
        return []
    for before in after[number]:
        if found := _walk(before, after, [*way, number], done):
            return found
    done.add(number)
    return []
