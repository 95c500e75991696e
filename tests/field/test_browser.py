"""The field's pages in a real browser: axe is content, and nothing overflows on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from browsing import fit
from rempart.field import commitments, engagements, missions, round_tables
from rempart.kernel.actor import Actor, acting_as


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 360)])
def test_axe_finds_nothing_and_nothing_overflows(
    language: str, width: int, house: Any, appoint: Callable[..., Actor],
    visit: Callable[..., Page],
) -> None:  # fmt: skip
    expert = appoint("poc_expert", "mopti")
    day = date(2014, 11, 14)
    with acting_as(expert):
        table = round_tables.plan_round_table(
            said={"title": "Transhumance", "area": "ML0506", "held_on": day,
                  "participants": [{"category": "herders", "women": 2, "men": 3}]}
        )  # fmt: skip
        round_tables.note_element(target=table.pk, said={"who": "Éleveurs", "coping": "de nuit"})
        promised = commitments.COMMIT["round_table"](
            target=table.pk, said={"text": "Baliser", "owner": "force", "due_on": day}
        )
        met = engagements.plan_engagement(
            said={"counterpart": "leader", "group": "Conseil", "purpose": "Médiation",
                  "held_on": day, "area": "ML0506"}
        )  # fmt: skip
        team = missions.request_mission(
            said={"title": "Équipe", "trigger": "Fuites", "area": "ML0506", "starts_on": day,
                  "ends_on": day, "stops": [
                      {"name": "Mopti", "latitude": 14.5, "longitude": -4.2},
                      {"name": "Dialloubé", "latitude": 14.8, "longitude": -4.3}]}
        )  # fmt: skip
    page = visit(expert, "/", language=language, width=width)
    root = page.url.rstrip("/")
    for path in (
        "/tables-rondes/", "/tables-rondes/ajout/", f"/tables-rondes/{table.reference}/",
        f"/tables-rondes/{table.reference}/ecrire/", "/rencontres/ajout/",
        f"/rencontres/{met.reference}/", "/missions/", "/missions/ajout/", "/calendrier-terrain/",
        f"/missions/{team.reference}/", "/engagements/", f"/engagements/{promised.reference}/",
    ):  # fmt: skip
        page.goto(root + path)
        fit(page, path)
    page.goto(f"{root}/tables-rondes/{table.reference}/")
