"""Pasted lines, as they come: what quick entry proposes of them, in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rempart.doctrine.loader import current as profile
from rempart.places.pointing import Named, named_places
from rempart.register.reports.reading import days, figure, read

RECEIVED = date(2014, 11, 17)
"""A Monday."""

NAMES = [
    (name, Named(name, 16.0, 0.0, area, True))
    for name, area in (("Djebock", "ML0703"), ("Fafa", "ML0701"), ("Dialloubé", "ML0506"))
]

LINES: list[tuple[str, dict[str, Any]]] = [
    ("SITREP 16/11 : 4 civils tués et 2 blessés à Djebock par des hommes armés non identifiés.",
     {"starts_on": date(2014, 11, 16), "place": "Djebock", "area": "ML0703",
      "threat_type": "killing", "perpetrator": "unidentified",
      "figures": {"killed": (None, 4, None), "injured": (None, 2, None)}}),
    ("Hier vers 06h10, un véhicule a sauté sur une mine à 12 km au nord-est d’Ansongo : "
     "trois morts, cinq blessés.",
     {"starts_on": date(2014, 11, 16), "place": "12 km au nord-est d’Ansongo", "area": "ML0701",
      "threat_type": "explosive", "figures": {"killed": (None, 3, None),
                                               "injured": (None, 5, None)}}),
    ("On 12 November armed men looted the market in Fafa and abducted two traders.",
     {"starts_on": date(2014, 11, 12), "place": "Fafa", "threat_type": "looting",
      "perpetrator": "unidentified", "figures": {"abducted": (None, 2, None)}}),
    ("Between 4 and 6 people killed yesterday near Djebock, several wounded. Source: NGO.",
     {"starts_on": date(2014, 11, 16), "place": "Djebock", "threat_type": "killing",
      "figures": {"killed": (4, None, 6), "injured": (None, None, None)}}),
    ("Dans la nuit du 14 au 15 novembre, des bandits ont emporté 65 têtes de bétail à Dialloubé.",
     {"starts_on": date(2014, 11, 14), "ends_on": date(2014, 11, 15), "place": "Dialloubé",
      "area": "ML0506", "threat_type": "looting", "perpetrator": "criminal", "figures": {}}),
    ("FW: au moins 250 personnes ont fui le village après l’ultimatum des terroristes, "
     "vendredi, cercle de Ménaka",
     {"starts_on": date(2014, 11, 14), "area": "ML0704", "point_precision": "second_level",
      "threat_type": "forced_displacement", "perpetrator": "terrorist_group",
      "figures": {"displaced": (250, None, None)}}),
    ("RAS Gao. Tracts menaçant les enseignants trouvés devant l’école de Bourem ce matin.",
     {"starts_on": RECEIVED, "place": "Bourem", "threat_type": "attack_on_services",
      "figures": {}}),
    ("Nov 10: clash between herders and farmers in Dialloube, at least 3 killed, 10 injured.",
     {"starts_on": date(2014, 11, 10), "place": "Dialloube", "area": "ML0506",
      "threat_type": "intercommunal",
      "figures": {"killed": (3, None, None), "injured": (None, 10, None)}}),
    ("Deux soldats FAMa tués et un civil blessé lors d’une attaque à Ansongo le 13.11.2014",
     {"starts_on": date(2014, 11, 13), "place": "Ansongo", "perpetrator": "host_forces",
      "figures": {"injured": (None, 1, None)}}),
    ("Une dizaine de bergers auraient été enlevés au puits de Tin-Hama, lieu non confirmé.",
     {"starts_on": None, "date_precision": "unknown", "threat_type": "abduction",
      "figures": {"abducted": (None, 10, None)}}),
    ("2014-11-15 : barrage illégal sur la RN17 près d’Ansongo, 2 500 FCFA par passager.",
     {"starts_on": date(2014, 11, 15), "place": "Ansongo", "threat_type": "siege",
      "figures": {}}),
    ("Radio reports several dead at Djebok on Saturday; militia blamed.",
     {"starts_on": date(2014, 11, 15), "place": "Djebock", "threat_type": "killing",
      "perpetrator": "self_defence", "figures": {"killed": (None, None, None)}}),
    ("1 200 déplacés arrivés à Gao depuis lundi, d’après une ONG.",
     {"starts_on": RECEIVED, "place": "Gao", "threat_type": "forced_displacement",
      "figures": {"displaced": (None, 1200, None)}}),
    ("Arrestation de six hommes au marché de Tombouctou par les gendarmes, 31/10.",
     {"starts_on": date(2014, 10, 31), "place": "Tombouctou",
      "threat_type": "arbitrary_detention", "perpetrator": "host_forces", "figures": {}}),
    ("La réunion hebdomadaire est reportée.",
     {"starts_on": None, "place": "", "threat_type": "", "perpetrator": "", "figures": {}}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "due"), LINES, ids=[line[:40] for line, _due in LINES])
def test_a_pasted_line_proposes_what_it_says(line: str, due: dict[str, Any], house: Any) -> None:
    names = [*NAMES, *named_places(RECEIVED)]
    found = read(line, RECEIVED, names, profile().cues)
    figures = {f["kind"]: (f["min"], f["best"], f["max"]) for f in found.figures}
    said = {name: figures if name == "figures" else getattr(found, name) for name in due}
    assert said == due


@pytest.mark.parametrize(
    ("said", "due"),
    [("4", (None, 4, None)), ("4-6", (4, None, 6)), ("4 à 6", (4, None, 6)),
     ("au moins 4", (4, None, None)), ("up to 12", (None, None, 12)),
     ("1 200", (None, 1200, None)), ("plusieurs", (None, None, None)),
     ("several", (None, None, None)), ("on ne sait pas", (None, None, None))],
)  # fmt: skip
def test_a_figure_keeps_its_words(said: str, due: tuple[Any, ...]) -> None:
    found = figure("killed", said)
    assert (found["min"], found["best"], found["max"]) == due
    assert found["said"] == said


def test_a_day_without_a_year_is_never_to_come() -> None:
    assert days("le 20 décembre", RECEIVED)[0] == date(2013, 12, 20)
    assert days("le 31/02", RECEIVED)[0] is None
    assert days("rien", RECEIVED) == (None, None, "unknown", "")


def test_the_words_by_which_it_proposes_are_those_of_the_text(house: Any) -> None:
    found = read("Entre 4 et 6 civils tués à Fafa par des hommes armés.", RECEIVED, NAMES,
                 profile().cues)  # fmt: skip
    assert found.found["threat_type"] == "tués"
    assert found.found["perpetrator"] == "hommes armés"
    assert found.figures[0]["said"] == "entre 4 à 6"
