"""Plans and crises in a real browser: axe is content, and nothing overflows on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import menaka
from browsing import fit
from rempart.kernel.actor import Actor, acting_as
from rempart.plans.crises import actions, conduct
from rempart.plans.crises.models import Crisis


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 360)])
def test_axe_finds_nothing_and_nothing_overflows(
    language: str, width: int, house: Any, appoint: Callable[..., Actor],
    visit: Callable[..., Page],
) -> None:  # fmt: skip
    cast = menaka.people(appoint)
    draft = menaka.drafted(cast, title="Crue de la mare")
    plan = menaka.approved(cast)
    (count, *_rest) = menaka.counted(cast, 2100, 1800, 1400)
    with acting_as(cast["head"]):
        row = Crisis.objects.get()
        actions.activate(target=row.pk)
        row = Crisis.objects.get()
        conduct.write_log(crisis=row, sort="decision", text="Poste avancé au site nord")
        conduct.issue_sitrep(crisis=row, told={"situation": "5 300 arrivées en 72 h"})
        actions.add_lesson(row=row, said={"happened": "Départ tardif"})
        other = actions.propose_crisis(why="Colonne vue à 40 km", title="Colonne", office=5)
    expert = cast["expert"]
    root = ""
    for who, path in (
        (cast["head"], "/crises/"), (cast["head"], f"/crises/{row.reference}/"),
        (cast["head"], f"/crises/{other.reference}/"), (expert, f"/crises/{row.reference}/"),
        (cast["head"], f"/crises/{row.reference}/deroule/?n=2"),
        (cast["head"], "/crises/proposition/"), (expert, "/plans-urgence/"),
        (expert, "/plans-urgence/ajout/"), (expert, f"/plans-urgence/{draft.reference}/"),
        (expert, f"/plans-urgence/{draft.reference}/ecrire/"),
        (cast["head"], f"/plans-urgence/{plan.reference}/"),
        (expert, f"/plans-urgence/{plan.reference}/essai/?rule={menaka.RULE}"),
        (expert, "/comptages/"), (expert, "/comptages/ajout/"),
        (expert, f"/comptages/{count.reference}/"),
    ):  # fmt: skip
        page = visit(who, path, language=language, width=width)
        root = root or page.url
        fit(page, path)
        page.context.close()


def test_the_room_brings_itself_up_to_date_and_keeps_what_is_typed(
    house: Any, appoint: Callable[..., Actor], visit: Callable[..., Page]
) -> None:
    cast = menaka.people(appoint)
    with acting_as(cast["head"]):
        row = actions.propose_crisis(why="Colonne vue à 40 km", title="Colonne", office=5)
    with acting_as(cast["srsg"]):
        row = actions.activate(target=row.pk, level="local")
    page = visit(cast["head"], f"/crises/{row.reference}/", width=360)
    page.locator("#log_text").fill("Je suis en train d’écrire")
    assert "every 30s" in str(page.locator("#room").get_attribute("hx-trigger"))
    with acting_as(cast["duty"]):
        conduct.write_log(crisis=row, sort="event", text="La colonne s’éloigne")
    page.evaluate("htmx.ajax('GET', location.pathname, {target: '#room', swap: 'outerHTML'})")
    expect(page.locator("#room")).to_contain_text("La colonne s’éloigne")
    expect(page.locator("#log_text")).to_have_value("Je suis en train d’écrire")
