"""What the room has to say to somebody today: grants that wait, posts that end, the trail."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import get_language, gettext, ngettext

from rempart.documents import typography
from rempart.kernel import clock, journal
from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import concerned, verdict
from rempart.people import queries
from rempart.people.actions import EVERYTHING
from rempart.people.models import Told
from rempart.people.readers import posts_in_force
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


SOON = timedelta(days=30)


def posts_end(actor: Anyone) -> Notice | None:
    """To who proposes posts: how many accounts and posts there are, and which posts end soon."""
    if not verdict(actor, "propose", EVERYTHING):
        return None
    ending = posts_in_force().filter(ends__lte=clock.now() + SOON).count()
    tally = queries.tally()
    said = ngettext(
        "%(accounts)d accounts are open; of %(posts)d posts in force, %(n)d ends within a month.",
        "%(accounts)d accounts are open; of %(posts)d posts in force, %(n)d end within a month.",
        ending,
    )
    link = gettext("Accounts and posts")
    return Notice(said % {**tally, "n": ending}, "people:accounts", link, waits=False)


def own_post_ends(actor: Anyone) -> Notice | None:
    """The day on which a post of the reader's ends, when it is within a month."""
    mine = posts_in_force().filter(holder=actor.id, ends__lte=clock.now() + SOON)
    post = mine.order_by("ends").first()
    if post is None or post.ends is None:
        return None
    words = (get_language() or "fr")[:2]
    said = gettext("Your post ends on %(day)s: %(post)s.") % {
        "day": typography.day(post.ends.date(), words), "post": label(post.role, post.office, words)
    }  # fmt: skip
    return Notice(said, "people:mine", gettext("My account"), waits=False)


def trail_stands(actor: Anyone) -> Notice | None:
    """To the auditor: how long the chain is, and how much of it waits for its seal."""
    if not concerned(actor, "journal"):
        return None
    state = journal.state()
    said = ngettext(
        "%(n)s entry of the journal is sealed; waiting for their seal: %(waiting)d.",
        "%(n)s entries of the journal are sealed; waiting for their seal: %(waiting)d.",
        state.sealed,
    )
    shown = typography.number(state.sealed, (get_language() or "fr")[:2])
    sentence = said % {"n": shown, "waiting": state.waiting}
    return Notice(sentence, "people:journal", gettext("Open the journal"), waits=False)
