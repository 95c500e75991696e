"""`rempart import`: boundaries, events, the mission's own table, and withdrawals."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from django.conf import settings
from django.db import OperationalError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rempart.cli.house import instance, operator, plainly, say
from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.actor import acting_as
from rempart.kernel.errors import BadInput, NotThere, Problem
from rempart.kernel.ids import read_reference
from rempart.outlook import others
from rempart.outlook.actions import Brought, import_others
from rempart.places.actions import import_boundaries
from rempart.register import findings, presenting
from rempart.register.deletions import withdraw_deleted
from rempart.register.formats import ACLED, GED, TABLE
from rempart.register.imports import Outcome, import_events, say_disk_full, withdraw_batch
from rempart.register.models import Batch
from rempart.register.template import write as write_template

app = typer.Typer(no_args_is_help=True, add_completion=False)
group = typer.Typer(no_args_is_help=True)
app.add_typer(group, name="import")

_SHOWN = 10


@app.callback()
def _root() -> None:
    """Keep `import` a command of its own."""


class Marking(StrEnum):
    """The three levels, as one types them."""

    UNCLASSIFIED = "unclassified"
    CONFIDENTIAL = "confidential"
    STRICT = "strict"

    @property
    def level(self) -> int:
        """The number that the walls compare."""
        return list(Marking).index(self) + 1


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


DAYS = ["%Y-%m-%d"]
File = Annotated[Path, typer.Argument(help="the file to read")]
From = Annotated[
    datetime | None, typer.Option(formats=DAYS, help="2014-11-17: the first day they hold for")
]
To = Annotated[
    datetime | None, typer.Option(formats=DAYS, help="2014-11-17: the day they hold no longer")
]
Known = Annotated[
    datetime | None, typer.Option(formats=DAYS, help="2014-11-17: since when the mission knew them")
]
Level = Annotated[int, typer.Option(help="1 region, 2 cercle, 3 commune")]
Country = Annotated[str, typer.Option(help="take the rows of this country alone")]
Dry = Annotated[bool, typer.Option(help="say what would be done, and do nothing")]
Marked = Annotated[Marking, typer.Option(help="the marking that every record bears")]
Encoding = Annotated[str, typer.Option(help="how the file's letters are written")]


@group.command("boundaries")
@plainly
def boundaries(file: File, level: Level, valid_from: From = None, valid_to: To = None) -> None:
    """Import the areas of one level from GeoJSON and place the events anew."""
    with instance(), acting_as(operator()):
        outcome = import_boundaries(
            path=file, level=level, valid_from=_day(valid_from), valid_to=_day(valid_to)
        )
    for problem in outcome.refused[:_SHOWN]:
        say(str(problem))
    if outcome.repaired:
        print(_("Outlines mended: %(codes)s.") % {"codes": ", ".join(outcome.repaired)})
    if outcome.moved:
        print(
            ngettext("%(n)d record placed anew.", "%(n)d records placed anew.", outcome.moved)
            % {"n": outcome.moved}
        )
    print(outcome)


Refused = Annotated[Path | None, typer.Option(help="where to write what was refused")]


@group.command("ucdp-ged")
@plainly
def ucdp_ged(
    file: File,
    country: Country = "",
    dry_run: Dry = False,
    known_from: Known = None,
    marking: Marked = Marking.UNCLASSIFIED,
    encoding: Encoding = "utf-8-sig",
    refused: Refused = None,
) -> None:
    """Import events of UCDP GED: 49 columns, with or without their header."""
    _bring(
        file, refused, dry_run, format=GED.code, country=country, known_from=_day(known_from),
        marking=marking.level, encoding=encoding,
    )  # fmt: skip


@group.command("acled")
@plainly
def acled(
    file: File,
    country: Country = "",
    dry_run: Dry = False,
    known_from: Known = None,
    marking: Marked = Marking.UNCLASSIFIED,
    encoding: Encoding = "utf-8-sig",
    refused: Refused = None,
) -> None:
    """Import events of ACLED: 31 columns under their header; labels from before 2019 are read."""
    _bring(
        file, refused, dry_run, format=ACLED.code, country=country, known_from=_day(known_from),
        marking=marking.level, encoding=encoding,
    )  # fmt: skip


@group.command("acled-deleted")
@plainly
def acled_deleted(
    file: File, dry_run: Dry = False, encoding: Encoding = "utf-8-sig", refused: Refused = None
) -> None:
    """Withdraw the events that ACLED has deleted: a CSV with the column event_id_cnty."""
    with instance(), acting_as(operator()):
        outcome = withdraw_deleted(path=file, dry_run=dry_run, encoding=encoding)
    _tell(outcome, refused or _beside(file, dry_run), dry_run)


@group.command("incidents")
@plainly
def incidents(
    file: File,
    dry_run: Dry = False,
    known_from: Known = None,
    marking: Marked = Marking.UNCLASSIFIED,
    refused: Refused = None,
) -> None:
    """Import the mission's own table of incidents: an .xlsx laid out as the template is."""
    _bring(
        file, refused, dry_run, format=TABLE.code, known_from=_day(known_from),
        marking=marking.level,
    )  # fmt: skip


@group.command("template")
@plainly
def template(
    file: Annotated[Path, typer.Argument(help="the .xlsx to write")],
) -> None:
    """Write the template of the table of incidents, in French and English, to fill in."""
    if file.suffix.lower() != ".xlsx":
        remedy = _("Name it with .xlsx at the end.")
        raise BadInput(Problem(file.name, file.suffix, _("is not an .xlsx workbook"), remedy))
    with instance(), acting_as(operator()):
        mission = profile()
    try:
        write_template(file, mission)
    except OSError as error:
        remedy = _("Choose a folder that you may write to.")
        raise BadInput(
            Problem(str(file), error.strerror, _("cannot be written"), remedy)
        ) from error
    print(_("Template: %(path)s") % {"path": file})


