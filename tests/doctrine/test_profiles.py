from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rempart.doctrine import loader
from rempart.doctrine.check import check, lacking
from rempart.kernel.errors import BadInput
from rempart.kernel.policy import ROLES

OURS = sorted(path.parent.name for path in loader.PROFILES.glob("*/profile.toml"))
LAGUNE = Path(__file__).parents[1] / "data" / "profiles" / "lagune"


@pytest.mark.parametrize("name", [*OURS, LAGUNE])
def test_a_shipped_profile_is_whole(name: str | Path) -> None:
    assert [str(problem) for problem in check(name)] == []


def test_an_emergency_number_that_is_not_set_is_said() -> None:
    assert "emergency_number" in str(lacking(loader.load("mali"))[0])


def test_the_offices_have_their_codes_prefixes_and_numbers() -> None:
    mali = loader.load("mali")
    said = {o.code: (o.number, o.prefix) for o in mali.offices}
    assert said == {
        "gao": (1, "GAO"),
        "tombouctou": (2, "TOM"),
        "kidal": (3, "KID"),
        "mopti": (4, "MOP"),
        "menaka": (5, "MEN"),
    }
    assert mali.office("MOPTI") == mali.office("Mopti") == mali.office(4)
    assert {role.code for role in mali.roles} == set(ROLES)


def test_an_unknown_code_is_named_with_those_there_are() -> None:
    with pytest.raises(BadInput) as error:
        loader.load("mali").office("bamako")
    assert "bamako" in str(error.value)
    assert "tombouctou" in str(error.value)


def test_an_area_is_called_as_it_was_on_the_day() -> None:
    mali = loader.load("mali")
    before, after = date(2014, 11, 3), date(2016, 1, 19)
    assert mali.describe("ML0704", before, "fr") == "cercle de Ménaka (région de Gao)"
    assert mali.describe("ML0704", before, "en") == "cercle of Ménaka (region of Gao)"
    assert mali.describe("ML0704", after, "fr") == "région de Ménaka"
    assert mali.describe("ML0701", after, "fr") == "cercle d’Ansongo (région de Gao)"
    assert mali.describe("ML10", date(2016, 1, 18), "fr") == "ML10"


@pytest.mark.parametrize("profile", [*OURS, LAGUNE])
def test_every_word_is_there_in_both_languages(profile: str | Path) -> None:
    said = loader.load(profile)
    for vocabulary in said.vocabularies.values():
        codes = [item.code for item in vocabulary]
        assert len(codes) == len(set(codes)), vocabulary.name
        for item in vocabulary:
            assert item.label("fr")
            assert item.label("en")
            assert "'" not in item.fr, item.fr


def test_what_is_ours_is_marked_as_proposed() -> None:
    mali = loader.load("mali")
    for name in ("category", "band", "trend", "confidence"):
        assert {item.status for item in mali.vocabulary(name)} == {"proposed"}


@pytest.fixture
def copy(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """A copy of the invented profile with one text changed in one file."""

    def change(file: str, old: str, new: str) -> Path:
        folder = tmp_path / "profile"
        shutil.copytree(LAGUNE, folder)
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1))
        return folder

    return change


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("profile.toml", 'prefix = "EST"', 'prefix = "est"', ["profile.toml, ligne 17", "est"]),
        ("profile.toml", "number = 2", "number = 1", ["1", "deux fois"]),
        ("profile.toml", 'en = "West"', 'west = "West"', ["profile.toml"]),
        ("profile.toml", 'code = "west"', 'code = "west', ["profile.toml, ligne 24", "TOML"]),
        ("profile.toml", 'areas = ["LG02"]', 'areas = ["LG01"]', ["LG01", "deux bureaux"]),
        ("profile.toml", 'owner_component = "guard"', 'owner_component = "army"', ["army"]),
        ("people.toml", 'code = "srsg"', 'code = "chief"', ["chief", "srsg"]),
    ],
)
def test_a_mistake_is_named_with_file_line_value_and_remedy(
    copy: Callable[[str, str, str], Path], file: str, old: str, new: str, said: list[str]
) -> None:
    problems = "\n".join(str(problem) for problem in check(copy(file, old, new)))
    for words in said:
        assert words in problems
