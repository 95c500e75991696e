"""The page of all components: where it exists, and that it holds in every guise."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from browsing import fit
from rempart.kernel.actor import Actor

PATH = "/composants/"
STYLES = settings.BASE_DIR / "web" / "static" / "web"
Visit = Callable[..., Page]
STILL = {"reduced_motion": "reduce"}
"""Colours are measured once nothing moves any more."""

LANGUAGE_OF_THE_INTERFACE = (
    "mark", "tbl", "stack", "chips", "seen", "errors", "wrong", "factor", "opts", "thread", "line",
    "clock", "steps", "checks", "btn", "empty", "toast", "board", "card", "pill", "trend", "kv",
    "fig", "note", "pager", "field", "ch", "sec", "lede", "crumb", "num", "unk",
)  # fmt: skip
"""The classes of the components that the interface language names."""


@pytest.fixture
def expert(exercise: None, appoint: Callable[..., Actor]) -> Actor:
    return appoint("poc_expert", "gao")


def test_it_exists_in_an_exercise_alone(
    house: Any, appoint: Callable[..., Actor], door: Callable[..., Client]
) -> None:
    assert door(appoint("poc_expert", "gao")).get(PATH).status_code == 404


def test_every_component_stands_on_it(expert: Actor, door: Callable[..., Client]) -> None:
    page = door(expert).get(PATH).content.decode()
    shown = {name for names in re.findall(r'class="([^"]+)"', page) for name in names.split()}
    assert set(LANGUAGE_OF_THE_INTERFACE) - shown == set()
    styled = "".join(path.read_text(encoding="utf-8") for path in STYLES.glob("*.css"))
    assert set(LANGUAGE_OF_THE_INTERFACE) - set(re.findall(r"\.([a-z][a-z0-9-]*)", styled)) == set()
    assert "<dialog" in page
    assert "style=" not in page


@pytest.mark.parametrize(
    ("language", "width", "guise"),
    [
        ("fr", 1280, {"color_scheme": "light"}),
        ("en", 1280, {"color_scheme": "dark"}),
        ("fr", 360, {"color_scheme": "dark"}),
        ("en", 360, {"color_scheme": "light"}),
        ("fr", 1280, {"forced_colors": "active"}),
        ("en", 360, {"reduced_motion": "reduce"}),
    ],
)
def test_axe_finds_nothing_in_any_guise(
    language: str, width: int, guise: dict[str, str], expert: Actor, visit: Visit
) -> None:
    page = visit(expert, PATH, language=language, width=width, **{**STILL, **guise})
    fit(page)
    if "reduced_motion" in guise:
        assert page.locator(".toast").evaluate("e => getComputedStyle(e).animationName") == "none"


def test_states_are_told_apart_without_colour(expert: Actor, visit: Visit) -> None:
    page = visit(expert, PATH, forced_colors="active")
    shapes = page.locator(".pill.ver").evaluate_all(
        "all => all.map(e => getComputedStyle(e, '::before').content +"
        " getComputedStyle(e, '::before').backgroundImage +"
        " getComputedStyle(e, '::before').boxShadow + e.textContent)"
    )
    assert len(set(shapes)) == len(shapes) >= 6


def test_paper_carries_the_marking_and_no_buttons(expert: Actor, visit: Visit) -> None:
    page = visit(expert, PATH)
    page.emulate_media(media="print")
    expect(page.locator(".mark")).to_be_visible()
    for gone in (".rail", ".top", ".toasts", "form.note"):
        for found in page.locator(gone).all():
            expect(found).to_be_hidden()


def test_the_list_of_keys_opens_by_key_and_button_and_closes(expert: Actor, visit: Visit) -> None:
    page = visit(expert, PATH)
    page.keyboard.press("?")
    keys = page.locator("dialog#keys")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("cette liste")
    fit(page)
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.locator("main [data-opens=keys]").click()
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#id_begins").focus()
    page.keyboard.type("?")
    expect(keys).to_be_hidden()


def test_what_has_the_focus_is_seen(expert: Actor, visit: Visit) -> None:
    page = visit(expert, PATH)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    seen = set()
    for _step in range(25):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                "(() => { const s = getComputedStyle(document.activeElement);"
                " return s.outlineStyle + ' ' + s.outlineWidth })()"
            )
        )
    assert all(not said.startswith("none") and not said.endswith(" 0px") for said in seen), seen
