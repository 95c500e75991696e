"""What trainings have to say to somebody today: those that await screening or approval."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import concerned
from rempart.leadership.doors import steps_for
from rempart.learning.trainings.models import HOST_FORCES, Training
from rempart.learning.trainings.workflow import TRAINING


def trainings_wait(actor: Anyone) -> Notice | None:
    """The trainings that the reader has to screen, or to approve once nothing stops them."""
    if not concerned(actor, "training"):
        return None
    rows = list(
        Training.objects.filter(state__in=("proposed", "hrddp_screened")).order_by("held_on", "id")
    )
    mine = [row for row in rows if _waits_for(actor, row)]
    if not mine:
        return None
    said = ngettext(
        "%(n)d training waits for your check or approval: %(first)s.",
        "%(n)d trainings wait for your check or approval, first %(first)s.",
        len(mine),
    ) % {"n": len(mine), "first": mine[0].reference}
    return Notice(said, "learning:trainings", gettext("Open the trainings"))


def _waits_for(actor: Anyone, row: Training) -> bool:
    steps = {step.name: step for step in steps_for(actor, TRAINING, row)}
    if row.audience == HOST_FORCES and not row.check_outcome:
        return "screen" in steps
    step = steps.get("approve")
    return step is not None and all(guard(row) is None for guard in step.guards)
