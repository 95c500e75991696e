"""The leadership of the exercise: a strategy in force, advice decided on, bodies that meet."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict

from rempart.exercise.stage import ADVISER, EXPERT, Stage
from rempart.leadership.advice import actions as advice
from rempart.leadership.meetings import actions as meetings
from rempart.leadership.meetings.models import Meeting
from rempart.leadership.meetings.seats import seats_of
from rempart.leadership.strategy import actions as strategies
from rempart.leadership.strategy import queries, reporting
from rempart.leadership.strategy.models import Objective, Strategy
from rempart.plans import actions as plans
from rempart.threats.models import Threat

SRSG = "srsg"
DRAFTED, HEARD, ENDORSED, APPROVED, IN_FORCE, COUNTED, REPORTED = 200, 180, 160, 155, 150, 26, 50
"""Days before the end at which the strategy takes each of its steps."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Gauge(_Part):
    """An indicator: a figure of the registry, or words with a reading a month, the oldest first."""

    outcome: int = 1
    computed: str = ""
    fr: str = ""
    en: str = ""
    better: str = "up"
    baseline: float | None = None
    target: float | None = None
    readings: tuple[float | None, ...] = ()
    source: str = ""


class Served(_Part):
    """An action that serves an objective in some offices."""

    statement: str
    lead: str
    indicator: str
    offices: tuple[str, ...]
    due: int


class Aim(_Part):
    """An objective with its outcomes, indicators and actions; `states` are what offices report."""

    volet: str
    mode: str
    fr: str
    en: str
    outcomes: tuple[dict[str, str], ...]
    mandate: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    gauges: tuple[Gauge, ...] = ()
    served: tuple[Served, ...] = ()
    state: str = "on_track"
    words: str = ""


class Heard(_Part):
    """What a party answered."""

    party: str
    answer: str
    words: str = ""


class Whole(_Part):
    """The strategy."""

    title_fr: str
    title_en: str
    purpose_fr: str
    purpose_en: str
    question: str
    silent: tuple[str, ...]
    heard: tuple[Heard, ...]
    objectives: tuple[Aim, ...]


class Task(_Part):
    """What would be done if a note were followed, or what a decision orders."""

    statement: str
    volet: str
    lead: str
    indicator: str
    office: str = ""
    due: int


class Note(_Part):
    """An advice note, and what was decided on it."""

    subject: str
    topic: str
    office: str = ""
    analysis: str
    confidence: str
    options: tuple[str, ...]
    recommendation: str
    fact: str
    tasks: tuple[Task, ...] = ()
    submitted: int
    decision: str = ""
    reason: str = ""
    ordered: tuple[int, ...] = ()


class Decision(_Part):
    """What a meeting decided, with the action that it makes where there is one."""

    words: str
    task: Task | None = None


class Table(_Part):
    """A meeting so many days before the end; below zero it is still to come."""

    body: str
    office: str = ""
    title: str
    days: int
    points: tuple[str, ...]
    decisions: tuple[Decision, ...] = ()
    minutes: str = ""
    absent: tuple[str, ...] = ()


class Script(_Part):
    """What the leadership of a profile's exercise does."""

    strategy: Whole
    notes: tuple[Note, ...]
    meetings: tuple[Table, ...]


def play(stage: Stage) -> None:
    """Play the strategy, then the meetings and the notes in the order of their days."""
    path = stage.profile.folder / "exercise" / "leadership.toml"
    if not path.exists():
        return
    told = Script.model_validate(tomllib.loads(path.read_text("utf-8")))
    row = _strategy(stage, told.strategy)
    for table in sorted(told.meetings, key=lambda one: -one.days):
        if not table.office or table.office in stage.offices:
            _meet(stage, table)
    for note in told.notes:
        if not note.office or note.office in stage.offices:
            _advise(stage, note)
    _report(stage, told.strategy, row)


def _component(stage: Stage, code: str) -> int:
    return stage.profile.component(code).number


# --- the strategy -------------------------------------------------------------------------------


def _strategy(stage: Stage, told: Whole) -> Strategy:
    with stage.scene(ADVISER, "", stage.days_before(DRAFTED)):
        row = strategies.write_strategy(
            said={"title_fr": told.title_fr, "title_en": told.title_en,
                  "purpose_fr": told.purpose_fr, "purpose_en": told.purpose_en}
        )  # fmt: skip
        for aim in told.objectives:
            _aim(row, aim)
    _hear(stage, told, row)
    endorsing = _endorsing(stage)
    with stage.scene(ADVISER, "", stage.days_before(ENDORSED, 17)):
        strategies.name_endorsement(target=row.pk, meeting=endorsing.reference)
        strategies.advance_strategy(target=row.pk, step="endorse")
    with stage.scene(SRSG, "", stage.days_before(APPROVED)):
        strategies.advance_strategy(target=row.pk, step="approve")
    with stage.scene(ADVISER, "", stage.days_before(IN_FORCE)):
        strategies.advance_strategy(target=row.pk, step="enter")
    _serve(stage, told, row)
    with stage.scene(ADVISER, "", stage.days_before(COUNTED)):
        row = Strategy.objects.get(pk=row.pk)
        strategies.take_figures(target=row.pk, months=queries.months_to_take(row))
        _read(stage, told, row)
    return row


