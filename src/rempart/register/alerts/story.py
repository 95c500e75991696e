"""What alerts tell of themselves: the call, who decided what and why, how fast somebody came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.utils.translation import gettext

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.kernel import story
from rempart.kernel.story import Event
from rempart.register.alerts import workflow
from rempart.register.alerts.presenting import language, span
from rempart.register.models import Alert

_AT = {
    workflow.RECEIVED: "received_at", workflow.TRIAGED: "triaged_at",
    workflow.DECIDED: "decided_at", workflow.MONITOR: "decided_at",
    workflow.REFERRED: "decided_at", workflow.NO_RESPONSE: "decided_at",
    workflow.TASKED: "tasked_at", workflow.RESPONDING: "set_out_at",
    workflow.RESPONDED: "responded_at",
}  # fmt: skip
_CHAPTERS = {
    workflow.RECEIVED: story.WARNING, workflow.NEEDS_INFO: story.WARNING,
    workflow.TRIAGED: story.WARNING, workflow.CLOSED: story.FACT,
    workflow.TASKED: story.RESPONSE, workflow.RESPONDING: story.RESPONSE,
    workflow.RESPONDED: story.RESPONSE, workflow.OUTCOME: story.EFFECT,
}  # fmt: skip


def alerts(ids: Iterable[UUID]) -> Iterator[Event]:
    """What happened to some alerts, at the times that people said."""
    for version, state in story.states(Alert, ids):
        values = version.values
        at = story.moment(values.get(_AT.get(state, ""))) or version.at
        received = story.moment(values["received_at"])
        after = span(at - received) if received and at > received else ""
        chapter = _CHAPTERS.get(state, story.DECISION)
        said = _said(state, values)
        if after:
            said.append(gettext("%(span)s after the alert") % {"span": after})
        yield story.event(
            version, "alert", chapter, workflow.ALERT.labels[state], at, note=", ".join(said)
        )


def _said(state: str, values: dict[str, object]) -> list[str]:
    """What was chosen with the step, in the mission's words."""
    words = language()
    if state == workflow.NO_RESPONSE:
        return [profile().label("no_response_reason", str(values["no_response"]), words)]
    if state == workflow.OUTCOME:
        return [profile().label("outcome", str(values["outcome"]), words)]
    if state == workflow.TASKED:
        codes = values["responders"]
        named = [profile().label("responder", code, words) for code in codes]  # type: ignore[attr-defined]
        return [typography.listing(named, words)] if named else []
    return []
