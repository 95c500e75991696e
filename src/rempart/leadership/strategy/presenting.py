"""Strategies in words: the same sections stand on the page and in the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from rempart.doctrine.loader import current as profile
from rempart.documents import charts, typography
from rempart.documents.reports import Picture, Section
from rempart.field.presenting import language
from rempart.kernel import clock
from rempart.kernel.links import End
from rempart.leadership.strategy.actions import ANSWERS
from rempart.leadership.strategy.computed import COMPUTED, TERMS
from rempart.leadership.strategy.models import (
    Consultation,
    Indicator,
    Objective,
    Reading,
    Strategy,
    worded,
)
from rempart.leadership.strategy.queries import Branch, Gauge, Tree
from rempart.leadership.strategy.workflow import STRATEGY, party_name

TONES = {"in_force": "good", "under_review": "warn"}


def day(value: date | None) -> str:
    """A day in words; a dash for none."""
    return typography.day(value, language(), short=True) if value else "–"


def title(row: Strategy) -> str:
    """A strategy's title in the language of the page, or in the other."""
    return worded(row, "title", language())


def text(row: Objective) -> str:
    """An objective in words."""
    return worded(row, "text", language())


def name(row: Indicator) -> str:
    """What an indicator is called."""
    if row.computed in COMPUTED and not (row.text_fr or row.text_en):
        return str(COMPUTED[row.computed].label)
    return worded(row, "text", language())


def outcome(said: dict[str, Any]) -> str:
    """An outcome in words."""
    other = "fr" if language() == "en" else "en"
    return str(said[language()] or said[other])


def value(number: Decimal | None, unit: str) -> str:
    """A value with its unit; unknown is said, never zero."""
    if number is None:
        return gettext("unknown")
    decimals = 0 if number == number.to_integral_value() else 1
    shown = typography.number(float(number), language(), decimals)
    if unit != "percent":
        return shown
    return typography.typeset(f"{shown} %" if language() == "fr" else f"{shown}%", language())


def terms(reading: Reading) -> str:
    """What was counted, each term with its number."""
    found = [f"{TERMS.get(code, code)} {n}" for code, n in reading.terms]
    return typography.typeset("; ".join(found), language())


def period(reading: Reading) -> str:
    """The period of a reading: a month by its name, else its days."""
    if reading.first.day == 1 and (reading.first.year, reading.first.month) == (
        reading.last.year, reading.last.month,
    ):  # fmt: skip
        return typography.month(reading.first, language())
    return f"{day(reading.first)} – {day(reading.last)}"


def lede(tree: Tree) -> str:
    """Where a strategy stands, and what no activity serves, in two sentences."""
    row, bare, every = tree.strategy, len(tree.unserved), len(tree.branches)
    said = [standing(row)]
    if every:
        said.append(
            ngettext(
                "%(bare)d of %(every)d objective has no action that you may see.",
                "%(bare)d of %(every)d objectives have no action that you may see.",
                bare,
            ) % {"bare": bare, "every": every}
        )  # fmt: skip
    return " ".join(said)


def standing(row: Strategy) -> str:
    """Where a strategy stands, in a sentence."""
    if row.state == "in_force":
        late = row.review_on is not None and row.review_on < clock.today()
        said = (
            gettext("In force since %(since)s; its review was due by %(by)s.") if late
            else gettext("In force since %(since)s; to be reviewed by %(by)s.")
        )  # fmt: skip
        return said % {"since": day(row.in_force_on), "by": day(row.review_on)}
    told = {
        "draft": gettext("This strategy is a draft."),
        "consulted": gettext("Components and country team were heard; it awaits endorsement."),
        "endorsed": gettext("It is endorsed, and awaits approval."),
        "approved": gettext("It is approved, and not in force yet."),
        "under_review": gettext("It is under review, and holds meanwhile."),
    }
    return told.get(row.state) or gettext("It was replaced on %(on)s.") % {"on": day(row.ended_on)}


def mandate(tree: Tree) -> list[tuple[str, str, list[Objective]]]:
    """Each paragraph of the mandate, its words, and the objectives that answer it."""
    return [
        (item.label(language()), _quoted(item.text.label(language())), tree.answering(item.code))
        for item in profile().strategy.mandate
    ]


def _quoted(said: str) -> str:
    return typography.typeset(f"« {said} »", "fr") if language() == "fr" else f"“{said}”"


def chart(gauge: Gauge) -> str:
    """The trend of an indicator for the page."""
    known = [one for one in gauge.readings if one.value is not None]
    if len(known) < 2:
        return ""
    target = gauge.indicator.target
    return charts.page_bars(
        _bars(known), name(gauge.indicator), language(),
        mean=float(target) if target is not None else None, mean_label=gettext("target"),
    )  # fmt: skip


def _bars(known: list[Reading]) -> list[charts.Bar]:
    return [
        charts.Bar(
            typography.month(one.last, language(), short=True), float(one.value or 0),
            now=one is known[-1],
        )
        for one in known[-12:]
    ]  # fmt: skip


# --- the document -------------------------------------------------------------------------------


def sections(tree: Tree, heard: Iterable[Consultation]) -> list[Section]:
    """The strategy on paper: purpose, mandate, a section a volet, trends, consultations."""
    row, words = tree.strategy, worded(tree.strategy, "purpose", language())
    return [
        Section(pgettext("strategy", "Purpose"), text=words, facts=_facts(row)),
        _mandate(tree),
        *(_volet(tree, item.code, item.label(language()))
          for item in profile().vocabulary("volet")),
        _trends(tree),
        _heard(heard),
    ]  # fmt: skip