def _aim(row: Strategy, aim: Aim) -> None:
    made = strategies.add_objective(
        strategy=row,
        said={
            "volet": aim.volet, "mode": aim.mode, "text_fr": aim.fr, "text_en": aim.en,
            "outcomes": [{"n": n, **one} for n, one in enumerate(aim.outcomes, 1)],
            "mandate": list(aim.mandate), "offices": list(aim.offices),
        },
    )  # fmt: skip
    for gauge in aim.gauges:
        strategies.add_indicator(
            objective=made,
            said={
                "outcome": gauge.outcome, "computed": gauge.computed, "text_fr": gauge.fr,
                "text_en": gauge.en, "better": gauge.better, "baseline": _decimal(gauge.baseline),
                "target": _decimal(gauge.target),
            },
        )  # fmt: skip


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _hear(stage: Stage, told: Whole, row: Strategy) -> None:
    """Everybody who must be heard answers, or is recorded as silent."""
    answers = [*told.heard, *(Heard(party=party, answer="silent") for party in told.silent)]
    for number, one in enumerate(answers):
        asked = stage.days_before(HEARD)
        with stage.scene(ADVISER, "", asked):
            said: strategies.Asked = {
                "party": one.party, "question": told.question, "asked_on": asked.date(),
            }  # fmt: skip
            made = strategies.consult(said=said, strategy=row)
        answered = stage.days_before(HEARD - 5 - number)
        with stage.scene(ADVISER, "", answered):
            strategies.record_answer(
                target=made.pk, answer=one.answer, words=one.words, on=answered.date()
            )
    with stage.scene(ADVISER, "", stage.days_before(ENDORSED + 2)):
        strategies.advance_strategy(target=row.pk, step="consult")


def _endorsing(stage: Stage) -> Meeting:
    """The meeting that endorses the strategy."""
    body = next(body for body in stage.profile.bodies if body.endorses)
    table = Table(
        body=body.code, title="Stratégie de protection", days=ENDORSED,
        points=("Projet de stratégie, après consultation",),
        decisions=(Decision(words="Le groupe endosse la stratégie et la transmet"),),
        minutes="Le groupe endosse la stratégie après lecture des remarques reçues.",
    )  # fmt: skip
    return _meet(stage, table)


def _serve(stage: Stage, told: Whole, row: Strategy) -> None:
    """Experts propose what serves the objectives in their offices."""
    with stage.scene(ADVISER, "", stage.days_before(IN_FORCE, 12)):
        aims = {one.text_fr: one for one in Objective.objects.filter(strategy=row.pk)}
    for aim in told.objectives:
        for one in aim.served:
            for office in sorted(set(one.offices) & stage.offices):
                with stage.scene(EXPERT, office, stage.days_before(IN_FORCE - 12, 10)):
                    plans.propose_action(
                        said={
                            "statement": one.statement, "volet": aim.volet,
                            "phases": ["prevention"], "component": _component(stage, one.lead),
                            "indicator": one.indicator, "due_on": _on(stage, one.due),
                        },
                        office=stage.profile.office(office).number, origin=aims[aim.fr],
                    )  # fmt: skip


def _on(stage: Stage, days: int) -> date:
    """A day counted from the end; before it where below zero."""
    return stage.until + timedelta(days=days)


def _read(stage: Stage, told: Whole, row: Strategy) -> None:
    """Enter what others count, month by month."""
    held = {gauge.indicator.text_fr: gauge.indicator
            for branch in queries.tree(row).branches for gauge in branch.gauges}  # fmt: skip
    for gauge in (gauge for aim in told.objectives for gauge in aim.gauges if gauge.readings):
        first = stage.until.replace(day=1)
        for value in reversed(gauge.readings):
            first = (first - timedelta(days=1)).replace(day=1)
            strategies.enter_reading(
                target=held[gauge.fr].pk,
                said={"value": _decimal(value), "first": first, "office": 0,
                      "last": strategies.month_end(first), "source": gauge.source},
            )  # fmt: skip


