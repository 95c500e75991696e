"""What a form on the page of a record asks for, by its field `do`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext

from rempart.doctrine.loader import current as profile
from rempart.field import commitments, missions, round_tables
from rempart.field.forms import (
    CommitmentForm,
    ElementForm,
    FeedForm,
    FieldForm,
    ReportForm,
    TaskForm,
)
from rempart.field.models import Annex
from rempart.field.placing import areas_for
from rempart.field.subjects import SUBJECTS
from rempart.kernel.access import Request
from rempart.kernel.actor import Anyone
from rempart.kernel.errors import BadInput, NotThere, Problem
from rempart.kernel.policy import verdict
from rempart.threats.models import Threat

Deed = Callable[[Request, Any], None]


def said_in(form: FieldForm) -> dict[str, Any]:
    """What a form says.

    Raises:
        BadInput: fields are wrong; each is named with what was typed.
    """
    if form.is_valid():
        return form.said()
    raise BadInput.of(
        [
            Problem(
                str(form.fields[name].label or name), form.data.get(name, ""),
                " ".join(map(str, faults)), gettext("Correct it and save again."), "form",
            )
            for name, faults in form.errors.items()
        ]
    )  # fmt: skip


def _step(request: Request, row: Any) -> None:
    reason = request.POST.get("reason", "")
    SUBJECTS[row.kind].advance(target=row.pk, step=request.POST.get("step", ""), reason=reason)


def _commit(request: Request, row: Any) -> None:
    form = CommitmentForm(request.POST, own=own_only(request.actor, row))
    commitments.COMMIT[row.kind](target=row.pk, said=said_in(form))


def own_only(actor: Anyone, row: Any) -> tuple[str, ...]:
    """The components for which alone the actor may promise there; none for any of them."""
    where = replace(row.whereabouts, kind="commitment", component=0)
    if verdict(actor, "create", where):
        return ()
    mine = {standing.component for standing in actor.standings}
    return tuple(one.code for one in profile().components if one.number in mine)


def _element(request: Request, row: Any) -> None:
    number = request.POST.get("number", "")
    round_tables.note_element(
        target=row.pk,
        number=int(number) if number.isdigit() else None,
        said=said_in(ElementForm(request.POST, areas=areas_for(request.actor))),
    )


def _turn(request: Request, row: Any) -> None:
    number, _dash, into = request.POST.get("turn", "").partition("-")
    round_tables.turn_element(
        target=row.pk, number=int(number) if number.isdigit() else 0, into=into
    )


def _task(request: Request, row: Any) -> None:
    """Make the action that an element asks for."""
    said = said_in(TaskForm(request.POST, elements=_numbered(row.elements, "who")))
    number = said.pop("element")
    round_tables.turn_element(
        target=row.pk, number=number, into="action", said=cast(round_tables.Task, said)
    )


def _feed(request: Request, row: Any) -> None:
    """Let a finding feed the register."""
    said = said_in(FeedForm(request.POST, findings=_numbered(row.findings, "text")))
    into = request.POST.get("into", "")
    missions.feed_finding(target=row.pk, number=said["finding"], into=into, factor=said["factor"])


def _numbered(lines: list[dict[str, Any]], name: str) -> list[tuple[str, str]]:
    """Elements or findings to choose from, by number."""
    return [
        (str(line.get("n") or number), f"{line.get('n') or number}. {line[name][:70]}")
        for number, line in enumerate(lines, 1)
    ]


def _escort(request: Request, row: Any) -> None:
    missions.decide_escort(
        target=row.pk, escort=request.POST.get("escort", ""), note=request.POST.get("note", "")
    )


def _report(request: Request, row: Any) -> None:
    """Write the report; a finding that is typed is added to those there are."""
    said = said_in(ReportForm(request.POST))
    finding, threat = said.pop("finding").strip(), said.pop("threat").strip()
    if threat and not Threat.objects.filter(reference=threat).exists():
        raise NotThere
    if finding:
        said["findings"] = [*row.findings, {"threat": threat, "text": finding}]
    revision = request.POST.get("revision", "")
    missions.report_mission(
        target=row.pk,
        revision=int(revision) if revision.isdigit() else None,
        said=said,
    )


def _annex(request: Request, row: Any) -> None:
    held: UUID | None = Annex.objects.filter(mission=row.pk).values_list("pk", flat=True).first()
    text = request.POST.get("annex", "")
    if held:
        missions.correct_annex(target=held, text=text)
    else:
        missions.write_annex(mission=row, text=text)


_ALL: dict[str, Deed] = {"step": _step, "commit": _commit}
DEEDS: dict[str, dict[str, Deed]] = {
    "round_table": {**_ALL, "element": _element, "turn": _turn, "task": _task},
    "engagement": _ALL,
    "mission": {**_ALL, "escort": _escort, "report": _report, "annex": _annex, "feed": _feed},
}
"""By the kind of record."""


_CHOSEN = ("areas", "elements", "findings", "own")
"""What a form is given to choose from; the rest is what it holds."""


def forms_of(request: Request, kind: str, row: Any, do: str) -> dict[str, FieldForm]:
    """The forms of a page; the one that was sent keeps what was typed."""
    sort = {"round_table": "measure", "mission": "recommendation"}.get(kind, "promise")

    def made(name: str, form: type[FieldForm], **given: Any) -> FieldForm:
        choices = {key: given.pop(key) for key in _CHOSEN if key in given}
        return form(request.POST if do == name else None, initial=given, **choices)

    own = own_only(request.actor, row)
    found = {"commit": made("commit", CommitmentForm, sort=sort, own=own)}
    if kind == "round_table":
        found["element"] = made("element", ElementForm, areas=areas_for(request.actor))
        if row.elements and "action" in round_tables.made_of_elements():
            found["task"] = made("task", TaskForm, elements=_numbered(row.elements, "who"))
    if kind == "mission":
        found["report"] = made(
            "report", ReportForm, met=row.met, vulnerabilities=row.vulnerabilities,
            perceptions=row.perceptions,
        )  # fmt: skip
        if row.findings:
            found["feed"] = made("feed", FeedForm, findings=_numbered(row.findings, "text"))
    return found
