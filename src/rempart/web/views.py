"""The doors of the house itself: in, out, language, post, office, display, the first page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.translation import check_for_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rempart.doctrine.loader import current as profile
from rempart.kernel.access import declares
from rempart.kernel.actor import acting_as
from rempart.kernel.errors import NotThere
from rempart.kernel.models import Instance, Receipt
from rempart.kernel.navigation import notices
from rempart.kernel.policy import Whereabouts, verdict
from rempart.people import entry
from rempart.people.actions import FOUNDER, accept, link_holder
from rempart.people.forms import PasswordForm
from rempart.people.models import Post
from rempart.people.readers import posts_in_force
from rempart.web.forms import TOO_SOON, DisplayForm, SignInForm
from rempart.web.headers import FORGET
from rempart.web.shell import Shell
from rempart.web.watching import HERE, from_this_machine

ONE_YEAR = 365 * 24 * 3600

GESTURES = (
    ("alert", "alerts:record", _("New alert")),
    ("report", "reports:quick", _("Quick entry")),
)
"""What is most often begun, and at any hour: a kind, where it is begun, and its button."""


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page that the form names, if it is one of ours; else to the first page."""
    return redirect(entry.onward(request))


@declares("public")
class SignIn(LoginView):
    """Sign in by e-mail address and password."""

    template_name = "web/sign_in.html"
    authentication_form = SignInForm
    next_page = reverse_lazy("web:home")
    redirect_authenticated_user = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """In an exercise, on its own machine: the posts that one click signs in as."""
        cast = exercise_cast() if is_own_machine(self.request) else []
        return super().get_context_data(**context, cast=cast)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """In, where a password is all that is asked; else on to the second factor."""
        response = super().form_valid(form)
        entry.after_password(self.request)
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The form again; 429 where attempts come too fast."""
        response = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, TOO_SOON):
            response.status_code = 429
        return response


def is_own_machine(request: HttpRequest) -> bool:
    """Is this an exercise, asked for from the machine it runs on, with no proxy between?"""
    return (
        Instance.is_exercise()
        and from_this_machine(request)
        and urlsplit(f"//{request.get_host()}").hostname in HERE | {"localhost"}
    )


def exercise_cast() -> list[tuple[str, list[Post]]]:
    """The posts of an exercise by office, those of the whole mission first."""
    words = (translation.get_language() or "fr")[:2]
    found: dict[int, list[Post]] = {}
    for one in posts_in_force().order_by("office", "role"):
        found.setdefault(one.office, []).append(one)
    return [
        (profile().office(number).label(words) if number else "", posts)
        for number, posts in sorted(found.items())
    ]


@declares("public")
@require_POST
def play(request: HttpRequest) -> HttpResponse:
    """Sign in as somebody of the exercise, by one click, on its own machine only."""
    if not is_own_machine(request):
        raise NotThere
    wanted = request.POST.get("post", "")
    chosen = next((post for post in posts_in_force() if str(post.pk) == wanted), None)
    if chosen is None:
        raise NotThere
    login(request, chosen.holder, backend="django.contrib.auth.backends.ModelBackend")
    entry.after_password(request)
    # Who plays a post reads on in the language of the page on which they chose it.
    return _speaking(_back(request), request, translation.get_language() or "fr")


@declares("public")
class SignOut(LogoutView):
    """Leave: the session is destroyed, and the browser told to forget what it kept."""

    next_page = reverse_lazy("web:sign-in")

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Sign out and clear what this site left on the device."""
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = FORGET
        return response


@declares("signed-in")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """My day: what every room has to say to the reader."""
    said = notices(request.actor)
    context = {
        "waiting": [notice for notice in said if notice.waits],
        "standing": [notice for notice in said if not notice.waits],
        "gestures": [(view, words) for kind, view, words in GESTURES if _may_make(request, kind)],
    }
    return render(request, "web/home.html", context)


def _may_make(request: HttpRequest, kind: str) -> bool:
    """May the reader make a record of a kind in one of their offices?"""
    return any(
        verdict(request.actor, "create", Whereabouts(kind, office=standing.office))
        for standing in request.actor.standings
    )


@declares("signed-in")
@require_GET
def receipts(request: HttpRequest) -> HttpResponse:
    """What remains to the reader of records that went beyond their rights, or came to theirs."""
    found = Receipt.objects.order_by("-at")[:100]
    return render(request, "web/receipts.html", {"receipts": found})


@declares("public")
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, on this device."""
    return _speaking(_back(request), request, request.POST.get("language", ""))


def _speaking(response: HttpResponse, request: HttpRequest, code: str) -> HttpResponse:
    """An answer that lets this device keep a language, where it is one of ours."""
    if check_for_language(code) and code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=ONE_YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response


@declares("signed-in")
@require_POST
def post(request: HttpRequest) -> HttpResponse:
    """Choose the post under which one acts: it is the one that will be named."""
    chosen = request.POST.get("post", "")
    if chosen in {str(standing.post) for standing in request.actor.standings}:
        request.session["post"] = chosen
    return _back(request)


@declares("signed-in")
@require_POST
def office(request: HttpRequest) -> HttpResponse:
    """Choose the office that lists show first; an empty choice is all of one's own."""
    chosen = request.POST.get("office", "")
    known = {code for code, _label in Shell(request).offices}
    request.session["office"] = chosen if chosen in known else ""
    return _back(request)


@declares("signed-in")
@require_http_methods(["GET", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    """Theme, density and single keys, for this session."""
    form = DisplayForm(request.POST or None, initial=Shell(request).display)
    if request.method == "POST" and form.is_valid():
        request.session.update(form.cleaned_data)
        return redirect(f"{reverse('web:display')}?kept=1")
    kept = request.method == "GET" and "kept" in request.GET
    return render(request, "web/display.html", {"form": form, "kept": kept})


@declares("public")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, token: str) -> HttpResponse:
    """Where a one-time link leads: its holder sets a password, once, and is signed in."""
    with acting_as(FOUNDER):
        holder = link_holder(token)
        if holder is None:
            raise NotThere
        form = PasswordForm(holder, request.POST or None)
        if request.method != "POST" or not form.is_valid():
            return render(request, "web/account.html", {"form": form, "holder": holder})
        user = accept(token=token, password=form.cleaned_data["password"])
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    entry.after_password(request)
    return redirect("web:home")


@declares("public")
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """For a watchman: is the process up, and does the database answer? Nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
