"""SECURITY.md names a test for each promise: each is there. And what is installed is locked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.findall(
    r"\[`(test_\w+)`\]\((tests/[\w/]+\.py)\)", (ROOT / "SECURITY.md").read_text(encoding="utf-8")
)
LOCKS = sorted(ROOT.glob("requirements*.lock"))


@pytest.mark.parametrize(("test", "file"), NAMED)
def test_a_named_test_is_there(test: str, file: str) -> None:
    assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8")


def test_every_promise_names_one() -> None:
    assert len(NAMED) >= 20


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_lock_holds_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    pinned = re.findall(r"^[A-Za-z0-9][^=\s]*==\S+.*$", text, re.M)
    assert len(pinned) > 10
    for block in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M):
        if "==" in block:
            assert "--hash=sha256:" in block, block.splitlines()[0]
