"""The life of a threat, and the sign-off chain of an assessment as the profile lays it down."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.doctrine.schema import Chain, Text
from rempart.kernel.errors import Problem
from rempart.kernel.workflow import Transition, Workflow, transition
from rempart.threats import rubric
from rempart.threats.evidence import unproved

DRAFT, ACTIVE, MITIGATED, CLOSED = "draft", "active", "mitigated", "closed"
STANDING = (ACTIVE, MITIGATED)
"""States in which a threat weighs on its place and enters the assessment."""

WRITABLE = ("draft", "returned")
"""States in which an assessment may be written."""

APPROVED = ("approved", "disseminated", "superseded")
SIGNING = ("submitted", "regional_review", "cleared", "consolidated")
"""States in which those of the chain sign what was submitted."""


def _has_evidence(threat: Any) -> Problem | None:
    """A factor from 3 up stands on evidence before the threat is opened."""
    lacking = unproved(threat)
    if not lacking:
        return None
    language = get_language() or "fr"
    names = ", ".join(profile().rubric.factor(code).label(language) for code in lacking)
    return Problem(
        place=_("Evidence"),
        value=names,
        message=_("scores from 3 up stand on no evidence"),
        remedy=_("Link a record, or say in writing where it comes from."),
        code="evidence",
    )


def _is_scored(threat: Any) -> Problem | None:
    if any(threat.scores.get(factor) for factor in rubric.FACTORS):
        return None
    return Problem(
        place=_("Scores"),
        value="",
        message=_("nothing is scored yet"),
        remedy=_("Score what is known; leave the rest unknown."),
        code="scores",
    )


THREAT = Workflow(
    kind="threat",
    initial=DRAFT,
    labels={
        DRAFT: pgettext_lazy("threat", "draft"),
        ACTIVE: pgettext_lazy("threat", "active"),
        MITIGATED: pgettext_lazy("threat", "mitigated"),
        CLOSED: pgettext_lazy("threat", "closed"),
    },
    transitions=(
        transition(
            "open", DRAFT, ACTIVE, "edit", label=_("Open the threat"), needs_reason=True,
            guards=(_is_scored, _has_evidence),
        ),
        transition("mitigate", ACTIVE, MITIGATED, "edit", label=_("Hold for mitigated"),
                   needs_reason=True),
        transition("revive", MITIGATED, ACTIVE, "edit", label=_("Active again"),
                   needs_reason=True),
        transition("close", f"{ACTIVE} {MITIGATED}", CLOSED, "edit", label=_("Close the threat"),
                   needs_reason=True),
        transition("reopen", CLOSED, ACTIVE, "edit", label=_("Reopen"), needs_reason=True),
    ),
)  # fmt: skip


def _spoken(text: Text) -> Any:
    """The profile's words in the language of whoever reads them."""
    return lazy(lambda: text.label(get_language() or "fr"), str)()


@lru_cache(maxsize=8)
def _of_chain(chain: Chain) -> Workflow:
    steps = [
        Transition(
            step.name,
            frozenset(step.sources),
            step.target,
            step.right,
            label=_spoken(step.label),
            needs_reason=step.needs_reason,
            four_eyes=step.four_eyes,
            roles=frozenset(step.roles),
        )
        for step in chain.steps
    ]
    return Workflow(
        kind="assessment",
        initial=chain.initial,
        transitions=tuple(steps),
        labels={state.code: _spoken(state) for state in chain.states},
    )


def assessment_chain() -> Workflow:
    """The chain of an assessment, made of the profile's table of steps."""
    return _of_chain(profile().chains["assessment"])
