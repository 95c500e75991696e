"""Loading a profile from its folder, and the one in force in this process."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeVar

from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError

from rempart.doctrine.schema import (
    CLOCKS,
    Body,
    Chain,
    Component,
    Duplicates,
    Environment,
    Item,
    Keeping,
    Limits,
    Member,
    Mission,
    Numbered,
    Office,
    Planning,
    Quantity,
    Refusal,
    Releasing,
    Rubric,
    Sites,
    Vocabulary,
)
from rempart.kernel.errors import BadInput, Problem, Setup
from rempart.kernel.models import Instance

T = TypeVar("T", bound=Item)
PROFILES = Path(str(files("rempart") / "profiles"))
_chosen: list[str] = []


@dataclass(frozen=True)
class Profile:
    """A mission's profile: who there is, what things are called, which chains they follow."""

    folder: Path
    mission: Mission
    offices: tuple[Office, ...]
    components: tuple[Component, ...]
    compartments: tuple[Numbered, ...]
    roles: tuple[Item, ...]
    vocabularies: dict[str, Vocabulary] = field(default_factory=dict)
    chains: dict[str, Chain] = field(default_factory=dict)
    rubric: Rubric = field(default_factory=Rubric)
    clocks: dict[str, Limits] = field(default_factory=lambda: dict(CLOCKS))
    bodies: tuple[Body, ...] = ()
    strategy: Planning = field(default_factory=Planning)
    quantities: tuple[Quantity, ...] = ()
    crisis_team: tuple[Member, ...] = ()
    duplicates: Duplicates = field(default_factory=Duplicates)
    sites: Sites = field(default_factory=Sites)
    organisations: tuple[Numbered, ...] = ()
    releasing: Releasing = field(default_factory=Releasing)
    environments: tuple[Environment, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    keeping: tuple[Keeping, ...] = ()
    cues: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)

    def role(self, code: str) -> Item:
        """The role of that code."""
        return _find(self.roles, code, _("Role"))

    def body(self, code: str) -> Body:
        """The standing body of that code."""
        return _find(self.bodies, code, _("Body"))

    def office(self, code: str | int) -> Office:
        """The office of that code, in any case, or of that number."""
        return _find_numbered(self.offices, code, _("Office"))

    def quantity(self, code: str) -> Quantity:
        """The quantity of that code."""
        return _find(self.quantities, code, _("Quantity"))

    @property
    def at_work(self) -> tuple[Component, ...]:
        """The components that can be given something to do: not those that keep the system."""
        return tuple(component for component in self.components if not component.serves)

    def component(self, code: str | int) -> Component:
        """The component of that code or number."""
        return _find_numbered(self.components, code, _("Component"))

    def organisation(self, code: str | int) -> Numbered:
        """The partner organisation of that code or number."""
        return _find_numbered(self.organisations, code, _("Organisation"))

    def compartment(self, code: str | int) -> Numbered:
        """The compartment of that code or number."""
        return _find_numbered(self.compartments, code, _("Compartment"))

    def environment(self, code: str) -> Environment:
        """The environment of that code."""
        return _find(self.environments, code, _("Environment"))

    def vocabulary(self, name: str) -> Vocabulary:
        """The list of that name.

        Raises:
            BadInput: the profile has none.
        """
        if name not in self.vocabularies:
            raise _unknown(_("Vocabulary"), name, self.vocabularies)
        return self.vocabularies[name]

    def label(self, vocabulary: str, code: str, language: str) -> str:
        """What `code` is called in a list; empty for an empty code."""
        return self.vocabulary(vocabulary).label(code, language) if code else ""

    def codes(self) -> list[tuple[str, int, str, str]]:
        """Axis, number, code and prefix of all that the walls compare."""
        rows = [("office", 0, "", self.mission.prefix)]
        rows += [("office", o.number, o.code, o.prefix) for o in self.offices]
        rows += [("component", c.number, c.code, "") for c in self.components]
        rows += [("compartment", c.number, c.code, "") for c in self.compartments]
        rows += [("organisation", o.number, o.code, "") for o in self.organisations]
        return rows

    def periods(self) -> dict[str, int]:
        """The months for which records of a kind are kept; a kind that is not there stays."""
        return {one.kind: one.months for one in self.keeping}

    def table(self, name: str) -> list[dict[str, str]]:
        """The rows of one of the profile's CSV tables; none when the profile lacks it."""
        path = self.folder / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def validity(self) -> dict[str, tuple[date | None, date | None]]:
        """From when until before when the areas of some P-codes are valid, by P-code."""
        rows = self.table("regions") + self.table("cercles")
        return {row["pcode"]: _dates(row) for row in rows if row["pcode"] and any(_dates(row))}

    def describe(self, pcode: str, day: date, language: str) -> str:
        """An area as it was called on `day`: "cercle de Ménaka (région de Gao)", later a region."""
        words = self.mission.levels
        regions = [row for row in self.table("regions") if _holds(row, day)]
        for row in regions:
            if pcode and (pcode == row["pcode"] or pcode in row.get("became", "").split("|")):
                return words["region"].of(row[_column(language)], language)
        for row in self.table("cercles"):
            if row["pcode"] == pcode:
                region = next((r for r in regions if r["pcode"] == row["region"]), None)
                name = words["cercle"].of(row["display"], language)
                around = words["region"].of(region[_column(language)], language) if region else ""
                return f"{name} ({around})" if around else name
        return pcode


def _column(language: str) -> str:
    return "en" if language.startswith("en") else "fr"


