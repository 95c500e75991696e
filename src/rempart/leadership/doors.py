"""What the pages of the room share: finding a record, who may do what there, sending a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from rempart.documents.reports import MEDIA_TYPES
from rempart.field.presenting import language
from rempart.kernel.actor import Anyone
from rempart.kernel.errors import NotThere
from rempart.kernel.models import Guarded
from rempart.kernel.policy import Whereabouts, concerned, verdict
from rempart.kernel.workflow import Transition, Workflow
from rempart.people.readers import readers


def for_the_concerned(actor: Anyone, kind: str) -> None:
    """Go on only for who has anything to do with that kind of record.

    Raises:
        NotThere: the reader has not.
    """
    if not concerned(actor, kind):
        raise NotThere


def may(actor: Anyone, act: str, kind: str, office: int = 0) -> bool:
    """May the actor do this in an office? For buttons; the actions ask again."""
    return bool(verdict(actor, act, Whereabouts(kind, office=office)))


def steps_for(actor: Anyone, workflow: Workflow, row: Guarded) -> list[Transition]:
    """The steps that the reader may take now."""
    steps = []
    for step in workflow.steps_from(getattr(row, workflow.state_field)):
        granted = verdict(actor, step.right, row.whereabouts)
        standing = getattr(granted, "standing", None)
        if granted and (not step.roles or (standing and standing.role in step.roles)):
            steps.append(step)
    return steps


def seen_by(row: Guarded) -> dict[str, Any]:
    """Who would read the row, by post."""
    posts = readers(row.whereabouts, language())
    return {"posts": sorted(posts.items()), "count": sum(posts.values())}


def file(made: bytes, suffix: str, name: str) -> HttpResponse:
    """A document to keep."""
    answer = HttpResponse(made, content_type=MEDIA_TYPES[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
