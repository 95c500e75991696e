"""Advice notes in words: the same sections stand on the page and in the document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.documents.reports import Section
from rempart.field.presenting import language
from rempart.kernel import links
from rempart.kernel.links import End
from rempart.kernel.models import Guarded
from rempart.leadership import choices
from rempart.leadership.advice.facts import rows_of
from rempart.leadership.advice.models import (
    ACCEPTED,
    DEFERRED,
    PARTIAL,
    REJECTED,
    WAITING,
    AdviceNote,
)
from rempart.leadership.advice.uptake import Uptake
from rempart.leadership.advice.workflow import ADVICE
from rempart.leadership.forms import WHOLE
from rempart.plans import presenting as plans

TONES = {ACCEPTED: "good", PARTIAL: "good", REJECTED: "bad", DEFERRED: "warn",
         "implemented": "good"}  # fmt: skip


def day(value: date | str | None) -> str:
    """A day in words; a dash for none."""
    found = date.fromisoformat(value) if isinstance(value, str) and value else value
    return typography.day(found, language(), short=True) if isinstance(found, date) else "–"


def short(role: str) -> str:
    """A role as the field abbreviates it: RSSG."""
    return profile().role(role).short(language())


def state_of(row: AdviceNote) -> tuple[str, str]:
    """A note's state in words, and its tone."""
    if row.late:
        return gettext("decision overdue"), "bad"
    return str(ADVICE.labels[row.state]), TONES.get(row.state, "")


@dataclass(frozen=True)
class Fact:
    """A fact as it stood when the note was submitted, and what became of its record since.

    `url` is empty where the reader does not see the record: they read what the note says of it.
    """

    said: dict[str, Any]
    url: str = ""
    changed: bool = False


def facts(row: AdviceNote) -> list[Fact]:
    """The facts of a note for whoever reads it."""
    from_kind = dict(_ends_by_kind(row))
    seen = rows_of(row.facts)
    return [
        Fact(said, from_kind.get(said["id"], ""), _changed(seen.get(said["id"]), said))
        for said in row.facts
    ]


def _ends_by_kind(row: AdviceNote) -> Iterable[tuple[str, str]]:
    wanted: dict[str, list[UUID]] = {}
    for said in row.facts:
        wanted.setdefault(said["kind"], []).append(UUID(said["id"]))
    for kind, ids in sorted(wanted.items()):
        if kind in links.ends:
            yield from ((str(pk), end.url) for pk, end in links.ends[kind](ids).items())


def _changed(record: Guarded | None, said: dict[str, Any]) -> bool:
    return record is not None and record.revision != said["revision"]


def lede(row: AdviceNote) -> str:
    """Where a note stands, in a sentence."""
    who, by = short(row.addressee), day(row.answer_by)
    if row.state == "draft":
        said = gettext("This draft has not been submitted to the %(who)s.")
    elif row.late:
        said = gettext("The %(who)s should have decided by %(by)s.")
        by = day(row.deferred_until or row.answer_by)
    elif row.state == "submitted":
        said = gettext("It awaits the decision of the %(who)s, by %(by)s.")
    elif row.state == DEFERRED:
        said = gettext("The %(who)s has put the decision off until %(by)s.")
        by = day(row.deferred_until)
    else:
        told = {
            ACCEPTED: gettext("The recommendation was accepted on %(on)s."),
            PARTIAL: gettext("The recommendation was accepted in part on %(on)s."),
            REJECTED: gettext("The recommendation was rejected on %(on)s."),
        }
        return told[row.decision] % {"on": day(row.decided_on)}
    return said % {"who": who, "by": by}


def sections(row: AdviceNote) -> list[Section]:
    """The six parts of a note, in the order of the practice."""
    return [
        Section(gettext("Subject"), text=row.subject, facts=_addressed(row)),
        _facts(row),
        Section(
            gettext("Analysis and degree of confidence"),
            text=row.analysis,
            facts=[(gettext("Confidence"), confidence(row))],
        ),
        Section(
            gettext("Options"),
            text="\n".join(f"{n}. {_one_line(text)}" for n, text in enumerate(row.options, 1)),
        ),
        Section(
            gettext("Recommendation"),
            text=row.recommendation,
            head=_task_head() if row.tasks else (),
            rows=[task_line(task) for task in row.tasks],
            note=gettext("What would be done if it were followed.") if row.tasks else "",
        ),
        _decision(row),
    ]


