"""`rempart assess`: an office's month as a document, and as figures for another program."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from rempart.cli.house import instance, operator, plainly, say
from rempart.kernel import genuine
from rempart.kernel.actor import acting_as
from rempart.kernel.errors import BadInput, Problem
from rempart.threats import issue
from rempart.threats.assessing import standing_content
from rempart.threats.documents import file_name
from rempart.threats.queries import draft
from rempart.threats.sections import summary

app = typer.Typer(no_args_is_help=True, add_completion=False)
LANGUAGES = ("fr", "en")


@app.command()
@plainly
def assess(
    month: Annotated[str, typer.Option(help="2018-06: the month")],
    office: Annotated[str, typer.Option(help="the office's code, in any case")],
    out: Annotated[Path, typer.Option(help="the folder of the documents")],
    lang: Annotated[list[str] | None, typer.Option(help="fr or en; may be repeated")] = None,
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="pdf or docx; may be repeated")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="the figures on standard output")] = False,
) -> None:
    """Write an office's monthly assessment: as it stands, else its data sections alone."""
    languages = _known("--lang", lang or ["fr"], LANGUAGES)
    suffixes = _known("--format", formats or ["pdf"], tuple(issue.FORMATS))
    first = month_of(month)
    with instance(), acting_as(operator()):
        snapshot = write_documents(office, first, out, languages, suffixes)
    if as_json:
        print(json.dumps(summary(snapshot), ensure_ascii=False))


def write_documents(
    office: str, month: date, out: Path, languages: list[str], suffixes: list[str]
) -> dict[str, Any]:
    """Write an office's month into a folder in some languages and formats; the content written."""
    snapshot = standing_content(office, month) or draft(office, month)
    _folder(out)
    for language in languages:
        for suffix in suffixes:
            path = out / file_name(snapshot, language, suffix)
            path.write_bytes(issue.FORMATS[suffix](snapshot, language))
            say(_("Written: %(path)s") % {"path": path})
    return snapshot


def month_of(given: str) -> date:
    """The first day of a month given as 2018-06.

    Raises:
        BadInput: it is none.
    """
    try:
        return date.fromisoformat(f"{given}-01")
    except ValueError as error:
        raise BadInput(
            Problem("--month", given, _("is not a month"), _("Write it as 2018-06."), "month")
        ) from error


def _known(option: str, given: list[str], known: tuple[str, ...]) -> list[str]:
    """The choices given, each once; refused where one is none of those known."""
    for choice in given:
        if choice not in known:
            message = _("no such choice")
            remedy = _("Choose among: %(names)s.") % {"names": ", ".join(known)}
            raise BadInput(Problem(option, choice, message, remedy, "choice"))
    return list(dict.fromkeys(given))


def _folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            Problem("--out", out, error.strerror or "", _("Give a folder."), "folder")
        ) from error


@app.command()
@plainly
def verify(
    file: Annotated[Path, typer.Argument(help="the document to look at")],
) -> None:
    """Say whether a file is, to the byte, a document approved here; exit 1 where it is not."""
    try:
        content = file.read_bytes()
    except OSError as error:
        message = error.strerror or ""
        raise BadInput(Problem("FILE", file, message, _("Give a file."), "file")) from error
    with instance(), acting_as(operator()):
        found = genuine.look(content)
    if found is None:
        print(_("Unknown: changed since it was approved, never approved, or not of this instance."))
        raise SystemExit(1)
    said = {"reference": found.reference, "day": f"{found.at:%Y-%m-%d}"}
    if found.superseded:
        print(
            _("Genuine, approved on %(day)s (%(reference)s), but superseded or withdrawn since.")
            % said
        )
    else:
        print(_("Genuine, approved on %(day)s (%(reference)s).") % said)
