"""Alerts in words: the duty board and its groups, one alert and its times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.kernel.conflicts import differing
from rempart.kernel.links import End
from rempart.register.alerts import workflow
from rempart.register.alerts.actions import STAMPED, TIMES
from rempart.register.alerts.clocks import LATE, Clock, deadline, running
from rempart.register.alerts.forms import StepForm
from rempart.register.alerts.metrics import Delay, Metrics, Sample
from rempart.register.models import Alert

GROUPS = (
    (_("To triage"), workflow.TO_TRIAGE),
    (_("To decide"), (workflow.TRIAGED,)),
    (_("Response under way"), workflow.UNDER_WAY),
    (_("Outcome to record"), workflow.TO_RECORD),
    (_("To close"), workflow.TO_CLOSE),
)


def language() -> str:
    """The language of the page."""
    return (get_language() or "fr")[:2]


@dataclass(frozen=True)
class Line:
    """One alert of the board: its clock, its words, its place and what it waits for."""

    alert: Alert
    clock: Clock | None
    left: str
    area: str
    state: Any


def board(alerts: Iterable[Alert], names: dict[str, str], now: datetime) -> list[Any]:
    """The groups that hold an alert, in the order of the work; the nearest deadline first."""
    found = sorted(alerts, key=lambda a: (deadline(a) or datetime.max.replace(tzinfo=now.tzinfo),
                                          a.priority, a.received_at))  # fmt: skip
    groups = [
        (label, [_line(a, names, now) for a in found if a.state in states])
        for label, states in GROUPS
    ]
    return [group for group in groups if group[1]]


def _line(alert: Alert, names: dict[str, str], now: datetime) -> Line:
    clock = running(alert, now)
    return Line(
        alert,
        clock,
        left(clock, now) if clock else "",
        names.get(alert.area, ""),
        workflow.ALERT.labels[alert.state],
    )


def left(clock: Clock, now: datetime) -> str:
    """How much time remains, or by how much it is over."""
    if clock.condition == LATE:
        return gettext("over by %(span)s") % {"span": span(now - clock.due)}
    return gettext("%(span)s left") % {"span": span(clock.due - now)}


def span(duration: timedelta) -> str:
    """9 min; 1 h 06; 3 d."""
    minutes = int(duration.total_seconds() // 60)
    hard = typography.HARD
    if minutes < 60:
        return f"{minutes}{hard}min"
    if minutes < 48 * 60:
        return f"{minutes // 60}{hard}h{hard}{minutes % 60:02d}"
    return gettext("%(n)s d") % {"n": minutes // 1440}


def sentence(groups: list[Any]) -> str:
    """How many alerts are open, and how many clocks are over."""
    lines = [line for _label, found in groups for line in found]
    late = sum(1 for line in lines if line.clock and line.clock.condition == LATE)
    opened = ngettext("%(n)s open alert", "%(n)s open alerts", len(lines)) % {"n": len(lines)}
    over = ngettext("%(n)s clock is over", "%(n)s clocks are over", late) % {"n": late}
    return f"{opened}. {over if late else gettext('No clock is over')}."


def times(alert: Alert) -> list[tuple[Any, datetime, str]]:
    """What happened when, as said, each with the time since the alert was received."""
    found = [(label, at) for name, label in TIMES.items() if (at := getattr(alert, name))]
    return [
        (label, at, span(at - alert.received_at) if at > alert.received_at else "")
        for label, at in found
    ]


def said(alert: Alert) -> list[tuple[Any, str]]:
    """What is known of an alert, in the mission's words; what is not is left out."""
    words = language()
    rows = [
        (_("Kind"), profile().label("threat_type", alert.threat_type, words)),
        (_("Alleged perpetrator"), profile().label("actor_type", alert.perpetrator, words)),
        (_("Place"), alert.place),
        (_("People at risk"), typography.number(alert.people_at_risk, words)
         if alert.people_at_risk is not None else ""),
        (_("Channel"), profile().label("channel", alert.channel, words)),
        (_("Who alerts"), profile().label("caller_type", alert.caller_type, words)),
        (_("Responders"), typography.listing(
            [profile().label("responder", code, words) for code in alert.responders], words)),
        (_("Reason for no response"),
         profile().label("no_response_reason", alert.no_response, words)),
        (_("Outcome"), profile().label("outcome", alert.outcome, words)),
    ]  # fmt: skip
    return [(label, text) for label, text in rows if text]


