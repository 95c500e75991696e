"""The SRSG's page: read in two minutes, printed on one sheet, every figure opening its evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_GET

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere
from rempart.kernel.policy import concerned
from rempart.leadership.briefs import page, saying, sketches
from rempart.leadership.briefs.gathering import end_of
from rempart.leadership.briefs.page import FEW, OfficeLine, Page
from rempart.register.alerts.metrics import Metrics


def _language() -> str:
    return (get_language() or "fr")[:2]


@declares("signed-in")
@require_GET
def page_of(request: Request) -> HttpResponse:
    """The page of the Special Representative, for those whom advice is written for and by."""
    if not concerned(request.actor, "advice"):
        raise NotThere
    said = page.gathered(request.actor)
    words = _language()
    journal.note_reading("page", "brief", [said.marking])
    rows_open = concerned(request.actor, "incident")
    context = {
        "lede": _lede(said, words),
        "lines": [_line(line, words, rows_open) for line in said.offices],
        "map": mark_safe(_map(said, words)),  # noqa: S308 - drawn here, names escaped
        "decisions": said.decisions[:FEW],
        "more_decisions": max(0, len(said.decisions) - FEW),
        "late": _late(said, words),
        "protected": _protected(said.alerts, words),
        "moved": [_moved(one, words) for one in said.moved[:FEW]],
        "hint": _hint(said, words),
        "months": _months(said, words),
        "marking": said.marking,
        "disclaimer": profile().mission.disclaimer.label(words),
        "now": clock.now(),
    }
    return render(request, "leadership/page.html", context)


def _months(said: Page, words: str) -> str:
    """The approved months that the page shows, named."""
    found = sorted({content["month"] for content in said.contents.values()})
    names = [typography.month(date.fromisoformat(f"{m}-01"), words) for m in found]
    return typography.listing(names, words)


def _lede(said: Page, words: str) -> str:
    """What is gravest, with ties said; what waits for the reader; what nobody answered."""
    waits = ngettext(
        "%(n)d decision awaits you.", "%(n)d decisions await you.", len(said.decisions)
    ) % {"n": len(said.decisions)}  # fmt: skip
    if not said.decisions:
        waits = gettext("No decision awaits you.")
    silent = said.alerts.actionable - said.alerts.responded
    quiet = ngettext(
        "%(n)d alert of thirty days went without a response.",
        "%(n)d alerts of thirty days went without a response.",
        silent,
    ) % {"n": silent}
    return typography.typeset(" ".join(filter(None, (_worst(said, words), waits, quiet))), words)


def _worst(said: Page, words: str) -> str:
    known = [line for line in said.offices if line.risk]
    if not known:
        return ""
    top = max(line.risk["high"] for line in known if line.risk)
    worst = [line for line in known if line.risk and line.risk["high"] == top]
    if len(worst) > 1:
        names = typography.listing([line.office[words] for line in worst], words)
        return gettext("The gravest risk, %(risk)s of 25, is shared by %(offices)s.") % {
            "risk": top,
            "offices": names,
        }
    return gettext("The gravest risk, %(risk)s of 25: %(office)s, %(threat)s.") % {
        "risk": top,
        "office": worst[0].office[words],
        "threat": worst[0].threat,
    }


def _line(line: OfficeLine, words: str, rows_open: bool) -> dict[str, Any]:
    evidence = reverse("threats:assessment", args=[line.reference]) if line.reference else ""
    risk = saying.span(line.risk, words)
    moved = typography.span(line.moved.low, line.moved.high, words) if line.moved else ""
    month = line.month
    return {
        "name": line.office[words],
        "url": evidence,
        "band": line.band["high"] if line.band else 0,
        "words": f"{saying.band(line.band, words)} · {risk}" if line.band else "",
        "moved": moved,
        "moved_band": line.moved_band,
        "direction": _direction(line),
        "before": saying.span(line.before, words) if line.before else "",
        "events": line.events,
        "events_url": _rows(line) if rows_open and month else evidence,
        "killed": saying.people(line.killed, words) if line.killed else "",
        "spark": mark_safe(sketches.sparkline(line.series, _spark(line, words))),  # noqa: S308
        "must": line.must,
        "bare": line.bare,
        "bare_url": f"{reverse('threats:places')}?office={line.code}&month={month}",
    }


def _rows(line: OfficeLine) -> str:
    """The month's incidents of an office, for who may see rows."""
    first = date.fromisoformat(f"{line.month}-01")
    period = f"since={first}&until={end_of(first)}"
    return f"{reverse('register:incidents')}?office={line.code}&{period}"


def _spark(line: OfficeLine, words: str) -> str:
    if not line.series:
        return ""
    return gettext("%(office)s: from %(least)d to %(most)d incidents a month") % {
        "office": line.office[words],
        "least": min(line.series),
        "most": max(line.series),
    }


