"""Scenario 20: the months ahead of the exercise, read, judged and answered in the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from doors import words
from rempart.doctrine.loader import current as profile
from rempart.exercise.staging import EXPERT, play
from rempart.kernel import clock
from rempart.kernel.actor import acting_as
from rempart.learning.models import Judgement, Outcome

SAYS = {
    "fr": ("Registre des jugements", "Énoncer", "décompte"),
    "en": ("Judgement ledger", "State it", "counting"),
}
UNTIL = date(2014, 11, 30)


@pytest.fixture
def gao(exercise: None) -> Any:
    """The exercise of one office, with its months ahead."""
    return play(profile(), UNTIL, 1, lambda *_said: None, ("gao",), parts=("outlook",))


def test_a_forecast_is_read_a_chance_stated_and_a_month_answered(
    gao: Any, site: str, visit: Callable[..., Page]
) -> None:
    clock.shift_to(datetime(2014, 11, 30, 8, tzinfo=UTC))
    with clock.frozen(datetime(2014, 11, 30, 8, tzinfo=UTC)):
        expert = gao.actor(EXPERT, "gao")
        pages = {said: visit(expert, "/perspectives/", language=said) for said in SAYS}
    for number, (language, page) in enumerate(pages.items()):
        _read(page, language)
        _judge(page, site, language, 97 + number)
    with clock.frozen(datetime(2014, 11, 30, 9, tzinfo=UTC)), acting_as(expert):
        assert Judgement.objects.filter(percent__in=(97, 98), author=expert.id).count() == 2
        assert Outcome.objects.filter(month=date(2014, 10, 1)).exists()


def _read(page: Page, language: str) -> None:
    assert SAYS[language][2] in words(page.locator("main").inner_text())
    expect(page.locator("main svg").first).to_be_visible()
    page.locator("main .tbl a").first.click()
    expect(page.locator("main h1")).to_be_visible()


def _judge(page: Page, site: str, language: str, percent: int) -> None:
    ledger, state, _counting = SAYS[language]
    page.goto(f"{site}/jugements/")
    expect(page.locator("main h1")).to_have_text(ledger)
    assert page.locator("main .tbl tbody tr").count() >= 3
    page.locator("main form select[name=area]").select_option(index=1)
    page.fill("main form [name=percent]", str(percent))
    page.get_by_role("button", name=state, exact=True).click()
    expect(page.locator("main .list.split")).to_contain_text(str(percent))
    waiting = page.locator("main .list a")
    before = waiting.count()
    assert before >= 1
    waiting.first.click()
    page.locator("main form button[type=submit]").last.click()
    page.goto(f"{site}/jugements/")
    assert page.locator("main .list a").count() == before - 1
