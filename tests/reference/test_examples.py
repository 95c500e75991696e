"""Shell examples that are marked `sh run` are run, page by page, on an instance of their own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest

from ground import reachable
from rempart.doctrine.loader import PROFILES
from rempart.kernel.cluster import Cluster

ROOT = Path(__file__).resolve().parents[2]
MARKED = re.compile(r"^```sh run\n(.*?)^```", re.M | re.S)
PAGES = sorted(
    page for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if MARKED.search(page.read_text(encoding="utf-8"))
)  # fmt: skip

LAUNCHER = '#!/bin/sh\nexec "{python}" -m rempart "$@"\n'
SQUARE = [[[0, 14], [1, 14], [1, 15], [0, 15], [0, 14]]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as an operator has it: the launcher, an instance, two holders, a boundary file."""
    made = reachable(tmp_path_factory.mktemp("examples"))
    launcher = made / "rempart"
    launcher.write_text(LAUNCHER.format(python=sys.executable))
    launcher.chmod(0o755)
    holders = [pyrage.x25519.Identity.generate() for _ in range(2)]
    (made / "first-holder.key").write_text(str(holders[0]))
    (made / "keys").write_text("\n".join(str(holder.to_public()) for holder in holders))
    feature = {
        "type": "Feature", "geometry": {"type": "Polygon", "coordinates": SQUARE},
        "properties": {"admin2Pcode": "ML0999", "admin2Name_fr": "Carré", "admin1Pcode": "ML09"},
    }  # fmt: skip
    collection = {"type": "FeatureCollection", "features": [feature]}
    (made / "cercles.geojson").write_text(json.dumps(collection))
    done = subprocess.run(
        ["./rempart", "init", "--profile", "mali"], cwd=made, env=environment(made),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return made


def environment(place: Path) -> dict[str, str]:
    """What the examples take for granted, and say so."""
    found = os.environ | {
        "REMPART_HOME": str(place / "home"), "KEY_FILE": str(place / "home" / "key"),
        "PROFILES": str(PROFILES),
    }  # fmt: skip
    found.pop("DJANGO_SETTINGS_MODULE", None)
    if (place / "keys").exists():
        found["KEY1"], found["KEY2"] = (place / "keys").read_text().split()
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_examples_of_a_page_work(page: Path, place: Path) -> None:
    language = "fr" if page.name.endswith(".fr.md") else "en"
    for example in MARKED.findall(page.read_text(encoding="utf-8")):
        ran = subprocess.run(
            ["bash", "-euc", example], cwd=place, capture_output=True, text=True, check=False,
            env=environment(place) | {"REMPART_LANG": language},
        )  # fmt: skip
        assert ran.returncode == 0, f"{example}\n{ran.stdout}\n{ran.stderr}"
        assert "Traceback" not in ran.stderr
    for left in ("elsewhere", "ailleurs"):
        if (place / left).exists():
            Cluster(place / left).stop()
            shutil.rmtree(place / left)


def test_there_are_examples_in_both_languages() -> None:
    names = {page.name for page in PAGES}
    assert {name.replace(".fr.md", ".md") for name in names if ".fr." in name} <= names
    assert len(PAGES) >= 8
