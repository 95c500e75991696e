"""A table of who holds which post, as CSV: read, looked at row by row, then proposed as grants.

Columns are found by their names, in any order. A row at fault is left out and told with its line,
column, value and remedy; nothing is written before somebody confirms, and then all or nothing.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.doctrine.schema import Item
from rempart.kernel import clock
from rempart.kernel.actions import Run, bulk
from rempart.kernel.errors import BadInput, Problem, RempartError, Text
from rempart.kernel.filters import read_day
from rempart.kernel.policy import MARKINGS
from rempart.people.actions import charge, keep_apart, may, open_account
from rempart.people.grants import TERMS, proposal
from rempart.people.models import Charge, Grant, Post, User
from rempart.people.periods import begin_of, end_of

COLUMNS = (
    "email", "name", "role", "component", "office", "organisation", "clearance", "compartments",
    "begins", "last_day", "language",
)  # fmt: skip
NEEDED = ("email", "role", "component", "clearance")
MOST_ROWS, MOST_BYTES = 500, 200_000


@dataclass(frozen=True)
class Line:
    """One row that can be proposed: whose post, and its terms."""

    number: int
    email: str
    name: str
    language: str
    terms: Mapping[str, Any]

    @property
    def charge(self) -> Charge:
        """The terms as a charge that can be said in words."""
        return Post(**self.terms)


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, and the line of the file where it stands."""

    line: int
    problem: Problem


@dataclass(frozen=True)
class Reading:
    """What a table says: rows to propose, rows that say nothing new, and every fault."""

    lines: tuple[Line, ...]
    unchanged: int
    faults: tuple[Fault, ...]

    @property
    def refused(self) -> int:
        """How many rows are at fault."""
        return len({fault.line for fault in self.faults})


