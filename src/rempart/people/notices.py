"""What the room has to say to somebody today: the grants that wait for their approval."""

from __future__ import annotations

from django.utils.translation import get_language, gettext, ngettext

from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import verdict
from rempart.people import queries
from rempart.people.actions import EVERYTHING
from rempart.people.models import Told
from rempart.people.standing import label


def grants_wait(actor: Anyone) -> Notice | None:
    """The proposals that the reader may approve or refuse."""
    if not verdict(actor, "approve", EVERYTHING):
        return None
    waiting = queries.waiting().exclude(proposed_by=actor.id).exclude(holder=actor.id).count()
    if not waiting:
        return None
    said = ngettext(
        "%(n)d grant waits for your approval: nobody gives a right alone.",
        "%(n)d grants wait for your approval: nobody gives a right alone.",
        waiting,
    )
    return Notice(said % {"n": waiting}, "people:grants", gettext("Decide on them"))


def glass_was_broken(actor: Anyone) -> Notice | None:
    """What the reader was told of and has not yet said to have read."""
    unread = Told.objects.filter(person=actor.id, read_at__isnull=True)
    rows = list(unread.select_related("glass__post").order_by("-glass__begins")[:50])
    if not rows:
        return None
    post = rows[0].glass.post
    said = ngettext(
        "%(post)s broke the glass: read why, end it if need be.",
        "The glass was broken %(n)d times, last by %(post)s: read why, end it if need be.",
        len(rows),
    )
    words = label(post.role, post.office, (get_language() or "fr")[:2])
    sentence = said % {"n": len(rows), "post": words}
    return Notice(sentence, "people:glass", gettext("Look at it"), urgent=True)
