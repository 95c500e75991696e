"""The picture of the rooms, drawn from what their modules import or, as addresses do, name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import rempart

ROOMS = Path(rempart.__file__).parent
BEGIN, END = "<!-- drawn from the code by ./rempart docs -->", "<!-- end of the drawing -->"
DOORS = ("web", "cli", "api")
_IMPORTED = re.compile(r"^rempart\.([a-z]+)")

Imports = dict[str, set[str]]


def imports() -> Imports:
    """By room: the rooms that its modules import."""
    rooms = sorted(path.parent.name for path in ROOMS.glob("*/__init__.py"))
    found: Imports = {room: set() for room in rooms}
    for room in rooms:
        for path in (ROOMS / room).rglob("*.py"):
            if "migrations" not in path.parts:
                found[room] |= set(_imported(path)) & set(rooms) - {room}
    return found


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "rempart":
            yield from (alias.name for alias in node.names)
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            names = [node.value] if node.value.endswith(".urls") else []
        yield from (match[1] for name in names if (match := _IMPORTED.match(name)))


def direct(graph: Imports) -> Imports:
    """The graph without the arrows that follow from others, so that the picture can be read."""
    reached = {room: _reached(graph, room) for room in graph}
    return {
        room: {
            to for to in nexts
            if not any(to in reached[other] for other in nexts if other != to)
        }
        for room, nexts in graph.items()
    }  # fmt: skip


def _reached(graph: Imports, room: str) -> set[str]:
    found: set[str] = set()
    waiting = list(graph[room])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += graph[one]
    return found


def mermaid() -> str:
    """The rooms as a flow chart: an arrow leads from a room to one that imports it."""
    graph = imports()
    short = direct(graph)
    lines = ["flowchart TB"]
    lines += [
        f"  {room}[{room}]" if room not in DOORS else f"  {room}([{room}])"
        for room in sorted(graph, key=lambda room: (len(_reached(graph, room)), room))
    ]
    for room, nexts in sorted(short.items()):
        lines += [f"  {to} --> {room}" for to in sorted(nexts)]
    return "\n".join(lines)


def inside(page: str) -> str:
    """The page with its drawing brought up to date."""
    before, found, rest = page.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    if not found:
        return page
    return f"{before}{BEGIN}\n\n```mermaid\n{mermaid()}\n```\n\n{END}{after}"
