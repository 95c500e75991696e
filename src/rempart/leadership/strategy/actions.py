"""What may be done to strategies and their parts; the only ways to change one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.doctrine.loader import current as profile
from rempart.field.placing import code_problems, component_of
from rempart.kernel import links
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.actor import SystemActor, acting_as, current
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.ids import read_reference
from rempart.kernel.models import Guarded
from rempart.kernel.nameless import names_in
from rempart.kernel.policy import UNCLASSIFIED
from rempart.leadership.advice.facts import record_of
from rempart.leadership.meetings.models import Meeting
from rempart.leadership.meetings.workflow import HELD
from rempart.leadership.strategy.computed import COMPUTED, Figure
from rempart.leadership.strategy.models import (
    RUNNING,
    Consultation,
    Indicator,
    Objective,
    Reading,
    Strategy,
)
from rempart.leadership.strategy.workflow import STRATEGY


class Said(TypedDict, total=False):
    """What a strategy says of itself; what is left out stays as it was."""

    title_fr: str
    title_en: str
    purpose_fr: str
    purpose_en: str


class Aim(TypedDict, total=False):
    """What an objective says: its place in the tree, its words, its outcomes."""

    volet: str
    mode: str
    text_fr: str
    text_en: str
    outcomes: list[dict[str, Any]]
    offices: list[str]
    mandate: list[str]


class Measure(TypedDict, total=False):
    """What an indicator says of itself."""

    outcome: int
    text_fr: str
    text_en: str
    computed: str
    unit: str
    better: str
    baseline: Decimal | None
    baseline_on: date | None
    target: Decimal | None
    target_on: date | None


def _empty(place: Any, remedy: Any) -> Problem:
    return Problem(place, "", _("is still empty"), remedy, "empty")


def _worded(row: Any, name: str, place: Any) -> list[Problem]:
    """A text stands in one language at least, and names nobody."""
    said = [getattr(row, f"{name}_{language}") for language in ("fr", "en")]
    if not any(text.strip() for text in said):
        return [_empty(place, _("Write it in French, in English, or in both."))]
    return names_in((place, text) for text in said)


def _write(row: Any, said: Mapping[str, Any], name: str, place: Any) -> None:
    for field, value in said.items():
        setattr(row, field, value)
    problems = _worded(row, name, place)
    if problems:
        raise BadInput.of(problems)


def _in_draft(strategy: Strategy) -> None:
    if strategy.state != "draft":
        message = _("is no draft any more: what was consulted on stands")
        remedy = _("Take it back to draft with a reason, or write the next one.")
        raise Refused(Problem(strategy.reference, None, message, remedy, "frozen"))


@creates(Strategy, "strategy.write")
def write_strategy(
    run: Run, *, said: Said, office: int = 0, marking: int = UNCLASSIFIED
) -> Strategy:
    """Begin a strategy.

    Raises:
        BadInput: it has no title, or a person seems named.
    """
    row = Strategy(office=office, marking=marking, component=component_of(run))
    _write(row, said, "title", _("Title"))
    return row


@changes(Strategy, "strategy.describe")
def describe_strategy(run: Run, row: Strategy, *, said: Said) -> None:
    """Write on.

    Raises:
        BadInput: it has no title, or a person seems named.
        Refused: it is no draft any more.
    """
    _in_draft(row)
    _write(row, said, "title", _("Title"))


# --- objectives and indicators ------------------------------------------------------------------


def _aim(row: Objective, said: Aim) -> None:
    _write(row, said, "text", _("Objective"))
    rules = profile().strategy
    problems = code_problems({"volet": ("volet", row.volet)})
    known = {
        "mode": {item.code for item in rules.modes},
        "mandate": {item.code for item in rules.mandate},
        "offices": {office.code for office in profile().offices},
    }
    for name, codes in known.items():
        given = getattr(row, name)
        for code in [given] if isinstance(given, str) else given:
            if code not in codes:
                message, remedy = _("the profile knows no such code"), ", ".join(sorted(codes))
                problems.append(Problem(name, code, message, remedy, "unknown-code"))
    if problems:
        raise BadInput.of(problems)


@creates(Objective, "objective.add")
def add_objective(run: Run, *, strategy: Strategy, said: Aim) -> Objective:
    """Add an objective to a draft.

    Raises:
        BadInput: it says nothing, or a code is unknown.
        Refused: the strategy is no draft any more.
    """
    _in_draft(strategy)
    row = Objective(
        strategy=strategy, office=strategy.office, marking=strategy.marking,
        component=strategy.component,
    )  # fmt: skip
    _aim(row, said)
    return row


@changes(Objective, "objective.describe")
def describe_objective(run: Run, row: Objective, *, said: Aim) -> None:
    """Correct an objective of a draft.

    Raises:
        BadInput: it says nothing, or a code is unknown.
        Refused: the strategy is no draft any more.
    """
    _in_draft(row.strategy)
    _aim(row, said)


@changes(Objective, "objective.strike")
def strike_objective(run: Run, row: Objective) -> None:
    """Strike an objective from a draft; it stays in the history.

    Raises:
        Refused: the strategy is no draft any more.
    """
    _in_draft(row.strategy)
    row.struck = True


def _measure(row: Indicator, said: Measure) -> None:
    for field, value in said.items():
        setattr(row, field, value)
    if row.computed:
        if row.computed not in COMPUTED:
            known = ", ".join(code for code, _one in COMPUTED)
            message = _("there is no such figure")
            raise BadInput(Problem(_("Figure"), row.computed, message, known, "unknown-code"))
        figure = COMPUTED[row.computed]
        row.unit, row.better = figure.unit, figure.better
        return
    problems = _worded(row, "text", _("Indicator"))
    if problems:
        raise BadInput.of(problems)


@creates(Indicator, "indicator.add")
def add_indicator(run: Run, *, objective: Objective, said: Measure) -> Indicator:
    """Say how an outcome will be known.

    Raises:
        BadInput: there is no such figure or outcome, or it says nothing.
        Refused: the strategy is no draft any more.
    """
    _in_draft(objective.strategy)
    row = Indicator(
        objective=objective, office=objective.office, marking=objective.marking,
        component=objective.component,
    )  # fmt: skip
    _measure(row, said)
    if row.outcome not in {outcome["n"] for outcome in objective.outcomes}:
        message, remedy = _("the objective has no such outcome"), _("Add the outcome first.")
        raise BadInput(
            Problem(pgettext_lazy("strategy", "Outcome"), row.outcome, message, remedy, "outcome")
        )
    return row


@changes(Indicator, "indicator.describe")
def describe_indicator(run: Run, row: Indicator, *, said: Measure) -> None:
    """Correct an indicator of a draft.

    Raises:
        BadInput: there is no such figure, or it says nothing.
        Refused: the strategy is no draft any more.
    """
    _in_draft(row.objective.strategy)
    _measure(row, said)


@changes(Indicator, "indicator.strike")
def strike_indicator(run: Run, row: Indicator) -> None:
    """Strike an indicator from a draft; it stays in the history.

    Raises:
        Refused: the strategy is no draft any more.
    """
    _in_draft(row.objective.strategy)
    row.struck = True


class Read(TypedDict):
    """A reading as somebody enters it: a value, None for unknown, its period and its source."""

    value: Decimal | None
    first: date
    last: date
    office: int
    source: str


@changes(Indicator, "indicator.enter")
def enter_reading(run: Run, row: Indicator, *, said: Read) -> None:
    """Enter what an indicator reads, with its source; a later one stands in its place.

    Raises:
        BadInput: no source, a period that ends before it begins, or a person seems named.
        Refused: the indicator is computed from the records.
    """
    if row.computed:
        message = _("is computed from the records")
        remedy = _("Correct the records, and take the figures again.")
        raise Refused(Problem(row.reference, None, message, remedy, "computed"))
    problems = names_in([(_("Source"), said["source"])])
    if not said["source"].strip():
        problems.append(_empty(_("Source"), _("Say who counted it, and where it can be found.")))
    if said["last"] < said["first"]:
        message, remedy = _("is before the beginning"), _("Correct one of the two days.")
        problems.append(
            Problem(_("End"), said["last"].isoformat(), message, remedy, "end-before-start")
        )
    if problems:
        raise BadInput.of(problems)
    label = run.standing.label if run.standing else ""
    reading = Reading(indicator=row, at=run.now, by=label, **said)
    reading.save(using=run.actor.alias, force_insert=True)
    row.read_on = max(said["last"], row.read_on or said["last"])


@changes(Strategy, "strategy.take-figures")
def take_figures(run: Run, row: Strategy, *, months: list[date]) -> int:
    """Take the computed indicators of some months, for the Mission and for each office.

    The drafter counts them, up to the strategy's marking; how many readings were taken.

    Raises:
        Refused: the strategy is not in force.
    """
    if row.state not in RUNNING:
        message, remedy = _("is not in force"), _("Wait until it is.")
        raise Refused(Problem(row.reference, None, message, remedy, "not-in-force"))
    wanted = list(
        Indicator.objects.filter(objective__strategy=row.pk, struck=False, objective__struck=False)
        .exclude(computed="").order_by("created_at")
    )  # fmt: skip
    drafter = SystemActor("drafter", ceiling=row.marking)
    with acting_as(drafter):
        figures = list(_figures({one.computed for one in wanted}, months))
    found = [
        Reading(
            indicator=one, office=office, first=month, last=month_end(month), value=figure.value,
            terms=[list(term) for term in figure.terms], at=run.now, by=drafter.name,
        )
        for code, office, month, figure in figures
        for one in wanted if one.computed == code
    ]  # fmt: skip
    Reading.objects.bulk_create(found)
    if months:
        row.figures_until = max([month_end(max(months)), row.figures_until or date.min])
    return len(found)


def _figures(codes: set[str], months: list[date]) -> Iterator[tuple[str, int, date, Figure]]:
    offices = [0, *(office.number for office in profile().offices)]
    for code in sorted(codes):
        for month in months:
            for office in offices:
                figure = COMPUTED[code].compute(month, month_end(month), office or None)
                yield code, office, month, figure


def month_end(month: date) -> date:
    """The last day of a month given by its first."""
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)


# --- consultations ------------------------------------------------------------------------------


class Asked(TypedDict):
    """A question put to a party."""

    party: str
    question: str
    asked_on: date


@creates(Consultation, "consultation.ask")
def consult(
    run: Run, *, said: Asked, strategy: Strategy | None = None, marking: int = UNCLASSIFIED
) -> Consultation:
    """Record that a party was consulted.

    Raises:
        BadInput: the profile has no such party, nothing is asked, or a person seems named.
    """
    problems = names_in([(_("Question"), said["question"])])
    parties = [party.code for party in profile().strategy.parties]
    if said["party"] not in parties:
        message = _("the profile knows no such code")
        problems.append(
            Problem(_("Party"), said["party"], message, ", ".join(parties), "unknown-code")
        )
    if not said["question"].strip():
        problems.append(_empty(_("Question"), _("Say on what it was consulted.")))
    if problems:
        raise BadInput.of(problems)
    return Consultation(
        **said,
        strategy=strategy,
        marking=strategy.marking if strategy else marking,
        component=component_of(run),
    )


ABOUT = "consulted_on"
"""The link from a record to what a party was asked about it."""


@changes(Consultation, "consultation.about")
def _tie_to(run: Run, row: Consultation, *, record: Guarded) -> None:
    """Tie a consultation to the record on which a party was consulted."""
    links.tie(run, record, ABOUT, row)


def consult_on(*, said: Asked, reference: str) -> Consultation:
    """Record that a party was consulted on a record: a plan, an assessment, a note, a threat.

    The consultation bears the record's marking.

    Raises:
        BadInput: no such record for whoever consults, or it stands in a compartment.
    """
    record = record_of(reference, without=(Consultation.kind,))
    if record is None or record.compartment:
        message = _("no such record that you may consult on")
        remedy = _("Copy the reference from its page; a compartment is consulted on by its own.")
        raise BadInput(Problem(_("On which record"), reference, message, remedy, "no-record"))
    if isinstance(record, Strategy):
        return consult(said=said, strategy=record)
    with transaction.atomic(using=current().alias):
        made = consult(said=said, marking=record.marking)
        _tie_to(target=made.pk, record=record)
    return made


ANSWERS: dict[str, Any] = {
    "agrees": _("agrees"),
    "remarks": _("agrees, with remarks"),
    "objects": _("objects"),
    "silent": _("did not answer"),
}
"""What a party may answer; silence is recorded too."""


@changes(Consultation, "consultation.answer")
def record_answer(run: Run, row: Consultation, *, answer: str, words: str, on: date) -> None:
    """Record what a party answered, and when.

    Raises:
        BadInput: there is no such answer, remarks or objections without words, a wrong day.
    """
    problems = names_in([(_("In its words"), words)])
    if answer not in ANSWERS:
        message = _("there is no such answer")
        problems.append(Problem(_("Answer"), answer, message, ", ".join(ANSWERS), "unknown-code"))
    if answer in ("remarks", "objects") and not words.strip():
        problems.append(_empty(_("In its words"), _("Say what was remarked or objected.")))
    if not row.asked_on <= on <= run.now.date():
        message, remedy = _("is before the question or still to come"), _("Correct the day.")
        problems.append(Problem(_("Day"), on.isoformat(), message, remedy, "day"))
    if problems:
        raise BadInput.of(problems)
    row.answer, row.words, row.answered_on = answer, words.strip(), on


# --- the life of a strategy ---------------------------------------------------------------------


@changes(Strategy, "strategy.name-endorsement")
def name_endorsement(run: Run, row: Strategy, *, meeting: str) -> None:
    """Name the meeting that endorsed a strategy.

    Raises:
        BadInput: no such meeting, it was not held, or its body does not endorse.
    """
    reference = read_reference(meeting) or meeting.strip()
    found = Meeting.objects.filter(reference=reference).first()
    if found is None or found.state not in HELD or not profile().body(found.body).endorses:
        message = _("is no held meeting of the body that endorses strategies")
        remedy = _("Copy the reference of its page once it was held.")
        raise BadInput(Problem(_("Meeting"), meeting, message, remedy, "meeting"))
    row.endorsed_in = reference
    links.tie(run, found, "endorsed", row)


def _replace_running(run: Run, row: Strategy) -> None:
    """The strategy that ran until now gives way, in the same transaction."""
    running = Strategy.objects.filter(office=row.office, state__in=RUNNING).exclude(pk=row.pk)
    for older in running:
        reason = str(_("Replaced by %(reference)s")) % {"reference": row.reference}
        advance_strategy(target=older.pk, step="replace", reason=reason)
        links.tie(run, older, "successor", row)


@advance_by(STRATEGY, Strategy, "strategy")
def advance_strategy(run: Run, row: Strategy) -> None:
    """Take a step in the life of a strategy; what enters into force replaces what was."""
    step, today = run.name.partition(".")[2], run.now.date()
    if step == "approve":
        row.approved_on = today
    elif step == "enter":
        _replace_running(run, row)
        row.in_force_on, row.review_on = today, next_review(today)
    elif step == "confirm":
        row.review_on = next_review(today)
    elif step == "replace":
        row.ended_on = today
    elif step == "revise":
        row.endorsed_in = ""


def next_review(since: date) -> date:
    """The day by which a strategy is reviewed, counted from a day."""
    months = since.year * 12 + since.month - 1 + profile().strategy.review_months
    return date(months // 12, months % 12 + 1, min(since.day, 28))
