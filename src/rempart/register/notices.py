"""What "my day" says of incidents: how many there were lately, and which wait for verification."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rempart.kernel import clock
from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import Whereabouts, concerned, verdict
from rempart.people.offices import offices_of
from rempart.register.models import Incident
from rempart.register.workflow import COUNTLESS, REPORTED, UNDER_VERIFICATION, VERIFIED

LATELY = timedelta(days=30)
WAITING = timedelta(days=90)
"""Older reports are found in the list; the day speaks of those that can still be looked into."""


def incidents_lately(actor: Anyone) -> Notice | None:
    """The incidents of the last thirty days that the reader may see, and how many are verified."""
    if not concerned(actor, "incident"):
        return None
    rows = Incident.objects.filter(starts_on__gt=clock.today() - LATELY)
    found = rows.exclude(verification__in=COUNTLESS).aggregate(
        n=Count("id"), verified=Count("id", filter=Q(verification=VERIFIED))
    )
    said = ngettext(
        "%(n)d incident of the last thirty days that you may see; verified: %(verified)d.",
        "%(n)d incidents of the last thirty days that you may see; verified: %(verified)d.",
        found["n"],
    )
    if not found["n"]:
        said = _("No incident of the last thirty days that you may see.")
    return Notice(said % found, "register:incidents", _("The list"), waits=False)


def incidents_to_verify(actor: Anyone) -> Notice | None:
    """The late reports of the offices in which the reader verifies."""
    mine = [
        office for office in offices_of(actor)
        if verdict(actor, "verify", Whereabouts("incident", office))
    ]  # fmt: skip
    if not mine:
        return None
    n = Incident.objects.filter(
        office__in=mine, verification__in=(REPORTED, UNDER_VERIFICATION),
        starts_on__gt=clock.today() - WAITING,
    ).count()  # fmt: skip
    if not n:
        return None
    said = ngettext(
        "%(n)d incident of the last ninety days is not verified yet.",
        "%(n)d incidents of the last ninety days are not verified yet.",
        n,
    )
    return Notice(said % {"n": n}, "register:incidents", _("The list"))
