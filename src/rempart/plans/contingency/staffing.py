"""Who holds the posts that a plan counts on, now: rotation changes people, the plan names posts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import get_language, gettext, ngettext

from rempart.doctrine.loader import current as profile
from rempart.kernel.actor import MISSION
from rempart.people.readers import posts_in_force
from rempart.people.standing import label


@dataclass(frozen=True)
class Staffed:
    """A post that a plan counts on, in words, and how many people hold it now."""

    role: str
    office: int
    label: str
    holders: int

    @property
    def vacant(self) -> bool:
        """Does nobody hold it?"""
        return not self.holders

    @property
    def today(self) -> str:
        """Vacant, or held by how many, in words."""
        if self.vacant:
            return gettext("vacant")
        held = ngettext("held (%(n)d person)", "held (%(n)d people)", self.holders)
        return held % {"n": self.holders}


class Staffing:
    """The posts in force, looked up once for as many plans as there are."""

    def __init__(self) -> None:
        self.held = Counter((post.role, post.office) for post in posts_in_force())

    def of(self, role: str, office: int) -> Staffed:
        """A role in an office: held there, or for the mission as a whole."""
        language = (get_language() or "fr")[:2]
        here, wide = self.held[role, office], self.held[role, MISSION]
        where = office if here or not wide else MISSION
        name = label(role, where, language)
        return Staffed(role, where, name, here + (wide if office != MISSION else 0))

    def vacant(self, roles: list[str], office: int) -> list[str]:
        """The roles that nobody holds there now, as the mission calls them."""
        language = (get_language() or "fr")[:2]
        return [
            profile().role(role).label(language) for role in roles if self.of(role, office).vacant
        ]
