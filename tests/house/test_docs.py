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


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", BOTH, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_has_its_other_language_with_as_many_headings(page: Path) -> None:
    name = page.name
    other = name.replace(".fr.md", ".md") if ".fr." in name else name.replace(".md", ".fr.md")
    mine, theirs = page.read_text("utf-8"), (page.parent / other).read_text("utf-8")
    assert len(re.findall(r"^#+ ", mine, re.M)) == len(re.findall(r"^#+ ", theirs, re.M))
