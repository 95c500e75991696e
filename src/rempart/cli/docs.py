"""`docs`: write the reference, and the picture of the rooms, from the code that is here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

import rempart
from rempart.cli import picture, reference
from rempart.cli.house import plainly, say
from rempart.doctrine import loader

app = typer.Typer(add_completion=False)
HOUSE = Path(rempart.__file__).parents[2]
LANGUAGES = ("fr", "en")


@app.callback()
def group() -> None:
    """The documentation that is drawn from the code."""


@app.command()
@plainly
def docs(
    check: Annotated[bool, typer.Option(help="write nothing; exit 1 where a file is old")] = False,
    profile: Annotated[str, typer.Option(help="the profile whose words are listed")] = "",
) -> None:
    """Write docs/reference/ and the picture in ARCHITECTURE.md from the code."""
    old = [name for name, text in drawn(profile).items() if _held(HOUSE / name) != text]
    if check and old:
        say(_("Out of date: %s. Run “./rempart docs”.") % ", ".join(old))
        raise SystemExit(1)
    for name in old:
        path = HOUSE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(drawn(profile)[name], encoding="utf-8")
    say(_("%(n)d files written, %(all)d looked at.") % {"n": len(old), "all": len(drawn(profile))})


def drawn(profile: str) -> dict[str, str]:
    """Every file that the code gives, by its path from the top of the tree."""
    loader.choose(profile or min(folder.name for folder in loader.PROFILES.iterdir()))
    pages = {
        f"docs/reference/{name}{'.fr' if language == 'fr' else ''}.md": text
        for language in LANGUAGES
        for name, text in reference.pages(language).items()
    }
    whole = HOUSE / "ARCHITECTURE.md"
    return pages | {"ARCHITECTURE.md": picture.inside(_held(whole))}


def _held(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
