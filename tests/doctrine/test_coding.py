"""The mission's reading of ACLED's labels, and what the checker says of a bad one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from rempart.doctrine import loader
from rempart.doctrine.check import check
from rempart.doctrine.coding import acled_of, folded

MALI = loader.PROFILES / "mali"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(MALI, tmp_path / "mali")
    return tmp_path / "mali"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('threat = "crsv"', 'threat = "harm"', ["acled.toml", "harm", "killing"]),
        ('type = "riots"', 'type = "riot"', ["acled.toml", "riot", "battles"]),
        ('subtype = "transfer"', 'subtype = "gift"', ["acled.toml", "gift", "transfer"]),
        ('state_forces = "host_forces"', 'state_forces = "army"', ["acled.toml", "army"]),
        ('en = "Grenade"', 'an = "Grenade"', ["acled.toml"]),
    ],
)
def test_a_mistake_is_named_with_its_file(copy: Path, old: str, new: str, said: list[str]) -> None:
    text = (copy / "acled.toml").read_text()
    assert old in text
    (copy / "acled.toml").write_text(text.replace(old, new, 1))
    problems = "\n".join(str(problem) for problem in check(copy))
    for words in said:
        assert words in problems


def test_labels_are_compared_without_case_and_space_around_joints() -> None:
    assert folded("Battle - No  change/ of ") == folded("battle-no change/of")


def test_a_profile_without_the_file_reads_nothing(tmp_path: Path) -> None:
    assert not acled_of(tmp_path)
    assert acled_of(MALI).subtype("abduction/forced disappearance").threat == "abduction"
