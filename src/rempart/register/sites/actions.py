"""Keeping places that matter: entering, correcting, closing one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.actions import Run, changes, creates
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.policy import MARKINGS, UNCLASSIFIED
from rempart.places.queries import area_at, office_of
from rempart.register.actions import writing_post
from rempart.register.models import Site

EXACT = "exact"
WEEK = range(1, 8)


class Said(TypedDict, total=False):
    """What a person says of a place; what is left out stays as it was."""

    type: str
    name: str
    area: str
    latitude: float | None
    longitude: float | None
    point_precision: str
    days: list[int]
    group: str
    people: int | None
    people_on: date | None
    drivers: str
    coping: str
    source: str
    known_on: date


@creates(Site, "site.enter")
def enter_site(run: Run, *, said: Said, marking: int = UNCLASSIFIED) -> Site:
    """Enter a place that matters; its office is the one that answers for its cercle.

    Raises:
        BadInput: a code is unknown, a figure has no day, or a point is too exact for its marking.
    """
    row = Site(marking=marking, known_on=run.now.date())
    _say(run, row, said)
    post = writing_post(run)
    row.component = (
        post.component if post else profile().component(profile().mission.owner_component).number
    )
    return row


@changes(Site, "site.correct")
def correct_site(run: Run, row: Site, *, said: Said) -> None:
    """Correct what is said of a place.

    Raises:
        BadInput: as `enter_site`.
    """
    _say(run, row, said)


@changes(Site, "site.mark")
def mark_site(run: Run, row: Site, *, marking: int) -> None:
    """Give a place another marking; lowering it needs a reason.

    Raises:
        BadInput: there is no such marking, the reason is missing, or the point is too exact for it.
    """
    if marking not in MARKINGS:
        raise BadInput(
            Problem(_("Marking"), marking, _("there is no such marking"),
                    ", ".join(str(label) for label in MARKINGS.values()))
        )  # fmt: skip
    if marking < row.marking:
        _reasoned(run, _("lowering a marking needs a reason"))
    row.marking = marking
    _hold(_too_exact(row))


@changes(Site, "site.close")
def close_site(run: Run, row: Site, *, on: date) -> None:
    """Say since when a place no longer is what it was: people left, the market moved.

    Raises:
        BadInput: the reason is missing, or the day is before the place was known or yet to come.
    """
    _reasoned(run, _("this step needs a reason"))
    if on > run.now.date():
        raise BadInput(Problem(_("Day"), on, _("is yet to come"), _("Correct it."), "ahead"))
    row.closed_on = on


def _reasoned(run: Run, message: Any) -> None:
    if not run.reason.strip():
        remedy = _("Say in a sentence why; it stays with the record.")
        raise BadInput(Problem(_("Reason"), "", message, remedy, "reason"))


def _say(run: Run, row: Site, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    if not row.area and row.latitude is not None and row.longitude is not None:
        around = area_at(row.longitude, row.latitude, run.now.date())
        row.area = around.pcode if around else ""
    row.office = office_of(row.area, run.now.date())
    _hold([*_unknown(row), *_wrong(row, run.now.date()), *_too_exact(row)])


def _hold(problems: Any) -> None:
    found = list(problems)
    if found:
        raise BadInput.of(found)


def _unknown(row: Site) -> Iterator[Problem]:
    for name, vocabulary in (("type", "site_type"), ("point_precision", "point_precision")):
        code, known = getattr(row, name), profile().vocabulary(vocabulary)
        if (code or name == "type") and not known.get(code):
            remedy = ", ".join(item.code for item in known)
            yield Problem(name, code, _("the profile knows no such code"), remedy, "unknown-code")
    if not row.office:
        yield Problem(
            _("Cercle"), row.area, _("belongs to no office"),
            _("Choose a cercle of an office, or point to the place."), "area",
        )  # fmt: skip


def _wrong(row: Site, today: date) -> Iterator[Problem]:
    if not row.name.strip():
        yield Problem(_("Name"), "", _("is missing"), _("Say what people call it."), "name")
    if not row.source.strip():
        yield Problem(
            _("Source"), "", _("is missing"), _("Say who told it, as a category."), "source"
        )
    if row.people is not None and row.people_on is None:
        yield Problem(
            _("Counted on"), "", _("is missing"), _("A number of people holds for a day."), "day"
        )
    for label, day in ((_("Counted on"), row.people_on), (_("Known on"), row.known_on)):
        if day and day > today:
            yield Problem(label, day, _("is yet to come"), _("Correct it."), "ahead")
    if not set(row.days) <= set(WEEK):
        yield Problem(_("Market day"), row.days, _("is no day of the week"), _("1 to 7"), "day")


def _too_exact(row: Site) -> Iterator[Problem]:
    """A point that puts people at risk is never open to everybody."""
    pointed = row.latitude is not None and row.point_precision in ("", EXACT)
    if row.type in profile().sites.sensitive and pointed and row.marking == UNCLASSIFIED:
        yield Problem(
            _("Point"), "", _("is exact, and knowing it puts people at risk"),
            _("Mark it confidential, or leave the point out and name the cercle."), "sensitive",
        )  # fmt: skip
