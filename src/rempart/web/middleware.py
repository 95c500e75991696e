"""One transaction, one actor, one rendered page: bound here, and nowhere else in a request."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from rempart.kernel.access import KINDS, declared
from rempart.kernel.actions import refuse
from rempart.kernel.actor import Actor, acting_as, actor_of
from rempart.kernel.errors import NotThere, RempartError
from rempart.kernel.policy import Denied, concerned
from rempart.people import entry
from rempart.web import pages
from rempart.web.headers import FORGET

Handler = Callable[[HttpRequest], HttpResponse]

POLLING = "Rempart-Polling"
"""The header of a page that asks by itself: it keeps no session alive that nobody uses."""


class ActorMiddleware:
    """Bind the reader, call the view, and render its response inside the transaction.

    Nobody is bound before they have given all that is asked: a password alone opens nothing.
    Django renders lazily and outside of `ATOMIC_REQUESTS`; lists would come back empty there.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response of the view, already rendered."""
        request.actor = self._actor(request)
        if request.actor is None:
            return self.get_response(request)
        with acting_as(request.actor):
            if POLLING not in request.headers:
                entry.still_here(request.session)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True, using=request.actor.alias)
        return response

    def _actor(self, request: HttpRequest) -> Actor | None:
        if not request.user.is_authenticated or not entry.is_whole(request.session):
            return None
        chosen = request.session.get("post")
        actor = actor_of(request.user.pk, UUID(chosen) if chosen else None)
        if actor and "django_language" not in request.COOKIES:
            translation.activate(actor.language)
            request.LANGUAGE_CODE = actor.language
        return actor

    def process_view(
        self, request: HttpRequest, view: Handler, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """Close every door that is not declared, and those that the reader may not use."""
        access = declared(view)
        if access == "public":
            return None
        if access is None:
            return pages.not_there(request)
        if request.actor is None:
            door = "people:second-factor" if request.user.is_authenticated else "web:sign-in"
            return _away(request, reverse(door))
        if not request.actor.standings:
            return pages.no_post(request)
        if access in KINDS and not concerned(request.actor, KINDS[access]):
            denied = Denied(_("Your role does not do this."), "role")
            return pages.refused(request, refuse(denied, request.path))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn what a room refused into a page that says why."""
        if isinstance(error, NotThere):
            return pages.not_there(request)
        if isinstance(error, RempartError):
            return pages.refused(request, error)
        return None


def _away(request: HttpRequest, door: str) -> HttpResponse:
    """To the door, the whole page: a part that asks by itself must not show the door inside it.

    A device that held a session which is over forgets what it kept.
    """
    if request.htmx:
        place = request.htmx.current_url_abs_path or "/"
        answer: HttpResponse = HttpResponseClientRedirect(f"{door}?next={place}")
    else:
        answer = redirect(f"{door}?next={request.path}")
    if settings.SESSION_COOKIE_NAME in request.COOKIES and not request.user.is_authenticated:
        answer.headers["Clear-Site-Data"] = FORGET
    return answer


def declared_access(path: str) -> str | None:
    """The access class of the view behind `path`."""
    return declared(resolve(path).func)
