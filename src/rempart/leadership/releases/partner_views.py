"""What a partner finds: what was released to their organisation, and the way to send something."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere, Problem, RempartError
from rempart.kernel.policy import UNCLASSIFIED
from rempart.leadership.releases import actions, documents, presenting, queries
from rempart.leadership.releases.documents import FORMATS
from rempart.leadership.releases.forms import SendForm
from rempart.leadership.releases.models import Submission
from rempart.leadership.releases.views import answer
from rempart.places.queries import areas_of_office


def _partner(request: Request) -> None:
    """Only whoever works for another organisation has these pages.

    Raises:
        NotThere: a post of the mission.
    """
    if not queries.outside(request.actor):
        raise NotThere


@declares("signed-in")
@require_GET
def received(request: Request) -> HttpResponse:
    """What was released to the reader's organisation and may be read now; what they sent."""
    _partner(request)
    rows = list(queries.standing(request.actor))
    sent = list(Submission.objects.order_by("-created_at", "-id")[:20])
    markings = [row.content["marking"] for row in rows]
    journal.note_reading("released.list", "released", markings)
    context = {
        "rows": [
            (row, presenting.title(row.content), presenting.last_day(row),
             row.content["marking"], presenting.titles(row.content))
            for row in rows
        ],
        "sent": [(row, *presenting.submission_state(row)) for row in sent],
        "marking": max([*markings, *(row.marking for row in sent)], default=UNCLASSIFIED),
    }  # fmt: skip
    return render(request, "leadership/received.html", context)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def one_received(request: Request, reference: str) -> HttpResponse:
    """What one release says, and the place to comment on it."""
    _partner(request)
    row = queries.given(reference)
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            actions.comment_release(released=row, text=request.POST.get("text", ""))
            return redirect("leadership:one_received", row.reference)
        except RempartError as error:
            problems, status = tuple(error.problems), error.http_status
    journal.note_reading("released.page", "released", [row.content["marking"]])
    comments = Submission.objects.filter(released=row).order_by("created_at", "id")
    context = {
        "row": row,
        "problems": problems,
        "typed": request.POST,
        "title": presenting.title(row.content),
        "marking": row.content["marking"],
        "last_day": presenting.last_day(row),
        "sections": documents.sections(queries.paper(row), presenting.language()),
        "comments": [(c, *presenting.submission_state(c)) for c in comments],
        "files": [(lang, suffix) for lang in ("fr", "en") for suffix in FORMATS],
    }
    return render(request, "leadership/one_received.html", context, status=status)


@declares("signed-in")
@require_GET
def received_document(
    request: Request, reference: str, language: str, suffix: str
) -> HttpResponse:  # fmt: skip
    """What was released, as a document to keep."""
    _partner(request)
    row = queries.given(reference)
    journal.note_reading("released.document", "released", [row.content["marking"]], export=True)
    return answer(queries.paper(row), language, suffix)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def send(request: Request) -> HttpResponse:
    """Refer an alert or a report to an office of the mission."""
    _partner(request)
    words = presenting.language()
    areas = sorted(
        {
            (area.pcode, area.display(words))
            for office in profile().offices
            for area in areas_of_office(office.number, clock.today())
        },
        key=lambda pair: pair[1],
    )
    form = SendForm(request.POST or None, areas=areas, initial={"sort": Submission.ALERT})
    problems: tuple[Problem, ...] = ()
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                row = actions.send_submission(
                    sort=form.cleaned_data["sort"],
                    said=cast(actions.Sent, form.said()),
                    office=profile().office(form.cleaned_data["office"]).number,
                )
                return redirect("leadership:submission", row.reference)
            except RempartError as error:
                problems, status = tuple(error.problems), error.http_status
    context = {
        "form": form,
        "problems": problems,
        "title": gettext("Tell the mission something"),
        "number": profile().mission.emergency_number,
    }
    return render(request, "leadership/send.html", context, status=status)
