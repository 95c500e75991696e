"""What this room knows of an area: what was last forecast of it, beside what people judge."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import get_language, gettext

from rempart.documents import typography
from rempart.kernel.gathering import Entry, Gathered
from rempart.outlook.presenting import percent
from rempart.outlook.queries import of_area


def forecasts(pcode: str, on: date) -> Gathered:
    """The last forecast of an area, month by month."""
    found = of_area(pcode)
    title = gettext("Forecasts")
    if found is None:
        return Gathered(title, 70, unknown=(gettext("no forecast is issued for this place"),))
    words = (get_language() or "fr")[:2]
    return Gathered(
        title, 70, all=len(found.forecasts), url=reverse("outlook:area", args=[pcode]),
        known=gettext("A forecast is an aid to judgement, never a judgement."),
        entries=tuple(
            Entry(typography.month(one.month, words), "", reverse("outlook:area", args=[pcode]),
                  note=gettext("%(chance)s that a civilian is killed") % {
                      "chance": percent(one.probability)},
                  marking=found.run.marking)
            for one in found.forecasts[:3]
        ),
    )  # fmt: skip
