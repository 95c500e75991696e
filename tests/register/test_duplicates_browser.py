"""Duplicates, places and areas in a real browser: axe is content, nothing overflows on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from browsing import fit
from planting import incident
from rempart.kernel.actor import Actor, acting_as
from rempart.places.models import Area
from rempart.register import harm
from rempart.register.duplicates import actions as twins
from rempart.register.sites.actions import enter_site


def staged(house: Any, expert: Actor) -> list[str]:
    """Three tellings of one attack, two of them merged, and two places; the paths to look at."""
    square = [[-0.6, 15.8], [0.6, 15.8], [0.6, 16.8], [-0.6, 16.8], [-0.6, 15.8]]
    Area.objects.create(
        pcode="ML0703", level=2, name="Gao", display_fr="Gao", display_en="Gao", parent="ML07",
        outline={"type": "Polygon", "coordinates": [square]}, west=-0.6, south=15.8, east=0.6,
        north=16.8, chief_town="Gao", town_longitude=-0.04, town_latitude=16.27,
    )  # fmt: skip
    rows = [
        incident(
            house, office=1, day=date(2014, 11, 14), area="ML0703", source=source,
            harm=[harm.row("killed", "civilian", (n, n, n))], killed_best=n, deaths_best=n,
            latitude=16.4, longitude=0.2, point_precision="near", reliability="b",
            credibility="c2", summary=f"Attaque du campement, dit {source}. " * 3,
            alleged=[{"role": "alleged_perpetrator", "type": "terrorist_group", "name": ""}],
        )
        for n, source in ((4, "Droits de l’homme"), (6, "ONG"), (5, "radio"))
    ]  # fmt: skip
    with acting_as(expert):
        market = enter_site(
            said={"type": "market", "name": "Marché de Djebock", "area": "ML0703", "days": [2],
                  "latitude": 16.4, "longitude": 0.3, "source": "liaison",
                  "group": "Commerçants", "known_on": date(2014, 11, 3)}
        )  # fmt: skip
        enter_site(
            said={"type": "idp_site", "name": "Site du château d’eau", "area": "ML0703",
                  "group": "Familles déplacées", "people": 1200, "people_on": date(2014, 11, 1),
                  "drivers": "Abris de toile", "coping": "Veille de nuit", "source": "cluster"},
            marking=2,
        )  # fmt: skip
        twins.merge(leads=rows[0], follows=rows[1], reason="Même nuit, même campement")
        twins.look_for_twins(rows[2].pk)
    one, other, third = (row.reference for row in rows)
    return [
        "/doublons/", "/doublons/?state=merged", f"/doublons/{one}/{other}/",
        f"/doublons/{one}/{third}/", f"/incidents/{one}/", f"/incidents/{other}/", "/sites/",
        "/sites/ajout/", f"/sites/{market.reference}/", f"/sites/{market.reference}/correction/",
        "/zones/ML0703/",
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 360)])
def test_axe_finds_nothing_and_nothing_overflows(
    language: str, width: int, house: Any, appoint: Callable[..., Actor],
    visit: Callable[..., Page],
) -> None:  # fmt: skip
    expert = appoint("poc_expert", "gao", clearance=2)
    paths = staged(house, expert)
    page = visit(expert, "/", language=language, width=width)
    root = page.url.rstrip("/")
    for path in paths:
        page.goto(root + path)
        fit(page, path)
