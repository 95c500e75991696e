"""The order of the rooms, also where the linter does not look: names in strings."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2] / "src" / "rempart"
ORDER = (
    "kernel",
    "foresight",
    "documents",
    "doctrine",
    "places",
    "people",
    "register",
    "outlook",
    "threats",
    "plans",
    "field",
    "leadership",
    "learning",
    "exchange",
    "api",
    "web",
    "exercise",
    "cli",
)
DOORS = {"api", "web", "cli"}
FILES = [path for path in HOUSE.rglob("*.py") if "migrations" not in path.parts]
_NAMED = re.compile(r"^rempart\.(?P<room>[a-z]+)(?:\.|$)")


def _room(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0]


def _texts(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(HOUSE)))
def test_no_room_is_named_in_a_string_to_get_round_the_order(path: Path) -> None:
    room = _room(path)
    if room not in ORDER or room in DOORS:
        return
    below = set(ORDER[ORDER.index(room) + 1 :])
    for text in _texts(path):
        named = _NAMED.match(text)
        assert named is None or named["room"] not in below, f"{path.name}: {text!r}"


def test_every_folder_is_a_room_of_the_house() -> None:
    folders = {p.name for p in HOUSE.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert folders <= {*ORDER, "profiles"}


def test_nothing_of_a_mission_stands_in_the_code() -> None:
    """Docstrings may give an example; code may not know a place, a country or a mission."""
    words = re.compile(
        r"\b(mali|minusma|gao|tombouctou|timbuktu|kidal|mopti|menaka|bamako)\b", re.IGNORECASE
    )
    found = []
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in docs
                and words.search(node.value)
            ):
                found.append(f"{path.relative_to(HOUSE)}:{node.lineno}: {node.value[:60]!r}")
    assert found == []


def test_no_address_of_a_registry_and_no_path_of_a_machine() -> None:
    root = HOUSE.parents[1]
    suspicious = re.compile(
        r"https?://[^\s\"'<>]+(?:\.whl|\.tgz|\.tar\.gz|/simple/?(?:\s|$))"
        r"|/(?:home|root|work)/[\w.]+"
    )
    for path in [*root.glob("*.*"), *root.rglob("src/**/*.py"), *root.glob("docs/**/*.md")]:
        if path.is_file() and path.suffix in {".md", ".toml", ".lock", ".py", ".css"}:
            assert not suspicious.search(path.read_text(encoding="utf-8")), path
