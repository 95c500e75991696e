"""“Your first assessment”, followed to the letter: every name in bold is one that was met."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from doors import words
from rempart.doctrine.loader import current as profile
from rempart.exercise.staging import EXPERT, play
from rempart.kernel import clock
from rempart.kernel.actor import acting_as
from rempart.threats.models import Assessment

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial"
PAGE = {"fr": "README.fr.md", "en": "README.md"}


@pytest.fixture
def gao(exercise: None) -> Any:
    """The exercise of one office, as `rempart demo` plays it."""
    return play(profile(), date(2014, 11, 30), 1, lambda *_said: None, ("gao",), parts=())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_newcomer_submits_a_month(
    language: str, gao: Any, site: str, visit: Callable[..., Page]
) -> None:
    text = (TUTORIAL / PAGE[language]).read_text(encoding="utf-8")
    bold = [words(name).rstrip(".") for name in re.findall(r"\*\*(.+?)\*\*", text)]
    expert, threats, sums, months, checks, save, submit, head = bold[:5] + bold[5:6] + bold[-2:]
    met = ""

    clock.shift_to(datetime(2014, 11, 30, 8, tzinfo=UTC))
    page = visit(None, "/connexion/", language=language)

    def look() -> None:
        nonlocal met
        met += words(page.locator("body").inner_text())

    look()
    page.locator("form[action='/exercice/entrer/'] div", has=page.get_by_text("Gao", exact=True)
                 ).get_by_role("button", name=expert).first.click()  # fmt: skip
    look()
    page.get_by_role("link", name=threats, exact=True).click()
    page.locator("main .tbl tbody a").first.click()
    look()
    page.get_by_role("link", name=months, exact=True).click()
    page.locator("main a[href*='/evaluations/GAO-14']").first.click()
    look()
    base = page.url.rpartition("summary/")[0]
    for section in ("context", "capacities", "gaps"):
        page.goto(f"{base}{section}/")
        page.fill("#text", "Rien de nouveau.")
        page.locator("#write").get_by_role("button", name=save, exact=True).click()
        expect(page.locator("#text")).to_have_value("Rien de nouveau.")
    page.goto(f"{base}recommendations/")
    lacking = page.locator(".note", has=page.locator("b.msg")).first
    lacking.locator("summary").click()
    lacking.locator("select[name=owner]").select_option(index=1)
    lacking.locator("[name=due_on]").fill("15/12/2014")
    lacking.get_by_role("button", name=save, exact=True).click()
    for number in range(page.locator("form.note").count()):
        old = page.locator("form.note").nth(number)
        old.locator("select").select_option("done")
        old.get_by_role("button", name=save, exact=True).click()
        expect(page.locator("form.note").nth(number).locator("select")).to_have_value("done")
    look()
    expect(page.get_by_text(re.compile("Bloquant|Blocks"))).to_have_count(0)
    page.get_by_role("button", name=submit, exact=True).click()
    page.wait_for_load_state()
    with clock.frozen(datetime(2014, 11, 30, 9, tzinfo=UTC)), acting_as(gao.actor(EXPERT, "gao")):
        assert Assessment.objects.get(month=date(2014, 11, 1)).state == "submitted"
    assert [name for name in bold if name not in met] == []
    assert (sums in met, checks in met, head in met) == (True, True, True)
