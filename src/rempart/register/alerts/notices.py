"""What "my day" says of alerts: the clocks that are over, to those who can stop them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rempart.kernel import clock
from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import verdict
from rempart.register.alerts.clocks import LATE, running
from rempart.register.alerts.workflow import TO_TRIAGE, TRIAGED
from rempart.register.models import Alert


def clocks_over(actor: Anyone) -> Notice | None:
    """The alerts whose next step is due and belongs to `actor`; urgent where a clock is over."""
    now = clock.now()
    waiting = [
        found
        for alert in Alert.objects.filter(state__in=(*TO_TRIAGE, TRIAGED))
        if verdict(actor, "approve" if alert.state == TRIAGED else "edit", alert.whereabouts)
        and (found := running(alert, now))
    ]
    if not waiting:
        return None
    late = sum(1 for found in waiting if found.condition == LATE)
    said = ngettext("%(n)s alert waits for you", "%(n)s alerts wait for you", len(waiting))
    over = ngettext("%(n)s clock is over", "%(n)s clocks are over", late)
    both = _("%(waiting)s; %(over)s.") if late else "%(waiting)s."
    sentence = both % {"waiting": said % {"n": len(waiting)}, "over": over % {"n": late}}
    return Notice(sentence, "alerts:board", _("The duty board"), urgent=bool(late))
