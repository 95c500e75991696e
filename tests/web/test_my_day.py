"""My day, for each role: something true, and nothing that the role may not know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from oracle import ALL_ROLES, NOW, Post, Reader, Record, sees

from doors import words
from planting import incident
from rempart.kernel.actor import Actor
from rempart.kernel.policy import ROLES
from rempart.web.templatetags.rempart import unbroken

Door = Callable[..., Client]
RECORDS = tuple(
    Record(office=office, marking=marking, compartment=compartment)
    for office in (1, 2) for marking in (1, 2, 3) for compartment in (0, 3)
)  # fmt: skip
VERIFIES = {"human_rights", "child_protection", "women_protection"}


@pytest.fixture
def planted(house: Any) -> None:
    """Incidents of this month in two offices, at every marking, some in a compartment."""
    for record in RECORDS:
        incident(
            house, office=record.office, marking=record.marking, compartment=record.compartment,
            place="CANARI", summary="CANARI",
        )  # fmt: skip


def test_the_oracle_knows_every_role() -> None:
    assert sorted(ROLES) == ALL_ROLES


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_a_role_reads_what_is_true_for_it_and_no_more(
    role: str, language: str, planted: None, appoint: Callable[..., Actor], door: Door
) -> None:
    office = "gao" if role not in ("srsg", "dsrsg", "partner", "administrator", "auditor") else ""
    page = words(door(appoint(role, office, clearance=2), language).get("/").content.decode())
    main = page.partition("<main")[2].partition("</main>")[0]
    reader = Reader("x", (Post(role, 1 if office else 0, 2),))
    seen = sum(sees(reader, record, NOW) for record in RECORDS)
    assert "CANARI" not in page
    counted = {
        "fr": f"{seen} incident{'s' if seen > 1 else ''} des trente derniers jours",
        "en": f"{seen} incident{'' if seen == 1 else 's'} of the last thirty days",
    }[language]
    none = {"fr": "Aucun incident des trente", "en": "No incident of the last thirty"}[language]
    if seen:
        assert counted in main
    else:
        assert "trente derniers jours" not in main.replace(none, "")
        assert "last thirty days" not in main.replace(f"{none} days", "")
    late = {"fr": "pas encore vérifié", "en": "not verified yet"}[language]
    assert (late in main) == (role in VERIFIES)
    assert (("écriture" if language == "fr" else "of the journal") in main) == (role == "auditor")
    manages = ("comptes sont ouverts" if language == "fr" else "accounts are open") in main
    assert manages == (role == "administrator")
    assert "<li>" in main


def test_a_post_that_ends_is_told_to_its_holder(
    house: Any, appoint: Callable[..., Actor], door: Door
) -> None:
    ends = datetime(2014, 12, 2, tzinfo=UTC)
    page = words(door(appoint("poc_expert", "gao", ends=ends)).get("/").content.decode())
    assert "Votre poste finit le 2 décembre 2014" in page
    lasting = words(door(appoint("poc_expert", "gao")).get("/").content.decode())
    assert "Votre poste finit" not in lasting


def test_a_reference_never_breaks_and_what_is_said_stays_text() -> None:
    said = unbroken("<b> GAO-14-7K3QX5 waits: GAO-14")
    assert said == '&lt;b&gt; <span class="ref">GAO-14-7K3QX5</span> waits: GAO-14'
