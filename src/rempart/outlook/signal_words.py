"""Early-warning signals in words: what was foreseen, what came, how often such signals err."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.kernel.actor import Anyone
from rempart.kernel.links import End
from rempart.kernel.navigation import Notice
from rempart.outlook import signals
from rempart.outlook.models import Signal
from rempart.outlook.presenting import language, percent
from rempart.people.offices import offices_of
from rempart.places.queries import describe
from rempart.register.alerts.actions import Heard

PRIORITY = "p2"
"""What an alert made of a signal begins with; triage says what it is."""


@dataclass(frozen=True)
class Said:
    """A signal as it is read."""

    pcode: str
    area: str
    sentence: str
    errs: str
    before: str


def listed(offices: Iterable[int]) -> list[Said]:
    """The signals of some offices that wait for an answer, in words."""
    return [words(one) for one in signals.raised(offices)]


def words(one: signals.Raised) -> Said:
    """One signal in words."""
    month = one.forecast.month
    area = describe(one.forecast.area, month, language())
    said = gettext(
        "%(area)s: %(killed)s civilians killed so far in %(month)s; the forecast held no more than"
        " %(most)s, nine times in ten."
    ) % {
        "area": area,
        "killed": typography.number(one.killed, language()),
        "month": typography.month(month, language()),
        "most": typography.number(one.most, language()),
    }
    return Said(one.forecast.area, area, said, errs(one.standing), _before(one.answer))


def errs(standing: Mapping[str, Any]) -> str:
    """How often such a signal was a false alarm in the backtest, with its denominators."""
    followed = standing.get("followed", 0)
    if not followed:
        return gettext(
            "How often such signals are false alarms is not known: the past is too short to try."
        )
    return gettext(
        "On the months tried, %(raised)s of %(area_months)s area-months raised such a signal. After"
        " %(quiet)s of the %(followed)s that could be followed up (%(share)s), nobody was killed"
        " there in the next month: those were false alarms."
    ) % {
        "raised": typography.number(standing["raised"], language()),
        "area_months": typography.number(standing["area_months"], language()),
        "quiet": typography.number(standing["quiet"], language()),
        "followed": typography.number(followed, language()),
        "share": percent(standing["quiet"] / followed),
    }


def _before(answer: Signal | None) -> str:
    if answer is None:
        return ""
    said = (
        gettext("An alert was made of it when %(killed)s were killed; more have been since.")
        if answer.taken
        else gettext("Set aside when %(killed)s were killed (%(reason)s); more have been since.")
    )
    return said % {"killed": answer.killed, "reason": answer.why}


def heard(one: signals.Raised) -> Heard:
    """What an alert made of a signal says to begin with."""
    said = words(one)
    return {
        "priority": PRIORITY,
        "title": gettext("Early-warning signal: %(area)s") % {"area": said.area},
        "facts": f"{said.sentence[:1].upper()}{said.sentence[1:]} {said.errs}",
        "threat_type": "killing",
        "area": one.forecast.area,
        "people_at_risk": None,
        "language": language(),
    }


def signals_wait(actor: Anyone) -> Notice | None:
    """What "my day" says to the duty desk: signals of their offices that wait."""
    mine = [o for o in offices_of(actor) if signals.may_answer(actor, o)]
    found = signals.raised(mine) if mine else []
    if not found:
        return None
    first = describe(found[0].forecast.area, found[0].forecast.month, language())
    said = ngettext(
        "%(n)d early-warning signal waits for an answer: %(first)s.",
        "%(n)d early-warning signals wait for an answer, first %(first)s.",
        len(found),
    )
    return Notice(
        said % {"n": len(found), "first": first}, "outlook:outlook", gettext("See it"), urgent=True
    )


def ends(wanted: Iterable[UUID]) -> Mapping[UUID, End]:
    """Answered signals as ends of the thread."""
    return {
        row.pk: End(
            "signal",
            gettext("Early-warning signal: %(area)s")
            % {"area": describe(row.area, row.month, language())},
            row.reference,
            f"{reverse('outlook:outlook')}?office={profile().office(row.office).code}",
            row.month,
        )
        for row in Signal.objects.filter(pk__in=list(wanted))
    }
