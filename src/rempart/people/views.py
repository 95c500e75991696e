"""The pages of accounts, posts and grants: for those who propose rights and those who approve them.

No content of the mission appears here. What may be done is the actions' to say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rempart.kernel.access import Request, declares
from rempart.kernel.errors import NotThere, RempartError
from rempart.kernel.policy import verdict
from rempart.people import actions, grants, queries, roster
from rempart.people.forms import AccountFilters, AccountForm, PostForm, RosterForm
from rempart.people.models import Grant, Post, User
from rempart.people.proof import reauthenticated


def language() -> str:
    """The language of the page."""
    return (get_language() or "fr")[:2]


def _may(request: Request, right: str) -> bool:
    return bool(verdict(request.actor, right, actions.EVERYTHING))


def _one(user: UUID) -> User:
    """The account of that id.

    Raises:
        NotThere: there is none.
    """
    found = User.objects.filter(pk=user).first()
    if found is None:
        raise NotThere
    return found


def link_address(request: Request, token: str) -> str:
    """Where a one-time link leads, to be handed over."""
    return request.build_absolute_uri(reverse("web:account", args=[token]))


def posts_shown(posts: list[Post]) -> list[tuple[Post, str, str]]:
    """Each post with its words and where it stands by the clock."""
    return [(post, queries.in_words(post, language()), queries.condition(post)) for post in posts]


def grants_shown(rows: Any, request: Request) -> list[dict[str, Any]]:
    """Each grant with its words, and whether the reader may decide on it."""
    approves = _may(request, "approve")
    return [
        {
            "grant": row,
            "words": queries.in_words(row, language()) if row.purpose == Grant.POST else "",
            "approves": approves
            and request.actor.id not in (row.proposed_by_id, row.proposed_for, row.holder_id),
        }
        for row in rows
    ]


@declares("account")
@require_GET
def accounts(request: Request) -> HttpResponse:
    """Every account with its posts in force or to come."""
    form = AccountFilters(request.GET or None)
    said = form.cleaned_data if form.is_valid() else {}
    page = queries.accounts(
        said.get("q", ""), request.GET.get("after", ""), said.get("closed", False)
    )
    context = {
        "form": form,
        "page": page,
        "rows": [(user, posts_shown(user.to_show)) for user in page.rows],
        "tally": queries.tally(),
        "may_propose": _may(request, "propose"),
    }
    return render(request, "people/accounts.html", context)


@declares("account")
@require_http_methods(["GET", "POST"])
@reauthenticated(reading=False)
def open_account(request: Request) -> HttpResponse:
    """Open an account; its one-time link is shown here, once."""
    form = AccountForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.open_account(**form.cleaned_data)
            context["link"] = link_address(request, actions.invite(user=user.pk))
            context["holder"] = user
        except RempartError as error:
            context["problems"] = error.problems
    return render(request, "people/open_account.html", context)


@declares("account")
@require_http_methods(["GET", "POST"])
@reauthenticated(reading=False)
def account(request: Request, user: UUID) -> HttpResponse:
    """One account: its posts, what is proposed for it, and what may be done."""
    holder = _one(user)
    context: dict[str, Any] = {"form": PostForm()}
    if request.method == "POST":
        doing = _DOINGS.get(request.POST.get("do", ""))
        if doing is None:
            raise NotThere
        try:
            doing(request, holder, context)
        except RempartError as error:
            context["problems"] = error.problems
        if not {"problems", "link", "form_at_fault"} & set(context):
            return redirect("people:account", holder.pk)
        holder.refresh_from_db()
    context |= {
        "holder": holder,
        "posts": posts_shown(queries.posts_of(holder)),
        "waiting": grants_shown(queries.waiting(holder), request),
        "may_propose": _may(request, "propose"),
        "first_link": holder.is_active and actions.opens_nothing(holder.pk),
    }
    return render(request, "people/account.html", context)


Doing = Callable[[Request, User, dict[str, Any]], None]


def _propose(request: Request, holder: User, context: dict[str, Any]) -> None:
    form = context["form"] = PostForm(request.POST)
    if not form.is_valid():
        context["form_at_fault"] = True
        return
    grants.propose(holder=holder.pk, reason=form.cleaned_data["reason"], **form.terms())


def _propose_access(request: Request, holder: User, context: dict[str, Any]) -> None:
    grants.propose_access(holder=holder.pk, reason=request.POST.get("reason", ""))


def _invite(request: Request, holder: User, context: dict[str, Any]) -> None:
    context["link"] = link_address(request, actions.invite(user=holder.pk))


def _close(request: Request, holder: User, context: dict[str, Any]) -> None:
    actions.close_account(user=holder.pk)


def _end(request: Request, holder: User, context: dict[str, Any]) -> None:
    wanted = as_id(request.POST.get("post", ""))
    post = Post.objects.filter(pk=wanted, holder=holder).first() if wanted else None
    if post is None:
        raise NotThere
    actions.end_post(post=post.pk)


_DOINGS: dict[str, Doing] = {
    "propose": _propose,
    "access": _propose_access,
    "invite": _invite,
    "close": _close,
    "end": _end,
}


def as_id(text: str) -> UUID | None:
    """An id as a form sends it; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