def _facts(row: Strategy) -> list[tuple[str, str]]:
    return [
        (gettext("State"), str(STRATEGY.labels[row.state])),
        (gettext("Endorsed in"), row.endorsed_in or "–"),
        (gettext("Approved on"), day(row.approved_on)),
        (gettext("In force since"), day(row.in_force_on)),
        (gettext("Review by"), day(row.review_on)),
    ]


def _mandate(tree: Tree) -> Section:
    rows = [
        [item, said,
         ", ".join(one.reference for one in answering) or pgettext("objective", "none")]
        for item, said, answering in mandate(tree)
    ]  # fmt: skip
    head = [gettext("Paragraph"), gettext("What it says"), gettext("Answered by")]
    return Section(gettext("The mandate that it answers"), head=head, rows=rows)


def _volet(tree: Tree, code: str, label: str) -> Section:
    rules = profile().strategy
    rows = [
        [mode.label(language()), f"{branch.objective.reference}{_colon()}{text(branch.objective)}",
         outcome(said), "\n".join(_gauge(gauge) for gauge in branch.gauges_of(said["n"])) or "–"]
        for mode in rules.modes
        for branch in tree.cell(code, mode.code)
        for said in branch.objective.outcomes
    ]  # fmt: skip
    head = [
        gettext("Mode"),
        gettext("Objective"),
        pgettext("strategy", "Outcome"),
        gettext("Indicators"),
    ]
    note = "" if rows else gettext("No objective stands in this volet.")
    line = rules.line(code, language())
    return Section(label, text=line, head=head, rows=rows, note=note)


def _colon() -> str:
    return typography.typeset(" : ", "fr") if language() == "fr" else ": "


def _gauge(gauge: Gauge) -> str:
    """An indicator in a line: its name, what it reads, its target."""
    row, latest = gauge.indicator, gauge.latest
    read = (
        f"{value(latest.value, row.unit)} ({period(latest)})" if latest else gettext("no reading")
    )
    said = gettext("%(name)s: %(read)s; target %(target)s; baseline %(baseline)s")
    target = value(row.target, row.unit) if row.target is not None else gettext("not set")
    base = value(row.baseline, row.unit) if row.baseline is not None else gettext("not set")
    return said % {"name": name(row), "read": read, "target": target, "baseline": base}


def _trends(tree: Tree) -> Section:
    pictures = []
    for branch in tree.branches:
        for gauge in branch.gauges:
            known = [one for one in gauge.readings if one.value is not None]
            if len(known) < 2:
                continue
            drawing = charts.paper_bars(
                _bars(known), language(), width=230, height=90, every=3, colour="#17475C"
            )
            last = value(known[-1].value, gauge.indicator.unit)
            told = gettext("%(name)s: %(last)s in %(period)s") % {
                "name": name(gauge.indicator), "last": last, "period": period(known[-1]),
            }  # fmt: skip
            pictures.append(Picture(drawing, told, told))
    note = gettext(
        "Computed figures are counted by the system up to the marking of this document, outside "
        "every compartment; unknown values are left out."
    )
    none = gettext("No indicator has two known readings yet.")
    return Section(gettext("Trends"), pictures=pictures, note=note if pictures else none)


def _heard(heard: Iterable[Consultation]) -> Section:
    rows = [
        [party_name(one.party), one.question, day(one.asked_on), answer(one), one.words or "–"]
        for one in heard
    ]
    head = [gettext("Party"), gettext("Question"), gettext("Asked on"), gettext("Answer"),
            gettext("In its words")]  # fmt: skip
    note = "" if rows else gettext("Nobody has been consulted yet.")
    return Section(gettext("Who was consulted"), head=head, rows=rows, note=note)


def answer(row: Consultation) -> str:
    """What a party answered, in words."""
    return str(ANSWERS[row.answer]) if row.answer else gettext("no answer yet")


def served(branch: Branch) -> str:
    """How many actions serve an objective, in words."""
    if not branch.actions:
        return gettext("no action that you may see")
    return ngettext(
        "%(n)d action, %(open)d open", "%(n)d actions, %(open)d open", len(branch.actions)
    ) % {"n": len(branch.actions), "open": branch.open}


def _ends(
    kind: str, model: Any, view: str, named: Callable[[Any], str]
) -> Callable[[Iterable[UUID]], dict[UUID, End]]:
    def found(wanted: Iterable[UUID]) -> dict[UUID, End]:
        return {
            row.pk: End(kind, named(row), row.reference, reverse(view, args=[row.reference]))
            for row in model.objects.filter(pk__in=list(wanted))
        }

    return found


def consulted(row: Consultation) -> str:
    """A consultation as it is named elsewhere: the party and the question."""
    return f"{party_name(row.party)}{pgettext('name: more', ':')} {row.question}"


ENDS = {
    "consultation": _ends("consultation", Consultation, "leadership:consultation", consulted),
    "strategy": _ends("strategy", Strategy, "leadership:strategy", title),
    "objective": _ends("objective", Objective, "leadership:objective", text),
    "indicator": _ends("indicator", Indicator, "leadership:indicator", name),
}
"""How the records of a strategy are named at the other end of a link."""
