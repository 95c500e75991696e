"""What releases bring to the house: links, sentences, places, and files that can be verified."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rempart.kernel import genuine, links
from rempart.kernel.navigation import Place, daily, places
from rempart.kernel.telling import Topic, topics
from rempart.leadership.releases import notices, presenting, queries, telling


def join() -> None:
    """Register it all, once the applications are ready."""
    links.ends.add("submission", presenting.submission_ends)
    links.ends.add("release", presenting.release_ends)
    links.ends.add("released", presenting.released_ends)
    genuine.finders.add("release", queries.genuine)
    daily.add("releases", notices.releases_wait)
    daily.add("released", notices.released_to_me)
    daily.add("submissions", notices.submissions_wait)
    for phase, view, label, kind, position in (
        ("listen", "inbox", _("Sent in by partners"), "submission", 70),
        ("decide", "releases", _("Releases to partners"), "release", 60),
        ("decide", "received", _("Released to you"), "released", 65),
    ):
        places.add(view, Place(phase, label, f"leadership:{view}", kind, position))
    for name, label, find, outside in (
        ("release", _("A release to partners awaits approval"), telling.to_approve, False),
        ("submission", _("A partner sent something in"), telling.sent_in, False),
        ("answer", _("The mission answered what you sent"), telling.answered, True),
        ("released", _("The mission released a document to you"), telling.to_read, True),
        ("withdrawn", _("A document released to you was withdrawn"), telling.taken_back, True),
        ("ended", _("A document released to you has ended"), telling.over, True),
    ):
        topics.add(name, Topic(label, find, outside=outside))
