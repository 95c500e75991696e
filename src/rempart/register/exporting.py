"""Incidents as a file: the columns, and the rows of the list behind the same filters.

What was merged as one event is one row, with the range of all who tell it and their references.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast
from uuid import UUID

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.actor import current
from rempart.kernel.exporting import Cells, Column, Export, Narrowed
from rempart.kernel.policy import MARKINGS, UNCLASSIFIED
from rempart.people.offices import offices_of
from rempart.places.queries import CERCLE, areas_on
from rempart.register import harm, presenting, queries
from rempart.register.duplicates.workflow import MERGED
from rempart.register.forms import IncidentFilters
from rempart.register.models import Incident, Twins

_FIGURES = tuple(f"{who}_{end}" for who in ("killed", "deaths") for end in ("min", "best", "max"))
_PLAIN = (
    "reference", "starts_on", "ends_on", "date_precision", "area", "place", "latitude",
    "longitude", "point_precision", "threat_type", "ucdp_type", *_FIGURES, "verification",
    "reliability", "credibility", "known_from", "summary",
)  # fmt: skip
_ASKED = (*_PLAIN, "office", "marking", "alleged", "harm", "id")
_FIRST = _PLAIN.index(_FIGURES[0])
_SHARES = {"killed_f": ("sex", "f"), "killed_m": ("sex", "m"), "killed_children": ("age", "0_17")}
"""Civilians killed, by one dimension: which, and which value of it."""
_REGION = 4
"""How much of a cercle's P-code is its region's."""
COLUMNS = (
    Column("reference", _("No."), "#event+id", safe=True),
    Column("starts_on", _("First day"), "#date+occurred", safe=True),
    Column("ends_on", _("Last day"), "#date+end", safe=True),
    Column("date_precision", _("Precision of the date"), safe=True),
    Column("area", _("Cercle"), "#adm2+code"),
    Column("place", _("Place"), "#loc+name"),
    Column("latitude", _("Latitude"), "#geo+lat", safe=True),
    Column("longitude", _("Longitude"), "#geo+lon", safe=True),
    Column("point_precision", _("Precision of the place"), safe=True),
    Column("threat_type", _("Kind"), "#event+type", safe=True),
    Column("ucdp_type", _("Type of violence (UCDP)"), "#event+type+ucdp", safe=True),
    *(Column(code, code, f"#affected+{code.replace('_', '+')}", safe=True) for code in _FIGURES),
    Column("verification", _("Verification"), "#meta+verification", safe=True),
    Column("reliability", _("Source grade"), "#meta+source+grade", safe=True),
    Column("credibility", _("Information grade"), "#meta+information+grade", safe=True),
    Column("known_from", _("Known from"), "#date+known", safe=True),
    Column("summary", _("What happened"), "#description"),
    Column("office", _("Office"), "#org+office", safe=True),
    Column("marking", _("Marking"), "#meta+marking", safe=True),
    Column("alleged", _("Alleged perpetrator"), "#actor+alleged"),
    Column("kind_label", _("Kind, in words"), "#event+type+label"),
    Column("region", _("Region"), "#adm1+code"),
    Column("killed_f", _("Women killed"), "#affected+killed+f", safe=True),
    Column("killed_m", _("Men killed"), "#affected+killed+m", safe=True),
    Column("killed_children", _("Children killed"), "#affected+killed+children", safe=True),
    Column("merged", _("Told as well by"), "#event+id+merged", safe=True),
)


def _read(said: Mapping[str, str]) -> queries.Filters:
    """The filters of the list's address."""
    areas = [
        (code, code) for code in areas_on(clock.today(), CERCLE).values_list("pcode", flat=True)
    ]
    return IncidentFilters(said, offices=offices_of(current()), areas=areas).filters()


def narrowed(said: Mapping[str, str]) -> Narrowed:
    """What the reader would take out of the register behind these filters."""
    filters = _read(said)
    behind = _behind(filters)
    if filters.words.strip():
        found = dict(queries.everything(filters, ("id", "marking")))
        markings = [*found.values(), *_markings(behind, found)]
        return Narrowed(len(found), max(markings, default=UNCLASSIFIED), lambda: _rows(filters))
    rows = queries.visible(filters)
    summed = rows.aggregate(n=Count("pk"), highest=Max("marking"))
    leading = rows.filter(pk__in=list(behind)).values_list("pk", flat=True) if behind else ()
    markings = [summed["highest"] or UNCLASSIFIED, *_markings(behind, leading)]
    return Narrowed(summed["n"], max(markings), lambda: _rows(filters))


def _behind(filters: queries.Filters) -> dict[UUID, list[Incident]]:
    """What stands behind each event that several incidents tell, as far as the reader sees."""
    merged = Twins.objects.filter(state=MERGED).values_list("leads_id", flat=True)
    return queries.told_with(set(merged), filters.open_only)


def _markings(behind: Mapping[UUID, list[Incident]], leading: Iterable[UUID]) -> Iterator[int]:
    """The markings of what stands behind some incidents: their figures come from it too."""
    return (one.marking for pk in leading for one in behind.get(pk, ()))


def _rows(filters: queries.Filters) -> Iterator[Cells]:
    words = presenting.language()
    mission = profile()
    offices = {0: ""} | {office.number: office.code for office in mission.offices}
    markings = {level: str(label) for level, label in MARKINGS.items()}
    kinds = {item.code: item.label(words) for item in mission.vocabulary("threat_type")}
    actors = {item.code: item.label(words) for item in mission.vocabulary("actor_type")}
    kind, area = _PLAIN.index("threat_type"), _PLAIN.index("area")
    behind = _behind(filters)
    for *plain, office, marking, alleged, harmed, pk in queries.everything(filters, _ASKED):
        if others := behind.get(pk, []):
            together = queries.figures_of(dict(zip(_PLAIN, plain, strict=True)), others)
            plain[_FIRST : _FIRST + len(_FIGURES)] = [together[name] for name in _FIGURES]
            harmed = harm.told_together([harmed, *(one.harm for one in others)])
            marking = max(marking, *(one.marking for one in others))
        yield (
            *plain,
            offices.get(office, ""),
            markings[marking],
            _who(alleged, actors),
            kinds.get(plain[kind], ""),
            plain[area][:_REGION],
            *(_share(harmed, *share) for share in _SHARES.values()),
            "; ".join(one.reference for one in others),
        )


def _share(harmed: list[dict[str, Any]], dimension: str, value: str) -> int | None:
    """Civilians killed of one sex or age, as the best figure says; None where nobody told."""
    for row in harmed:
        if (row["kind"], row["status"], row[dimension]) == (harm.KILLED, harm.CIVILIAN, value):
            rest = {"sex", "age"} - {dimension}
            if all(row[other] == harm.ALL for other in rest):
                return cast("int | None", row["best"])
    return None


def _who(alleged: list[dict[str, Any]], actors: Mapping[str, str]) -> str:
    """Who is alleged to have done it, by the name that the source gives or by category."""
    return "; ".join(
        one.get("name") or actors.get(one.get("type", ""), "")
        for one in alleged
        if one.get("role") == "alleged_perpetrator"
    )


INCIDENTS = Export(
    kind="incident",
    title=_("Incidents"),
    back="register:incidents",
    columns=COLUMNS,
    narrowed=narrowed,
    point=("latitude", "longitude"),
    hxl=True,
)
