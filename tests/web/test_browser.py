"""The pages in a real browser: nothing leaves the host, axe is content, nothing overflows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect

from browsing import fit
from planting import incident
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.people.actions import FOUNDER, found_instance

PATHS = (
    "/", "/recherche/?q=Djebock", "/incidents/", "/incidents/nouvel-incident/", "/recus/",
    "/affichage/", "/mon-compte/",
)  # fmt: skip
Visit = Callable[..., Page]


@pytest.fixture
def expert(house: Any, appoint: Callable[..., Any]) -> Actor:
    """The expert in Gao, with thirty incidents."""
    for number in range(30):
        incident(
            house,
            office=1,
            marking=1 + number % 2,
            day=date(2014, 11, 14) - timedelta(days=9 * number),
            reference=f"GAO-14-7K3Q{'ABCDEFGHJKMNPQRSTVWXYZ0123456789'[number]}",
        )
    return appoint("poc_expert", "gao")


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("fr", 1280, "dark"), ("en", 360, "light")]
)
def test_axe_finds_nothing_and_nothing_overflows(
    language: str, width: int, scheme: str, expert: Actor, visit: Visit
) -> None:
    page = visit(expert, "/", language=language, width=width, color_scheme=scheme)
    one = "/incidents/GAO-14-7K3QA/"
    for path in (*PATHS, one):
        page.goto(re.sub(r"(://[^/]+).*", r"\1", page.url) + path)
        fit(page, path)
    gate = visit(None, "/connexion/", language=language, width=width, color_scheme=scheme)
    fit(gate)


def test_a_founder_sets_a_password_and_comes_in(house: Any, cluster: Any, visit: Visit) -> None:
    with acting_as(FOUNDER):
        links = found_instance(administrator="a@example.org", adviser="b@example.org")
    page = visit(None, f"/compte/{links['b@example.org']}/")
    page.fill("[name=password]", "trop court")
    page.fill("[name=again]", "autre chose")
    page.click("form:has([name=again]) button")
    expect(page.get_by_role("alert")).to_contain_text("12")
    page.fill("[name=password]", "une phrase bien à moi")
    page.fill("[name=again]", "une phrase bien à moi")
    page.click("form:has([name=again]) button")
    secret = page.locator("#secret").inner_text().replace(" ", "")
    fit(page)
    page.fill("[name=code]", pyotp.TOTP(secret).at(clock.now()))
    page.keyboard.press("Enter")
    expect(page.locator("main li code")).to_have_count(10)
    fit(page)
    codes = page.locator("main li code").all_inner_texts()
    page.click("text=Je les ai gardés")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ma journée")
    page.click("details.menu:has-text('Conseiller') summary")
    page.click("text=Se déconnecter")
    expect(page.locator("[name=username]")).to_be_visible()
    page.fill("[name=username]", "b@example.org")
    page.fill("[name=password]", "une phrase bien à moi")
    page.keyboard.press("Enter")
    page.fill("[name=code]", codes[0])
    fit(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ma journée")


def test_the_keyboard_alone_reaches_an_incident(expert: Actor, visit: Visit) -> None:
    page = visit(expert, "/")
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page).to_have_url(re.compile(r"/incidents/$"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/incidents/GAO-14-"))
    page.keyboard.press("/")
    page.keyboard.type("Djebock")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/recherche/\?q=Djebock"))
    page.get_by_role("link", name="Tous ceux qui contiennent ces mots").click()
    expect(page.locator("#list tbody tr")).to_have_count(25)


def test_a_shared_device_shows_nothing_after_a_sign_out(expert: Actor, visit: Visit) -> None:
    page = visit(expert, "/incidents/GAO-14-7K3QA/")
    there = page.url
    assert page.locator("form:not([autocomplete=off])").count() == 0
    page.click("details.menu:has-text('Se déconnecter') summary")
    page.click("text=Se déconnecter")
    expect(page.locator("[name=username]")).to_be_visible()
    page.go_back()
    expect(page.locator("[name=username]")).to_be_visible()
    page.goto(there)
    expect(page.locator("[name=username]")).to_be_visible()
    assert {one["name"] for one in page.context.cookies()} <= {"csrftoken", "django_language"}
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_everything_can_be_read_without_script(expert: Actor, visit: Visit) -> None:
    page = visit(expert, "/incidents/", java_script_enabled=False)
    page.click("[rel=next]")
    expect(page.locator("#list tbody tr")).to_have_count(5)
    page.locator("#list tbody tr a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Djebock")
    page.click("button:text-is('English')")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_next_page_comes_in_place(expert: Actor, visit: Visit) -> None:
    page = visit(expert, "/incidents/")
    page.evaluate("window.stayed = true")
    page.click("[rel=next]")
    expect(page.locator("#list tbody tr")).to_have_count(5)
    assert page.evaluate("window.stayed") is True
    assert "after=" in page.url
