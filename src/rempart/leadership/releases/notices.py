"""What releases and partners have to say to somebody today."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from rempart.documents import typography
from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import concerned, verdict
from rempart.leadership.releases import presenting, queries
from rempart.leadership.releases.models import Submission


def releases_wait(actor: Anyone) -> Notice | None:
    """The releases that wait for the reader's approval."""
    if not concerned(actor, "release"):
        return None
    found = [r for r in queries.to_approve() if verdict(actor, "approve", r.whereabouts)]
    if not found:
        return None
    said = ngettext(
        "%(n)d release to partners waits for your approval: %(first)s.",
        "%(n)d releases to partners wait for your approval, first %(first)s.",
        len(found),
    )
    sentence = said % {"n": len(found), "first": found[0].reference}
    return Notice(sentence, "leadership:releases", gettext("The list"))


def released_to_me(actor: Anyone) -> Notice | None:
    """What was released to the reader's organisation, and what ends first."""
    if not concerned(actor, "released"):
        return None
    found = list(queries.standing(actor))
    if not found:
        return None
    said = ngettext(
        "%(n)d document of the mission is yours to read, until %(day)s.",
        "%(n)d documents of the mission are yours to read; the first ends on %(day)s.",
        len(found),
    )
    last = typography.day(presenting.last_day(found[0]), presenting.language())
    sentence = said % {"n": len(found), "day": last}
    return Notice(sentence, "leadership:received", gettext("Read them"))


def submissions_wait(actor: Anyone) -> Notice | None:
    """What partners sent and the reader may take in."""
    if not concerned(actor, "submission") or queries.outside(actor):
        return None
    found = [row for row in queries.waiting() if queries.may_answer(actor, row)]
    if not found:
        return None
    said = ngettext(
        "%(n)d message from a partner waits for an answer: %(first)s.",
        "%(n)d messages from partners wait for an answer, first %(first)s.",
        len(found),
    )
    sentence = said % {"n": len(found), "first": found[0].reference}
    return Notice(sentence, "leadership:inbox", gettext("The list"), urgent=_alert(found))


def _alert(found: list[Submission]) -> bool:
    return any(row.sort == Submission.ALERT for row in found)
