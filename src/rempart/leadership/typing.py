"""The page on which something is typed: one flow for notes, meetings, strategies and their parts.

What is typed and not saved is kept; what another device saved meanwhile is shown beside it; what
is wrong is named with its remedy. Nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext

from rempart.doctrine.loader import current as profile
from rempart.field.presenting import language
from rempart.kernel import clock, drafts
from rempart.kernel.access import Request
from rempart.kernel.conflicts import differing, last_change
from rempart.kernel.errors import BadInput, Conflict, NotThere, Problem, RempartError
from rempart.kernel.models import Guarded
from rempart.kernel.policy import MARKINGS, UNCLASSIFIED, Whereabouts
from rempart.people.readers import readers


@dataclass(frozen=True)
class Sheet:
    """What is typed: under which name it is kept, its heading, where one came from, how it is
    saved. `save` gives the address to go on to; `saved` reads anew what stands, in a conflict.
    `where` is where a record to be would stand, unless an office or a marking is chosen."""

    place: str
    title: str | Promise
    back: str
    back_to: str | Promise
    form: Callable[..., forms.Form]
    save: Callable[[Any, int | None], str]
    initial: dict[str, Any]
    row: Guarded | None = None
    saved: Callable[[], tuple[Guarded, dict[str, Any]]] | None = None
    where: Whereabouts | None = None


def typed(request: Request, sheet: Sheet) -> HttpResponse:
    """Show the form, keep what is typed, save it, or say what is wrong with it."""
    do = request.POST.get("do", "save")
    if request.method == "POST" and do == "keep":
        drafts.keep(sheet.place, _words(request))
        return render(request, "web/parts/kept.html", {"at": clock.now()})
    if request.method == "POST" and do == "drop":
        drafts.drop(sheet.place)
        return redirect(request.path)
    asked = request.method == "POST" and do == "who"
    if asked and request.htmx:
        return render(request, "leadership/seen.html", {"seen": _seen(sheet, request.POST.dict())})
    left = drafts.kept(sheet.place) if request.method == "GET" else None
    held = _words(request) if asked else left.said if left else {}
    form = sheet.form(None if asked else request.POST or None, initial=sheet.initial | held)
    context: dict[str, Any] = {"draft": left, "row": sheet.row}
    status = 200
    if request.method == "POST" and not asked:
        status = 400
        if form.is_valid():
            try:
                onward = sheet.save(form, revision_of(request))
                drafts.drop(sheet.place)
                return redirect(onward)
            except Conflict as error:
                context |= {"problems": error.problems} | _held_meanwhile(sheet, form)
                status = error.http_status
            except NotThere:
                raise
            except RempartError as error:
                context["problems"] = error.problems
        drafts.keep(sheet.place, _words(request))
    marking = sheet.row.marking if sheet.row else UNCLASSIFIED
    chosen = request.POST.dict() or sheet.initial | held
    context |= {"form": form, "sheet": sheet, "marking": marking, "seen": _seen(sheet, chosen),
                "chooses": {"marking", "office"} & set(form.fields)}  # fmt: skip
    return render(request, "leadership/typing.html", context, status=status)


def _words(request: Request) -> dict[str, Any]:
    """Everything typed; several values of one name stay several."""
    return {name: said if len(said) > 1 else said[0] for name, said in request.POST.lists() if said}


def revision_of(request: Request) -> int | None:
    """The revision that the page was made of, where it says so."""
    given = request.POST.get("revision", "")
    return int(given) if given.isdigit() else None


def _held_meanwhile(sheet: Sheet, form: forms.Form) -> dict[str, Any]:
    """The row as it stands now, and field by field what is saved and what was typed."""
    if sheet.saved is None:
        return {}
    row, held = sheet.saved()
    return {"row": row, "differing": differing(form, held), "changed": last_change(row)}


def _seen(sheet: Sheet, chosen: Mapping[str, Any]) -> dict[str, Any] | None:
    """Who would read it as it is typed, told above the button before it is saved."""
    where = sheet.where or (sheet.row.whereabouts if sheet.row else None)
    return seen_at(where, chosen) if where else None


def seen_at(where: Whereabouts, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Who would read a record there, by post, at the marking and in the office that are chosen."""
    marking, office = str(chosen.get("marking", "")), str(chosen.get("office", ""))
    if marking.isdigit() and int(marking) in MARKINGS:
        where = replace(where, marking=int(marking))
    for one in profile().offices:
        if office in (one.code, str(one.number)):
            where = replace(where, office=one.number)
    posts = readers(where, language())
    return {"posts": sorted(posts.items()), "count": sum(posts.values())}


def held(form: forms.Form) -> dict[str, Any]:
    """What a form says.

    Raises:
        BadInput: fields are wrong; each is named with what was typed.
    """
    if form.is_valid():
        return dict(form.cleaned_data)
    raise BadInput.of(
        [
            Problem(
                str(form.fields[name].label or name), form.data.get(name, ""),
                " ".join(map(str, faults)), gettext("Correct it and save again."), "form",
            )
            for name, faults in form.errors.items()
        ]
    )  # fmt: skip
