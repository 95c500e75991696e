"""Section 6 of an assessment: alerts with their denominators, in both languages; none is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from doors import words
from planting import incident, plant
from rempart.kernel import ids
from rempart.kernel.actor import Actor, acting_as
from rempart.register.alerts import metrics
from rempart.register.models import Alert
from rempart.threats import answers
from rempart.threats.words import Words

OCTOBER = date(2014, 10, 1)
HEARD = datetime(2014, 10, 5, 6, 10, tzinfo=UTC)


def test_the_section_says_what_the_page_of_figures_says(
    house: Any, appoint: Callable[..., Actor]
) -> None:
    """A month without an alert: nobody warned of one of one; two without a time, apart."""
    for at in (time(8), None, None):
        incident(house, office=1, day=HEARD.date(), verification="verified", time_of_day=at)
    incident(house, office=1, day=HEARD.date(), verification="verified", compartment=2)
    with acting_as(appoint("poc_expert", "gao")):
        said = answers.section(1, OCTOBER)
        found = metrics.measured(OCTOBER, date(2014, 10, 31), 1)
    assert said is not None
    assert said["missed"] == [found.missed.part, found.missed.whole] == [1, 1]
    assert said["untimed"] == found.untimed == 2
    assert "1 sur 1 ; 2 sans heure, comptés à part" in words(answers.lines(said, Words("fr"))[3])
    assert "1 of 1; 2 without a time of day" in answers.lines(said, Words("en"))[3]


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
