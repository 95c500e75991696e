"""What "my day" says of sources: the openings that the head of the unit has to read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rempart.kernel import clock
from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import Whereabouts, verdict
from rempart.kernel.telling import Due
from rempart.people.standing import retold
from rempart.register import presenting
from rempart.register.models import Opening
from rempart.register.reports import queries

_LATELY = timedelta(days=14)


def identities_opened(actor: Anyone) -> Notice | None:
    """The openings that the reader answers for and has not read yet."""
    if not verdict(actor, "approve", Whereabouts("opening")):
        return None
    unread = [
        row
        for row in Opening.objects.filter(seen_at__isnull=True).order_by("-created_at")[:50]
        if verdict(actor, "approve", row.whereabouts)
    ]
    if not unread:
        return None
    said = ngettext(
        "The identity of source %(code)s was opened by %(post)s: read why.",
        "Identities of sources were opened %(n)d times, last by %(post)s: read why.",
        len(unread),
    )
    last = unread[0]
    post = retold(last.post_label, presenting.language())
    sentence = said % {"n": len(unread), "code": last.code, "post": post}
    return Notice(sentence, "reports:openings", _("Read the openings"), urgent=True)


def reports_wait(actor: Anyone) -> Notice | None:
    """The reports of the last weeks that nothing takes up, to those who grade them."""
    if not any(verdict(actor, "edit", Whereabouts("report", s.office)) for s in actor.standings):
        return None
    since = clock.now() - _LATELY
    loose = [
        row
        for row in queries.reports(queries.Filters(loose=True)).filter(received_at__gte=since)[:99]
        if verdict(actor, "edit", row.whereabouts)
    ]
    if not loose:
        return None
    said = ngettext(
        "%(n)d report of the last two weeks is tied to nothing yet.",
        "%(n)d reports of the last two weeks are tied to nothing yet.",
        len(loose),
    )
    return Notice(said % {"n": len(loose)}, "reports:reports", _("Look at them"))


def openings_due() -> Iterator[Due]:
    """The openings that nobody has read yet: told once to whoever answers for them."""
    for row in Opening.objects.filter(seen_at__isnull=True):
        yield Due(row, "opened", "approve")
