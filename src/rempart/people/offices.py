"""Which offices a reader's posts cover, and which of them a page is asked about."""

from __future__ import annotations

from rempart.doctrine.loader import current as profile
from rempart.kernel.access import Request
from rempart.kernel.actor import MISSION, Anyone


def offices_of(actor: Anyone) -> list[int]:
    """The offices that the reader's posts cover, in the profile's order."""
    mine = {standing.office for standing in actor.standings}
    return [o.number for o in profile().offices if MISSION in mine or o.number in mine]


def office_asked(request: Request, asked: str | None = None) -> int | None:
    """The office of the address, else the one chosen in the shell, if the reader covers it."""
    code = request.GET.get("office") if asked is None else asked
    code = code if code is not None else request.session.get("office", "")
    numbers = {profile().office(n).code: n for n in offices_of(request.actor)}
    return numbers.get(code or "")
