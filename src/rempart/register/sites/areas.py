"""The page of an area: what every room knows of one place, as far as the reader may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import shapely
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.kernel import clock, gathering, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere
from rempart.kernel.gathering import Entry, Gathered
from rempart.places.geometry import rings
from rempart.places.models import Area
from rempart.places.queries import CERCLE, areas_on, describe, office_of
from rempart.register import figures, presenting, queries
from rempart.register.alerts.workflow import ALERT, CLOSED
from rempart.register.models import Alert, Incident, Site
from rempart.register.queries import Filters
from rempart.register.sites import presenting as sites
from rempart.register.sites.queries import SiteFilters
from rempart.register.sites.queries import sites as places

YEAR = timedelta(days=365)
COMMUNE = 3


def incidents(pcode: str, on: date) -> Gathered:
    """The incidents of a cercle in the twelve months before a day."""
    filters = Filters(area=pcode, since=on - YEAR, until=on)
    rows = queries.page(filters, size=gathering.SHOWN).rows
    tally = figures.tally(filters)
    period = gettext("In twelve months")
    return Gathered(
        title=gettext("Incidents"), position=10, entries=_told(rows), all=tally.events,
        known=presenting.sentence(period, tally) if tally.events else "",
        unknown=tuple(gathering.unknown(
            (not tally.events, gettext("no incident is recorded here in twelve months; find out"
                                       " whether nothing happened or nobody told")),
            (bool(tally.unknown), presenting.unknowns(tally)),
            (tally.verified < tally.events, ngettext(
                "%(n)s incident is not verified.", "%(n)s incidents are not verified.",
                tally.events - tally.verified,
            ) % {"n": tally.events - tally.verified}),
        )),
        url=f"{reverse('register:incidents')}?area={pcode}&office=",
    )  # fmt: skip


def _told(rows: Iterable[Incident]) -> tuple[Entry, ...]:
    listed = list(rows)
    behind = queries.told_with(row.pk for row in listed)
    return tuple(
        Entry(
            presenting.title(row, ""), row.reference,
            reverse("register:incident", args=[row.reference]), row.starts_on,
            presenting.told_victims([row.harm, *(one.harm for one in behind.get(row.pk, ()))]),
            row.marking,
        )
        for row in listed
    )  # fmt: skip


def alerts(pcode: str, on: date) -> Gathered:
    """The alerts of a cercle that are open, or came in the ninety days before."""
    recent = Q(received_at__date__gte=on - timedelta(days=90)) | ~Q(state=CLOSED)
    rows = Alert.objects.filter(recent, area=pcode).order_by("-received_at")
    listed = list(rows[: gathering.SHOWN])
    still = rows.exclude(state=CLOSED).count()
    return Gathered(
        title=gettext("Alerts"), position=20, all=rows.count(), url=reverse("alerts:board"),
        known=ngettext("%(n)s alert is open.", "%(n)s alerts are open.", still) % {"n": still}
        if listed else "",
        entries=tuple(
            Entry(row.title, row.reference, reverse("alerts:alert", args=[row.reference]),
                  row.received_at.date(), str(ALERT.labels[row.state]), row.marking)
            for row in listed
        ),
    )  # fmt: skip


def that_matter(pcode: str, on: date) -> Gathered:
    """The places that matter in a cercle."""
    rows = list(places(SiteFilters(area=pcode)))
    uncounted = sum(bool(row.group) and row.people is None for row in rows)
    return Gathered(
        title=gettext("Places that matter"), position=30, all=len(rows),
        entries=gathering.cut([_place(row) for row in rows]),
        unknown=tuple(gathering.unknown(
            (not rows, gettext("no market, water point, school or site is entered here")),
            (bool(uncounted), ngettext(
                "at %(n)s place nobody has counted the people",
                "at %(n)s places nobody has counted the people", uncounted,
            ) % {"n": uncounted}),
        )),
        url=f"{reverse('sites:sites')}?area={pcode}",
    )  # fmt: skip


def _place(row: Site) -> Entry:
    said = [part for part in (sites.people_of(row), sites.days_of(row)) if part]
    return Entry(
        f"{row.name} ({sites.type_of(row).lower()})", row.reference,
        reverse("sites:site", args=[row.reference]), row.known_on,
        typography.typeset("; ".join(said), presenting.language()), row.marking,
    )  # fmt: skip


@dataclass(frozen=True)
class _Commune:
    """A commune: what has a point inside its outline; the rest is kept by its cercle."""

    area: Area

    def holds(self, row: Any) -> bool:
        """Does the point of a record lie inside?"""
        outline = rings(self.area.outline)
        if outline is None or row.longitude is None or row.latitude is None:
            return False
        return bool(shapely.contains_xy(outline, row.longitude, row.latitude))

    def gathered(self, on: date) -> list[Gathered]:
        """Incidents and places with a point in the commune."""
        filters = Filters(area=self.area.parent, since=on - YEAR, until=on)
        rows = queries.visible(filters).filter(latitude__isnull=False).defer("words")
        inside = [row for row in rows.order_by("-starts_on", "-id") if self.holds(row)]
        here = [row for row in places(SiteFilters(area=self.area.parent)) if self.holds(row)]
        by_cercle = gettext("what has no point is kept by the cercle")
        return [
            Gathered(gettext("Incidents"), 10, _told(inside[: gathering.SHOWN]), len(inside),
                     unknown=(by_cercle,)),
            Gathered(gettext("Places that matter"), 30, gathering.cut([*map(_place, here)]),
                     len(here), unknown=(by_cercle,)),
        ]  # fmt: skip


def _found(pcode: str, on: date) -> Area:
    """The cercle or commune of a P-code as it is on a day, else as it was last.

    Raises:
        NotThere: the boundaries know none.
    """
    for level in (CERCLE, COMMUNE):
        found: Area | None = areas_on(on, level).filter(pcode=pcode).first()
        if found is not None:
            return found
    if profile().describe(pcode, on, "fr") != pcode:
        return _undrawn(pcode)
    raise NotThere


def _undrawn(pcode: str) -> Area:
    """A cercle that the profile names and no boundary file has drawn yet."""
    rows = [row for row in profile().table("cercles") if row["pcode"] == pcode]
    name = rows[0]["display"] if rows else pcode
    return Area(pcode=pcode, level=CERCLE, name=name, display_fr=name, display_en=name)


@declares("signed-in")
@require_GET
def area(request: Request, pcode: str) -> HttpResponse:
    """One cercle or commune: what is known of it, and what is not."""
    on = clock.today()
    row = _found(pcode, on)
    words = presenting.language()
    commune = row.level == COMMUNE
    found = _Commune(row).gathered(on) if commune else gathering.of_area(pcode, on)
    listed = list(places(SiteFilters(area=row.parent if commune else pcode)))
    label = gettext("Places that matter in %(area)s") % {"area": row.display(words)}
    inside = [site for site in listed if not commune or _Commune(row).holds(site)]
    marking = max((about.marking for about in found), default=1)
    journal.note_reading("area.page", "incident", [e.marking for a in found for e in a.entries])
    within = describe(row.parent if commune else pcode, on, words)
    number = office_of(row.parent if commune else pcode, on)
    context = {
        "area": row,
        "title": row.display(words),
        "around": within,
        "cercle": row.parent if commune else "",
        "office": profile().office(number).label(words) if number else "",
        "population": _population(row),
        "found": [about for about in found if about.entries or about.known],
        "lacking": [(about.title, said) for about in found for said in about.unknown],
        "map": sites.drawing([row], inside, label),
        "map_label": label,
        "disclaimer": profile().mission.disclaimer.label(words),
        "communes": areas_on(on, COMMUNE).filter(parent=pcode).defer("outline"),
        "marking": max(marking, *(site.marking for site in inside), 1),
    }
    return render(request, "register/area.html", context)


def _population(row: Area) -> str:
    """How many people live there, by whom and as of when; empty where the boundaries do not say."""
    if row.population is None:
        return ""
    words = presenting.language()
    said = ngettext("%(n)s inhabitant", "%(n)s inhabitants", row.population) % {
        "n": typography.number(row.population, words)
    }
    when = typography.day(row.population_on, words, short=True) if row.population_on else ""
    source = ", ".join(part for part in (row.population_source, when) if part)
    return f"{said} ({source})" if source else said
