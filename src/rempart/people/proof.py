"""Giving password and code again before what weighs heavily: rights, bulk exports, break-glass.

What was typed is carried through the question, so that nothing has to be typed twice.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, overload

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from rempart.kernel.access import Request
from rempart.kernel.errors import RempartError
from rempart.people import attempts, entry, second_factor
from rempart.people.forms import code_field
from rempart.people.models import User

View = Callable[..., HttpResponseBase]
_OURS = ("proof-password", "proof-code", "proof-again", "csrfmiddlewaretoken")
_ASKED_BY_GET = "get"


class ProofForm(forms.Form):
    """One's password, and a code where a second factor is set up."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = code_field()

    def __init__(self, request: Request, data: Any = None) -> None:
        super().__init__(data, prefix="proof")
        self.request = request
        if second_factor.held(request.actor.id) is None:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Both must be right; the attempt is counted as one of signing in."""
        said = super().clean() or {}
        if self.errors:
            return said
        user = User.objects.get(pk=self.request.actor.id)
        knocks = attempts.of_password(user.email, self.request) + attempts.of_code(user.pk)
        try:
            attempts.count(knocks)
            if authenticate(self.request, username=user.email, password=said["password"]) != user:
                raise forms.ValidationError(_("This is not your password."), "password")
            if "code" in self.fields:
                second_factor.use(code=said["code"])
        except RempartError as error:
            raise forms.ValidationError(str(error), "refused") from error
        attempts.forgive(knocks)
        return said


@overload
def reauthenticated(view: View) -> View: ...
@overload
def reauthenticated(*, reading: bool = True) -> Callable[[View], View]: ...
def reauthenticated(
    view: View | None = None, *, reading: bool = True
) -> View | Callable[[View], View]:
    """Let a view through only where password and code were given in the last ten minutes.

    With `reading=False` only what changes something is asked for. Files are not carried through
    the question: the page is shown again to choose them.
    """
    if view is None:
        return functools.partial(_asking, reading=reading)
    return _asking(view, reading)


def _asking(view: View, reading: bool) -> View:
    @functools.wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        safe = request.method in ("GET", "HEAD")
        if entry.proved_lately(request.session) or (safe and not reading):
            return view(request, *args, **kwargs)
        answering = "proof-password" in request.POST
        form = ProofForm(request, request.POST if answering else None)
        if not answering or not form.is_valid():
            return _ask(request, form)
        entry.prove(request.session)
        if request.POST.get("proof-again") == _ASKED_BY_GET:
            return redirect(request.get_full_path())
        said = request.POST.copy()
        for name in _OURS:
            said.pop(name, None)
        request.POST = said  # type: ignore[assignment]
        return view(request, *args, **kwargs)

    return guarded


def _ask(request: Request, form: ProofForm) -> HttpResponse:
    """The page that asks, with what was typed before in hidden fields."""
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _OURS
        for value in values
    ]
    asked_by_get = request.method == "GET" or bool(request.FILES)
    again = request.POST.get("proof-again") or (_ASKED_BY_GET if asked_by_get else "")
    context = {"form": form, "carried": carried, "again": again}
    return render(request, "people/proof.html", context, status=403)
