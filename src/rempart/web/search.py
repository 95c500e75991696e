"""The page that searches every room."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from rempart.kernel import journal
from rempart.kernel.access import Request, declares
from rempart.kernel.ids import read_reference
from rempart.kernel.policy import UNCLASSIFIED
from rempart.kernel.searching import everywhere


@declares("signed-in")
@require_GET
def search(request: Request) -> HttpResponse:
    """What holds the words, kind by kind; a reference leads straight to its record."""
    text = request.GET.get("q", "").strip()
    found = everywhere(text)
    if read_reference(text) is not None and found.only is not None:
        return redirect(found.only.url)
    journal.note_reading("search.page", "search", found.markings)
    context = {
        "text": text,
        "groups": found.groups,
        "marking": max(found.markings, default=UNCLASSIFIED),
    }
    return render(request, "web/search.html", context)
