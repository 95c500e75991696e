"""Briefs as readers find them; the content of one as its documents are to be made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from rempart.kernel.actor import Anyone
from rempart.kernel.finding import found
from rempart.kernel.genuine import Genuine
from rempart.kernel.links import End
from rempart.kernel.policy import verdict
from rempart.kernel.workflow import Transition
from rempart.leadership.briefs.drawing import drawn
from rempart.leadership.briefs.models import Brief, BriefApproval, Edition
from rempart.leadership.briefs.workflow import APPROVED, BRIEF, DRAFT, SUBMITTED, SUPERSEDED


def brief(reference: str) -> Brief:
    """The brief of that reference.

    Raises:
        NotThere: none that the reader may see.
    """
    return found(Brief, reference)


def under_way(sort: str, office: int, first: date) -> Brief | None:
    """The brief of a period that is being drafted or waits for approval."""
    found: Brief | None = Brief.objects.filter(
        sort=sort, office=office, first=first, state__in=(DRAFT, SUBMITTED)
    ).first()
    return found


def submitted(row: Brief) -> Edition | None:
    """The content that was last submitted."""
    found: Edition | None = Edition.objects.filter(brief=row).first()
    return found


def signed(taken: Edition, approval: BriefApproval) -> dict[str, Any]:
    """A content with the seal of its approval, as its documents print it."""
    said = {"day": approval.at.date().isoformat(), "by": approval.post_label, "seal": approval.seal}
    return {**taken.content, "approval": said}


def issued(row: Brief) -> dict[str, Any]:
    """The content of a brief as its document is to be made today: signed, submitted, or drawn."""
    if row.state in (APPROVED, SUPERSEDED):
        approval = BriefApproval.objects.select_related("edition").get(brief=row)
        return signed(approval.edition, approval)
    taken = submitted(row) if row.state == SUBMITTED else None
    content = taken.content if taken else drawn(row)
    return {**content, "approval": None}


def steps_for(actor: Anyone, row: Brief) -> list[Transition]:
    """The steps that the reader may take with a brief."""
    return [s for s in BRIEF.steps_from(row.state) if verdict(actor, s.right, row.whereabouts)]


def genuine(name: str, digest: str) -> Genuine | None:
    """The brief that gave, under that name, a file of that SHA-256."""
    found = (
        BriefApproval.objects.filter(files__contains={name: digest}).select_related("brief").first()
    )
    if found is None:
        return None
    return Genuine(found.brief.reference, found.at, found.brief.state == SUPERSEDED)


def brief_ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Briefs as they are named at the other end of a link."""
    return {
        row.pk: End("brief", row.get_sort_display(), row.reference,
                    reverse("leadership:brief", args=[row.reference]), row.first)
        for row in Brief.objects.filter(pk__in=list(wanted))
    }  # fmt: skip
