"""Section 6 of an assessment: alerts with their denominators, in both languages; none is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from planting import plant
from rempart.kernel import ids
from rempart.kernel.actor import Actor, acting_as
from rempart.register.models import Alert
from rempart.threats import answers
from rempart.threats.words import Words

OCTOBER = date(2014, 10, 1)
HEARD = datetime(2014, 10, 5, 6, 10, tzinfo=UTC)


def test_the_section_prints_every_term(house: Any, appoint: Callable[..., Actor]) -> None:
    expert = appoint("poc_expert", "gao")
    with acting_as(expert):
        assert answers.section(1, OCTOBER) is None
    assert answers.lines(None, Words("fr")) == []
    for office, marking, compartment, answered in (
        (1, 1, 0, True), (1, 2, 0, False), (1, 3, 2, True), (2, 1, 0, True),
    ):  # fmt: skip
        alert = Alert(
            title="Tirs", priority="p1", state="outcome_recorded", outcome="averted",
            responders=["force"], received_at=HEARD, office=office, marking=marking,
            compartment=compartment, component=1, author=ids.new_id(),
            reference=ids.new_reference("GAO", 2014),
            responded_at=HEARD + timedelta(hours=1) if answered else None,
        )  # fmt: skip
        plant(house, alert)
    with acting_as(appoint("poc_expert", "gao", compartments=("crsv",))):
        said = answers.section(1, OCTOBER)
    assert said is not None
    assert (said["received"], said["responded"], said["percent"], said["marking"]) == (2, 1, 50, 2)
    french, english = (answers.lines(said, Words(words)) for words in ("fr", "en"))
    assert "sur 2 exploitables (50" in french[0]
    assert "of 2 actionable (50%)" in english[0]
    assert len(french) == len(english) == 4