def _report(stage: Stage, told: Whole, row: Strategy) -> None:
    """All offices on stage but the last in order report on their part."""
    said = {aim.fr: (aim.state, aim.words) for aim in told.objectives}
    for office in sorted(stage.offices)[:-1] or sorted(stage.offices):
        moment = stage.days_before(REPORTED)
        with stage.scene(EXPERT, office, moment):
            entries: dict[str, reporting.Entry] = {}
            for number, one in enumerate(reporting.objectives_of(row, office)):
                state, words = said[one.text_fr]
                late = state == "on_track" and (number + len(office)) % 4 == 0
                entries[str(one.pk)] = {
                    "state": "behind" if late else state,
                    "words": words or ("Reporté faute d’escorte" if late else "Suivi au bureau"),
                }
            reporting.report_progress(
                strategy=row, office=office, until=reporting.period_ends(moment.date()),
                entries=entries, words="Rapport lu au groupe régional",
            )  # fmt: skip


# --- meetings and advice ------------------------------------------------------------------------


def _task(stage: Stage, task: Task) -> Any:
    return {
        "statement": task.statement, "volet": task.volet, "phases": ["prevention"],
        "component": _component(stage, task.lead),
        "office": task.office if task.office in stage.offices else "",
        "due_on": _on(stage, task.due), "indicator": task.indicator, "marking": 1,
    }  # fmt: skip


def _meet(stage: Stage, table: Table) -> Meeting:
    """A meeting from its plan to its minutes; one to come is convened and no more."""
    office = stage.profile.office(table.office).number if table.office else 0
    with stage.scene(ADVISER, "", stage.days_before(max(table.days, 0) + 5)):
        row = meetings.plan_meeting(
            body=table.body, office=office,
            said={"title": table.title, "held_on": _on(stage, -table.days)},
        )  # fmt: skip
        for point in table.points:
            meetings.add_point(target=row.pk, words=point)
        meetings.fill_agenda(target=row.pk)
        meetings.advance_meeting(target=row.pk, step="convene")
    if table.days <= 0:
        return row
    seats = {
        (seat.role, seat.office): "absent" if seat.role in table.absent else "present"
        for seat in seats_of(row)
    }
    with stage.scene(ADVISER, "", stage.days_before(table.days, 15)):
        meetings.record_attendance(target=row.pk, seats=seats)
        meetings.advance_meeting(target=row.pk, step="hold")
        for one in table.decisions:
            task = _task(stage, one.task) if one.task else None
            meetings.record_decision(target=row.pk, words=one.words, task=task)
        if table.minutes:
            meetings.describe_meeting(target=row.pk, said={"minutes": table.minutes})
            meetings.advance_meeting(target=row.pk, step="submit_minutes")
    if table.minutes:
        _adopt(stage, row, table.days)
    return row


def _adopt(stage: Stage, row: Meeting, days: int) -> None:
    chair = stage.profile.body(row.body).chair
    who, step, reason = (
        (SRSG, "adopt", "") if chair == SRSG
        else (ADVISER, "record_adoption", "Adopté par les membres, sans remarque")
    )  # fmt: skip
    with stage.scene(who, "", stage.days_before(max(days - 1, 0), 18)):
        meetings.advance_meeting(target=row.pk, step=step, reason=reason)


def _advise(stage: Stage, note: Note) -> None:
    """A note, what it rests on, and the decision."""
    office = stage.profile.office(note.office).number if note.office else 0
    with stage.scene(ADVISER, "", stage.days_before(note.submitted, 9)):
        row = advice.write_note(
            office=office,
            said={
                "subject": note.subject, "topic": note.topic, "addressee": SRSG,
                "answer_by": _on(stage, 10 - note.submitted), "analysis": note.analysis,
                "confidence": note.confidence, "options": list(note.options),
                "recommendation": note.recommendation,
            },
        )  # fmt: skip
        advice.cite_fact(target=row.pk, reference=_fact(office), words=note.fact)
        for task in note.tasks:
            advice.propose_task(target=row.pk, said=_task(stage, task))
        advice.advance_note(target=row.pk, step="submit")
    if note.decision:
        with stage.scene(SRSG, "", stage.days_before(note.submitted - 4, 11)):
            advice.advance_note(
                target=row.pk, step=note.decision, reason=note.reason,
                ordered=list(note.ordered),
                until=_on(stage, 20) if note.decision == "defer" else None,
            )  # fmt: skip


def _fact(office: int) -> str:
    """What a note rests on: the office's gravest open threat, else the last meeting."""
    threats = Threat.objects.filter(state="active", marking=1, compartment=0)
    if office:
        threats = threats.filter(office=office)
    found: Any = threats.order_by("created_at", "reference").first()
    return str((found or Meeting.objects.order_by("-held_on").first()).reference)
