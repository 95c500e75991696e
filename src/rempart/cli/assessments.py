"""`rempart assess`: an office's month as a document, and as figures for another program."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from rempart.cli.house import instance, operator, plainly, say
from rempart.kernel.actor import acting_as
from rempart.kernel.errors import BadInput, Problem
from rempart.threats.documents import assessment_pdf, file_name
from rempart.threats.queries import draft
from rempart.threats.sections import summary

app = typer.Typer(no_args_is_help=True, add_completion=False)
LANGUAGES = ("fr", "en")


@app.callback()
def _root() -> None:
    """Keep `assess` a command of its own."""


@app.command()
@plainly
def assess(
    month: Annotated[str, typer.Option(help="2018-06")],
    office: Annotated[str, typer.Option(help="the office's code, in any case")],
    out: Annotated[Path, typer.Option(help="the folder of the documents")],
    lang: Annotated[list[str] | None, typer.Option(help="fr, en; may be repeated")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="the figures on standard output")] = False,
) -> None:
    """Write the data sections of an office's monthly assessment as PDF, one for each language."""
    languages = _languages(lang or ["fr"])
    first = _month(month)
    with instance(), acting_as(operator()):
        snapshot = draft(office, first)
    _folder(out)
    for language in languages:
        path = out / file_name(snapshot, language)
        path.write_bytes(assessment_pdf(snapshot, language))
        say(_("Written: %(path)s") % {"path": path})
    if as_json:
        print(json.dumps(summary(snapshot), ensure_ascii=False))


def _month(given: str) -> date:
    try:
        return date.fromisoformat(f"{given}-01")
    except ValueError as error:
        raise BadInput(
            Problem("--month", given, _("is not a month"), _("Write it as 2018-06."), "month")
        ) from error


def _languages(given: list[str]) -> list[str]:
    unknown = [language for language in given if language not in LANGUAGES]
    if unknown:
        message = _("no such language")
        raise BadInput(Problem("--lang", unknown[0], message, _("Choose fr or en."), "language"))
    return list(dict.fromkeys(given))


def _folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            Problem("--out", out, error.strerror or "", _("Give a folder."), "folder")
        ) from error
