"""The same form posted twice does once what it asks.

A blank form carries a token. The first post claims it; while it is at work a second one waits for
it at the database, and is then shown the page that the first one opened. A form that did not hold
gives its token back.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from rempart.kernel import clock
from rempart.kernel.actor import current
from rempart.kernel.errors import RempartError
from rempart.kernel.models import Posting

FIELD = "form_token"
"""The hidden field; the template tag `once` writes it."""

_KEPT = timedelta(days=2)
View = Callable[..., HttpResponse]


def read_token(text: str) -> UUID | None:
    """The token that a form carries; None where there is none, or it is not one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def token_for(request: HttpRequest) -> str:
    """The token of a form: the one that came back with what did not hold, else a new one."""
    return str(read_token(request.POST.get(FIELD, "")) or uuid4())


def once(view: View) -> View:
    """Let a view that makes a record make one, however often its form is sent."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = read_token(request.POST.get(FIELD, "")) if request.method == "POST" else None
        if token is None:
            return view(request, *args, **kwargs)
        if not _claim(token):
            return redirect(_mine(token).get().led_to or request.path)
        try:
            response = view(request, *args, **kwargs)
        except RempartError:
            _give_back(token)
            raise
        if 300 <= response.status_code < 400:
            _mine(token).update(led_to=response.headers["Location"])
        else:
            _give_back(token)
        return response

    return guarded


def _mine(token: UUID) -> Any:
    return Posting.objects.filter(holder=current().id, token=token)


def _claim(token: UUID) -> bool:
    """Take the token; False where it was used. Waits for a post that is at work with it."""
    actor = current()
    old = Posting.objects.filter(holder=actor.id, at__lt=clock.now() - _KEPT)
    old._raw_delete(old.db)
    try:
        with transaction.atomic(using=actor.alias):
            Posting(holder=actor.id, token=token).save(using=actor.alias, force_insert=True)
    except IntegrityError:
        return False
    return True


def _give_back(token: UUID) -> None:
    found = _mine(token)
    found._raw_delete(found.db)