def _one_line(text: str) -> str:
    """An option as one item of a list, whatever lines it was typed on."""
    return " ".join(text.split())


def confidence(row: AdviceNote) -> str:
    """The confidence of the analysis in words."""
    return profile().label("confidence", row.confidence, language()) or gettext("not stated")


def _addressed(row: AdviceNote) -> list[tuple[str, str]]:
    return [
        (pgettext("addressee", "To"), profile().role(row.addressee).label(language())),
        (gettext("Answer by"), day(row.answer_by)),
        (gettext("Topic"), profile().label("advice_topic", row.topic, language())),
        (gettext("Office concerned"), choices.office_name(row.office, WHOLE)),
    ]


def _facts(row: AdviceNote) -> Section:
    rows = [
        [said["reference"], said["title"], day(said["day"]), said["words"]] for said in row.facts
    ]
    head = [gettext("No."), gettext("Record"), gettext("Day"), gettext("What it shows")]
    frozen = gettext("As the records stood on %(day)s.") % {"day": day(row.submitted_on)}
    note = "" if not row.facts else frozen if row.submitted_on else gettext("Not frozen yet.")
    return Section(gettext("Facts"), head=head, rows=rows, note=note, code="facts")


def _task_head() -> list[str]:
    return [gettext("What is done"), gettext("Lead"), gettext("Office"), gettext("Due")]


def task_line(task: dict[str, Any]) -> list[str]:
    """A task as a row: what, by whom, where, by when."""
    office = choices.office_number(task["office"])
    return [task["statement"], plans.component(task["component"]),
            choices.office_name(office, WHOLE), day(task["due_on"])]  # fmt: skip


def _decision(row: AdviceNote) -> Section:
    title = gettext("Decision and reason")
    if not row.decision:
        said = gettext("No decision yet.") if row.submitted_on else gettext("Not submitted yet.")
        return Section(title, note=said)
    told = [
        (gettext("Decision"), str(ADVICE.labels[row.decision])),
        (gettext("By"), profile().role(row.decided_by).label(language())),
        (pgettext("day", "On"), day(row.decided_on)),
    ]
    if row.deferred_until:
        told.append((gettext("Deferred until"), day(row.deferred_until)))
    if row.tasks:
        kept = gettext("%(n)d of %(all)d") % {"n": len(row.ordered), "all": len(row.tasks)}
        told.append((gettext("Tasks ordered"), kept))
    if row.implemented_on:
        told.append((gettext("Carried out"), day(row.implemented_on)))
    said = "\n\n".join(part for part in (row.decision_reason, row.outcome) if part)
    return Section(title, facts=told, text=said)


def listed(rows: Iterable[AdviceNote]) -> list[tuple[AdviceNote, str, str, str, str, str]]:
    """Notes in a list: addressee, topic, office, state and its tone."""
    found = []
    for row in rows:
        state, tone = state_of(row)
        topic = profile().label("advice_topic", row.topic, language())
        found.append(
            (row, short(row.addressee), topic, choices.office_name(row.office, WHOLE), state, tone)
        )
    return found


def sentence(told: Uptake) -> str:
    """The uptake in a sentence, with every term."""
    share = told.taken_up
    if not share.whole:
        return gettext("Nothing has been decided in this period: there is no uptake to tell.")
    said = gettext(
        "Taken up: %(part)d of %(whole)d decided, %(partial)d of them in part (%(percent)d%%)."
    )
    return said % {"part": share.part, "whole": share.whole, "partial": told.partial,
                   "percent": share.percent}  # fmt: skip


def waiting_first(rows: Iterable[AdviceNote]) -> list[AdviceNote]:
    """Notes that await a decision first, by their day; then drafts; then the latest."""
    order = dict.fromkeys(WAITING, 0) | {"draft": 1}
    return sorted(
        rows,
        key=lambda row: (order.get(row.state, 2),
                         row.answer_by.toordinal() * (-1 if row.state not in order else 1)),
    )  # fmt: skip


def note_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Notes as they are named at the other end of a link."""
    return {
        row.pk: End("advice", row.subject, row.reference,
                    reverse("leadership:note", args=[row.reference]), row.submitted_on)
        for row in AdviceNote.objects.filter(pk__in=list(wanted))
    }  # fmt: skip
