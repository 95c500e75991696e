"""What stands in docs/reference/ and in the picture of the rooms is what the code gives."""

from __future__ import annotations

import re

import pytest

from rempart.cli import docs, picture, reference
from rempart.kernel.policy import KINDS, ROLES

DRAWN = docs.drawn("")


@pytest.mark.parametrize("name", DRAWN)
def test_a_committed_page_is_what_the_code_gives(name: str) -> None:
    held = (docs.HOUSE / name).read_text(encoding="utf-8")
    assert held == DRAWN[name], "run “./rempart docs” and commit what it writes"


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
