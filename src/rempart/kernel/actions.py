"""The one way to change things: lock the row, ask the policy, check, change, journal, then effects.

Views, API, commands and jobs call an *action*, a keyword-only function made by one of:

* `creates(Model, name)`: the body returns an unsaved row;
* `changes(Model, name, right)`: the body mutates a locked row, found by `target`;
* `advances(workflow, Model)`: the step of a workflow, with its guards, reason and four eyes;
* `bulk(name, kind, right)`: one set-wise change of many rows, one journal entry.

A body never saves the row, never asks the policy and never journals: the runner does.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock, history, journal, references
from rempart.kernel.actor import Anyone, Standing, current
from rempart.kernel.errors import Conflict, NotThere, Problem, Refused
from rempart.kernel.keys import keyed_hash
from rempart.kernel.models import Guarded
from rempart.kernel.policy import Denied, Granted, Whereabouts, may_edit, verdict
from rempart.kernel.registry import Registry
from rempart.kernel.workflow import Transition, Workflow

P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row", bound=Guarded)


@dataclass(frozen=True)
class Declared:
    """What the reference and the tests know of an action."""

    name: str
    kind: str
    right: str
    purpose: str


actions: Registry[Declared] = Registry("actions")


@dataclass
class Run:
    """One run of one action: who, when, why, and what must happen once it is committed."""

    actor: Anyone
    name: str
    reason: str = ""
    reason_code: str = ""
    standing: Standing | None = None
    effects: list[Callable[[], None]] = field(default_factory=list)

    @property
    def now(self) -> Any:
        """The moment of the run, by the one clock."""
        return clock.now()

    @property
    def author(self) -> UUID:
        """The id that a new row carries as its author."""
        return journal.actor_id(self.actor)

    def afterwards(self, effect: Callable[[], None]) -> None:
        """Do `effect` when, and only when, the change is committed."""
        self.effects.append(effect)


def refuse(denied: Denied, place: str | Promise) -> Refused:
    """The error that carries a policy's refusal to a person."""
    return Refused(
        Problem(
            place=place,
            value=None,
            message=denied.reason,
            remedy=_("Ask your head of office which post does this."),
            code=denied.code,
        )
    )


def permit(run: Run, act: str, where: Whereabouts) -> None:
    """Let the run go on under the standing that permits `act` there.

    Where authors keep their rows in hand, editing one's own is editing.

    Raises:
        Refused: the policy says no, with its reason.
    """
    answer = may_edit(run.actor, where) if act == "edit" else verdict(run.actor, act, where)
    if isinstance(answer, Granted):
        run.standing = answer.standing
        return
    raise refuse(answer, run.name)


def _clean(row: Guarded, before: Mapping[str, Any] | None = None) -> None:
    """Check the row's own fields; keys are the database's: the actor may not see their other end.

    Each constraint costs a question to the database; a change that touches none asks none.

    Raises:
        ValidationError: a field or a constraint does not hold.
    """
    keys = [f.name for f in row._meta.concrete_fields if f.is_relation]
    touched = before is None or any(
        before[name] != getattr(row, name) for name in constrained(type(row))
    )
    row.full_clean(
        exclude=["id", "reference", *keys], validate_unique=False, validate_constraints=touched
    )


@functools.cache
def constrained(model: type[Guarded]) -> frozenset[str]:
    """The columns of a model that its constraints speak of."""
    meta: Any = model._meta
    named: set[str] = set()
    for constraint in meta.constraints:
        condition = getattr(constraint, "condition", None)
        named |= set(getattr(constraint, "fields", ()))
        named |= condition.referenced_base_fields if condition else set()
        for expression in getattr(constraint, "expressions", ()):
            named |= {
                str(vars(part)["name"]) for part in expression.flatten() if isinstance(part, F)
            }
    return frozenset(meta.get_field(name).attname for name in named)


def _enter(run: Run, row: Guarded, before: dict[str, Any] | None) -> None:
    """Version and journal one saved row."""
    after = row.values()
    changed = sorted(k for k in after if before is None or before.get(k) != after[k])
    history.keep(run.name, row, changed, run.reason, run.standing)
    journal.write(
        run.name,
        row.kind,
        standing=run.standing,
        object_id=row.pk,
        changed=changed,
        before=keyed_hash(before) if before is not None else "",
        after=keyed_hash(after),
        reason_code=run.reason_code,
    )


def _finish(run: Run) -> None:
    for effect in run.effects:
        transaction.on_commit(effect, using=run.actor.alias)


def _declare(name: str, kind: str, right: str, body: Callable[..., Any]) -> None:
    purpose = (body.__doc__ or "").strip().splitlines()
    actions.add(name, Declared(name, kind, right, purpose[0] if purpose else ""))


def creates(
    model: type[Row], name: str, right: str = "create"
) -> Callable[[Callable[Concatenate[Run, P], Row]], Callable[P, Row]]:
    """Make an action of a body that returns a new, unsaved row of `model`."""

    def wrap(body: Callable[Concatenate[Run, P], Row]) -> Callable[P, Row]:
        @functools.wraps(body)
        def run_it(*args: P.args, **kwargs: P.kwargs) -> Row:
            run = Run(current(), name, **_reasons(kwargs))
            with transaction.atomic(using=run.actor.alias):
                row = body(run, *args, **kwargs)
                row.author = run.author
                permit(run, right, row.whereabouts)
                if not row.reference:
                    row.reference = references.fresh(model, [row.office])[0]
                _clean(row)
                row.save(using=run.actor.alias, force_insert=True)
                _enter(run, row, None)
                _finish(run)
            return row

        _declare(name, model.kind, right, body)
        return run_it

    return wrap


