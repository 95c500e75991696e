"""What this room knows of an area: its standing threats, and what was decided for the place."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.kernel.gathering import Entry, Gathered, cut, unknown
from rempart.threats import presenting
from rempart.threats.models import LocationCategory, Threat
from rempart.threats.workflow import STANDING


def threats(pcode: str, on: date) -> Gathered:
    """The threats that stand in an area, the gravest first, and the month's decision."""
    rows = list(Threat.objects.filter(area=pcode, state__in=STANDING))
    rows.sort(key=lambda row: (-row.result.risk.high, row.reference))
    open_questions = sum(len(row.result.unknown) for row in rows)
    return Gathered(
        title=gettext("Threats"), position=15, all=len(rows), known=_decided(pcode, on),
        entries=cut([
            Entry(row.title, row.reference, reverse("threats:threat", args=[row.reference]),
                  row.opened_on, presenting.band_words(row.band), row.marking)
            for row in rows
        ]),
        unknown=tuple(unknown(
            (not rows, gettext("no threat is assessed here")),
            (bool(open_questions), ngettext(
                "%(n)s factor of the assessed threats is unknown",
                "%(n)s factors of the assessed threats are unknown", open_questions,
            ) % {"n": open_questions}),
        )),
        url=reverse("threats:threats"),
    )  # fmt: skip


def _decided(pcode: str, on: date) -> str:
    """What the body decided last for the place, with its month."""
    found = LocationCategory.objects.filter(area=pcode, month__lte=on).order_by("-month").first()
    if found is None:
        return ""
    words = presenting.language()
    return gettext("Decided for %(month)s: %(category)s.") % {
        "month": typography.month(found.month, words),
        "category": profile().label("category", found.category, words).lower(),
    }
