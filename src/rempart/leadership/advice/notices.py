"""What advice has to say to somebody today: decisions awaited, and those whose day has gone by."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import concerned
from rempart.leadership.advice.models import WAITING, AdviceNote


def decisions_wait(actor: Anyone) -> Notice | None:
    """The notes on which the reader has to decide; for whoever writes them, those that are late."""
    if not concerned(actor, "advice"):
        return None
    roles = {standing.role for standing in actor.standings}
    rows = list(AdviceNote.objects.filter(state__in=WAITING).order_by("answer_by", "reference"))
    mine = [row for row in rows if row.addressee in roles]
    late = [row for row in rows if row.late]
    if not (mine or late):
        return None
    if mine:
        said = ngettext(
            "%(n)d note awaits your decision: %(first)s.",
            "%(n)d notes await your decision, first %(first)s.",
            len(mine),
        ) % {"n": len(mine), "first": mine[0].reference}
    else:
        said = ngettext(
            "%(n)d note awaits a decision past its day: %(first)s.",
            "%(n)d notes await a decision past their day, first %(first)s.",
            len(late),
        ) % {"n": len(late), "first": late[0].reference}
    return Notice(said, "leadership:notes", gettext("Open the notes"), bool(late))
