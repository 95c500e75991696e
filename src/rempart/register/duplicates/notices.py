"""What "my day" says of twins: the pairs that wait, to those who may decide."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.register.duplicates.queries import MOST, listed, may_decide
from rempart.register.duplicates.workflow import WAITING


def twins_wait(actor: Anyone) -> Notice | None:
    """How many pairs wait for somebody to say whether they are one event."""
    if not may_decide(actor):
        return None
    found = listed(WAITING).order_by()[:MOST].count()
    if not found:
        return None
    said = ngettext(
        "%(n)s pair of incidents may be one event told twice.",
        "%(n)s pairs of incidents may be one event told twice.",
        found,
    )
    shown = f"{found}+" if found == MOST else f"{found}"
    return Notice(said % {"n": shown}, "duplicates:queue", _("Look at them side by side"))
