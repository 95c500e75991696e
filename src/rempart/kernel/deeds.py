"""What the forms of a page ask for, by their field `do`, and what is said where it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rempart.kernel.access import Request
from rempart.kernel.errors import NotThere, Problem, RempartError


@dataclass(frozen=True)
class Asked:
    """How it went: done, so that the page is left; or what is wrong, and the answer's status."""

    done: bool = False
    problems: tuple[Problem, ...] = ()
    status: int = 200


def asked(
    request: Request, deeds: Mapping[str, Callable[[Request, Any], object]], row: Any
) -> Asked:
    """Do to `row` what was posted, if anything was.

    Raises:
        NotThere: the page has no such deed.
    """
    if request.method != "POST":
        return Asked()
    deed = deeds.get(request.POST.get("do", ""))
    if deed is None:
        raise NotThere
    try:
        deed(request, row)
    except RempartError as error:
        return Asked(problems=tuple(error.problems), status=error.http_status)
    return Asked(done=True)