def _dates(row: Mapping[str, str]) -> tuple[date | None, date | None]:
    begins, ends = row.get("valid_from"), row.get("valid_to")
    return (
        date.fromisoformat(begins) if begins else None,
        date.fromisoformat(ends) if ends else None,
    )


def _holds(row: Mapping[str, str], day: date) -> bool:
    begins, ends = _dates(row)
    return (begins is None or begins <= day) and (ends is None or day < ends)


def _unknown(place: Any, value: object, known: Any) -> BadInput:
    names = ", ".join(sorted(str(name) for name in known))
    return BadInput(
        Problem(
            place=place,
            value=value,
            message=_("the profile knows no such code"),
            remedy=_Choices(names),
            code="unknown-code",
        )
    )


class _Choices:
    """A lazy remedy that lists what may be chosen."""

    def __init__(self, names: str) -> None:
        self.names = names

    def __str__(self) -> str:
        return str(_("Choose among: %(names)s.")) % {"names": self.names}


def _find(items: tuple[T, ...], code: str, place: Any) -> T:
    for item in items:
        if item.code == str(code).lower():
            return item
    raise _unknown(place, code, [item.code for item in items])


def _find_numbered(items: tuple[Any, ...], code: str | int, place: Any) -> Any:
    if isinstance(code, int):
        for item in items:
            if item.number == code:
                return item
    return _find(items, str(code), place)


def folder_of(name: str | Path) -> Path:
    """The folder of a profile: one of ours by its name, or any folder by its path.

    Raises:
        BadInput: there is no such profile.
    """
    for folder in (PROFILES / str(name), Path(name)):
        if (folder / "profile.toml").exists():
            return folder
    ours = [path.parent.name for path in PROFILES.glob("*/profile.toml")]
    raise _unknown(_("Profile"), name, ours)


def read(folder: Path) -> dict[str, Any]:
    """Everything that the TOML files of a profile say, one file a topic."""
    said: dict[str, Any] = {}
    for path in sorted(folder.glob("*.toml")):
        said |= tomllib.loads(path.read_text(encoding="utf-8"))
    return said


def build(folder: Path, said: dict[str, Any]) -> Profile:
    """The profile that `said` describes.

    Raises:
        ValidationError: something is missing or of the wrong kind; `check` says where.
    """
    lists = [
        Vocabulary.model_validate({"name": name, **content})
        for name, content in said.get("vocabularies", {}).items()
    ]
    chains = [
        Chain.model_validate({"code": code, **c}) for code, c in said.get("chains", {}).items()
    ]
    return Profile(
        folder=folder,
        mission=Mission.model_validate(said.get("mission", {})),
        offices=TypeAdapter(tuple[Office, ...]).validate_python(said.get("offices", [])),
        components=TypeAdapter(tuple[Component, ...]).validate_python(said.get("components", [])),
        compartments=TypeAdapter(tuple[Numbered, ...]).validate_python(
            said.get("compartments", [])
        ),
        roles=TypeAdapter(tuple[Item, ...]).validate_python(said.get("roles", [])),
        vocabularies={v.name: v for v in lists},
        chains={chain.code: chain for chain in chains},
        rubric=Rubric.model_validate(said.get("rubric", {})),
        quantities=TypeAdapter(tuple[Quantity, ...]).validate_python(said.get("quantities", [])),
        crisis_team=TypeAdapter(tuple[Member, ...]).validate_python(said.get("crisis_team", [])),
        strategy=Planning.model_validate(said.get("strategy", {})),
        bodies=TypeAdapter(tuple[Body, ...]).validate_python(said.get("bodies", [])),
        clocks=CLOCKS
        | TypeAdapter(dict[Literal["p1", "p2", "p3"], Limits]).validate_python(
            said.get("clocks", {})
        ),
        duplicates=Duplicates.model_validate(said.get("duplicates", {})),
        sites=Sites.model_validate(said.get("sites", {})),
        organisations=TypeAdapter(tuple[Numbered, ...]).validate_python(
            said.get("organisations", [])
        ),
        releasing=Releasing.model_validate(said.get("release", {})),
        environments=TypeAdapter(tuple[Environment, ...]).validate_python(
            said.get("environments", [])
        ),
        refusals=TypeAdapter(tuple[Refusal, ...]).validate_python(said.get("refusals", [])),
        keeping=TypeAdapter(tuple[Keeping, ...]).validate_python(said.get("retention", [])),
        cues=TypeAdapter(dict[str, dict[str, tuple[str, ...]]]).validate_python(
            said.get("cues", {})
        ),
    )


@cache
def load(name: str | Path) -> Profile:
    """The profile of that name or folder.

    Raises:
        BadInput: there is none, or it cannot be read; `rempart profile check` says where.
    """
    folder = folder_of(name)
    try:
        return build(folder, read(folder))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise BadInput(
            Problem(
                place=_("Profile"),
                value=str(error).splitlines()[0],
                message=_("cannot be read"),
                remedy=_("Run “./rempart profile check” to see file and line."),
                code="profile-broken",
            )
        ) from error


def choose(name: str | Path) -> Profile:
    """Put a profile in force in this process."""
    profile = load(name)
    _chosen[:] = [str(name)]
    return profile


def current() -> Profile:
    """The profile in force in this process: the one chosen, else the instance's own.

    Raises:
        Setup: there is no instance yet.
    """
    if not _chosen:
        here = Instance.here()
        if here is None:
            raise Setup(
                Problem(
                    place=_("Profile"),
                    value=None,
                    message=_("no profile is in force"),
                    remedy=_("Run “./rempart init --profile NAME” first."),
                    code="no-profile",
                )
            )
        choose(here.profile)
    return load(_chosen[0])
