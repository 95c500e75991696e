"""What stands in docs/reference/ and in the picture of the rooms is what the code gives."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from rempart.cli import docs, picture, reference
from rempart.kernel.policy import KINDS, ROLES

DRAWN = docs.drawn("")


def test_the_committed_pages_are_what_the_code_gives() -> None:
    """Asked in a process of its own: tests declare actions that are not the house's."""
    environment = os.environ | {"REMPART_LANG": "en", "PYTHONPATH": str(docs.HOUSE / "src")}
    ran = subprocess.run(
        [sys.executable, "-m", "rempart", "docs", "--check"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_workflow_that_a_room_makes_is_found() -> None:
    source = docs.HOUSE / "src" / "rempart"
    made = sum(
        len(re.findall(r"\bWorkflow\($", path.read_text(encoding="utf-8"), re.M))
        for path in source.rglob("*.py")
        if path.parent.name != "cli"
    )
    found = reference.workflows()
    assert len(found) == made > 5
    kinds = {flow.kind for flow in found.values()}
    assert {"alert", "incident", "threat", "assessment", "action"} <= kinds


def test_every_role_kind_and_address_stands_in_the_reference() -> None:
    roles, addresses = DRAWN["docs/reference/roles.md"], DRAWN["docs/reference/addresses.md"]
    assert all(f"`{role}`" in roles for role in ROLES)
    assert all(f"`{kind}`" in roles for kind in KINDS)
    for route, _view, name in reference.routes():
        assert f"| `/{route}` |" in addresses
        assert f"`{name}`" in addresses


def test_the_picture_follows_the_order_of_the_rooms() -> None:
    graph = picture.imports()
    assert graph["kernel"] == set()
    assert "threats" in graph["plans"]
    assert "web" not in graph["people"]
    short = picture.direct(graph)
    assert picture._reached(short, "cli") == picture._reached(graph, "cli")