def _direction(line: OfficeLine) -> str:
    """Against the approved month before: new where there is none."""
    if line.risk is None:
        return ""
    if line.before is None:
        return "new"
    now, then = line.risk["high"], line.before["high"]
    return "up" if now > then else "down" if now < then else "stable"


def _map(said: Page, words: str) -> str:
    drawn = []
    for line in said.offices:
        content = said.contents.get(line.code)
        shape = sketches.outline(content) if content else None
        if shape is not None:
            name = escape(line.office[words])
            drawn.append((shape, line.band["high"] if line.band else 0, name,
                          saying.span(line.risk, words)))  # fmt: skip
    told = ", ".join(
        f"{line.office[words]} {saying.band(line.band, words).lower()}" for line in said.offices
    )
    return sketches.office_map(drawn, gettext("Map of the offices: %(told)s") % {"told": told})


def _late(said: Page, words: str) -> list[dict[str, str]]:
    """What went without an answer, what is overdue, and what other rooms say is late."""
    alerts = said.alerts
    silent = alerts.actionable - alerts.responded
    reasons = ", ".join(
        f"{profile().label('no_response_reason', code, words).lower()} {n}"
        for code, n in list(alerts.reasons.items())[:3]
    )
    found = []
    if silent:
        title = ngettext(
            "%(n)d alert without a response", "%(n)d alerts without a response", silent
        ) % {"n": silent}  # fmt: skip
        beside = gettext("of %(all)d actionable in thirty days") % {"all": alerts.actionable}
        found.append({"title": title, "url": reverse("alerts:figures"),
                      "beside": typography.typeset(f"{beside}; {reasons}", words)
                      if reasons else beside})  # fmt: skip
    if said.late_actions:
        oldest = said.late_actions[0]
        title = ngettext(
            "%(n)d overdue action against a danger", "%(n)d overdue actions against a danger",
            len(said.late_actions),
        ) % {"n": len(said.late_actions)}  # fmt: skip
        days = (clock.today() - oldest.due_on).days
        lead = profile().component(oldest.component).label(words)
        beside = ngettext(
            "the oldest by %(n)d day: %(lead)s", "the oldest by %(n)d days: %(lead)s", days
        ) % {"n": days, "lead": lead}
        found.append({"title": title, "url": reverse("plans:actions"), "beside": beside})
    found += [
        {"title": line.title, "url": line.url, "reference": line.reference} for line in said.late
    ]
    return found[:FEW]


def _protected(alerts: Metrics, words: str) -> list[tuple[str, str]]:
    """Did we protect? Each figure with its whole; in words where there is nothing to count."""
    timed = gettext("verified incidents had no alert before them")
    if alerts.untimed:
        timed = f"{timed} ({saying.untimed(alerts.untimed)})"
    return [
        _share(
            alerts.responded, alerts.actionable,
            gettext("actionable alerts of thirty days had a response"),
            gettext("No actionable alert in thirty days."),
        ),
        _share(
            alerts.prevented.part, alerts.prevented.whole,
            gettext("responded alerts whose outcome is known were averted or reduced"),
            gettext("Of no responded alert is the outcome known."),
        ),
        _share(
            alerts.missed.part, alerts.missed.whole, timed, saying.no_timed(alerts.untimed)
        ),
    ]  # fmt: skip


def _share(part: int, whole: int, said: str, nothing: str) -> tuple[str, str]:
    return (f"{part} / {whole}", said) if whole else ("", nothing)


def _moved(one: dict[str, Any], words: str) -> dict[str, Any]:
    if one["how"] == "decided":
        before, now = (profile().label("category", one[end], words) for end in ("from", "to"))
        said, url = f"{before} → {now}", reverse("threats:places")
        name = one["area"][words]
    else:
        name = one["what"]
        ends = [_ends(one[end], words) for end in ("from", "to") if one[end]]
        how = profile().label("trend", one["how"], words).lower()
        said = f"{how}, {' → '.join(ends)}"
        url = reverse("threats:threat", args=[one["reference"]])
    return {
        "office": one["office"][words],
        "name": name,
        "url": url,
        "said": said,
        "why": one["why"],
        "provisional": one["provisional"],
    }


def _ends(interval: Any, words: str) -> str:
    if isinstance(interval, dict):
        return saying.span(interval, words)
    return typography.span(interval.low, interval.high, words)


def _hint(said: Page, words: str) -> str:
    """The sums of the approved months, with what is verified of them."""
    counted = [line for line in said.offices if line.events is not None]
    if not counted:
        return ""
    killed = [line.killed for line in counted if line.killed and line.killed["max"] is not None]
    total = {
        "events": sum(line.events or 0 for line in counted),
        "verified": sum(line.verified or 0 for line in counted),
        "killed": typography.span(
            sum(one["min"] for one in killed), sum(one["max"] for one in killed), words
        ),
    }
    return (
        gettext(
            "%(events)d incidents, %(verified)d of them verified; civilians killed: %(killed)s."
        )
        % total
    )
