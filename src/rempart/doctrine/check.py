"""Checking a profile: every mistake with its file, its line, its value and what mends it."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import shapely
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from rempart.doctrine import coding, loader
from rempart.kernel.errors import Problem
from rempart.kernel.policy import ROLES, roles_that_read
from rempart.kernel.terms import terms

TABLES = {
    "cercles": ("pcode", "region", "name", "display", "chief_town", "longitude", "latitude"),
    "regions": ("pcode", "fr", "en", "valid_from", "valid_to"),
}


def lacking(profile: loader.Profile) -> list[Promise]:
    """What a profile may leave empty, but had better not: each with where it is set."""
    found = []
    if not profile.mission.emergency_number:
        found.append(
            _(
                "No emergency number: the duty board and the form on paper leave a blank. Set"
                " emergency_number under [mission] in profile.toml."
            )
        )
    return found


class Where:
    """File and line, said in the reader's language."""

    def __init__(self, file: str, line: int | None) -> None:
        self.file, self.line = file, line

    def __str__(self) -> str:
        if self.line is None:
            return self.file
        return str(_("%(file)s, line %(line)d")) % {"file": self.file, "line": self.line}


def check(path: str | Path) -> list[Problem]:
    """Everything that is wrong with the profile of that name or folder; empty when it is good."""
    folder = loader.folder_of(path)
    said: dict[str, Any] = {}
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.toml")):
        text = file.read_text(encoding="utf-8", errors="replace")
        try:
            said |= tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            problems.append(_syntax(file, error))
    problems += [problem for name in TABLES for problem in _table(folder / f"{name}.csv")]
    problems += list(_outline(folder / "outline.geojson"))
    if any(problem.code == "syntax" for problem in problems):
        return problems
    try:
        profile = loader.build(folder, said)
        read = coding.Acled.model_validate(said.get("acled", {}))
    except ValidationError as error:
        return problems + [_invalid(folder, said, fault) for fault in error.errors()]
    problems += _together(folder, profile)
    problems += _strays(folder, profile, read)
    problems += _keeping(folder, profile)
    return problems + list(_environments(folder, profile))


def _keeping(folder: Path, profile: loader.Profile) -> list[Problem]:
    """Periods of kinds that are never deleted: whoever wrote them believes that they are."""
    known = [kind for kind, _term in terms]
    return [
        Problem(
            _line_of(folder, f'"{one.kind}"'),
            one.kind,
            _("is no kind of record that retention deletes"),
            _("Take one of: %(names)s.") % {"names": ", ".join(known)},
            "retention",
        )
        for one in profile.keeping
        if one.kind not in known
    ]


def _syntax(file: Path, error: tomllib.TOMLDecodeError) -> Problem:
    line = re.search(r"line (\d+)", str(error))
    where = Where(file.name, int(line.group(1)) if line else None)
    return Problem(
        where,
        str(error),
        _("is not TOML"),
        _("Mend the line; texts stand between quotes."),
        "syntax",
    )


def _invalid(folder: Path, said: dict[str, Any], fault: Any) -> Problem:
    """A fault of the schema, at the line where its value stands."""
    location = [str(part) for part in fault["loc"]]
    value = fault.get("input")
    where = _find(folder, said, location, value)
    return Problem(
        where,
        value if not isinstance(value, dict | list | tuple) else ".".join(location),
        _Said(".".join(location), fault["msg"]),
        _("See the list of fields in the reference of profiles."),
        "schema",
    )


class _Said:
    """What the schema says of a field."""

    def __init__(self, field: str, message: str) -> None:
        self.field, self.message = field, message

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


def _find(folder: Path, said: dict[str, Any], location: list[str], value: object) -> Where:
    """The file and line of a value: its own text, else its key, else the beginning."""
    wanted = [f'"{value}"'] if isinstance(value, str) and value else []
    wanted += [f"= {value}"] if isinstance(value, int | float) else []
    wanted += [part for part in reversed(location) if not part.isdigit()]
    for needle in wanted:
        for file in sorted(folder.glob("*.toml")):
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                if needle in line and not line.lstrip().startswith("#"):
                    return Where(file.name, number)
    return Where("profile.toml", None)


def _line_of(folder: Path, needle: str) -> Where:
    return _find(folder, {}, [], needle)


def _together(folder: Path, profile: loader.Profile) -> Iterator[Problem]:
    """What only shows when the parts are held against each other."""
    lists: dict[str, Iterable[Any]] = {
        "offices": profile.offices,
        "components": profile.components,
        "compartments": profile.compartments,
        "organisations": profile.organisations,
    }
    for name, items in lists.items():
        for attribute in ("code", "number", *(["prefix"] if name == "offices" else [])):
            counts = Counter(getattr(item, attribute) for item in items)
            for value in sorted((v for v, n in counts.items() if n > 1), key=str):
                yield Problem(
                    _line_of(folder, str(value)),
                    value,
                    _("is given twice"),
                    _("Give each its own; a number is never used again."),
                    "twice",
                )
    known = {role.code for role in profile.roles}
    for role in sorted(set(ROLES) - known):
        yield Problem(
            Where("people.toml", None),
            role,
            _("has no label"),
            _("Add the role with its labels in French and English."),
            "role",
        )
    for role in sorted(known - set(ROLES)):
        yield Problem(
            _line_of(folder, role),
            role,
            _("is a role that the policy does not know"),
            _Choices(ROLES),
            "role",
        )
    try:
        profile.component(profile.mission.owner_component)
    except Exception:
        yield Problem(
            _line_of(folder, profile.mission.owner_component),
            profile.mission.owner_component,
            _("is no component of the profile"),
            _("Name one of the components as owner_component."),
            "owner",
        )
    yield from _seated(folder, profile, known)
    yield from _mustered(folder, profile, known)
    yield from _responsibilities(folder, profile)


