"""What is learned, in a real browser: axe is content, nothing overflows on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from browsing import fit
from months import timbuktu
from rempart.kernel.actor import Actor, acting_as
from rempart.learning.handover.actions import hand_over
from rempart.learning.reviews.actions import write_review
from rempart.learning.trainings.actions import propose_training

DAY = date(2014, 11, 24)


@pytest.mark.parametrize(("language", "width"), [("fr", 360), ("en", 360)])
def test_axe_finds_nothing_and_nothing_overflows(
    language: str, width: int, house: Any, appoint: Callable[..., Actor],
    visit: Callable[..., Page],
) -> None:  # fmt: skip
    cast = timbuktu(appoint)
    with acting_as(cast["expert"]):
        training = propose_training(office=2, said={
            "topic": "Points de contrôle", "audience": "host_forces",
            "recipients": "Unité des FDSM", "held_on": DAY,
        })  # fmt: skip
        review = write_review(office=2, said={"title": "Alerte", "held_on": DAY})
        handover = hand_over(words="Le relais appelle le soir.")
    page = visit(cast["expert"], "/formations/", language=language)
    page.set_viewport_size({"width": width, "height": 800})
    root = page.url.removesuffix("/formations/")
    for path in (
        "/formations/", f"/formations/{training.reference}/", "/formations/ajout/", "/bilans/",
        f"/bilans/{review.reference}/", "/bibliotheque/", "/bibliotheque/round_table/",
        "/passation/", "/accueil/", f"/passation/{handover.reference}/",
    ):  # fmt: skip
        page.goto(f"{root}{path}")
        fit(page, path)
