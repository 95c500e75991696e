"""The documentation: both languages of every page, and no link that leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")
]  # fmt: skip
BOTH = [p for p in PAGES if re.search(r"^\*\[(Français|English)\]", p.read_text("utf-8"), re.M)]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as they are made of their words."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _hash, anchor = target.partition("#")
        there = (page.parent / path) if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_every_page_of_the_documentation_is_found_from_its_contents() -> None:
    for contents, suffix in (("README.md", ".md"), ("README.fr.md", ".fr.md")):
        known = (ROOT / "docs" / contents).read_text(encoding="utf-8")
        for folder in ("howto", "explain", "tutorial", "reference"):
            for page in sorted((ROOT / "docs" / folder).glob("*.md")):
                mine = page.name.endswith(".fr.md") == (suffix == ".fr.md")
                listed = folder == "reference" and page.name != contents
                if mine and not listed:
                    assert f"({folder}/{page.name})" in known, page.name


@pytest.mark.parametrize("page", BOTH, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_has_its_other_language_with_as_many_headings(page: Path) -> None:
    name = page.name
    other = name.replace(".fr.md", ".md") if ".fr." in name else name.replace(".md", ".fr.md")
    mine, theirs = page.read_text("utf-8"), (page.parent / other).read_text("utf-8")
    assert len(re.findall(r"^#+ ", mine, re.M)) == len(re.findall(r"^#+ ", theirs, re.M))
