"""Contingency plans in words: the same sections stand on the page and in the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext

from rempart.doctrine.loader import current as profile
from rempart.documents import svg, typography
from rempart.documents.charts import ceiling
from rempart.documents.reports import Section
from rempart.kernel import clock
from rempart.kernel.links import End
from rempart.places.queries import describe
from rempart.plans.contingency import rules
from rempart.plans.contingency.counting import Trial
from rempart.plans.contingency.models import (
    ABANDONED,
    APPROVED,
    DRAFT,
    EXERCISED,
    REVIEWED,
    Contingency,
)
from rempart.plans.contingency.rules import Figure
from rempart.plans.contingency.staffing import Staffing
from rempart.plans.contingency.wording import figure, written
from rempart.plans.contingency.workflow import CONTINGENCY
from rempart.plans.presenting import component, joined, language


def warnings(plan: Contingency, staffing: Staffing | None = None) -> list[str]:
    """What everybody must be told wherever a plan appears: late, never tried, not staffed."""
    if plan.state == ABANDONED:
        return [gettext("abandoned")]
    found = []
    if plan.stale():
        on = typography.day(plan.review_on, language(), short=True)
        found.append(gettext("past its review since %(day)s") % {"day": on})
    if plan.never_exercised:
        found.append(gettext("never exercised"))
    if plan.state in (DRAFT, REVIEWED):
        found.append(gettext("not approved"))
    if staffing is not None and (vacant := staffing.vacant(plan.roles, plan.office)):
        said = ngettext("vacant post: %(posts)s", "vacant posts: %(posts)s", len(vacant))
        found.append(said % {"posts": joined(vacant)})
    return found


def state(plan: Contingency) -> tuple[str, str]:
    """A plan's state in words with its tone; only a plan that is ready is shown as good."""
    if plan.state in (APPROVED, EXERCISED) and plan.stale():
        return gettext("approved, not ready"), "bad"
    return str(CONTINGENCY.labels[plan.state]), "good" if plan.ready else ""


def place_of(plan: Contingency) -> str:
    """Where the plan holds: its cercle, else its office, else the whole mission."""
    if plan.area:
        return describe(plan.area, plan.review_on, language())
    if plan.office:
        return profile().office(plan.office).label(language())
    return profile().mission.name.label(language())


def triggers(plan: Contingency) -> list[tuple[int, str]]:
    """The triggers in the reader's language, each with its number."""
    return [(one["n"], written(rules.restored(one["rule"]), language())) for one in plan.triggers]


def sections(plan: Contingency, staffing: Staffing) -> list[Section]:
    """Scenario, assumptions, triggers, phases, roles, resources, communications, exercises."""
    return [
        Section(gettext("Scenario"), text=plan.scenario, facts=_facts(plan, staffing)),
        Section(gettext("Assumptions"), text=plan.assumptions),
        _triggers(plan),
        _phases(plan),
        _roles(plan, staffing),
        Section(gettext("Resources"), text=plan.resources),
        Section(gettext("Communications"), text=plan.communications),
        _exercises(plan),
    ]


def flaws(codes: Iterable[str]) -> list[str]:
    """What was told of a plan at another moment, in words."""
    words = {"stale": gettext("past its review then"), "untried": gettext("never exercised then")}
    return [words[code] for code in codes]


def _facts(plan: Contingency, staffing: Staffing) -> list[tuple[str, str]]:
    words = language()
    designate = profile().role(plan.designate).label(words) if plan.designate else "–"
    level = profile().label("crisis_level", plan.level, words) if plan.level else "–"
    facts = [
        (gettext("As it stands on"), typography.day(clock.today(), words)),
        (gettext("Where"), place_of(plan)),
        (pgettext("contingency plan", "Kept by"), component(plan.component)),
        (gettext("To be reviewed by"), typography.day(plan.review_on, words)),
        (gettext("Activates beside the head of mission"), designate),
        (gettext("Level proposed"), level),
        (gettext("SITREP every"), gettext("%(n)d hours") % {"n": plan.cadence_hours}),
    ]
    told = warnings(plan, staffing)
    return [*facts, *([(gettext("Take care"), joined(told))] if told else [])]


def _triggers(plan: Contingency) -> Section:
    facts = [(gettext("Trigger %(number)s") % {"number": n}, text) for n, text in triggers(plan)]
    note = gettext("A trigger that fires proposes; a person activates.") if facts else ""
    return Section(gettext("Triggers"), facts=facts, note=note, code="triggers")


def _phases(plan: Contingency) -> Section:
    words = language()
    order = {phase: place for place, phase in enumerate(plan.phases)}
    listed = sorted(plan.tasks, key=lambda one: (order.get(one["phase"], 99), one["n"]))
    rows = [
        [f"{one['n']}. {one['text']}", profile().role(one["role"]).label(words),
         one["phase"] or "–", _delay(one)]
        for one in listed
    ]  # fmt: skip
    head = [gettext("Task"), gettext("Post"), gettext("Phase"), gettext("Within")]
    return Section(gettext("Phases"), head=head, rows=rows, code="tasks")


def _delay(task: Mapping[str, Any]) -> str:
    """Within how many hours a task is done, and after which others."""
    said = gettext("%(n)d h") % {"n": task["hours"]}
    if not task["after"]:
        return said
    numbers = ", ".join(str(number) for number in task["after"])
    return gettext("%(delay)s, after %(tasks)s") % {"delay": said, "tasks": numbers}


def _roles(plan: Contingency, staffing: Staffing) -> Section:
    said = {line["role"]: line["text"] for line in plan.duties}
    rows = []
    for role in plan.roles:
        post = staffing.of(role, plan.office)
        rows.append([post.label, said.get(role, "–"), post.today])
    head = [gettext("Post"), gettext("What is expected of it"), gettext("Today")]
    return Section(gettext("Roles"), head=head, rows=rows)


