"""What a version of a record did, in words: for the histories that say who did what, and when."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.utils.text import capfirst
from django.utils.translation import gettext

from rempart.field import workflow as field
from rempart.kernel.models import Version
from rempart.kernel.workflow import Workflow
from rempart.leadership.advice.workflow import ADVICE
from rempart.leadership.briefs.workflow import BRIEF
from rempart.leadership.meetings.workflow import MEETING
from rempart.leadership.releases.workflow import RELEASE, SUBMISSION
from rempart.leadership.strategy.workflow import STRATEGY
from rempart.learning.reviews.workflow import REVIEW
from rempart.learning.trainings.workflow import TRAINING
from rempart.plans.contingency.workflow import CONTINGENCY
from rempart.plans.programmes.workflow import COMMUNITY, REGIONAL
from rempart.plans.workflow import ACTION
from rempart.threats.workflow import THREAT

WORKFLOWS: tuple[Workflow, ...] = (
    ACTION, ADVICE, BRIEF, COMMUNITY, CONTINGENCY, MEETING, REGIONAL, RELEASE, REVIEW, STRATEGY,
    SUBMISSION, THREAT, TRAINING,
    field.COMMITMENT, field.ENGAGEMENT, field.MISSION, field.ROUND_TABLE,
)  # fmt: skip


@cache
def _states() -> Mapping[str, Workflow]:
    return {flow.kind: flow for flow in WORKFLOWS}


def deed(version: Version) -> str:
    """What was done: the state that the record came to, or that it was begun or brought up to date.

    A noun wherever one says it, for in French a record may be of either gender.
    """
    if version.number == 1:
        return gettext("First version")
    kind = version._meta.get_field("object").related_model.kind  # type: ignore[union-attr]
    flow = _states().get(kind)
    if flow is None or flow.state_field not in version.changed:
        return gettext("Brought up to date")
    state = version.values.get(flow.state_field, "")
    return str(capfirst(flow.labels.get(state, state)))
