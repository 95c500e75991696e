"""An advice note: what is recommended to the leadership, on which facts, and what was decided."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock
from rempart.kernel.models import Guarded, Version

ACCEPTED, PARTIAL, REJECTED, DEFERRED = "accepted", "partial", "rejected", "deferred"
DECIDED = (ACCEPTED, PARTIAL, REJECTED, DEFERRED)
WAITING = ("submitted", DEFERRED)
"""States in which the addressee has still to decide, or to decide again."""


class AdviceNote(Guarded):
    """A note to the leadership. `office` is the one it concerns; 0 is the mission as a whole.

    `facts` are records as they stood when they were cited: [{n, kind, id, reference, title, day,
    marking, revision, words, at}]. `options` are texts. `tasks` are the actions that following the
    recommendation would take: [{n, statement, volet, phases, component, office, due_on, indicator,
    marking}]; `ordered` are the numbers of those that the decision orders.
    """

    kind = "advice"

    subject = models.CharField(_("subject"), max_length=200)
    topic = models.CharField(max_length=40)
    addressee = models.CharField(max_length=30)
    answer_by = models.DateField(_("answer by"))
    facts = models.JSONField(default=list, blank=True)
    analysis = models.TextField(blank=True)
    confidence = models.CharField(max_length=12, blank=True)
    options = models.JSONField(default=list, blank=True)
    recommendation = models.TextField(blank=True)
    tasks = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=12, default="draft")
    submitted_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=10, blank=True)
    decision_reason = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=30, blank=True, help_text="the role that decided")
    deferred_until = models.DateField(null=True, blank=True)
    ordered = models.JSONField(default=list, blank=True)
    implemented_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "-answer_by"], name="advice_scope")]

    def __str__(self) -> str:
        return self.reference

    @property
    def late(self) -> bool:
        """Is the day of the answer past, and nothing decided?"""
        due = self.deferred_until if self.state == DEFERRED else self.answer_by
        return self.state in WAITING and due is not None and due < clock.today()

    def hands(self) -> frozenset[UUID]:
        """Who wrote it, and for whom: they do not decide on it. A deferral writes nothing."""
        written = AdviceNoteVersion.objects.filter(object=self.pk).exclude(action="advice.defer")
        found = {self.author}
        for actor, grantor in written.values_list("actor", "on_behalf_of"):
            found |= {actor, grantor}
        return frozenset(one for one in found if one is not None)

    def numbered(self, part: str, number: int) -> dict[str, Any] | None:
        """The fact or task of that number."""
        return next((one for one in getattr(self, part) if one["n"] == number), None)


class AdviceNoteVersion(Version):
    """What a note said after each change."""

    object = models.ForeignKey(AdviceNote, on_delete=models.PROTECT, related_name="versions")
