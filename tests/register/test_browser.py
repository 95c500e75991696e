"""Reports, sources and quick entry in a real browser: axe is content, nothing overflows, and a
pasted line becomes an incident in four gestures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from browsing import fit
from rempart.kernel.actor import Actor, acting_as
from rempart.places.actions import add_locality
from rempart.register.models import Incident, Report
from rempart.register.reports import actions, files, sources, stripping
from rempart.register.reports.reading import figure

LINE = "SITREP 16/11 : 4 à 6 civils tués et plusieurs blessés à Djebock par des hommes armés."


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("en", 360)])
def test_axe_finds_nothing_and_a_pasted_line_becomes_an_incident(
    language: str, width: int, appoint: Callable[..., Actor], visit: Callable[..., Page], house: Any
) -> None:
    expert, adviser = appoint("poc_expert", "gao"), appoint("senior_adviser")
    keeper = appoint("civil_affairs", "gao", component="civil_affairs",
                     compartments=("source_identity",))  # fmt: skip
    with acting_as(keeper):
        source = sources.register_source(
            said={"type": "resident", "reliability": "b", "consent": "internal", "protected": True}
        )
        sources.keep_identity(source=source, text="Identité inventée")
        sources.open_identity(source=source, reason="Prévenir la source")
    with acting_as(expert):
        add_locality(name="Djebock", office=1, area="ML0703", latitude=16.5, longitude=0.3,
                     precision="exact", source="x")  # fmt: skip
        told = {"told": "Six morts", "source": source, "starts_on": date(2014, 11, 15),
                "place": "Djebock", "figures": [figure("killed", "6")]}  # fmt: skip
        row = actions.record_report(told=told)
        event = actions.incident_of(row)
        kept = stripping.Stripped(b"x", "text/plain", ("properties",))
        files.attach_to_report(target=row.pk, name="note.txt", file=kept)
    page = visit(expert, "/rapports/", language=language, width=width)
    root = page.url.partition("/rapports")[0]
    for path in (
        "/rapports/", "/rapports/nouveau/", f"/rapports/{row.reference}/",
        f"/incidents/{event.reference}/", "/sources/", "/saisie-rapide/",
    ):  # fmt: skip
        page.goto(root + path)
        fit(page, path)
    page.fill("textarea[name=text]", LINE)
    page.click("button[value=read]")
    fit(page, "read")
    page.check("input[name=into][value=incident]")
    page.click("button[value=save]")
    page.wait_for_url("**/incidents/**")
    with acting_as(expert):
        assert Report.objects.filter(told=LINE).count() == 1
        found = Incident.objects.exclude(pk=event.pk).get()
        assert (found.starts_on, found.place) == (date(2014, 11, 16), "Djebock")
        assert (found.killed_min, found.killed_max) == (4, 6)
    page = visit(keeper, f"/sources/{source.reference}/", language=language, width=width)
    fit(page, "source")
    page.fill("#open-reason", "Le prévenir")
    page.click(".btn.stop")
    fit(page, "opened")
    assert "Identité inventée" in page.content()
    page = visit(adviser, "/sources/ouvertures/", language=language, width=width)
    fit(page, "openings")
