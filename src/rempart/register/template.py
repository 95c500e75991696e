"""The template of the mission's own table of incidents, as a workbook to fill in and import."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import xlsxwriter
from django.utils.translation import gettext_lazy as _
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from rempart.doctrine.loader import Profile
from rempart.register.sheets import COLUMNS, JOINT, both, choices, entry

ROWS = 5_000
"""How far down the lists of the template reach."""

_NOTES = (
    _("One row for each incident. Fill in the first sheet; a column with a star is required."),
    _("Leave blank what is not known: a blank is never read as zero."),
    _("Choose from the lists; French, English or the code are all understood."),
    _("Give at least one of: cercle, latitude and longitude, office."),
    _("Do not merge cells and do not use macros. A formula is kept as text, never computed."),
    _("Without a number of your own, a row that is changed and imported again is a new incident."),
    _("A number belongs to its office: two offices may use the same one."),
    _("No name of a victim, a witness or a source. Conflict-related sexual violence: no case."),
)


def write(target: Path | IO[bytes], profile: Profile) -> None:
    """Write the template: headings in both languages, lists of the profile, a sheet of notes."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": both(_("Incidents")), "author": profile.mission.short})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page = book.add_worksheet("Incidents")
    notes = book.add_worksheet(both(_("Notes")).replace(JOINT, " ")[:31])
    lists = book.add_worksheet("Listes Lists")
    _page(page, lists, head, profile)
    _notes(notes, head, wrapped)
    lists.protect()
    book.close()


def _page(page: Worksheet, lists: Worksheet, head: Format, profile: Profile) -> None:
    page.freeze_panes(1, 2)
    page.set_row(0, 48)
    for number, column in enumerate(COLUMNS):
        page.write_string(0, number, column.heading, head)
        page.set_column(number, number, column.width)
        items = choices(column, profile)
        if not items:
            continue
        name = xl_col_to_name(number)
        lists.write_string(0, number, column.heading, head)
        lists.set_column(number, number, 40)
        for row, item in enumerate(items, 1):
            lists.write_string(row, number, entry(column, item))
        source = f"='{lists.get_name()}'!${name}$2:${name}${len(items) + 1}"
        # A warning, not a wall: the code or one language alone is understood too.
        page.data_validation(
            1, number, ROWS, number,
            {"validate": "list", "source": source, "error_type": "warning"},
        )  # fmt: skip


def _notes(notes: Worksheet, head: Format, wrapped: Format) -> None:
    notes.set_column(0, 0, 44)
    notes.set_column(1, 1, 90)
    row = 0
    for text in _NOTES:
        notes.write_string(row, 1, both(text).replace(JOINT, "\n"), wrapped)
        row += 1
    row += 1
    for column in COLUMNS:
        if column.hint:
            notes.write_string(row, 0, column.heading, head)
            notes.write_string(row, 1, both(column.hint).replace(JOINT, "\n"), wrapped)
            row += 1
