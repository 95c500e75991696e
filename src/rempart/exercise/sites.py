"""The places that matter in the exercise: sites, markets with their day, water, schools, a base."""

from __future__ import annotations

import tomllib
from datetime import timedelta

from pydantic import BaseModel, ConfigDict

from rempart.exercise.stage import EXPERT, Stage
from rempart.places.pointing import read_point
from rempart.register.models import Site
from rempart.register.sites.actions import enter_site
from rempart.threats import evidence
from rempart.threats.actions import cite_evidence
from rempart.threats.models import Threat
from rempart.threats.workflow import STANDING

_COUNTED = 20
"""Days before the end at which the people of a place were counted."""


class Place(BaseModel):
    """A place that matters; `point` is said as people say it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    office: str
    type: str
    name: str
    area: str
    point: str = ""
    days: tuple[int, ...] = ()
    group: str = ""
    people: int | None = None
    drivers: str = ""
    coping: str = ""
    source: str
    marking: int = 1


def play(stage: Stage) -> None:
    """Enter the places of each office; one of them proves how vulnerable people are to a threat."""
    path = stage.profile.folder / "exercise" / "sites.toml"
    if not path.exists():
        return
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    for number, given in enumerate(said["places"]):
        place = Place.model_validate(given)
        if place.office in stage.offices:
            with stage.scene(EXPERT, place.office, stage.days_before(12, 9, number)):
                _prove(place, _enter(stage, place))


def _enter(stage: Stage, place: Place) -> Site:
    point = read_point(place.point, stage.until) if place.point else None
    return enter_site(
        said={
            "type": place.type, "name": place.name, "area": place.area, "days": list(place.days),
            "group": place.group, "people": place.people,
            "people_on": stage.until - timedelta(days=_COUNTED) if place.people else None,
            "drivers": place.drivers, "coping": place.coping, "source": place.source,
            "latitude": point.latitude if point else None,
            "longitude": point.longitude if point else None,
            "point_precision": point.precision if point else "",
            "known_on": stage.until - timedelta(days=_COUNTED),
        },
        marking=place.marking,
    )  # fmt: skip


def _prove(place: Place, site: Site) -> None:
    """Cite a place where people are vulnerable for the first standing threat of its cercle."""
    if not place.drivers or site.marking > 1:
        return
    threat = Threat.objects.filter(area=site.area, state__in=STANDING).order_by("title").first()
    if threat is not None:
        record = evidence.record(site.reference)
        cite_evidence(target=threat.pk, factor="vulnerability", record=record)
