"""Releases and submissions as readers find them; the content of a release as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock
from rempart.kernel.actor import Anyone, SystemActor, acting_as
from rempart.kernel.errors import NotThere, Problem
from rempart.kernel.finding import found
from rempart.kernel.genuine import Genuine
from rempart.kernel.ids import read_reference
from rempart.kernel.policy import OUTSIDE, STRICT, verdict
from rempart.kernel.workflow import Transition
from rempart.leadership.releases import content as contents
from rempart.leadership.releases import wording
from rempart.leadership.releases.models import Release, Released, Submission
from rempart.leadership.releases.withholding import Given
from rempart.leadership.releases.workflow import RECEIVED, RELEASE, SUBMISSION, SUBMITTED
from rempart.places.models import Locality
from rempart.threats.models import Approval, Assessment

LANGUAGES = ("fr", "en")
DRAFTER = SystemActor("drafter", ceiling=STRICT)


def approved_content(assessment: Assessment) -> dict[str, Any]:
    """The content that was approved of an assessment.

    Raises:
        NotThere: none was, or the reader does not see it.
    """
    found = Approval.objects.select_related("snapshot").filter(assessment=assessment).first()
    if found is None:
        raise NotThere
    said: dict[str, Any] = found.snapshot.content
    return said


def own_words(assessment: Assessment) -> dict[str, dict[str, str]]:
    """The written sections of an approved assessment, from which those released are rewritten."""
    return contents.own_words(approved_content(assessment))


def content(row: Release) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the addressees would read of a release as it stands, and what is withheld."""
    approved = approved_content(row.assessment)
    return contents.released(approved, _chosen(row), earlier(row))


def earlier(row: Release) -> list[Given]:
    """What was released before that a reader might hold against this release, to whomever it was.

    Addressees talk to each other, and a release that is over was read: so every one counts. The
    drafter looks, so that what is withheld does not hang on who drafts or approves.
    """
    month = row.assessment.month
    nearby = Q(release__office=row.office, release__assessment__month__range=_year_around(month))
    with acting_as(DRAFTER):
        found = list(
            Released.objects.filter(nearby | Q(release__assessment__month=month))
            .exclude(release=row)
            .order_by("opens_at", "id")
            .values_list(
                "content__sections",
                "content__threshold",
                "release__withheld__names",
                "release__assessment__approval__snapshot__content",
            )
        )
    return [
        contents.given(approved, sections, threshold, names)
        for sections, threshold, names, approved in found
    ]


def _year_around(month: date) -> tuple[date, date]:
    """The months whose releases speak of a month, or of which its release speaks."""
    return month.replace(year=month.year - 1), month.replace(year=month.year + 1)


def _chosen(row: Release) -> contents.Chosen:
    mission = profile()
    order = mission.releasing.sections
    named = [mission.organisation(number) for number in sorted(row.organisations)]
    return contents.Chosen(
        sections=tuple(code for code in order if code in row.sections),
        addressees=[{"fr": one.fr, "en": one.en} for one in named],
        expires=row.expires_on,
        marking=row.marking,
        reference=row.reference,
        words=row.words,
        unnamed=frozenset() if row.names_host_state else _unnamed(),
        threshold=mission.releasing.threshold,
    )


def _unnamed() -> frozenset[str]:
    """The actors that no release names unless it is approved, as the French lists call them."""
    kinds = profile().vocabularies.get("actor_type")
    found = [kinds.get(code) for code in profile().releasing.unnamed] if kinds else []
    return frozenset(item.label("fr") for item in found if item)


def wording_faults(row: Release) -> list[Problem]:
    """What the texts of a release carry that must not leave the mission."""
    approved = approved_content(row.assessment)
    actors: set[str] = set()
    if not row.names_host_state:
        kinds = profile().vocabularies.get("actor_type")
        for code in profile().releasing.unnamed:
            item = kinds.get(code) if kinds else None
            if item:
                actors |= {f(lang) for f in (item.label, item.short) for lang in LANGUAGES}
    areas = [place["code"] for place in approved["places"]]
    places = Locality.objects.filter(area__in=areas).values_list("name", flat=True)
    figures = contents.withheld_figures(approved, profile().releasing.threshold, earlier(row))
    said = {code: words for code, words in row.words.items() if code in row.sections}
    return wording.faults(said, wording.kept(approved, figures, places, actors))


def signed(made: Mapping[str, Any], at: datetime, label: str, seal: str) -> dict[str, Any]:
    """The content of a release with the seal of its approval, as its documents print it."""
    return {**made, "approval": {"day": at.date().isoformat(), "by": label, "seal": seal}}


def paper(row: Released) -> dict[str, Any]:
    """The content of what was released, as its documents print it."""
    return signed(row.content, row.opens_at, row.post_label, row.seal)


def preview(row: Release) -> dict[str, Any]:
    """The content of a release as its documents would print it: a draft has no seal."""
    return whole(row)[0]


def whole(row: Release) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a release says, as its documents print it, and the account of what was withheld."""
    released = Released.objects.filter(release=row).first()
    if released:
        return paper(released), row.withheld
    said, account = content(row)
    return {**said, "approval": None}, account


def release(reference: str) -> Release:
    """The release of that reference, on the mission's side.

    Raises:
        NotThere: none that the reader may see.
    """
    row: Release = found(Release.objects.select_related("assessment"), reference)
    return row


def given(reference: str) -> Released:
    """What was released under that reference and may be read now.

    Raises:
        NotThere: nothing that the reader may see.
    """
    return found(Released, reference)


def submission(reference: str) -> Submission:
    """The submission of that reference.

    Raises:
        NotThere: none that the reader may see.
    """
    return found(Submission, reference)


def _read(reference: str) -> str:
    return read_reference(reference) or reference


def standing(actor: Anyone) -> QuerySet[Released]:
    """What may be read now by whoever is outside: the walls leave nothing else."""
    return Released.objects.order_by("expires_at", "id")


def releasable(office: int) -> QuerySet[Assessment]:
    """The approved assessments of an office from which a release may be drafted, latest first."""
    return Assessment.objects.filter(
        office=office, state__in=("approved", "disseminated")
    ).order_by("-month")


def steps_for(actor: Anyone, row: Release) -> list[Transition]:
    """The steps that the reader may take with a release."""
    return [s for s in RELEASE.steps_from(row.state) if verdict(actor, s.right, row.whereabouts)]


def may_answer(actor: Anyone, row: Submission) -> bool:
    """May the reader take this submission in, or set it aside?"""
    steps = SUBMISSION.steps_from(row.state)
    return any(verdict(actor, step.right, row.whereabouts) for step in steps)


def outside(actor: Anyone) -> bool:
    """Does the reader work for another organisation?"""
    return any(standing.role in OUTSIDE for standing in actor.standings)


def waiting() -> QuerySet[Submission]:
    """What partners sent and nobody has answered, the oldest first."""
    return Submission.objects.filter(state=RECEIVED).order_by("created_at", "id")


def to_approve() -> QuerySet[Release]:
    """Releases that wait for approval."""
    return Release.objects.filter(state=SUBMITTED).order_by("created_at", "id")


def now_over(row: Released) -> bool:
    """Is it read no more, on the mission's own page of it?"""
    return row.revoked_at is not None or row.expires_at <= clock.now()


def genuine(name: str, digest: str) -> Genuine | None:
    """The release that gave, under that name, a file of that SHA-256."""
    found: Released | None = Released.objects.filter(files__contains={name: digest}).first()
    if found is None:
        return None
    return Genuine(found.reference, found.opens_at, found.revoked_at is not None)
