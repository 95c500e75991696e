"""What a mission profile must say. Profiles are data; nothing of a mission stands in the code.

Every item has a stable code (used in records) and labels in French and English. Offices,
components and compartments also have stable numbers: the walls compare them, so a number is never
given to another code. `status` says where a list comes from: `sourced` (a public document),
`known` (general knowledge), `proposed` (ours; never shown as United Nations doctrine).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=40)]
Status = Literal["sourced", "known", "proposed"]


class Strict(BaseModel):
    """A part of a profile: unknown keys are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Text(Strict):
    """The same words in French and in English."""

    fr: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def label(self, language: str) -> str:
        """The words in `language`; French for any other than English."""
        return self.en if language.startswith("en") else self.fr


class Item(Text):
    """One entry of a vocabulary."""

    code: Code
    short_fr: str = ""
    short_en: str = ""
    note_fr: str = ""
    note_en: str = ""
    status: Status = "known"

    def short(self, language: str) -> str:
        """The abbreviation that the field uses, or the label where there is none."""
        return (self.short_en if language.startswith("en") else self.short_fr) or self.label(
            language
        )

    def note(self, language: str) -> str:
        """What the entry means, where the label alone does not say it."""
        return self.note_en if language.startswith("en") else self.note_fr


class Numbered(Item):
    """An entry that the walls know by its number."""

    number: int = Field(ge=0, le=900)


class Component(Numbered):
    """A part of the mission; one that `serves` keeps the system and takes on no other work."""

    serves: bool = False


class Responsibility(Strict):
    """Areas (P-codes of any level) that belong to an office from a day until before another."""

    areas: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None

    def on(self, day: date) -> bool:
        """Is it in force on `day`?"""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


class Office(Numbered):
    """A regional entity, with its dated area of responsibility."""

    prefix: str = Field(pattern=r"^[A-Z]{3}$")
    responsibility: tuple[Responsibility, ...] = ()

    def areas(self, day: date) -> frozenset[str]:
        """The P-codes that belong to the office on `day`."""
        return frozenset(code for r in self.responsibility if r.on(day) for code in r.areas)


_ELIDING = "AEIOUYÉÈÊÂÎÔHaeiouyéèêâîôh"


class Level(Text):
    """What a level of areas is called, and how a name is joined to it."""

    def of(self, name: str, language: str) -> str:
        """ "région de Gao", "cercle d’Ansongo"; in English "region of Gao"."""
        if language.startswith("en"):
            return f"{self.en} of {name}"
        return (
            f"{self.fr} d’{name}"
            if name[:1] in "AEIOUYÉÈÊÂÎÔHaeiouéèêh"
            else f"{self.fr} de {name}"
        )


class Mission(Strict):
    """The mission itself."""

    name: Text
    short: str
    mandate: tuple[Text, ...] = ()
    time_zone: str = "UTC"
    prefix: str = Field(default="MIS", pattern=r"^[A-Z]{3}$")
    countries: tuple[str, ...]
    country: Text
    levels: dict[str, Level] = Field(default_factory=dict)
    owner_component: Code = "poc"
    utm_zone: int = Field(default=30, ge=1, le=60)
    disclaimer: Text
    title: Text
    emergency_number: str = ""


class Vocabulary(Strict):
    """A list of codes with what they are called, in the order in which people read them."""

    name: Code
    title: Text
    items: tuple[Item, ...]

    def __iter__(self) -> Iterator[Item]:  # type: ignore[override]
        return iter(self.items)

    def get(self, code: str) -> Item | None:
        """The entry of `code`, or None."""
        return next((item for item in self.items if item.code == code), None)

    def label(self, code: str, language: str) -> str:
        """What `code` is called; the code itself when the profile no longer knows it."""
        item = self.get(code)
        return item.label(language) if item else code


class Sign(Strict):
    """How a text shows that a refusal is meant, in one of its sentences.

    `together` are groups of phrases of which each must be met; `shapes` are regular expressions of
    which one is enough. A sentence that holds a phrase of `unless` shows nothing. Phrases are as
    `doctrine.wording` reads them.
    """

    together: tuple[tuple[str, ...], ...] = ()
    shapes: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    @field_validator("shapes")
    @classmethod
    def _compile(cls, shapes: tuple[str, ...]) -> tuple[str, ...]:
        for shape in shapes:
            try:
                re.compile(shape)
            except re.error as error:
                raise ValueError(f"{shape!r} is no regular expression: {error}") from error
        return shapes

    @model_validator(mode="after")
    def _says_something(self) -> Sign:
        if not self.together and not self.shapes:
            raise ValueError("a sign needs phrases or shapes")
        return self


