"""Timbuktu's month: six threats, returned for want of evidence, cleared, approved, locked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from months import SAYS, six_threats, take, timbuktu, write_everything
from planting import incident
from rempart.kernel.actor import Actor, acting_as
from rempart.threats import actions
from rempart.threats.models import Approval, Assessment, Threat


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_month_of_timbuktu(
    language: str, house: Any, appoint: Callable[..., Actor], visit: Callable[..., Page]
) -> None:
    cast, says = timbuktu(appoint), SAYS[language]
    references = six_threats(cast["expert"])
    proof = incident(house, office=2, area="ML0601", place="Diré")

    desk = visit(cast["expert"], "/evaluations/", language=language)
    desk.locator("form:has([name=month][value='2014-10']) button").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("2014")
    reference = re.search(r"/evaluations/([A-Z0-9-]+)/", desk.url)
    assert reference
    with acting_as(cast["expert"]):
        whole = Assessment.objects.get(reference=reference[1])
    write_everything(cast["expert"], whole)

    # The expert scores an intent of 4 without saying what it stands on.
    desk.goto(desk.url.split("/evaluations/")[0] + f"/menaces/{references[0]}/")
    desk.locator("#f-intent label:has(input[value='4'])").click()
    desk.get_by_role("button", name=says["score"]).first.click()
    expect(desk.locator("#f-intent .msg")).to_be_visible()

    base = desk.url.split("/menaces/")[0] + f"/evaluations/{whole.reference}/"
    desk.goto(base + "context/")
    desk.fill("#text", "La foire de Diré a repris.")
    desk.get_by_role("button", name=says["save"], exact=True).first.click()
    expect(desk.locator("#text")).to_have_value("La foire de Diré a repris.")
    take(desk, says["submit"])
    take(desk, says["review"])

    chief = visit(cast["head"], f"/evaluations/{whole.reference}/threats/", language=language)
    take(chief, says["return"])
    expect(chief.get_by_role("alert")).to_be_visible()
    chief.fill("#reason", "Intention 4 : sur quelle preuve ?")
    take(chief, says["return"])
    expect(chief.locator("main .pill.st").first).to_have_text(says["returned"])

    desk.goto(desk.url.split("/evaluations/")[0] + f"/menaces/{references[0]}/")
    desk.fill("#cite", proof.reference)
    desk.select_option("#cite_factor", "intent")
    desk.get_by_role("button", name=says["score"]).first.click()
    expect(desk.locator("#f-intent")).to_contain_text(proof.reference)
    desk.goto(base + "context/")
    take(desk, says["submit"])
    take(desk, says["review"])

    chief.reload()
    take(chief, says["clear"])
    adviser = visit(cast["adviser"], f"/evaluations/{whole.reference}/summary/", language=language)
    take(adviser, says["consolidate"])
    take(adviser, says["approve"])
    expect(adviser.locator("main .pill.st").first).to_have_text(says["approved"])

    # What was approved is locked, in both languages, with its seal.
    desk.goto(base + "context/")
    expect(desk.locator("#text")).to_have_count(0)
    with acting_as(cast["expert"]):
        approval = Approval.objects.get(assessment=whole)
        assert len(approval.snapshot.content["threats"]) == 6
        assert approval.snapshot.content["threats"][0]["trend"] == "new"
    for lang in ("fr", "en"):
        with desk.expect_download() as download:
            desk.locator(f"a[href$='{lang}.pdf']").click()
        assert download.value.path().read_bytes().startswith(b"%PDF")

    # The next month shows what moved.
    with acting_as(cast["expert"]):
        worse = Threat.objects.get(reference=references[0])
        actions.score_threat(
            target=worse.pk, scores={"capability": 5, "opportunity": 5, "history": 5},
            reasons=dict.fromkeys(("capability", "opportunity", "history"), "visite"),
        )  # fmt: skip
    desk.goto(desk.url.split("/evaluations/")[0] + f"/menaces/{references[0]}/")
    expect(desk.locator(".trend").first).to_have_attribute("data-t", re.compile("up|flat"))
