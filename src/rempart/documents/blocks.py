"""What people wrote, as plain data for paper: blocks of runs, read from Markdown's tokens.

No markup is ever passed on: a template sets the text of a run as text, whatever it holds.

A run is {"t": text, "b": bold, "i": italic}. A block is one of

- {"kind": "paragraph" or "heading", "runs": [run]}
- {"kind": "list", "start": its first number or 0 for bullets, "items": [[block]]}
- {"kind": "quote", "blocks": [block]}
- {"kind": "table", "head": [[run]], "rows": [[[run]]]}
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from rempart.documents.prose import reader
from rempart.documents.typography import typeset

Run = dict[str, Any]
Block = dict[str, Any]

_BREAKS = {"softbreak": " ", "hardbreak": "\n"}


def read(text: str, language: str = "") -> list[Block]:
    """The blocks of a text in Markdown, typeset where its language is given."""
    said = typeset(text, language) if language else text
    return _blocks(SyntaxTreeNode(reader().parse(said)).children)


def plain(blocks: Iterable[Block]) -> str:
    """The words of blocks without their looks, a paragraph a line."""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _lines(block: Block) -> list[str]:
    if block["kind"] == "list":
        return [plain(item) for item in block["items"]]
    if block["kind"] == "quote":
        return [plain(block["blocks"])]
    if block["kind"] == "table":
        return [" ".join(map(words, cells)) for cells in (block["head"], *block["rows"])]
    return [words(block["runs"])]


def words(runs: Iterable[Run]) -> str:
    """The text of runs."""
    return "".join(run["t"] for run in runs)


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> list[Block]:
    return [block for node in nodes if (block := _block(node))]


def _block(node: SyntaxTreeNode) -> Block | None:
    if node.type in ("bullet_list", "ordered_list"):
        start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else 0
        return {"kind": "list", "start": start, "items": [_blocks(i.children) for i in node]}
    if node.type == "blockquote":
        return {"kind": "quote", "blocks": _blocks(node.children)}
    if node.type == "table":
        rows = [[_runs(cell.children) for cell in row] for part in node for row in part]
        return {"kind": "table", "head": rows[0], "rows": rows[1:]}
    if node.type in ("code_block", "fence"):
        return {"kind": "paragraph", "runs": [_run(node.content.rstrip("\n"))]}
    if node.type in ("paragraph", "heading"):
        return {"kind": node.type, "runs": _runs(node.children)}
    return None


def _run(text: str, *, bold: bool = False, italic: bool = False) -> Run:
    return {"t": text, "b": bold, "i": italic}


def _runs(nodes: Iterable[SyntaxTreeNode], bold: bool = False, italic: bool = False) -> list[Run]:
    """The runs of inline nodes; neighbours of one look are one run."""
    found: list[Run] = []
    for node in nodes:
        if node.type in ("inline", "strong", "em", "link", "image"):
            within = (bold or node.type == "strong", italic or node.type == "em")
            parts = _runs(node.children, *within)
        else:
            parts = [_run(_BREAKS.get(node.type, node.content), bold=bold, italic=italic)]
        for part in parts:
            if found and (found[-1]["b"], found[-1]["i"]) == (part["b"], part["i"]):
                found[-1]["t"] += part["t"]
            elif part["t"]:
                found.append(part)
    return found