@declares("account")
@require_GET
def waiting(request: Request) -> HttpResponse:
    """The grants to approve, and those decided on lately."""
    return _grants(request, {})


def _grants(request: Request, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context |= {
        "waiting": grants_shown(queries.waiting(), request),
        "decided": grants_shown(queries.decided(), request),
        "may_approve": _may(request, "approve"),
        "may_propose": _may(request, "propose"),
    }
    return render(request, "people/grants.html", context, status=status)


@declares("account")
@require_POST
@reauthenticated(reading=False)
def decide(request: Request, grant: UUID) -> HttpResponse:
    """Approve, refuse or take back a proposal."""
    said = request.POST.get("do", "")
    reason = request.POST.get("reason", "")
    try:
        if said == "approve":
            found, token = grants.approve(grant=grant, reason=reason)
            if token:
                context = {"link": link_address(request, token), "holder": found.holder}
                return _grants(request, context)
        elif said == "refuse":
            grants.refuse_grant(grant=grant, reason=reason)
        else:
            grants.withdraw(grant=grant, reason=reason)
    except RempartError as error:
        context = {"problems": error.problems, "typed": {"grant": grant, "reason": reason}}
        return _grants(request, context, status=error.http_status)
    return redirect("people:grants")


@declares("account")
@require_http_methods(["GET", "POST"])
@reauthenticated(reading=False)
def posts_table(request: Request) -> HttpResponse:
    """Bring in a table of posts: look at it row by row, then propose what can be."""
    form = RosterForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "columns": roster.COLUMNS}
    if request.method == "POST":
        try:
            if "table" in request.POST:
                return _take_table(request, context)
            if form.is_valid():
                text = roster.decode(form.cleaned_data["file"].read())
                context |= _looked_at(text, form.cleaned_data["reason"])
        except RempartError as error:
            context["problems"] = error.problems
    return render(request, "people/posts_table.html", context)


def _looked_at(text: str, reason: str) -> dict[str, Any]:
    reading = roster.read(text)
    return {
        "reading": reading,
        "rows": [(line, queries.in_words(line.charge, language())) for line in reading.lines],
        "table": text,
        "reason": reason,
    }


def _take_table(request: Request, context: dict[str, Any]) -> HttpResponse:
    """Propose what the table that was looked at says; it is read anew, as it may have aged."""
    text, reason = request.POST["table"], request.POST.get("reason", "")
    context |= _looked_at(text, reason)
    grants_made = roster.propose_all(lines=context["reading"].lines, reason=reason)
    if not grants_made:
        return render(request, "people/posts_table.html", context)
    return redirect("people:grants")
