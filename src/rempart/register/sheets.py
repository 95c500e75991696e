"""The mission's own table of incidents: its columns, in both languages, and what each may say.

The template that is downloaded and the reader that takes it back stand on this one list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from rempart.doctrine.loader import Profile
from rempart.doctrine.schema import Item
from rempart.register import harm

JOINT = " | "
"""Between the French and the English of a heading or an entry."""

_MARKS = re.compile(r"[^\w]+|_+")


def both(text: str | Promise) -> str:
    """A text in French and in English."""
    said = []
    for language in ("fr", "en"):
        with override(language):
            said.append(str(text))
    return JOINT.join(dict.fromkeys(said))


def alike(text: str) -> str:
    """A heading or an entry as it is compared: without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(_MARKS.sub(" ", letters).split())


@dataclass(frozen=True)
class Column:
    """One column: its code, its heading, the list its cells choose from, and how wide it is."""

    code: str
    label: str | Promise
    vocabulary: str = ""
    width: int = 14
    required: bool = False
    hint: str | Promise = ""

    @property
    def heading(self) -> str:
        """What stands in the first row: French, English, and a star where it must be filled."""
        return both(self.label) + (" *" if self.required else "")

    def names(self) -> frozenset[str]:
        """Everything under which the column is recognised."""
        parts = [self.code.replace("_", " "), self.heading, *both(self.label).split(JOINT)]
        return frozenset(alike(part) for part in parts)


FIGURES = ("min", "best", "max")
_ENDS = {"min": _("at least"), "best": _("best figure"), "max": _("at most")}
_WHO = {
    ("killed", harm.CIVILIAN): _("Civilians killed"),
    ("injured", harm.CIVILIAN): _("Civilians injured"),
    ("abducted", harm.CIVILIAN): _("Civilians abducted"),
    ("missing", harm.CIVILIAN): _("Civilians missing"),
    ("displaced", harm.CIVILIAN): _("Civilians displaced"),
    ("killed", harm.NOT_CIVILIAN): _("Others killed"),
}


def people(kind: str, status: str) -> str:
    """The beginning of the codes of three figures: civilian_killed."""
    return f"{status}_{kind}"


def _figures() -> Iterator[Column]:
    for (kind, status), label in _WHO.items():
        for end in FIGURES:
            said = format_lazy("{who}, {end}", who=label, end=_ENDS[end])
            yield Column(f"{people(kind, status)}_{end}", said, width=10)


HARMS = tuple(_WHO)
"""Kind and status of every three figures."""

COLUMNS = (
    Column("number", _("Your number"), width=14,
           hint=_("A row with a number can be corrected: import it again with the same number.")),
    Column("starts_on", _("First day"), width=13, required=True,
           hint=_("17/11/2014, 17 Nov 2014 or a date of the spreadsheet.")),
    Column("ends_on", _("Last day"), width=13),
    Column("date_precision", _("Precision of the date"), "date_precision", 20),
    Column("office", _("Office"), "office", 14,
           hint=_("Needed only where neither the cercle nor the point tells it.")),
    Column("area", _("Cercle or P-code"), width=18),
    Column("place", _("Place"), width=24),
    Column("latitude", _("Latitude"), width=11, hint=_("Decimal degrees: 16.2717.")),
    Column("longitude", _("Longitude"), width=11, hint=_("Decimal degrees: -0.0447.")),
    Column("point_precision", _("Precision of the place"), "point_precision", 20),
    Column("threat_type", _("Kind"), "threat_type", 30),
    Column("perpetrator", _("Alleged perpetrator"), width=26,
           hint=_("Alleged until verified. No name of a person.")),
    Column("perpetrator_type", _("Type of perpetrator"), "actor_type", 26),
    *_figures(),
    Column("source", _("Source"), width=26,
           hint=_("A code or a kind of source, never a name.")),
    Column("reliability", _("Source grade"), "reliability", 22),
    Column("credibility", _("Information grade"), "credibility", 22),
    Column("summary", _("What happened"), width=60),
    Column("language", _("Language of the account"), "language", 12),
)  # fmt: skip


LABELS: dict[str, str | Promise] = {
    **{column.code: column.label for column in COLUMNS},
    **{people(kind, status): label for (kind, status), label in _WHO.items()},
}
"""What each column is called where a fault names it, in the reader's language."""


def grade(item: Item) -> str:
    """The letter or digit by which people call a grade: c2 is 2."""
    return item.code.upper() if len(item.code) == 1 else item.code[1:]


def entry(column: Column, item: Item) -> str:
    """What a cell of the template chooses: the grade's letter, then French and English."""
    words = JOINT.join(dict.fromkeys([item.fr, item.en]))
    if column.vocabulary in ("reliability", "credibility"):
        return f"{grade(item)} – {words}"
    return words


_LANGUAGES = (
    Item(code="fr", fr="français", en="French"),
    Item(code="en", fr="anglais", en="English"),
)


def choices(column: Column, profile: Profile) -> tuple[Item, ...]:
    """The entries that a column's cells choose from; none for a free one."""
    if column.vocabulary == "office":
        return profile.offices
    if column.vocabulary == "language":
        return _LANGUAGES
    return profile.vocabulary(column.vocabulary).items if column.vocabulary else ()


def codes(column: Column, profile: Profile) -> dict[str, str]:
    """The code of everything that a person may write in a cell of a column with a list."""
    found: dict[str, str] = {}
    for item in choices(column, profile):
        names = [item.code, item.fr, item.en, entry(column, item)]
        if column.vocabulary in ("reliability", "credibility"):
            names.append(grade(item))
        found |= {alike(name): item.code for name in names}
    return found
