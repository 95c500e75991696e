"""What surrounds every page: the cycle, the reader's posts and offices, the marking banner."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.actor import MISSION, Actor, Standing
from rempart.kernel.models import Instance
from rempart.kernel.navigation import Place, rail
from rempart.kernel.policy import concerned
from rempart.kernel.searching import WORDS
from rempart.people import telling
from rempart.people.standing import in_words

THEMES = ("system", "light", "dark")
DENSITIES = ("comfortable", "compact")


class Shell:
    """Computed only where a template asks, so that a refusal costs no query."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def actor(self) -> Actor | None:
        """The reader, once signed in."""
        return getattr(self.request, "actor", None)

    @property
    def language(self) -> str:
        """The language of the page."""
        return (translation.get_language() or settings.LANGUAGE_CODE)[:2]

    @property
    def other_language(self) -> tuple[str, str]:
        """The code of the language that the switch offers, and its own name for itself."""
        return ("en", "English") if self.language == "fr" else ("fr", "Français")

    @cached_property
    def rail(self) -> list[tuple[str, Any, list[tuple[Place, str, bool]]]]:
        """Phases with their places: each with its address, and whether the reader is there."""
        if self.actor is None:
            return []
        here = self.request.path
        return [
            (
                phase,
                name,
                [(p, url, here.startswith(url)) for p in found if (url := reverse(p.view))],
            )
            for phase, name, found in rail(self.actor)
        ]

    @property
    def search(self) -> str:
        """The address that takes a search from every page; empty where the reader has none."""
        finds = self.actor is not None and any(concerned(self.actor, kind) for kind in WORDS)
        return reverse("web:search") if finds else ""

    @property
    def home(self) -> bool:
        """Is the reader on the first page?"""
        return self.request.path == reverse("web:home")

    @cached_property
    def posts(self) -> tuple[Standing, ...]:
        """The posts and delegations under which the reader may act, named as the page speaks."""
        found = self.actor.standings if self.actor else ()
        return tuple(
            replace(standing, label=in_words(standing, self.language))
            for standing in found
            if not standing.broken_glass
        )

    @property
    def post_label(self) -> str:
        """The post under which the reader acts, named as the page speaks."""
        chosen = self.actor.post if self.actor else None
        found = [standing for standing in self.posts if standing.post == chosen]
        return next((standing.label for standing in found or self.posts), "")

    @cached_property
    def unread(self) -> int:
        """How many notifications the reader has not looked at."""
        return telling.unread() if self.actor else 0

    @property
    def broken_glass(self) -> bool:
        """Does the reader see more for some hours, and is each page logged?"""
        return self.actor is not None and any(s.broken_glass for s in self.actor.standings)

    @cached_property
    def offices(self) -> list[tuple[str, str]]:
        """Code and name of the offices that the reader's posts cover; all of them mission-wide."""
        mine = {standing.office for standing in self.posts}
        return [
            (office.code, office.label(self.language))
            for office in profile().offices
            if office.number in mine or MISSION in mine
        ]

    @cached_property
    def office(self) -> tuple[str, str] | None:
        """The office that the reader chose to look at; None for all of theirs."""
        chosen = self.request.session.get("office", "")
        return next((office for office in self.offices if office[0] == chosen), None)

    @property
    def display(self) -> dict[str, str]:
        """Theme, density and single keys as the reader wants them in this session."""
        session = getattr(self.request, "session", {})
        return {
            "theme": session.get("theme", "system"),
            "density": session.get("density", "comfortable"),
            "keys": session.get("keys", "on"),
        }

    @cached_property
    def exercise(self) -> bool:
        """Is this instance an exercise, whose facts are invented?"""
        return Instance.is_exercise()

    @property
    def mission(self) -> str:
        """The mission's short name."""
        return profile().mission.short

    @property
    def time_zone(self) -> str:
        """The time zone in which every time is shown."""
        return profile().mission.time_zone

    @property
    def now(self) -> Any:
        """The moment of the page, by the house's clock."""
        return clock.now()


def context(request: HttpRequest) -> dict[str, Any]:
    """The context processor that hands every template its `shell`."""
    return {"shell": Shell(request)}