def history(alert: Alert, after: int = 0) -> list[tuple[datetime, Any, str, str]]:
    """What was done and when it was recorded, the latest first: when, what, who, why.

    What came `after` a revision that somebody had before them, or all of it.
    """
    return [
        (one.at, _deed(one.action), one.post_label or one.actor_name, one.reason)
        for one in alert.versions.filter(number__gt=after)
    ]


def _deed(action: str) -> Any:
    names: dict[str, Any] = {step.name: step.label for step in workflow.ALERT.transitions}
    names |= {"record": _("Recorded"), "edit": _("Corrected")}
    return names.get(action.rpartition(".")[2], action)


def beside(alert: Alert, form: StepForm, step: str) -> list[tuple[str, str, str]]:
    """A step that somebody took first beside the one that was typed, where they differ."""
    last = alert.versions.first()
    if last is None:
        return []
    column = STAMPED.get(last.action.rpartition(".")[2], "")
    names = ("priority", "responders", "no_response", "outcome")
    saved = {name: getattr(alert, name) for name in names}
    saved |= {"at": getattr(alert, column, None), "original": "", "reason": last.reason}
    typed = {name: value for name, value in saved.items() if form[name].data}
    steps = (gettext("Step"), str(_deed(last.action)), str(_deed(f"alert.{step}")))
    return [steps, *differing(form, typed)]


def reasons(found: Metrics) -> list[tuple[str, int]]:
    """Why there was no response, the commonest first."""
    return [
        (profile().label("no_response_reason", code, language()), n)
        for code, n in found.reasons.items()
    ]


def delays(found: Metrics) -> list[tuple[str, list[tuple[Any, Delay, str, str]]]]:
    """By priority, how long each step took: its name, of how many, median and 90th percentile."""
    names = {
        "triaged": pgettext_lazy("alert", "Triage"),
        "decided": pgettext_lazy("alert", "Decision"),
        "responded": _("On the spot"),
    }
    return [
        (code.upper(), [
            (names[step], one, span(one.median), span(one.p90))
            for step, one in steps.items() if one.median is not None and one.p90 is not None
        ])
        for code, steps in found.delays.items() if any(one.n for one in steps.values())
    ]  # fmt: skip


def breakdowns(sample: Sample) -> list[tuple[Any, list[tuple[str, Metrics]]]]:
    """The same figures by office and by component, where there is more than one."""
    words = language()
    components = {c.number: c.label(words) for c in profile().components}
    offices = {o.number: o.label(words) for o in profile().offices}
    whole = gettext("the mission as a whole")
    found = [
        (_("By office"), [(offices.get(n, whole), one) for n, one in sample.by("office").items()]),
        (_("By component that took the alert in, or recorded the incident"),
         [(components.get(n, "–"), one) for n, one in sample.by("component").items()]),
    ]  # fmt: skip
    return [(title, rows) for title, rows in found if len(rows) > 1]


def typed(alert: Alert) -> dict[str, Any]:
    """An alert as it stands in the form that corrects it."""
    names = ("priority", "title", "expected_at", "place", "area", "channel", "caller_type",
             "threat_type", "perpetrator", "people_at_risk", "facts")  # fmt: skip
    return {name: getattr(alert, name) for name in (*names, *stamps(alert))}


def stamps(alert: Alert) -> list[str]:
    """The times that an alert has, in their order."""
    return [name for name in TIMES if getattr(alert, name)]


def ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Alerts as they are named at the other end of a link."""
    return {
        one.pk: End("alert", one.title, one.reference,
                    reverse("alerts:alert", args=[one.reference]), one.received_at.date())
        for one in Alert.objects.filter(pk__in=list(wanted))
    }  # fmt: skip
