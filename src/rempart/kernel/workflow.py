"""Workflows are tables of transitions, so that chains can come from the profile.

A transition names who may take it (a right of the policy), where it leads, what must be true, and
whether it needs a reason or another pair of eyes. Diagrams and role tables are drawn from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rempart.kernel.errors import Problem, Refused

Guard = Callable[[Any], Problem | None]
"""Looks at the row and returns the problem that forbids the step, or None."""


@dataclass(frozen=True)
class Transition:
    """One legal step of a workflow, from any of `sources` to `target`."""

    name: str
    sources: frozenset[str]
    target: str
    right: str
    label: str | Promise = ""
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    four_eyes: bool = False
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Workflow:
    """The states of a kind of row and the legal steps between them."""

    kind: str
    initial: str
    transitions: tuple[Transition, ...]
    state_field: str = "state"
    labels: Mapping[str, str | Promise] = field(default_factory=dict)

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order in which the steps reach them."""
        found = dict.fromkeys([self.initial])
        for step in self.transitions:
            found.update(dict.fromkeys([*sorted(step.sources), step.target]))
        return tuple(found)

    def steps_from(self, state: str) -> tuple[Transition, ...]:
        """The steps that leave `state`."""
        return tuple(step for step in self.transitions if state in step.sources)

    def step(self, name: str, state: str) -> Transition:
        """The step called `name` out of `state`.

        Raises:
            Refused: there is no such step from there; the problem lists those there are.
        """
        for transition in self.steps_from(state):
            if transition.name == name:
                return transition
        open_steps = ", ".join(step.name for step in self.steps_from(state)) or "–"
        raise Refused(
            Problem(
                place=_("State"),
                value=f"{state} → {name}",
                message=_("this step does not lead from here"),
                remedy=_Listed(_("Steps open from here: %(steps)s."), open_steps),
                code="illegal-step",
            )
        )

    def mermaid(self) -> str:
        """The workflow as a Mermaid state diagram, for the generated reference."""
        lines = ["stateDiagram-v2", f"  [*] --> {self.initial}"]
        for step in self.transitions:
            mark = " ✱" if step.four_eyes else ""
            lines += [f"  {s} --> {step.target}: {step.name}{mark}" for s in sorted(step.sources)]
        return "\n".join(lines)


class _Listed:
    """A lazy text with the open steps filled in when it is read."""

    def __init__(self, text: str | Promise, steps: str) -> None:
        self.text, self.steps = text, steps

    def __str__(self) -> str:
        return str(self.text) % {"steps": self.steps}


def transition(
    name: str, sources: str | Iterable[str], target: str, right: str, **rest: Any
) -> Transition:
    """A `Transition`; `sources` may be one state or several separated by spaces."""
    states = sources.split() if isinstance(sources, str) else sources
    return Transition(name, frozenset(states), target, right, **rest)
