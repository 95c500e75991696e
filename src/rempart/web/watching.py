"""Counting requests and logging them by the name of their view: no address, no query, no body."""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from rempart.kernel import journal, watch
from rempart.kernel.access import declares
from rempart.kernel.errors import NotThere

Handler = Callable[[HttpRequest], HttpResponse]
UNLOGGED = frozenset({"static", "web:health", "web:metrics"})
"""Views that are counted, but make no line."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
HERE = frozenset({"127.0.0.1", "::1"})
PROXY_HEADERS = ("X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via")


class Watchman:
    """Outermost: sees every answer, whatever gave it, and tells how long it took."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, counted."""
        began = time.monotonic()
        response = self.get_response(request)
        took = time.monotonic() - began
        view, method = _view(request), request.method if request.method in METHODS else "other"
        labels = {"view": view, "method": str(method), "status": str(response.status_code)}
        watch.counters.add("rempart_requests_total", **labels)
        watch.counters.add("rempart_request_seconds_sum", took, view=view)
        watch.counters.add("rempart_request_seconds_count", view=view)
        if view not in UNLOGGED:
            grave = logging.ERROR if response.status_code >= 500 else logging.INFO
            watch.tell(
                "request", level=grave, view=view, method=method,
                status=response.status_code, ms=round(took * 1000),
            )  # fmt: skip
        return response


def _view(request: HttpRequest) -> str:
    """The name of the view, the same for every record that it shows."""
    if request.path.startswith(settings.STATIC_URL):
        return "static"
    match = request.resolver_match
    return (match.view_name if match else "") or "none"


def note_fault(sender: Any, request: HttpRequest | None = None, **_rest: Any) -> None:
    """Log where an unforeseen fault arose: its kind and the code's places, never its text."""
    view = _view(request) if request else "none"
    watch.counters.add("rempart_faults_total", view=view)
    logging.getLogger(watch.LOG).error("fault", exc_info=True, extra={"said": {"view": view}})


got_request_exception.connect(note_fault)


def from_this_machine(request: HttpRequest) -> bool:
    """Was this asked for from the machine it runs on, with no proxy between?"""
    near = request.META.get("REMOTE_ADDR") in HERE
    return near and not any(name in request.headers for name in PROXY_HEADERS)


def _has_token(request: HttpRequest) -> bool:
    wanted: str = settings.REMPART_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


@declares("public")
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus: from this machine, or with the operator's token; to others, not there."""
    if not (from_this_machine(request) or _has_token(request)):
        raise NotThere
    return HttpResponse(watch.exposition(), content_type="text/plain; version=0.0.4")


def state_of_the_journal() -> Iterator[tuple[str, float]]:
    """Entries sealed, and the queue of those that wait for their seal."""
    state = journal.state()
    yield "rempart_journal_sealed", state.sealed
    yield "rempart_journal_unsealed", state.waiting


def size_of_the_database() -> Iterator[tuple[str, float]]:
    """How much the database takes on the disk."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        yield "rempart_database_bytes", float(cursor.fetchone()[0])