def decode(content: bytes) -> str:
    """The text of a file that was sent.

    Raises:
        BadInput: too large, or not text in UTF-8.
    """
    if len(content) > MOST_BYTES:
        raise _whole(len(content), _("the file is too large"), _("Send 500 rows at most."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        around = content[max(0, error.start - 10) : error.end + 10].decode("ascii", "replace")
        remedy = _("Save it as “CSV UTF-8”.")
        raise _whole(around, _("is not text in UTF-8"), remedy) from error


def read(text: str) -> Reading:
    """What the table says, set against the accounts, posts and proposals that there are.

    Raises:
        BadInput: it is no table, lacks a column, or has too many rows.
    """
    lines: list[Line] = []
    faults: list[Fault] = []
    unchanged, seen = 0, set()
    for number, cells in _rows(text):
        try:
            line = _line(number, cells)
        except RempartError as error:
            faults += [Fault(number, problem) for problem in error.problems]
            continue
        key = (line.email, *(str(line.terms[name]) for name in TERMS))
        if key in seen or _known(line):
            unchanged += 1
        else:
            lines.append(line)
        seen.add(key)
    return Reading(tuple(lines), unchanged, tuple(faults))


@bulk("grant.import", "account", "propose")
def propose_all(run: Run, *, lines: Sequence[Line]) -> int:
    """Open the accounts that are missing and propose every post of a table; how many."""
    may(run, "propose")
    for line in lines:
        holder = _account(line.email)
        if holder is None:
            holder = open_account(email=line.email, name=line.name, language=line.language)
        proposal(run, holder.pk, dict(line.terms))
    return len(lines)


def _whole(value: object, message: Text, remedy: Text) -> BadInput:
    return BadInput(Problem(_("File"), value, message, remedy, "file"))


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    heads = [_fold(head).replace(" ", "_") for head in next(reader, [])]
    for column in NEEDED:
        if column not in heads:
            remedy = _("Name the columns in the first line: ") + ", ".join(COLUMNS)
            raise _whole(column, _("this column is missing"), remedy)
    try:
        for count, cells in enumerate(filter(any, reader)):
            if count >= MOST_ROWS:
                raise _whole(count, _("the file has too many rows"), _("Send 500 rows at most."))
            row = dict(zip(heads, map(str.strip, cells), strict=False))
            yield reader.line_num, {name: row.get(name, "") for name in COLUMNS}
    except csv.Error as error:
        raise _whole(error, _("this row cannot be read as CSV"), _("Save it anew.")) from error


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _line(number: int, cells: Mapping[str, str]) -> Line:
    """The row as a line to propose.

    Raises:
        BadInput: with every fault of the row.
    """
    mission, wrong = profile(), _Wrong()
    email, account = wrong.gather(lambda: _whose(cells)) or ("", None)
    terms = {
        "role": wrong.gather(lambda: _code("role", cells, mission.roles)),
        "component": wrong.gather(lambda: _code("component", cells, mission.components)),
        "office": wrong.gather(lambda: _code("office", cells, mission.offices)) or "",
        "organisation": wrong.gather(lambda: _code("organisation", cells, mission.organisations))
        or "",
        "clearance": wrong.gather(lambda: _clearance(cells["clearance"])),
        "compartments": wrong.gather(lambda: _compartments(cells)) or (),
        "begins": wrong.gather(lambda: _moment("begins", cells, begin_of)) or _from_today(),
        "ends": wrong.gather(lambda: _moment("last_day", cells, end_of)),
    }
    wrong.stop()
    found = charge(**terms)
    if account is not None:
        keep_apart(account, found["role"], found["begins"], found["ends"])
    language = "en" if _fold(cells["language"]).startswith("en") else "fr"
    return Line(number, email, cells["name"], language, found)


class _Wrong:
    """Gathers the faults of a row, so that a person mends them in one go."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def gather(self, find: Any) -> Any:
        """What `find` finds; None with its faults kept."""
        try:
            return find()
        except RempartError as error:
            self.problems += error.problems
            return None

    def stop(self) -> None:
        """Refuse the row if anything was wrong."""
        if self.problems:
            raise BadInput.of(self.problems)


def _cell(column: str, value: str, message: Text, remedy: Text) -> BadInput:
    return BadInput(Problem(column, value, message, remedy, "value"))


def _whose(cells: Mapping[str, str]) -> tuple[str, UUID | None]:
    email = cells["email"].lower()
    try:
        validate_email(email)
    except ValidationError as error:
        remedy = _("Write it as name@example.org.")
        raise _cell("email", email, _("is no e-mail address"), remedy) from error
    account = _account(email)
    if account is None and not cells["name"]:
        remedy = _("Add the name: an account will be opened.")
        raise _cell("name", "", _("is empty, and this address has no account yet"), remedy)
    if account is not None and not account.is_active:
        raise _cell("email", email, _("this account is closed"), _("Take the row out."))
    return email, account.pk if account else None


def _account(email: str) -> User | None:
    return User.objects.filter(email__iexact=email).first()


def _code(column: str, cells: Mapping[str, str], known: Iterable[Item]) -> str:
    """The code of a cell that holds a code, or its words in either language."""
    said, items = _fold(cells[column]), list(known)
    if not said and column in ("office", "organisation"):
        return ""
    for item in items:
        if said in {_fold(item.code), _fold(item.fr), _fold(item.en)}:
            return item.code
    remedy = _("Choose among: ") + ", ".join(item.code for item in items)
    raise _cell(column, cells[column], _("the profile knows no such code"), remedy)


def _compartments(cells: Mapping[str, str]) -> tuple[str, ...]:
    names = [name for name in cells["compartments"].replace(";", "|").split("|") if name.strip()]
    known = profile().compartments
    return tuple(_code("compartments", {"compartments": name}, known) for name in names)


def _clearance(said: str) -> int:
    for level, words in MARKINGS.items():
        if _fold(said) in {str(level), _fold(str(words))}:
            return level
    remedy = _("Write 1, 2 or 3: unclassified, confidential, strictly confidential.")
    raise _cell("clearance", said, _("is no marking"), remedy)


def _moment(column: str, cells: Mapping[str, str], when: Any) -> datetime | None:
    said = cells[column]
    if not said:
        return None
    try:
        day: date = read_day(said)
    except ValueError as error:
        remedy = _("Write 17/11/2014 or 2014-11-17.")
        raise _cell(column, said, _("is no date"), remedy) from error
    found: datetime = when(day)
    return found


def _from_today() -> datetime:
    return begin_of(clock.today())


def _known(line: Line) -> bool:
    """Is this post held or proposed already, in these very terms?"""
    account = _account(line.email)
    if account is None:
        return False
    same = {name: line.terms[name] for name in TERMS if name != "begins"}
    held = Post.objects.filter(holder=account, **same).exists()
    proposed = Grant.objects.filter(holder=account, state=Grant.PROPOSED, **same).exists()
    return held or proposed
