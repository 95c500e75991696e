"""The page of the calendar: a month of the field, week by week."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from rempart.doctrine.loader import current as profile
from rempart.field import calendar, presenting
from rempart.field.subjects import SUBJECTS
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.policy import UNCLASSIFIED


def _asked(request: Request) -> date:
    """The month of the address, as 2014-11; this month for anything else."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return clock.today().replace(day=1)


@declares("signed-in")
@require_GET
def month(request: Request) -> HttpResponse:
    """Missions, round tables and engagements of a month; who is wanted twice is said."""
    first = _asked(request)
    entries = calendar.month_of(first)
    markings = [one.row.marking for one in entries]
    journal.note_reading("field.calendar", "mission", markings)
    words = presenting.language()
    context = {
        "month": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": (first + timedelta(days=32)).replace(day=1),
        "weeks": [
            (
                monday,
                [
                    (
                        one,
                        SUBJECTS[one.row.kind].view,
                        SUBJECTS[one.row.kind].plural,
                        presenting.title_of(one.row),
                        presenting.place_of(one.row),
                        [profile().component(code).label(words) for code in sorted(one.components)],
                        profile().label("escort", one.escort, words),
                        SUBJECTS[one.row.kind].workflow.labels[one.row.state],
                    )
                    for one in found
                ],
            )
            for monday, found in calendar.weeks(entries)
        ],
        "count": len(entries),
        "clashing": sum(bool(one.clashes) for one in entries),
        "marking": max(markings, default=UNCLASSIFIED),
    }
    return render(request, "field/calendar.html", context)
