"""What is looked at before an assessment is submitted: what blocks, and what only asks."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.errors import Problem
from rempart.threats import assessing
from rempart.threats.evidence import links_of, unproved
from rempart.threats.models import Assessment, Threat
from rempart.threats.workflow import STANDING


@dataclass(frozen=True)
class Check:
    """Something found: does it block, in which section, and what mends it."""

    problem: Problem
    section: str
    blocks: bool


def run(assessment: Assessment) -> list[Check]:
    """Everything that speaks against submitting, what blocks first."""
    found = [*_sections(assessment), *_threats(assessment), *_recommendations(assessment),
             *_follow_up(assessment), *_remarks(assessment)]  # fmt: skip
    return sorted(found, key=lambda check: not check.blocks)


def _sections(assessment: Assessment) -> Iterator[Check]:
    written = {section.code: section.text.strip() for section in assessment.sections.all()}
    for number, code in enumerate(assessing.SECTIONS, 1):
        if written.get(code) or code in assessing.COMPUTED or code == "recommendations":
            continue
        yield Check(
            Problem(
                _("Section %(n)d") % {"n": number},
                "",
                _("is empty"),
                _("Write it, or write “nothing new”."),
                "empty-section",
            ),
            code,
            True,
        )


def _threats(assessment: Assessment) -> Iterator[Check]:
    standing = list(Threat.objects.filter(office=assessment.office, state__in=STANDING))
    if not standing:
        yield Check(
            Problem(
                _("Threats"), "", _("none is open in this office"),
                _("Open those that weigh on people, or say in section 3 that there is none."),
                "no-threat",
            ),
            "threats",
            False,
        )  # fmt: skip
    links = links_of(*standing)
    for threat in standing:
        for factor in unproved(threat, links[threat.pk]):
            label = profile().rubric.factor(factor)
            yield Check(
                Problem(
                    threat.reference,
                    f"{label.fr} / {label.en} {threat.scores[factor]}",
                    _("stands on no evidence"),
                    _("Link a record, or say in writing where it comes from."),
                    "no-evidence",
                ),
                "threats",
                False,
            )


def _recommendations(assessment: Assessment) -> Iterator[Check]:
    rows = list(assessment.recommendations.all())
    if not rows:
        yield Check(
            Problem(
                _("Recommendations"), "", _("nothing is recommended"),
                _("Recommend something, or say in section 10 why not."), "no-recommendation",
            ),
            "recommendations",
            False,
        )  # fmt: skip
    for row in rows:
        for missing, words in (
            (not row.owner, _("has no owner")),
            (row.due_on is None, _("has no date")),
        ):
            if missing:
                yield Check(
                    Problem(
                        row.reference, _opening(row.text), words,
                        _("Say who does it, and by when."), "recommendation",
                    ),
                    "recommendations",
                    True,
                )  # fmt: skip


def _opening(text: str) -> str:
    """The first words of a text, none cut in two."""
    return textwrap.shorten(text, 60, placeholder="…")


def _follow_up(assessment: Assessment) -> Iterator[Check]:
    for row in assessing.followed(assessment):
        if not row.follow_up:
            yield Check(
                Problem(
                    row.reference, _opening(row.text), _("of last month is not followed up"),
                    _("Say what became of it."), "follow-up",
                ),
                "recommendations",
                True,
            )  # fmt: skip


def _remarks(assessment: Assessment) -> Iterator[Check]:
    for row in assessment.remarks.all():
        if row.settled:
            continue
        yield Check(
            Problem(
                row.said_by, _opening(row.text), _("remark not settled"),
                _("Answer it in the text, then settle it."), "remark",
            ),
            row.section,
            False,
        )  # fmt: skip
