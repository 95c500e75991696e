"""The pages of plans in a real browser: axe is content, and nothing overflows on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from browsing import fit
from programmes import TOLD, cast, filled, in_force, prepared, threat
from rempart.kernel.actor import Actor, acting_as
from rempart.plans.programmes import actions, community
from rempart.threats.models import Threat

__all__ = ["cast", "threat"]


@pytest.mark.browser
@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 360)])
def test_axe_finds_nothing_and_nothing_overflows(
    language: str, width: int, cast: dict[str, Actor], threat: Threat,
    visit: Callable[..., Page], house: Any,
) -> None:  # fmt: skip
    expert = cast["expert"]
    plan = in_force(cast, filled(cast, prepared(expert, purpose="Que les troupeaux passent.")))
    with acting_as(expert):
        draft = actions.succeed(plan)
        told = community.prepare_community_plan(said=TOLD)
    page = visit(expert, "/", language=language, width=width)
    root = page.url.rstrip("/")
    one, after = f"/plans-regionaux/{plan.reference}/", f"/plans-regionaux/{draft.reference}/"
    people = f"/plans-communautaires/{told.reference}/"
    for path in (
        "/plans-regionaux/", "/plans-regionaux/nouveau/", one, f"{one}comparer/", after,
        f"{after}propositions/", f"{after}ligne/1/", f"{after}comparer/", "/plans-communautaires/",
        "/plans-communautaires/nouveau/", people, f"{people}decrire/", "/actions/couverture/",
    ):  # fmt: skip
        page.goto(root + path)
        fit(page, path)
