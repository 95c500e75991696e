"""Points as people say them: degrees of both notations, MGRS, a distance from a town, a name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pyproj import Geod

from rempart.kernel.errors import BadInput
from rempart.places.models import Locality
from rempart.places.pointing import read_point

DAY = date(2014, 11, 17)
ANSONGO = (15.6597, 0.5022)


@pytest.fixture
def towns(house: Any) -> None:
    Locality.objects.create(
        name="Ansongo", aliases=["Ansonghô"], area="ML0702",
        latitude=ANSONGO[0], longitude=ANSONGO[1],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "latitude", "longitude", "precision"),
    [
        ("14.35, -3.61", 14.35, -3.61, "exact"),
        ("14,35 ; -3,61", 14.35, -3.61, "exact"),
        ("14.35 N 3.61 W", 14.35, -3.61, "exact"),
        ("14,35 N 3,61 O", 14.35, -3.61, "exact"),
        ("14°21'36\"N 3°36'36\"O", 14.36, -3.61, "exact"),
        ("14° 21′ N, 3° 36′ W", 14.35, -3.6, "exact"),
        ("30PWB 65870 12340", 14.58, -2.39, "exact"),
        ("30PWB6512", 14.58, -2.39, "near"),
    ],
)
def test_a_point_is_understood(
    towns: None, said: str, latitude: float, longitude: float, precision: str
) -> None:
    point = read_point(said, DAY)
    assert point.latitude == pytest.approx(latitude, abs=0.02)
    assert point.longitude == pytest.approx(longitude, abs=0.02)
    assert point.precision == precision


@pytest.mark.parametrize(
    ("said", "bearing", "km"),
    [
        ("12 km NE d'Ansongo", 45, 12),
        ("12 km NE of Ansongo", 45, 12),
        ("3,5 km au sud-ouest d’Ansongo", 225, 3.5),
        ("20 km à l’ouest d’ansongo", 270, 20),
        ("20 km NNO d'Ansonghô", 337.5, 20),
        ("7 km north west of Ansongo", 315, 7),
        ("Ansongo", 0, 0),
    ],
)
def test_a_distance_from_a_town(towns: None, said: str, bearing: float, km: float) -> None:
    point = read_point(said, DAY)
    there, _back, metres = Geod(ellps="WGS84").inv(
        ANSONGO[1], ANSONGO[0], point.longitude, point.latitude
    )
    assert metres == pytest.approx(km * 1000, abs=30)
    if km:
        assert there % 360 == pytest.approx(bearing, abs=1)
        assert point.precision == "near"


@pytest.mark.parametrize("said", ["91, 0", "14.35", "99ZZZ12", "12 km XX d'Ansongo", "???"])
def test_what_is_no_point_is_refused_with_a_way_to_write_one(towns: None, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_point(said, DAY)
    assert caught.value.problems[0].value


def test_a_misspelt_town_is_asked_back(towns: None) -> None:
    with pytest.raises(BadInput) as caught:
        read_point("12 km NE d'Ansomgo", DAY)
    assert "Ansongo" in str(caught.value.problems[0].remedy)
