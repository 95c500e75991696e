"""What actions and measures tell, and the story of a record as a page puts it: six questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rempart.kernel import story
from rempart.kernel.models import Guarded
from rempart.kernel.story import Event, Story
from rempart.kernel.walls import guarded_models
from rempart.plans.models import Action, Measure
from rempart.plans.origins import origins
from rempart.plans.workflow import ACTION


def actions(ids: Iterable[UUID]) -> Iterator[Event]:
    """What happened to some actions: proposed, taken on, done, with which effect."""
    for version, state in story.states(Action, ids):
        chapter = story.EFFECT if state == "effect_verified" else story.ACTION
        said = {"effect_verified": "effect", "completed": "evidence"}.get(state)
        note = version.values.get(said, "") if said else ""
        yield story.event(version, "action", chapter, ACTION.labels[state], note=note)


def measures(ids: Iterable[UUID]) -> Iterator[Event]:
    """Since when some measures stand, and until when."""
    for row in Measure.objects.filter(pk__in=list(ids)):
        for day, what, why in (
            (row.since, _("It stands"), ""), (row.ended_on, _("It stands no more"), row.end_reason),
        ):  # fmt: skip
            if day is not None:
                yield Event(
                    _morning(day), story.ACTION, what, "measure", row.pk,
                    why=why, marking=row.marking, whole_day=True,
                )  # fmt: skip


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@dataclass(frozen=True)
class Answer:
    """A question that the story answers; or what is missing, and the gesture that mends it."""

    question: str | Promise
    events: list[Event]
    gesture: str | Promise = ""
    url: str = ""


def found(reference: str) -> Guarded | None:
    """The record of that reference among the kinds that tell a story, if the reader sees it."""
    models = guarded_models()
    for kind, _tell in story.tellers:
        row: Guarded | None = models[kind]._default_manager.filter(reference=reference).first()
        if row is not None:
            return row
    return None


def answers(row: Guarded, told: Story) -> list[Answer]:
    """The six questions of a story, each with what answers it or what is missing."""
    return [_answer(row, told, chapter) for chapter in _QUESTIONS]


def _answer(row: Guarded, told: Story, chapter: str) -> Answer:
    events = told.of(chapter)
    if events:
        return Answer(_QUESTIONS[chapter], events)
    gesture, url = _GESTURES[chapter](row, told)
    return Answer(_QUESTIONS[chapter], [], gesture, url)


_QUESTIONS: dict[str, Any] = {
    story.WARNING: _("Was there a warning?"),
    story.DECISION: _("Who decided what, and why?"),
    story.RESPONSE: _("Who came, and how fast?"),
    story.ACTION: _("What was undertaken?"),
    story.EFFECT: _("What came of it?"),
    story.RISK: _("What changed in the risk?"),
}

Gesture = tuple[Any, str]


def _to_alert(words: Any, otherwise: Any) -> Callable[[Guarded, Story], Gesture]:
    """To the alert of the story; without one, to the board, from which an alert is linked."""

    def gesture(row: Guarded, told: Story) -> Gesture:
        alert = told.first("alert")
        return (words, f"{alert.url}#next") if alert else (otherwise, reverse("alerts:board"))

    return gesture


def _to_action(row: Guarded, told: Story) -> Gesture:
    """To a new action from the record, or from the threat or alert of its story."""
    if row.kind in origins:
        return _("Propose an action"), f"{reverse('plans:new')}?origin={row.reference}"
    danger = told.first("threat") or told.first("alert")
    if danger is None:
        return _("Open a threat, on which this stands as evidence"), reverse("threats:threats")
    return _("Propose an action"), f"{reverse('plans:new')}?origin={danger.reference}"


def _to_effect(row: Guarded, told: Story) -> Gesture:
    action = told.first("action")
    if action is None:
        return _("An effect is verified on an action"), reverse("plans:actions")
    return _("Take the action to its effect"), f"{action.url}#next"


def _to_threat(row: Guarded, told: Story) -> Gesture:
    threat = told.first("threat")
    if threat is None:
        return _("Open a threat, on which this stands as evidence"), reverse("threats:threats")
    return _("Score the threat"), threat.url


_LINK = _("Link an alert to what happened, from its own page")
_GESTURES: dict[str, Callable[[Guarded, Story], Gesture]] = {
    story.WARNING: _to_alert(_LINK, _LINK),
    story.DECISION: _to_alert(_("Take the alert to a decision"), _LINK),
    story.RESPONSE: _to_alert(_("Note who set out and when they came"), _LINK),
    story.ACTION: _to_action,
    story.EFFECT: _to_effect,
    story.RISK: _to_threat,
}
