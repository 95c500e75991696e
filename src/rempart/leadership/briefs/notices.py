"""What briefs have to say to somebody today: those that wait for their approval."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import concerned, verdict
from rempart.leadership.briefs.models import Brief
from rempart.leadership.briefs.workflow import SUBMITTED


def briefs_wait(actor: Anyone) -> Notice | None:
    """The briefs that wait for the reader's approval."""
    if not concerned(actor, "brief"):
        return None
    rows = Brief.objects.filter(state=SUBMITTED).order_by("created_at", "id")
    found = [row for row in rows if verdict(actor, "approve", row.whereabouts)]
    if not found:
        return None
    said = ngettext(
        "%(n)d brief waits for your approval: %(first)s.",
        "%(n)d briefs wait for your approval, first %(first)s.",
        len(found),
    )
    sentence = said % {"n": len(found), "first": found[0].reference}
    return Notice(sentence, "leadership:briefs", gettext("The list"))