def _bring(file: Path, refused: Path | None, dry_run: bool, **options: Any) -> None:
    """Import a file in one of the formats, and say what happened."""
    shown = _Progress()
    try:
        with instance(), acting_as(operator()):
            outcome = import_events(path=file, dry_run=dry_run, progress=shown.more, **options)
    except OperationalError as error:
        say_disk_full(error)
        raise
    _tell(outcome, refused or _beside(file, dry_run), dry_run)


@group.command("views")
@plainly
def views(
    file: File,
    run: Annotated[str, typer.Option(help="their run, as fatalities003_2026_05_t01")],
    kind: Annotated[
        str, typer.Option(help="sb between States and groups, ns between groups, os on civilians")
    ] = "sb",
) -> None:
    """Import forecasts of ViEWS, saved from its API, to stand beside ours."""
    with instance(), acting_as(operator()):
        _tell_others(import_others(reading=others.read_views(file, run, kind)))


@group.command("cast")
@plainly
def cast(
    file: File,
    run: Annotated[str, typer.Option(help="the name of their run; else the day of each row")] = "",
) -> None:
    """Import forecasts of ACLED CAST, as it gives them, to stand beside ours."""
    with instance(), acting_as(operator()):
        _tell_others(import_others(reading=others.read_cast(file, run)))


def _tell_others(brought: Brought) -> None:
    for problem in brought.refused[:_SHOWN]:
        say(str(problem))
    for line in _elsewhere(brought.left_out):
        print(line)
    print(brought)


@group.command("withdraw")
@plainly
def withdraw(
    batch: Annotated[str, typer.Argument(help="the reference of the import")],
    reason: Annotated[str, typer.Option(help="why; it stays with the record")] = "",
) -> None:
    """Withdraw an import, named by its reference: its incidents leave lists and counts."""
    with instance(), acting_as(operator()):
        moved = withdraw_batch(target=_batch(batch), reason=reason)
    print(ngettext("%(n)d incident withdrawn.", "%(n)d incidents withdrawn.", moved) % {"n": moved})
    print(Outcome(changed=moved))


def _batch(given: str) -> UUID:
    """The id of the import that has this reference.

    Raises:
        NotThere: there is none that the operator may see.
    """
    found = Batch.objects.filter(reference=read_reference(given) or given).first()
    if found is None:
        raise NotThere
    return UUID(str(found.pk))


def _beside(file: Path, dry_run: bool) -> Path:
    """Where the findings go: below REMPART_HOME, for the source may be read-only or a stick."""
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    kind = "dry-run" if dry_run else "refused"
    return Path(settings.REMPART_HOME) / "imports" / f"{file.stem}-{stamp}-{kind}.csv"


def _tell(outcome: Outcome, path: Path, dry_run: bool) -> None:
    """Say what happened, line by line; the last line is the same in every language."""
    for refusal in (*outcome.refusals, *outcome.withheld)[:_SHOWN]:
        for problem in refusal.problems:
            say(_("Line %(line)d, %(problem)s") % {"line": refusal.line, "problem": problem})
    for kept in outcome.kept[:_SHOWN]:
        fields = ", ".join(kept.fields)
        say(_("%(reference)s: corrected by hand, kept as it is (%(fields)s)")
            % {"reference": kept.reference, "fields": fields})  # fmt: skip
    for note in outcome.notes:
        say(str(note))
    if outcome.renamed:
        print(_("Old labels, and how they were read:"))
        for old, new, rows in presenting.renamed(outcome.renamed):
            print(f"  {old} → {new} ({rows})")
    if findings.write(path, outcome):
        print(_("Refused rows and remarks: %(path)s") % {"path": path})
    for line in _counts(outcome, dry_run):
        print(line)
    print(outcome)


def _counts(outcome: Outcome, dry_run: bool) -> list[str]:
    lines: list[tuple[bool, str, Any]] = [
        (dry_run, _("Dry run: nothing was written."), None),
        (
            not dry_run,
            _("Import %(what)s (to take it back: ./rempart import withdraw %(what)s)"),
            outcome.batch,
        ),
        (
            bool(outcome.remarked),
            ngettext(
                "%(what)d row taken with a remark.",
                "%(what)d rows taken with a remark.",
                len(outcome.remarked),
            ),
            len(outcome.remarked),
        ),
        (
            bool(outcome.kept),
            ngettext(
                "%(what)d incident keeps what was corrected by hand.",
                "%(what)d incidents keep what was corrected by hand.",
                len(outcome.kept),
            ),
            len(outcome.kept),
        ),
        *((True, line, None) for line in _elsewhere(outcome.left_out)),
        (
            bool(outcome.superseded),
            ngettext(
                "%(what)d row older than what stands left as it is.",
                "%(what)d rows older than what stands left as they are.",
                outcome.superseded,
            ),
            outcome.superseded,
        ),
    ]
    return [text % {"what": what} for shown, text, what in lines if shown]


def _elsewhere(rows: int) -> list[str]:
    """How many rows were of other countries; nothing where none was."""
    said = ngettext(
        "%(what)d row of another country left out.",
        "%(what)d rows of other countries left out.",
        rows,
    )
    return [said % {"what": rows}] if rows else []


class _Progress:
    """Says how many rows have been read, every so often."""

    def __init__(self) -> None:
        self.rows = 0

    def more(self, rows: int) -> None:
        """So many more rows have been taken."""
        self.rows += rows
        say(ngettext("%(n)d row", "%(n)d rows", self.rows) % {"n": self.rows})