def _seated(folder: Path, profile: loader.Profile, roles: set[str]) -> Iterator[Problem]:
    """Bodies seat roles that the profile has."""
    for body in profile.bodies:
        named = {body.chair, body.secretary, *(seat.role for seat in body.seats)}
        for role in sorted(named - roles):
            yield Problem(
                _line_of(folder, role), role, _("sits in a body, and is no role of the profile"),
                _Choices(sorted(roles)), "seat",
            )  # fmt: skip


def _mustered(folder: Path, profile: loader.Profile, roles: set[str]) -> Iterator[Problem]:
    """The team of a crisis names roles and levels that the profile has."""
    items = profile.vocabularies.get("crisis_level")
    levels = {item.code for item in items} if items else set()
    seated = roles & roles_that_read("crisis")
    for member in profile.crisis_team:
        for code, known in ((member.role, seated), *((level, levels) for level in member.levels)):
            if code not in known:
                yield Problem(
                    _line_of(folder, code), code, _("stands in the crisis team, and is unknown"),
                    _Choices(sorted(known)), "crisis-team",
                )  # fmt: skip


class _Choices:
    """A remedy that lists what may be chosen."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = ", ".join(names)

    def __str__(self) -> str:
        return str(_("Choose among: %(names)s.")) % {"names": self.names}


def _responsibilities(folder: Path, profile: loader.Profile) -> Iterator[Problem]:
    """No area may belong to two offices on one day."""
    days = {date.min} | {
        d
        for o in profile.offices
        for r in o.responsibility
        for d in (r.valid_from, r.valid_to)
        if d
    }
    for day in sorted(days):
        owners: dict[str, str] = {}
        for office in profile.offices:
            for area in sorted(office.areas(day)):
                other = owners.setdefault(area, office.code)
                if other != office.code:
                    yield Problem(
                        _line_of(folder, area),
                        area,
                        _("belongs to two offices on one day"),
                        _("End the one before the other begins."),
                        "overlap",
                    )


def _strays(folder: Path, profile: loader.Profile, read: coding.Acled) -> Iterator[Problem]:
    """Codes of the reading of ACLED that the profile's lists lack."""
    for stray in coding.strays(read, dict(profile.vocabularies)):
        yield Problem(
            _line_of(folder, stray.code),
            stray.code,
            _("is named for ACLED, and stands in no list"),
            _Choices(stray.known),
            "stray",
        )
    for name, cues in profile.cues.items():
        known = (
            [item.code for item in profile.vocabularies[name]]
            if name in (profile.vocabularies)
            else []
        )
        for code in cues.keys() - set(known):
            yield Problem(
                _line_of(folder, f"{code} ="), code, _("is a cue for no code of the lists"),
                _Choices(known), "stray",
            )  # fmt: skip


def _environments(folder: Path, profile: loader.Profile) -> Iterator[Problem]:
    """Codes of what environments propose that stand in no list, each once."""
    answers = [answer for one in profile.environments for answer in one.answers]
    tasks = [task for answer in answers for task in answer.tasks]
    named = {
        "threat_type": {code for answer in answers for code in answer.threats},
        "volet": {task.volet for task in tasks},
        "phase": {code for task in tasks for code in task.phases},
        "component": {task.lead for task in tasks},
    }
    for name, codes in named.items():
        items: Iterable[Any] = profile.components
        if name != "component":
            items = profile.vocabularies.get(name, ())
        known = [item.code for item in items]
        for code in sorted(codes - set(known)):
            yield Problem(
                _line_of(folder, code),
                code,
                _("is named by an environment, and stands in no list"),
                _Choices(known),
                "stray",
            )


def _table(path: Path) -> Iterator[Problem]:
    if not path.exists():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        lacking = [c for c in TABLES[path.stem] if c not in (rows.fieldnames or ())]
        if lacking:
            yield Problem(
                Where(path.name, 1),
                ", ".join(lacking),
                _("columns are missing"),
                _("Add them to the first line."),
                "columns",
            )
            return
        for row in rows:
            yield from _cells(path.name, rows.line_num, row)


def _cells(name: str, line: int, row: dict[str, str]) -> Iterator[Problem]:
    for column, least, most in (("longitude", -180, 180), ("latitude", -90, 90)):
        text = row.get(column) or ""
        if text and not _between(text, least, most):
            yield Problem(
                Where(name, line),
                text,
                _("is no coordinate in degrees"),
                _("Write decimal degrees, such as 16.2717."),
                "coordinate",
            )
    for column in ("valid_from", "valid_to"):
        text = row.get(column) or ""
        try:
            date.fromisoformat(text or "2000-01-01")
        except ValueError:
            yield Problem(
                Where(name, line),
                text,
                _("is no date"),
                _("Write year-month-day, such as 2016-01-19."),
                "date",
            )


def _between(text: str, least: float, most: float) -> bool:
    try:
        return least <= float(text) <= most
    except ValueError:
        return False


def _outline(path: Path) -> Iterator[Problem]:
    if not path.exists():
        return
    try:
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            if not shapely.geometry.shape(feature["geometry"]).is_valid:
                yield Problem(
                    Where(path.name, None),
                    feature.get("properties"),
                    _("has a broken outline"),
                    _("Mend the crossing lines in the drawing program."),
                    "outline",
                )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        yield Problem(
            Where(path.name, None),
            str(error),
            _("is not GeoJSON"),
            _("Export the layer as GeoJSON (RFC 7946)."),
            "outline",
        )
