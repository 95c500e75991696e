"""What may be done to advice notes; the only ways to change one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from rempart.field.placing import code_problems, component_of
from rempart.kernel import links
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.models import Link
from rempart.kernel.nameless import names_in
from rempart.kernel.policy import MARKINGS, UNCLASSIFIED
from rempart.leadership import tasks
from rempart.leadership.advice import facts
from rempart.leadership.advice.models import ACCEPTED, DEFERRED, PARTIAL, REJECTED, AdviceNote
from rempart.leadership.advice.workflow import ADVICE, LEADERS


class Said(TypedDict, total=False):
    """What a note says; what is left out stays as it was."""

    subject: str
    topic: str
    addressee: str
    answer_by: date
    analysis: str
    confidence: str
    options: list[str]
    recommendation: str
    language: str
    marking: int


_TEXTS = {
    "subject": _("Subject"),
    "analysis": _("Analysis"),
    "recommendation": _("Recommendation"),
}


def _describe(row: AdviceNote, said: Mapping[str, Any]) -> None:
    """Write what was said on the row, once all of it holds."""
    problems = names_in((place, said.get(name, "")) for name, place in _TEXTS.items())
    problems += names_in((_("Options"), text) for text in said.get("options", ()))
    problems += code_problems(
        {
            "topic": ("advice_topic", said.get("topic", "")),
            "confidence": ("confidence", said.get("confidence", "")),
        }
    )
    if said.get("addressee", "srsg") not in LEADERS:
        message, remedy = _("does not decide on advice"), ", ".join(sorted(LEADERS))
        problems.append(Problem(_("Addressee"), said["addressee"], message, remedy, "addressee"))
    least = max((fact["marking"] for fact in row.facts), default=UNCLASSIFIED)
    if said.get("marking", row.marking) < least:
        message = _("is below that of a fact which the note cites")
        remedy = _("Choose at least “%(level)s”.") % {"level": MARKINGS[least]}
        problems.append(Problem(_("Marking"), said["marking"], message, remedy, "marking"))
    if problems:
        raise BadInput.of(problems)
    for name, value in said.items():
        setattr(row, name, value)


def _writable(row: AdviceNote) -> None:
    if row.state != "draft":
        message = _("is submitted: it stands as the addressee reads it")
        remedy = _("Write another note, which may cite this one.")
        raise Refused(Problem(row.reference, None, message, remedy, "frozen"))


@creates(AdviceNote, "advice.write")
def write_note(run: Run, *, said: Said, office: int = 0) -> AdviceNote:
    """Begin a note on an office, or on the mission as a whole.

    Raises:
        BadInput: a code is unknown, the addressee does not decide, or a person seems named.
    """
    row = AdviceNote(office=office, component=component_of(run))
    _describe(row, said)
    return row


@changes(AdviceNote, "advice.describe")
def describe_note(run: Run, row: AdviceNote, *, said: Said) -> None:
    """Write on, or correct.

    Raises:
        BadInput: a code is unknown, a person seems named, or the marking is below a fact's.
        Refused: the note is submitted.
    """
    _writable(row)
    _describe(row, said)


@changes(AdviceNote, "advice.cite")
def cite_fact(run: Run, row: AdviceNote, *, reference: str, words: str) -> dict[str, Any]:
    """Cite a record as it stands now; the note's marking rises to the record's.

    Raises:
        BadInput: no such record for the author, nothing said of it, or a person seems named.
        Refused: the note is submitted.
    """
    _writable(row)
    named = names_in([(_("What it shows"), words)])
    if named:
        raise BadInput.of(named)
    record = facts.checked(row, reference, words)
    number = 1 + max((fact["n"] for fact in row.facts), default=0)
    kept = facts.frozen(record, words.strip(), number)
    row.facts = [*row.facts, kept]
    row.marking = max(row.marking, record.marking)
    links.tie(run, row, facts.RELATION, record)
    return kept


@changes(AdviceNote, "advice.drop-fact")
def drop_fact(run: Run, row: AdviceNote, *, number: int) -> None:
    """Take a fact out of a draft.

    Raises:
        Refused: the note is submitted, or has no such fact.
    """
    _writable(row)
    fact = _numbered(row, "facts", number)
    row.facts = [one for one in row.facts if one is not fact]
    cited = Link.objects.filter(
        source_id=row.pk, relation=facts.RELATION, target_id=fact["id"], undone_at__isnull=True
    )
    for link in cited:
        links.untie(run, link)


def _numbered(row: AdviceNote, part: str, number: int) -> dict[str, Any]:
    held = row.numbered(part, number)
    if held is None:
        message, remedy = _("there is none of that number"), _("Go back to the note.")
        raise Refused(Problem(row.reference, number, message, remedy, "number"))
    return held


@changes(AdviceNote, "advice.propose-task")
def propose_task(run: Run, row: AdviceNote, *, said: tasks.Task) -> dict[str, Any]:
    """Add what would be done if the recommendation were followed.

    Raises:
        BadInput: a pre-emption or a response without a threat or an alert among the facts.
        Refused: the note is submitted.
    """
    _writable(row)
    number = 1 + max((task["n"] for task in row.tasks), default=0)
    kept = tasks.checked(said, row.facts) | {"n": number}
    row.tasks = [*row.tasks, kept]
    return kept


@changes(AdviceNote, "advice.drop-task")
def drop_task(run: Run, row: AdviceNote, *, number: int) -> None:
    """Take a task out of a draft.

    Raises:
        Refused: the note is submitted, or has no such task.
    """
    _writable(row)
    task = _numbered(row, "tasks", number)
    row.tasks = [one for one in row.tasks if one is not task]


_DECISIONS = {
    "accept": ACCEPTED,
    "accept_in_part": PARTIAL,
    "reject": REJECTED,
    "defer": DEFERRED,
}


@advance_by(ADVICE, AdviceNote, "advice")
def advance_note(
    run: Run,
    row: AdviceNote,
    *,
    ordered: list[int] | None = None,
    until: date | None = None,
    outcome: str = "",
) -> None:
    """Submit a note, decide on it, or record what came of it.

    An acceptance orders every task; one in part those `ordered`. `until` is the day to which a
    decision is deferred.

    Raises:
        BadInput: a deferral without its day, or an end without what came of it.
        Refused: the note is addressed to another.
    """
    step = run.name.partition(".")[2]
    if step == "submit":
        _freeze(row, run)
    elif step == "carry_out":
        row.outcome, row.implemented_on = _outcome(outcome), run.now.date()
    else:
        _decide(run, row, step, ordered or [], until)


def _freeze(row: AdviceNote, run: Run) -> None:
    """Take every fact as it stands at the moment of submission; what is hidden stays as cited."""
    held = facts.rows_of(row.facts)
    row.facts = [
        facts.frozen(held[fact["id"]], fact["words"], fact["n"]) if fact["id"] in held else fact
        for fact in row.facts
    ]
    row.submitted_on = run.now.date()


def _outcome(text: str) -> str:
    problems = names_in([(_("What came of it"), text)])
    if not text.strip():
        message, remedy = _("is still empty"), _("Say what changed, and how it is known.")
        problems.append(Problem(_("What came of it"), "", message, remedy, "empty"))
    if problems:
        raise BadInput.of(problems)
    return text.strip()


def _decide(run: Run, row: AdviceNote, step: str, ordered: list[int], until: date | None) -> None:
    role = run.standing.role if run.standing else ""
    if role not in (row.addressee, "srsg"):
        message, remedy = _("is addressed to another"), _("Leave the decision to its addressee.")
        raise Refused(Problem(row.reference, None, message, remedy, "addressee"))
    named = names_in([(_("Reason"), run.reason)])
    if named:
        raise BadInput.of(named)
    if step == "defer" and (until is None or until <= run.now.date()):
        message, remedy = _("is missing or gone by"), _("Say until which day it is deferred.")
        raise BadInput(Problem(_("Deferred until"), until, message, remedy, "until"))
    row.decision = _DECISIONS[step]
    row.decision_reason = run.reason.strip()
    row.decided_on, row.deferred_until = run.now.date(), until if step == "defer" else None
    row.decided_by = role
    every = [task["n"] for task in row.tasks]
    row.ordered = {"accept": every, "accept_in_part": [n for n in every if n in ordered]}.get(
        step, []
    )
    made = [task for task in row.tasks if task["n"] in row.ordered]
    if made:
        run.afterwards(partial(tasks.order_as_clerk, tasks.clerk(), row, made, row.facts))
