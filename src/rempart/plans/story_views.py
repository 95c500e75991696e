"""The page that tells the story of a record in time."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from rempart.kernel import journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere
from rempart.kernel.ids import read_reference
from rempart.kernel.links import ends
from rempart.kernel.story import CHAPTERS, story_of
from rempart.plans import story


@declares("signed-in")
@require_GET
def page(request: Request, reference: str) -> HttpResponse:
    """What happened around a record, of all that the reader may see: six questions, and in time."""
    row = story.found(read_reference(reference) or reference)
    if row is None:
        raise NotThere
    told = story_of(row.kind, row.pk)
    markings = [event.marking for event in told.events] or [row.marking]
    journal.note_reading("story.page", row.kind, markings)
    context = {
        "row": row,
        "here": ends[row.kind]([row.pk])[row.pk],
        "cut": told.cut,
        "answers": story.answers(row, told),
        "events": [(one, CHAPTERS[one.chapter], told.records[one.record]) for one in told.events],
        "records": told.records,
        "marking": max(*markings, row.marking),
    }
    return render(request, "plans/story.html", context)
