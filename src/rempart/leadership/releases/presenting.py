"""Releases and submissions in words for the pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import get_language, gettext, pgettext

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.kernel import clock
from rempart.kernel.links import End
from rempart.leadership.releases.documents import section_title
from rempart.leadership.releases.models import Release, Released, Submission
from rempart.leadership.releases.workflow import APPROVED, RELEASE, SUBMISSION
from rempart.threats.models import Assessment


def language() -> str:
    """The language of the page."""
    return (get_language() or "fr")[:2]


def title(content: Mapping[str, Any]) -> str:
    """Gao, octobre 2014."""
    words = language()
    month = typography.month(date.fromisoformat(f"{content['month']}-01"), words)
    return f"{content['office'][words]}, {month}"


def title_of(row: Release) -> str:
    """A release in words: its office and month."""
    words = language()
    office = profile().office(row.office).label(words)
    return f"{office}, {typography.month(row.assessment.month, words)}"


def addressees(numbers: Iterable[int]) -> str:
    """The organisations in words."""
    words = language()
    found = [profile().organisation(number).label(words) for number in sorted(numbers)]
    return typography.listing(found, words)


def last_day(row: Released) -> date:
    """The last day on which it may be read."""
    zone = ZoneInfo(profile().mission.time_zone)
    return (row.expires_at.astimezone(zone) - timedelta(seconds=1)).date()


def state(row: Release) -> tuple[Any, str]:
    """The state of a release and its tone; one whose day is past says so."""
    if row.state == APPROVED and row.over:
        return pgettext("release", "ended"), ""
    tones = {"approved": "good", "revoked": "bad", "submitted": "warn"}
    return RELEASE.labels[row.state], tones.get(row.state, "")


def submission_state(row: Submission) -> tuple[Any, str]:
    """The state of a submission and its tone."""
    return SUBMISSION.labels[row.state], {"taken_in": "good", "received": "warn"}.get(row.state, "")


def submission_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Submissions as they are named at the other end of a link."""
    return {
        row.pk: End("submission", row.get_sort_display(), row.reference,
                    reverse("leadership:submission", args=[row.reference]), row.created_at.date())
        for row in Submission.objects.filter(pk__in=list(wanted))
    }  # fmt: skip


def release_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Releases as they are named at the other end of a link."""
    found = Release.objects.filter(pk__in=list(wanted)).select_related("assessment")
    return {
        row.pk: End("release", title_of(row), row.reference,
                    reverse("leadership:release", args=[row.reference]), row.created_at.date())
        for row in found
    }  # fmt: skip


def released_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """What was released as its addressees are told of it; of what is over, no more than that."""
    over = End("released", gettext("It may be read no more."), "", reverse("leadership:received"))
    named = dict.fromkeys(wanted, over)
    for row in Released.objects.filter(pk__in=list(named)):
        if row.revoked_at is None and row.expires_at > clock.now():
            path = reverse("leadership:one_received", args=[row.reference])
            named[row.pk] = End("released", title(row.content), row.reference, path)
    return named


def assessment_words(row: Assessment) -> str:
    """An assessment in words: its office and month."""
    words = language()
    month = typography.month(row.month, words)
    return f"{profile().office(row.office).label(words)}, {month}"


def days_hence(days: int) -> date:
    """The day so many days from today."""
    return clock.today() + timedelta(days=days)


def office(number: int) -> str:
    """An office by its number; the mission as a whole for nought."""
    return profile().office(number).label(language()) if number else profile().mission.short


def titles(content: Mapping[str, Any]) -> str:
    """The sections of a release, named."""
    return ", ".join(section_title(code) for code in content["sections"])
