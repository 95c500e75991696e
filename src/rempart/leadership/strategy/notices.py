"""What the strategy has to say to somebody today: its review, reports and figures that lack."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from rempart.kernel import clock
from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import Whereabouts, concerned, verdict
from rempart.leadership.strategy import queries
from rempart.leadership.strategy.models import Strategy
from rempart.leadership.strategy.presenting import day
from rempart.leadership.strategy.workflow import STRATEGY


def review_is_due(actor: Anyone) -> Notice | None:
    """The yearly review of the strategy in force, to those who write or approve strategies."""
    if not any(s.role in ("senior_adviser", "srsg", "dsrsg") for s in actor.standings):
        return None
    row = queries.running()
    if row is None or row.state != "in_force" or row.review_on is None:
        return None
    if row.review_on > clock.today() + queries.ALARM:
        return None
    late = row.review_on < clock.today()
    said = (
        gettext("The strategy in force was to be reviewed by %(by)s.") if late
        else gettext("The strategy in force is to be reviewed by %(by)s.")
    )  # fmt: skip
    sentence = said % {"by": day(row.review_on)}
    return Notice(sentence, "leadership:strategies", gettext("Open the strategy"), late)


def approval_waits(actor: Anyone) -> Notice | None:
    """A strategy that awaits the reader's approval."""
    if not any(s.role == "srsg" for s in actor.standings):
        return None
    row = Strategy.objects.filter(state="endorsed").order_by("created_at").first()
    if row is None or not STRATEGY.steps_from(row.state):
        return None
    said = gettext("A strategy awaits your approval: %(reference)s.") % {"reference": row.reference}
    return Notice(said, "leadership:strategies", gettext("Open the strategy"))


def reports_lack(actor: Anyone) -> Notice | None:
    """The offices of the reader whose report on the strategy is not in."""
    if not concerned(actor, "progress"):
        return None
    row = queries.running()
    if row is None:
        return None
    mine = [
        office
        for office in queries.missing_reports(row)
        if verdict(actor, "create", Whereabouts("progress", office=office, marking=row.marking))
    ]
    if not mine:
        return None
    said = ngettext(
        "%(n)d office of yours has not reported on the strategy for the last period.",
        "%(n)d offices of yours have not reported on the strategy for the last period.",
        len(mine),
    )
    return Notice(said % {"n": len(mine)}, "leadership:strategies", gettext("Open the strategy"))
