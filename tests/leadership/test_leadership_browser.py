"""The pages of releases and briefs in a real browser: axe is content, and nothing overflows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from approved import approve
from browsing import fit
from rempart.documents.snapshot import content_hash
from rempart.kernel.actor import Actor, acting_as
from rempart.leadership.briefs import actions as briefs
from rempart.leadership.releases import actions, queries


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 360)])
def test_axe_finds_nothing_and_nothing_overflows(
    language: str, width: int, house: Any, appoint: Callable[..., Actor],
    visit: Callable[..., Page],
) -> None:  # fmt: skip
    whole = approve(house)
    expert, adviser = appoint("poc_expert", "gao"), appoint("senior_adviser")
    team, srsg = appoint("poc_expert"), appoint("srsg", component="srsg_office")
    partner = appoint("partner", "gao", component="humanitarian", clearance=2,
                      organisation="protection_cluster")  # fmt: skip
    with acting_as(expert):
        row = actions.draft_release(
            assessment=whole,
            said={"organisations": [1], "sections": ["summary", "figures", "harm", "threats"],
                  "purpose": "Plan", "expires_on": date(2014, 12, 15), "marking": 1,
                  "names_host_state": False},
        )  # fmt: skip
        actions.advance_release(target=row.pk, step="submit")
    with acting_as(adviser):
        seen = content_hash(queries.content(row)[0])
        actions.advance_release(target=row.pk, step="approve", seen=seen)
    with acting_as(partner):
        sent = actions.send_submission(sort="alert", said={"text": "Hommes armés"}, office=1)
    with acting_as(team):
        brief = briefs.draft_brief(sort="consolidation", day=date(2014, 10, 1))
    for who, paths in (
        (expert, ("/communications/", f"/communications/nouvelle/?assessment={whole.reference}",
                  f"/communications/{row.reference}/", "/envois/", f"/envois/{sent.reference}/")),
        (partner, ("/partage/", "/partage/envoyer/", "/envois/", "/")),
        (team, ("/points/", f"/points/{brief.reference}/")),
        (srsg, ("/page-rssg/",)),
    ):  # fmt: skip
        page = visit(who, "/", language=language, width=width)
        root = page.url.rstrip("/")
        for path in paths:
            page.goto(root + path)
            fit(page, path)