class Refusal(Strict):
    """Something that is never stored here: what it is, and which channel takes it instead.

    `few` is the number below which a count of people still points at somebody; `covers` are the
    codes of those that need not be said again once this one is met.
    """

    code: Code
    what: Text
    channel: Text
    few: int = Field(default=5, gt=1)
    covers: tuple[Code, ...] = ()
    signs: tuple[Sign, ...] = Field(min_length=1)


class Step(Strict):
    """One step of a sign-off chain."""

    name: Code
    sources: tuple[Code, ...]
    target: Code
    right: Code
    roles: tuple[Code, ...]
    four_eyes: bool = False
    needs_reason: bool = False
    label: Text


class Limits(Strict):
    """How long an alert may wait, in minutes from its receipt, for triage and for a decision.

    What `wakes` is told by e-mail through the quiet hours of whoever must act.
    """

    triage: int = Field(gt=0)
    decision: int = Field(gt=0)
    wakes: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> Limits:
        if self.decision < self.triage:
            raise ValueError("a decision cannot be due before the triage")
        return self


CLOCKS = {
    "p1": Limits(triage=30, decision=120, wakes=True),
    "p2": Limits(triage=240, decision=1440),
    "p3": Limits(triage=1440, decision=4320),
}
"""What holds where a profile says nothing: 30 min and 2 h, 4 h and 24 h, 24 h and 72 h."""


class Quantity(Item):
    """Something that people count and enter by date: displaced people, a price on the market.

    `adds`: counts of several days add up (people who arrive); otherwise the last one stands (a
    price). `words` are other ways to write it in a rule, in either language.
    """

    adds: bool = True
    words: tuple[str, ...] = ()


class Likeness(Strict):
    """What each thing that two incidents have in common counts for; together they make 1."""

    days: float = 0.25
    place: float = 0.30
    kind: float = 0.20
    actors: float = 0.15
    victims: float = 0.10

    @model_validator(mode="after")
    def _make_one(self) -> Likeness:
        if abs(self.days + self.place + self.kind + self.actors + self.victims - 1) > 1e-9:
            raise ValueError("the weights must add up to 1")
        return self


class Family(Text):
    """Kinds of violence that may be told of one and the same event."""

    code: Code
    threats: tuple[Code, ...]


class Alias(Strict):
    """Names that sources give to one actor."""

    names: tuple[str, ...] = Field(min_length=2)


class Duplicates(Strict):
    """When two incidents may be one event: thresholds, weights, and how far precision reaches.

    `days` and `km` say how far a date or a point of a given precision may be off; a precision that
    is not listed is too coarse to compare.
    """

    status: Status = "proposed"
    likely: float = Field(default=0.80, gt=0, le=1)
    possible: float = Field(default=0.55, gt=0, le=1)
    slack: int = Field(default=1, ge=0)
    weights: Likeness = Likeness()
    days: dict[Code, int] = {"day": 0, "days": 3, "week": 7, "month": 31}
    km: dict[Code, float] = {"exact": 5, "near": 25, "second_level": 60}
    families: tuple[Family, ...] = ()
    aliases: tuple[Alias, ...] = ()
    unnamed: tuple[Code, ...] = ("unidentified",)

    @model_validator(mode="after")
    def _in_order(self) -> Duplicates:
        if self.possible >= self.likely:
            raise ValueError("what is likely must score more than what is possible")
        return self


class Sites(Strict):
    """Places that matter: kinds whose exact point is never open to everybody, and those with a day.

    `crowded` places gather people on their days; `sensitive` ones are put at risk by their point.
    """

    status: Status = "proposed"
    sensitive: tuple[Code, ...] = ()
    crowded: tuple[Code, ...] = ()


class Factor(Text):
    """A factor of the rubric: what it looks at, and what each score from 1 to 5 means."""

    code: Code
    part: Literal["likelihood", "impact", "gap"]
    hint: Text
    anchors: tuple[Text, ...] = Field(min_length=5, max_length=5)


