"""Coming in by a second factor, and the page of one's own account: sessions, codes, password."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rempart.kernel.access import Request, declares
from rempart.kernel.actor import acting_as, actor_of
from rempart.kernel.errors import RempartError
from rempart.people import actions, attempts, entry, second_factor
from rempart.people.forms import CodeForm, PasswordForm
from rempart.people.models import Sitting, User
from rempart.people.proof import reauthenticated


@declares("public")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_factor_page(request: Request) -> HttpResponse:
    """After the password: type a code, or set up the generator that makes it."""
    if not request.user.is_authenticated:
        return redirect("web:sign-in")
    actor = None if entry.is_whole(request.session) else actor_of(request.user.pk)
    if actor is None:
        return redirect(entry.onward(request))
    with acting_as(actor):
        if second_factor.held(actor.id):
            return _type_code(request, actor.id)
        return _set_up(request, actor.id)


def _type_code(request: Request, user: UUID) -> HttpResponse:
    form = CodeForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "next": entry.onward(request)}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            attempts.count(attempts.of_code(user))
            second_factor.use(code=form.cleaned_data["code"])
            attempts.forgive(attempts.of_code(user))
            entry.come_in(request=request)
            return redirect(entry.onward(request))
        except RempartError as error:
            context["problems"], status = error.problems, error.http_status
    return render(request, "people/second_factor.html", context, status=status)


def _set_up(request: Request, user: UUID) -> HttpResponse:
    form = CodeForm(request.POST or None)
    form.fields["code"].help_text = ""
    context: dict[str, Any] = {"form": form, "next": entry.onward(request)}
    if request.method == "POST" and form.is_valid():
        try:
            context["codes"] = second_factor.set_up(code=form.cleaned_data["code"])
            entry.come_in(request=request)
            return render(request, "people/recovery_codes.html", context)
        except RempartError as error:
            context["problems"] = error.problems
    factor = second_factor.begun(user)
    said = second_factor.secret(factor)
    context |= {
        "secret": " ".join(said[place : place + 4] for place in range(0, len(said), 4)),
        "picture": second_factor.picture(second_factor.address(factor)),
    }
    return render(request, "people/set_up_second_factor.html", context)


@declares("signed-in")
@require_GET
def mine(request: Request) -> HttpResponse:
    """One's own account: posts, sessions, second factor."""
    context = {
        "holder": User.objects.get(pk=request.actor.id),
        "factor": second_factor.held(request.actor.id),
        "sittings": entry.sittings(request.actor.id),
        "here": request.session.session_key,
    }
    return render(request, "people/mine.html", context)


@declares("signed-in")
@require_POST
def end_session(request: Request, sitting: UUID) -> HttpResponse:
    """End one of one's own sessions."""
    entry.end(sitting=sitting)
    return redirect("people:mine")


@declares("signed-in")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@reauthenticated
def password(request: Request) -> HttpResponse:
    """Change one's password; every other session ends."""
    holder = User.objects.get(pk=request.actor.id)
    form = PasswordForm(holder, request.POST or None)
    if request.method == "POST" and form.is_valid():
        before = request.session.session_key
        user = actions.change_password(password=form.cleaned_data["password"])
        update_session_auth_hash(request, user)
        after = request.session.session_key
        Sitting.objects.filter(session_key=before).update(session_key=after)
        entry.end_others(user.pk, after)
        return redirect("people:mine")
    return render(request, "people/password.html", {"form": form})


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@reauthenticated
def recovery(request: Request) -> HttpResponse:
    """New recovery codes, which void the old ones."""
    if request.method == "GET":
        return render(request, "people/renew_codes.html")
    context = {"codes": second_factor.renew_recovery(), "next": "/"}
    return render(request, "people/recovery_codes.html", context)
