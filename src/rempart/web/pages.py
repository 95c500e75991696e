"""The pages of refusal: nothing here, not for you, not now. Each says what to do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from rempart.kernel.errors import NotThere, RempartError


def _refusal(request: HttpRequest, title: str, error: RempartError) -> HttpResponse:
    context = {"title": title, "problems": error.problems}
    return render(request, "web/refusal.html", context, status=error.http_status)


def not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, in the same words whether the address is unknown or its record hidden."""
    return _refusal(request, _("Nothing at this address for your post"), NotThere())


def refused(request: HttpRequest, error: RempartError) -> HttpResponse:
    """What a room refused, with its reason and remedy."""
    titles = {403: _("Not under your post"), 409: _("Changed in the meantime")}
    return _refusal(request, titles.get(error.http_status, _("This cannot be taken")), error)


def no_post(request: HttpRequest) -> HttpResponse:
    """Signed in, but without a post in force today."""
    return render(request, "web/no_post.html", status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from a page of another session: nothing was done."""
    return render(request, "web/stale_form.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what the browser sent makes no sense. No database, no shell."""
    return render(request, "web/plain.html", {"kind": "bad"}, status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without database or shell, which may be what broke."""
    return render(request, "web/plain.html", {"kind": "broken"}, status=500)