def _exercises(plan: Contingency) -> Section:
    rows = [
        [typography.day(date.fromisoformat(one["on"]), language(), short=True), one["reference"],
         one["lessons"] or "–"]
        for one in plan.exercises
    ]  # fmt: skip
    note = "" if rows else gettext("The plan was never exercised.")
    head = [gettext("Day"), gettext("Exercise"), gettext("What it taught")]
    return Section(gettext("Exercise log"), head=head, rows=rows, note=note)


# --- the tester ---------------------------------------------------------------------------------


def tried(trial: Trial) -> list[str]:
    """What a rule would have done, in plain sentences."""
    verdict = rules.verdict(trial.rule)
    if verdict == rules.NEVER:
        return [gettext("This rule can never fire, whatever is counted.")]
    if verdict == rules.ALWAYS:
        return [gettext("This rule is always true: it would fire every day.")]
    words = language()
    first, last = (typography.day(day, words) for day in (trial.first, trial.last))
    span = {"first": first, "last": last}
    said = []
    if not trial.episodes:
        said.append(gettext("From %(first)s to %(last)s it would never have fired.") % span)
    else:
        text = ngettext(
            "From %(first)s to %(last)s it would have proposed %(n)d time.",
            "From %(first)s to %(last)s it would have proposed %(n)d times.",
            len(trial.episodes),
        )
        said.append(text % {**span, "n": len(trial.episodes)})
    held, days = sum(one.days for one in trial.episodes), (trial.last - trial.first).days + 1
    if held == days:
        said.append(gettext("It held every day of that time: it tells nothing from anything."))
    for one in trial.nothing:
        said.append(
            gettext("Nothing that you may see was counted of: %(figure)s. It fires on no data.")
            % {"figure": figure(one, words)}
        )
    return said


def windows(rule: rules.Rule) -> list[str]:
    """How the time of each figure of a rule is read: by the hour, or by the calendar day."""
    return [_window(one) for one in rules.figures(rule)]


def _window(one: Figure) -> str:
    named = {"figure": figure(one, language())}
    if one.by_hour:
        said = gettext("%(figure)s: alerts carry their hour, the window runs by the hour; the "
                       "figure of a day is the highest it reached.")  # fmt: skip
        return said % named
    said = ngettext(
        "%(figure)s: the register dates these by the day; %(hours)d h are read as %(n)d calendar "
        "day, the day itself.",
        "%(figure)s: the register dates these by the day; %(hours)d h are read as %(n)d calendar "
        "days, the day itself included.",
        one.days,
    )
    return said % {**named, "hours": one.hours, "n": one.days}


def chart(one: Figure, trial: Trial) -> str:
    """A figure by day as a line with its thresholds, and marks where the rule would have fired."""
    values, words = trial.by_day[one], language()
    lines = [c.threshold for c in rules.comparisons(trial.rule) if c.figure == one]
    top, step = ceiling([*values, *lines])
    wide, high, base = 640.0, 150.0, 170.0
    slot = wide / max(len(values) - 1, 1)
    parts, level = [], step
    while level <= top:
        y = base - high * level / top
        parts += [svg.tag("path", class_="gr", d=f"M0 {svg.figure(y)}H640"),
                  svg.text(typography.number(level, words), 644.0, y + 4)]  # fmt: skip
        level += step
    parts.append(svg.tag("path", class_="ax", d="M0 170H640"))
    parts.append(
        svg.tag("path", class_="ln", fill="none", d=_steps(values, slot, base, high / top))
    )
    for threshold in sorted(set(lines)):
        y = base - high * threshold / top
        shown = typography.number(threshold, words)
        parts += [svg.tag("path", class_="ref", d=f"M0 {svg.figure(y)}H640"),
                  svg.text(shown, 2.0, y - 4, class_="halo")]  # fmt: skip
    for episode in trial.episodes:
        x = (episode.first - trial.first).days * slot
        parts.append(svg.tag("path", class_="fired", d=f"M{svg.figure(x)} 12V170"))
    for day in _ticks(trial):
        x = (day - trial.first).days * slot
        parts.append(
            svg.text(typography.month(day, words, short=True, year=day.month == 1), x, 185.0)
        )
    return svg.picture(700, 192, parts, label=figure(one, words), class_="ch")


def _steps(values: list[int], slot: float, base: float, scale: float) -> str:
    """The line of the values, with a corner only where they change."""
    drawn, held = [f"M0 {svg.figure(base - values[0] * scale)}"], values[0]
    for place, value in enumerate(values):
        if value != held:
            drawn.append(f"H{svg.figure(place * slot)}V{svg.figure(base - value * scale)}")
            held = value
    return "".join([*drawn, f"H{svg.figure((len(values) - 1) * slot)}"])


def _ticks(trial: Trial) -> list[date]:
    months = []
    day = trial.first.replace(day=1)
    while day <= trial.last:
        if day >= trial.first and day.month % 3 == 1:
            months.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return months


def ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Plans as they are named at the other end of a link, with what must be told of them."""
    return {row.pk: _end(row) for row in Contingency.objects.filter(pk__in=list(wanted))}


def _end(row: Contingency) -> End:
    told = warnings(row)
    title = f"{row.title} ({'; '.join(told)})" if told else row.title
    return End("contingency", title, row.reference,
               reverse("contingency:plan", args=[row.reference]), row.review_on)  # fmt: skip


def listed(plans: Iterable[Contingency], staffing: Staffing) -> list[tuple[Any, ...]]:
    """Plans in a list: the row, where it holds, its state with its tone, what must be told."""
    return [(row, place_of(row), *state(row), warnings(row, staffing)) for row in plans]