class Rubric(Strict):
    """How threats are scored, and the body whose decisions on places are recorded, by whom."""

    status: Status = "proposed"
    decided_by: tuple[Code, ...] = ()
    body: Text | None = None
    factors: tuple[Factor, ...] = ()

    def factor(self, code: str) -> Factor:
        """The factor of that code."""
        return next(factor for factor in self.factors if factor.code == code)


class Releasing(Strict):
    """What may leave the mission in a release to partners, and what never does.

    `sections` is the whitelist; counts from 1 to under `threshold` are withheld; actors of the
    kinds `unnamed` are named only where whoever approves says so.
    """

    status: Status = "proposed"
    threshold: int = Field(default=5, ge=2)
    days: int = Field(default=30, ge=1)
    sections: tuple[Code, ...] = ()
    unnamed: tuple[Code, ...] = ("host_forces",)


class Keeping(Strict):
    """For how many months records of a kind are kept once they are done with, and why."""

    kind: Code
    months: int = Field(ge=1, le=600)
    why: Text
    status: Status = "proposed"


class Task(Text):
    """Something usually done: for which volet and phases, by which component, within how long."""

    volet: Code
    phases: tuple[Code, ...] = Field(min_length=1)
    lead: Code
    days: int = Field(gt=0, le=730)
    indicator: Text


class Answer(Strict):
    """What is usually done in an environment against some kinds of threat, and to what end."""

    code: Code
    threats: tuple[Code, ...] = Field(min_length=1)
    objective: Text
    tasks: tuple[Task, ...] = Field(min_length=1)


class Environment(Item):
    """A kind of surroundings (a town, pastures, a river) with what is usually done there."""

    status: Status = "proposed"
    answers: tuple[Answer, ...] = ()


class Seat(Strict):
    """A place at a table, held by a post: a role in the mission as a whole, in the body's own
    office, or in each office."""

    role: Code
    where: Literal["mission", "own", "each"] = "mission"


class Member(Text):
    """A post that sits in the team of a crisis, at which levels, and what it does there."""

    role: Code
    levels: tuple[Code, ...]
    status: Status = "proposed"


class Body(Item):
    """A standing body: who sits in it by post, who chairs, how often it meets.

    A body of the `office` level stands once in each office. `endorses` says that strategies are
    endorsed there.
    """

    level: Literal["mission", "office"] = "mission"
    chair: Code
    secretary: Code
    seats: tuple[Seat, ...]
    every_days: int = Field(gt=0, le=400)
    endorses: bool = False


class Paragraph(Item):
    """A paragraph of the mandate that a strategy answers, with its words."""

    text: Text


class Planning(Strict):
    """What strategies are made of: lines by volet, modes, the mandate, whom to consult, rhythms.

    `lines` say what each volet is in the strategy's own words; `consult` are the parties without
    whose answer a strategy is not consulted.
    """

    status: Status = "proposed"
    lines: tuple[Item, ...] = ()
    modes: tuple[Item, ...] = ()
    mandate: tuple[Paragraph, ...] = ()
    parties: tuple[Item, ...] = ()
    consult: tuple[Code, ...] = ()
    review_months: int = Field(default=12, gt=0)
    report_months: int = Field(default=3, gt=0, le=12)
    assessment_days: int = Field(default=10, gt=0)

    def mode(self, code: str, language: str) -> str:
        """What a mode is called."""
        return next((m.label(language) for m in self.modes if m.code == code), code)

    def line(self, code: str, language: str) -> str:
        """What a volet is in the strategy's words; empty where the profile says nothing."""
        return next((one.label(language) for one in self.lines if one.code == code), "")


class Chain(Strict):
    """A sign-off chain; a record keeps the version with which it began."""

    code: Code
    version: int = 1
    initial: Code
    states: tuple[Item, ...]
    steps: tuple[Step, ...]

    @model_validator(mode="after")
    def _states_known(self) -> Chain:
        known = {state.code for state in self.states}
        used = {self.initial} | {s.target for s in self.steps}
        used |= {source for s in self.steps for source in s.sources}
        if used - known:
            raise ValueError(f"unknown states: {', '.join(sorted(used - known))}")
        return self
