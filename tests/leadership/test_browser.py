"""The leadership's pages in a real browser: axe is content, nothing overflows on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from browsing import fit
from counsel import SAID, TASK
from months import timbuktu
from planting import incident
from rempart.kernel.actor import Actor, acting_as
from rempart.leadership.advice import actions
from rempart.leadership.meetings import actions as meetings
from rempart.leadership.strategy import actions as strategy


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 360)])
def test_axe_finds_nothing_and_nothing_overflows(
    language: str, width: int, house: Any, appoint: Callable[..., Actor],
    visit: Callable[..., Page],
) -> None:  # fmt: skip
    cast = timbuktu(appoint)
    srsg = appoint("srsg", component="srsg_office")
    fact = incident(house, office=2, area="ML0601", place="Diré, marché")
    with acting_as(cast["adviser"]):
        draft, sent = actions.write_note(said=SAID), actions.write_note(said=SAID)
        for row in (draft, sent):
            actions.cite_fact(target=row.pk, reference=fact.reference, words="Trois vols")
            actions.propose_task(target=row.pk, said=TASK)
        actions.advance_note(target=sent.pk, step="submit")
        table = meetings.plan_meeting(
            body="smg_poc", said={"title": "Réunion", "held_on": date(2014, 11, 17)}
        )
        meetings.add_point(target=table.pk, words="Patrouilles")
        meetings.advance_meeting(target=table.pk, step="convene")
        meetings.record_attendance(target=table.pk, seats={("srsg", 0): "present"})
        meetings.advance_meeting(target=table.pk, step="hold")
        whole = strategy.write_strategy(said={"title_fr": "Stratégie", "title_en": "Strategy"})
        aim = strategy.add_objective(strategy=whole, said={
            "volet": "t2", "mode": "prevention", "text_fr": "Les marchés se tiennent",
            "outcomes": [{"n": 1, "fr": "Moins de morts", "en": ""}], "mandate": ["r2164"],
        })  # fmt: skip
        gauge = strategy.add_indicator(objective=aim, said={
            "outcome": 1, "computed": "verified_harm",
        })  # fmt: skip
        asked = strategy.consult(strategy=whole, said={
            "party": "unct", "question": "Le projet", "asked_on": date(2014, 11, 10),
        })  # fmt: skip
    pages = {
        cast["adviser"]: ["/notes/", "/notes/ajout/", "/notes/suites/",
                          f"/notes/{draft.reference}/", f"/notes/{draft.reference}/ecrire/",
                          "/reunions/ajout/", f"/reunions/{table.reference}/",
                          f"/reunions/{table.reference}/ecrire/", "/strategie/ajout/",
                          f"/strategie/{whole.reference}/",
                          f"/strategie/{whole.reference}/objectif/",
                          f"/strategie/{whole.reference}/consultation/",
                          f"/objectifs/{aim.reference}/",
                          f"/objectifs/{aim.reference}/indicateur/",
                          f"/indicateurs/{gauge.reference}/", "/consultations/",
                          f"/consultations/{asked.reference}/"],
        cast["expert"]: [
            "/strategie/", f"/strategie/{whole.reference}/",
            f"/strategie/{whole.reference}/bureaux/",
            f"/strategie/{whole.reference}/bureaux/tombouctou/",
        ],
        srsg: ["/", "/reunions/", f"/reunions/{table.reference}/", f"/notes/{sent.reference}/"],
    }  # fmt: skip
    for who, paths in pages.items():
        page = visit(who, "/", language=language, width=width)
        root = page.url.rstrip("/")
        for path in paths:
            page.goto(root + path)
            fit(page, path)
