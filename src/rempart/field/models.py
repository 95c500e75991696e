"""What is done outside the office, and what was promised there. No person is named in any of it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock
from rempart.kernel.models import Guarded, Version

OPEN, TAKEN_UP, KEPT, BROKEN, REFUSED = "open", "taken_up", "kept", "broken", "refused"
PENDING = (OPEN, TAKEN_UP)
"""States of a commitment that is neither kept, nor broken, nor refused."""


class RoundTable(Guarded):
    """A regional round table: who came by category and sex, what was said, what was adopted.

    `participants` is [{category, women, men}]; `elements` are things as they were said: [{n, who,
    perpetrator, threat_type, area, place, when, day, coping, words}]; `do_no_harm` answers its
    questions by code.
    """

    kind = "round_table"

    title = models.CharField(_("title"), max_length=160)
    area = models.CharField(_("cercle"), max_length=20)
    place = models.CharField(_("place"), max_length=200, blank=True)
    held_on = models.DateField(_("day"))
    state = models.CharField(max_length=20, default="planned")
    why = models.TextField(blank=True)
    invitation = models.TextField(blank=True)
    agenda = models.TextField(blank=True)
    interpretation = models.CharField(max_length=200, blank=True)
    do_no_harm = models.JSONField(default=dict, blank=True)
    participants = models.JSONField(default=list, blank=True)
    elements = models.JSONField(default=list, blank=True)
    minutes = models.TextField(blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "-held_on"], name="round_table_scope")]

    def __str__(self) -> str:
        return self.reference

    @property
    def women(self) -> int:
        """How many of those present were women."""
        return sum(line["women"] for line in self.participants)

    @property
    def people(self) -> int:
        """How many people were present."""
        return sum(line["women"] + line["men"] for line in self.participants)

    def element(self, number: int) -> dict[str, Any] | None:
        """What was said under that number."""
        return next((said for said in self.elements if said["n"] == number), None)


class RoundTableVersion(Version):
    """What a round table said after each change."""

    object = models.ForeignKey(RoundTable, on_delete=models.PROTECT, related_name="versions")


class Engagement(Guarded):
    """A meeting with an authority, leaders, a group, an armed movement, a force or a partner.

    `supports` says whether the mission would support host-State forces by it; then `hrddp` is how
    far the human rights due diligence stands: `done`, `under_way` or `not_done`.
    """

    kind = "engagement"

    counterpart = models.CharField(max_length=30)
    group = models.CharField(max_length=160)
    purpose = models.TextField()
    held_on = models.DateField()
    area = models.CharField(max_length=20)
    place = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, default="planned")
    messages = models.TextField(blank=True)
    heard = models.TextField(blank=True)
    follow_up = models.TextField(blank=True)
    supports = models.BooleanField(null=True, blank=True)
    hrddp = models.CharField(max_length=12, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "-held_on"], name="engagement_scope")]

    def __str__(self) -> str:
        return self.reference


class EngagementVersion(Version):
    """What an engagement said after each change."""

    object = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="versions")


class FieldMission(Guarded):
    """An integrated mission or joint protection team, from its request to its recommendations.

    `stops` is the way: [{name, latitude, longitude}]; `team` counts people by component:
    [{component, people, women, languages}]; `findings` are by threat: [{threat, text}], the threat
    by its reference or empty.
    """

    kind = "mission"

    title = models.CharField(max_length=160)
    sort = models.CharField(max_length=12, default="jpt")
    trigger = models.TextField()
    area = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=24, default="requested")
    terms = models.TextField(blank=True)
    stops = models.JSONField(default=list, blank=True)
    team = models.JSONField(default=list, blank=True)
    do_no_harm = models.JSONField(default=dict, blank=True)
    clearance = models.CharField(max_length=8, blank=True)
    clearance_note = models.TextField(blank=True)
    clearance_by = models.CharField(max_length=200, blank=True)
    escort = models.CharField(max_length=20, blank=True)
    escort_note = models.TextField(blank=True)
    escort_by = models.CharField(max_length=200, blank=True)
    met = models.TextField(blank=True)
    vulnerabilities = models.TextField(blank=True)
    perceptions = models.TextField(blank=True)
    findings = models.JSONField(default=list, blank=True)

    class Meta(Guarded.Meta):
        indexes: ClassVar = [models.Index(fields=["scope", "-starts_on"], name="mission_scope")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="mission_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class FieldMissionVersion(Version):
    """What a mission said after each change."""

    object = models.ForeignKey(FieldMission, on_delete=models.PROTECT, related_name="versions")


class Annex(Guarded):
    """How the sources of a mission are protected: apart from its report, for few to read."""

    kind = "annex"

    mission = models.ForeignKey(FieldMission, on_delete=models.PROTECT, related_name="annexes")
    text = models.TextField()

    class Meta(Guarded.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mission"], name="annex_once_a_mission")
        ]

    def __str__(self) -> str:
        return self.reference


class AnnexVersion(Version):
    """What an annex said after each change."""

    object = models.ForeignKey(Annex, on_delete=models.PROTECT, related_name="versions")


class Commitment(Guarded):
    """What somebody said they would do, by when, for whom: one register across the field.

    `owner` is the code of a component of the mission, or empty where `by_whom` says who else; the
    component that owes it is the row's own. `origin` is where it was said.
    """

    kind = "commitment"

    sort = models.CharField(max_length=16, default="promise")
    text = models.TextField(_("commitment"))
    owner = models.CharField(max_length=40, blank=True)
    by_whom = models.CharField(max_length=160, blank=True)
    to_whom = models.CharField(max_length=160, blank=True)
    due_on = models.DateField(_("due"))
    area = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=12, default=OPEN)
    evidence = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    settled_on = models.DateField(null=True, blank=True)
    origin_kind = models.CharField(max_length=20)
    origin = models.UUIDField()

    class Meta(Guarded.Meta):
        ordering = ("due_on", "id")
        indexes: ClassVar = [
            models.Index(fields=["scope", "state", "due_on"], name="commitment_scope"),
            models.Index(fields=["origin"], name="commitment_origin"),
        ]

    def __str__(self) -> str:
        return self.reference

    def late(self, today: date | None = None) -> bool:
        """Has its day gone by without its being kept, broken or refused?"""
        return self.state in PENDING and self.due_on < (today or clock.today())


class CommitmentVersion(Version):
    """What a commitment said after each change."""

    object = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="versions")