def _reasons(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Take the reason out of the arguments: it belongs to the run, not to the body."""
    return {key: kwargs.pop(key) for key in ("reason", "reason_code") if key in kwargs}


def locked(model: type[Row], target: UUID, revision: int | None) -> Row:
    """The row under lock, if the actor sees it and nobody changed it since `revision`.

    Raises:
        NotThere: no such row for this reader.
        Conflict: it has changed since it was read.
    """
    row: Row | None = model.objects.select_for_update().filter(pk=target).first()
    if row is None:
        raise NotThere
    if revision is not None and row.revision != revision:
        raise Conflict(
            Problem(
                place=row.reference,
                value=None,
                message=_("somebody changed this since you opened it"),
                remedy=_("Compare the two versions and choose; what you typed is kept."),
                code="conflict",
            )
        )
    return row


def _change(run: Run, row: Guarded, body: Callable[[], Any]) -> Any:
    before = row.values()
    result = body()
    if row.values() != before:
        row.revision += 1
        _clean(row, before)
        row.save(using=run.actor.alias, force_update=True)
        _enter(run, row, before)
    _finish(run)
    return result


def changes(
    model: type[Row], name: str, right: str = "edit"
) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Make an action of a body that mutates a locked row.

    The action takes `target` (the row's id), optionally `revision` (the optimistic lock) and
    `reason`, and the body's own keyword arguments.
    """

    def wrap(body: Callable[..., R]) -> Callable[..., R]:
        @functools.wraps(body)
        def run_it(*, target: UUID, revision: int | None = None, **kwargs: Any) -> R:
            run = Run(current(), name, **_reasons(kwargs))
            with transaction.atomic(using=run.actor.alias):
                row = locked(model, target, revision)
                permit(run, right, row.whereabouts)
                result: R = _change(run, row, lambda: body(run, row, **kwargs))
            return result

        _declare(name, model.kind, right, body)
        return run_it

    return wrap


def advance_by(
    workflow: Workflow | Callable[[], Workflow], model: type[Row], name: str
) -> Callable[[Callable[..., Any]], Callable[..., str]]:
    """Make the action that takes a step of `workflow`.

    It takes `target`, `step`, `reason` and the body's own arguments; the body does what a step
    does besides changing the state (stamp a time, copy a hash) and may raise. A workflow that
    comes from the profile is given as the function that finds it.
    """
    found = workflow if callable(workflow) else lambda: workflow

    def wrap(body: Callable[..., Any]) -> Callable[..., str]:
        @functools.wraps(body)
        def run_it(*, target: UUID, step: str, revision: int | None = None, **kwargs: Any) -> str:
            run = Run(current(), f"{name}.{step}", **_reasons(kwargs))
            with transaction.atomic(using=run.actor.alias):
                row = locked(model, target, revision)
                steps = found()
                taken = steps.step(step, getattr(row, steps.state_field))
                permit(run, taken.right, row.whereabouts)
                _check_step(run, row, taken)

                def do() -> None:
                    body(run, row, **kwargs)
                    setattr(row, steps.state_field, taken.target)

                _change(run, row, do)
            return taken.target

        if isinstance(workflow, Workflow):
            for taken in workflow.transitions:
                if f"{name}.{taken.name}" not in actions:
                    _declare(f"{name}.{taken.name}", model.kind, taken.right, body)
        else:
            _declare(f"{name}.step", model.kind, "edit", body)
        return run_it

    return wrap


def _check_step(run: Run, row: Guarded, taken: Transition) -> None:
    problems: list[Problem] = []
    if taken.needs_reason and not run.reason.strip():
        problems.append(
            Problem(
                place=_("Reason"),
                value="",
                message=_("this step needs a reason"),
                remedy=_("Say in a sentence why; it stays with the record."),
                code="reason",
            )
        )
    if taken.roles and run.standing and run.standing.role not in taken.roles:
        raise refuse(Denied(_("Your role does not do this."), "role"), run.name)
    if taken.four_eyes and _same_hands(run, row):
        problems.append(
            Problem(
                place=row.reference,
                value=None,
                message=_("you wrote or edited this"),
                remedy=_("Someone else must take this step."),
                code="four-eyes",
            )
        )
    problems += [found for guard in taken.guards if (found := guard(row)) is not None]
    if problems:
        raise Refused.of(problems)


def _same_hands(run: Run, row: Guarded) -> bool:
    """Is the actor, or the person on whose behalf they act, among those who wrote the row?

    A row that others wrote parts of says itself who they are, by its method `hands`.
    """
    written_by = getattr(row, "hands", None)
    wrote = written_by() if written_by else history.hands_on(row)
    grantor = run.standing.on_behalf_of if run.standing else None
    return run.author in wrote or (grantor is not None and grantor in wrote)


def bulk(name: str, kind: str, right: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Make one action of a set-wise change of many rows.

    The body writes with `bulk_create`, `bulk_update` or SQL, under the same walls, and ends with
    `journal_bulk`. An import is one such action: all of it happens, or nothing.
    """

    def wrap(body: Callable[..., R]) -> Callable[..., R]:
        @functools.wraps(body)
        def run_it(*args: Any, **kwargs: Any) -> R:
            run = Run(current(), name, **_reasons(kwargs))
            with transaction.atomic(using=run.actor.alias):
                result = body(run, *args, **kwargs)
                _finish(run)
            return result

        _declare(name, kind, right, body)
        return run_it

    return wrap


def journal_bulk(run: Run, kind: str, batch: UUID, rows: int, changed: Iterable[str] = ()) -> None:
    """Journal a bulk action: one entry with the batch's id and the number of rows."""
    journal.write(
        run.name, kind, standing=run.standing, object_id=batch, rows=rows, changed=sorted(changed)
    )
