"""The watcher: looks whether the triggers of plans hold, and proposes; it never activates.

It acts as a system actor that reads no higher than the plan is marked, and what it proposes stands
where the plan stands. The same episode proposes once, which the database itself sees to.
"""

from __future__ import annotations

import threading

from django.db import IntegrityError

from rempart.kernel.actor import SystemActor, acting_as
from rempart.kernel.chores import once
from rempart.kernel.policy import STRICT
from rempart.plans.contingency import counting, rules
from rempart.plans.contingency.counting import Scope
from rempart.plans.contingency.models import WATCHED, Contingency
from rempart.plans.crises.actions import propose_by_trigger, release
from rempart.plans.crises.models import Crisis

NAME = "watcher"
CHORE = "triggers"
EVERY = 60.0
"""Seconds between two rounds of the worker; a new count is looked at at once."""

_looking = threading.Lock()


def watch() -> int:
    """Look at every plan that is watched; how many crises were proposed."""
    if not _looking.acquire(blocking=False):
        return 0
    try:
        with acting_as(SystemActor(NAME, ceiling=STRICT)):
            plans = list(Contingency.objects.filter(state__in=WATCHED).order_by("id"))
        return sum(_look(plan) for plan in plans)
    finally:
        _looking.release()


def look_again() -> None:
    """Look at once, because something was counted; whoever counted goes on, whatever befalls."""
    once(CHORE)


def _look(plan: Contingency) -> int:
    try:
        with acting_as(SystemActor(NAME, ceiling=plan.marking)):
            return sum(_look_at(plan, one["n"], rules.restored(one["rule"]))
                       for one in plan.triggers)  # fmt: skip
    except IntegrityError:  # another watcher proposed the same episode a moment before
        return 0


def _look_at(plan: Contingency, number: int, rule: rules.Rule) -> int:
    values = counting.now(rule, Scope(plan.office, plan.marking))
    open_one = Crisis.objects.filter(plan=plan.pk, trigger=number, holding=True).first()
    fires = rules.holds(rule, values)
    if fires and open_one is None:
        kept = [{**rules.figure_stored(figure), "value": n} for figure, n in values.items()]
        propose_by_trigger(plan, number, rules.stored(rule), kept)
        return 1
    if not fires and open_one is not None:
        release(target=open_one.pk)
    return 0
