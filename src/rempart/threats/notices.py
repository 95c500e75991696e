"""What the room has to say to somebody today: the assessments that wait for their step."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import get_language, gettext, ngettext

from rempart.documents import typography
from rempart.kernel.actor import Anyone
from rempart.kernel.navigation import Notice
from rempart.kernel.policy import concerned
from rempart.threats.models import Assessment, Threat
from rempart.threats.workflow import APPROVED, STANDING


def assessments_wait(actor: Anyone) -> Notice | None:
    """The assessments whose next step is the reader's."""
    from rempart.threats.desk import waiting

    found = waiting(actor)
    if not found:
        return None
    row, step = found[0]
    said = ngettext(
        "%(n)d assessment waits for you: %(first)s (next step: %(step)s).",
        "%(n)d assessments wait for you, first %(first)s (next step: %(step)s).",
        len(found),
    )
    sentence = said % {"n": len(found), "first": row.reference, "step": step.lower()}
    return Notice(sentence, "threats:assessments", gettext("The list"))


def months_approved(actor: Anyone) -> Notice | None:
    """The latest approved month that the reader may see, of how many offices, and the threats."""
    if not concerned(actor, "assessment"):
        return None
    approved = Assessment.objects.filter(state__in=APPROVED)
    counted = approved.order_by("-month").values_list("month")
    latest = counted.annotate(offices=Count("office", distinct=True)).first()
    standing = Threat.objects.filter(state__in=STANDING).count()
    threats = ngettext("%(n)d threat stands", "%(n)d threats stand", standing) % {"n": standing}
    if latest is None:
        said = gettext("No assessment that you may see is approved yet; %(threats)s.")
        sentence = said % {"threats": threats}
    else:
        month, offices = latest
        said = ngettext(
            "%(month)s: the assessment of %(n)d office is approved; %(threats)s.",
            "%(month)s: the assessments of %(n)d offices are approved; %(threats)s.",
            offices,
        )
        words = typography.month(month, (get_language() or "fr")[:2]).capitalize()
        sentence = said % {"month": words, "n": offices, "threats": threats}
    return Notice(sentence, "threats:assessments", gettext("The list"), waits=False)
