"""The tables every room stands on: guarded rows, their versions, the journal, links, rights."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rempart.kernel import clock, ids
from rempart.kernel.actor import MISSION, current
from rempart.kernel.policy import (
    COMPARTMENT_STEP,
    MARKINGS,
    NO_COMPARTMENT,
    OFFICE_STEP,
    UNCLASSIFIED,
    Whereabouts,
)


class GuardedQuerySet(models.QuerySet[Any]):
    """Rows behind the wall: asking for them needs somebody bound."""

    def delete(self) -> tuple[int, dict[str, int]]:
        """Nobody deletes; only the retention job of the system does, by its own SQL."""
        raise TypeError("guarded rows are never deleted; withdraw or close them by an action")


class GuardedManager(models.Manager[Any]):
    """A manager that raises without an actor, instead of returning everything or nothing."""

    def get_queryset(self) -> GuardedQuerySet:
        """The rows on the connection of whoever acts; the database leaves out what they may not.

        Raises:
            NoActor: nobody is bound.
        """
        return GuardedQuerySet(self.model, using=current().alias)


def scope_field() -> models.GeneratedField:
    """The stored integer that packs office, compartment and marking (`policy.scope_of`)."""
    return models.GeneratedField(
        expression=models.F("office") * OFFICE_STEP
        + models.F("compartment") * COMPARTMENT_STEP
        + models.F("marking"),
        output_field=models.IntegerField(),
        db_persist=True,
    )


def shared_field() -> models.GeneratedField:
    """For each component that supports, the number and the scope packed as `own` compares them.

    A guarded model with a column `support` declares it as `shared`.
    """
    scope = (
        models.F("office") * OFFICE_STEP
        + models.F("compartment") * COMPARTMENT_STEP
        + models.F("marking")
    )
    return models.GeneratedField(
        expression=models.Func(models.F("support"), scope, function="kernel.packed"),
        output_field=ArrayField(models.BigIntegerField()),
        db_persist=True,
    )


class Guarded(models.Model):
    """A row that not everybody may know of.

    `office`, `component` and `compartment` are the profile's numbers; `author` is a user's id, or
    zero for the system. `revision` grows with each change: the optimistic lock. A model that is
    `frozen` is written once: the database itself refuses to change its rows. A row that speaks of
    others names the foreign keys to them in `seen_with`: whoever sees them all sees it, and nobody
    else, wherever it stands itself.
    """

    access: ClassVar[str] = "guarded"
    kind: ClassVar[str]
    frozen: ClassVar[bool] = False
    seen_with: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    reference = models.CharField(max_length=16, unique=True, editable=False)
    office = models.IntegerField(default=MISSION)
    component = models.IntegerField(default=0)
    marking = models.SmallIntegerField(default=UNCLASSIFIED, choices=MARKINGS)
    compartment = models.SmallIntegerField(default=NO_COMPARTMENT)
    author = models.UUIDField(editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    language = models.CharField(max_length=2, default="fr")
    revision = models.PositiveIntegerField(default=1, editable=False)
    scope = scope_field()

    objects: ClassVar[GuardedManager] = GuardedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    @property
    def whereabouts(self) -> Whereabouts:
        """Where the row stands in the need-to-know."""
        return Whereabouts(
            kind=self.kind,
            office=self.office,
            component=self.component,
            marking=self.marking,
            compartment=self.compartment,
            author=self.author,
            support=tuple(getattr(self, "support", ())),
        )

    def values(self) -> dict[str, Any]:
        """What the row says, by field, without what the database computes."""
        return {
            f.attname: getattr(self, f.attname)
            for f in self._meta.concrete_fields
            if not f.generated
        }


class Part(models.Model):
    """A row that belongs to a guarded one, seen and changed by whoever may with the whole.

    `whole` names the foreign key to it.
    """

    access: ClassVar[str] = "part"
    whole: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)

    objects: ClassVar[GuardedManager] = GuardedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


class Record(Part):
    """A part that is written once and never changed: a frozen content, an approval."""

    access: ClassVar[str] = "record"

    class Meta(Part.Meta):
        abstract = True


class Addressed(Part):
    """A part that organisations outside are let to read, from a moment until another.

    `organisations` are the profile's numbers. Only `revoked_at` ever changes. `kind` names it where
    its addressees are told of it.
    """

    access: ClassVar[str] = "addressed"
    kind: ClassVar[str]
    reference: str

    organisations = ArrayField(models.IntegerField())
    opens_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta(Part.Meta):
        abstract = True


class Version(models.Model):
    """What a guarded row said after a change, and why.

    Visible only to those who see the row as it is now and who might have seen it as it was. Each
    room declares one beside its guarded model, with `object` pointing to it.
    """

    access: ClassVar[str] = "version"

    pk = models.CompositePrimaryKey("object_id", "number")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)
    action = models.CharField(max_length=60)
    actor = models.UUIDField()
    actor_name = models.CharField(max_length=200)
    post_label = models.CharField(max_length=200, blank=True)
    on_behalf_of = models.UUIDField(null=True)
    reason = models.TextField(blank=True)
    changed = ArrayField(models.CharField(max_length=60), default=list)
    values = models.JSONField()
    office = models.IntegerField()
    component = models.IntegerField(default=0)
    marking = models.SmallIntegerField()
    compartment = models.SmallIntegerField()
    scope = scope_field()

    objects: ClassVar[GuardedManager] = GuardedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        ordering = ("-number",)


class Own(models.Model):
    """A row that only the person it belongs to ever sees; the system may hand them one."""

    access: ClassVar[str] = "own"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    holder = models.UUIDField()
    at = models.DateTimeField(default=clock.now)

    objects: ClassVar[GuardedManager] = GuardedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


class Draft(Own):
    """What somebody has typed in a form and not saved: kept on the server, never on the device."""

    place = models.CharField(max_length=80, help_text="the form it belongs to")
    said = models.JSONField(default=dict)

    class Meta(Own.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["holder", "place"], name="draft_once")
        ]


class Posting(Own):
    """A form that somebody sent, by the token made with it: sent again, it does nothing more."""

    token = models.UUIDField()
    led_to = models.CharField(max_length=400, blank=True, help_text="the page that it opened")

    class Meta(Own.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["holder", "token"], name="posting_once")
        ]


class Receipt(Own):
    """What remains to a person of a record that has gone beyond their rights, or come to theirs."""

    what = models.CharField(max_length=30, help_text="the name of the action")
    reference = models.CharField(max_length=16)
    words = models.TextField(blank=True, help_text="their own words, where they wrote the record")

    class Meta(Own.Meta):
        indexes: ClassVar = [models.Index(fields=["holder", "-at"], name="receipt_holder")]


class About(Own):
    """A row of one's own about a record: no longer seen by whoever no longer sees the record."""

    access: ClassVar[str] = "about"

    record_kind = models.CharField(max_length=20)
    record_id = models.UUIDField()

    class Meta(Own.Meta):
        abstract = True


class Link(models.Model):
    """One strand of the thread: seen only by those who see both of its ends."""

    access = "link"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    source_kind = models.CharField(max_length=20)
    source_id = models.UUIDField()
    relation = models.CharField(max_length=30)
    target_kind = models.CharField(max_length=20)
    target_id = models.UUIDField()
    author = models.UUIDField()
    made_at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)

    objects: ClassVar[GuardedManager] = GuardedManager()

    class Meta:
        base_manager_name = "objects"
        indexes: ClassVar = [
            models.Index(fields=["source_kind", "source_id"], name="link_source"),
            models.Index(fields=["target_kind", "target_id"], name="link_target"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source_id", "relation", "target_id"],
                condition=models.Q(undone_at__isnull=True),
                name="link_once",
            )
        ]


class JournalEntry(models.Model):
    """Who did what kind of thing, when, to which opaque number. Append-only.

    Values and free-text reasons are not here: they live in the versions, under the row's policy.
    `category` is `change`, `read` (a page with marked rows) or `export`.
    """

    access = "journal"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    at = models.DateTimeField(default=clock.now)
    category = models.CharField(max_length=10, default="change")
    actor_id = models.UUIDField()
    actor_name = models.CharField(max_length=200)
    post_label = models.CharField(max_length=200, blank=True)
    on_behalf_of = models.UUIDField(null=True)
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    object_id = models.UUIDField(null=True)
    rows = models.PositiveIntegerField(default=1)
    changed = ArrayField(models.CharField(max_length=60), default=list)
    before = models.CharField(max_length=64, blank=True)
    after = models.CharField(max_length=64, blank=True)
    reason_code = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["object_id", "at"], name="journal_object"),
            models.Index(fields=["at", "id"], name="journal_at"),
            models.Index(fields=["action", "at", "id"], name="journal_action"),
        ]


class Seal(models.Model):
    """One link of the chain: a committed entry, its place, and the digest up to it."""

    access = "seal"

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT)
    digest = models.CharField(max_length=64)


class ScopeCode(models.Model):
    """The profile's numbers for offices, components and compartments, known to the database."""

    access = "rights"

    axis = models.CharField(max_length=12)
    number = models.IntegerField()
    code = models.CharField(max_length=40)
    prefix = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["axis", "number"], name="scopecode_number"),
            models.UniqueConstraint(fields=["axis", "code"], name="scopecode_code"),
        ]


class Period(models.Model):
    """For how many months the profile keeps records of a kind: the database itself holds to it."""

    access = "rights"

    kind = models.CharField(max_length=20, primary_key=True)
    months = models.PositiveSmallIntegerField()


class Hold(models.Model):
    """That a record is kept whatever its period says; why is on paper with who asked."""

    access = "reference"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    kind = models.CharField(max_length=20)
    record_id = models.UUIDField()
    placed_at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record_id"],
                condition=models.Q(lifted_at__isnull=True),
                name="hold_once",
            )
        ]


class Right(models.Model):
    """The policy's grid as the database joins it with the posts (`policy.RIGHTS`)."""

    access = "rights"

    role = models.CharField(max_length=30)
    kind = models.CharField(max_length=20)
    act = models.CharField(max_length=20)
    reach = models.CharField(max_length=10)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["role", "kind"], name="right_role_kind")]


class SystemRight(models.Model):
    """What each named system actor may do (`policy.SYSTEM_ACTORS`)."""

    access = "rights"

    name = models.CharField(max_length=30, primary_key=True)
    ceiling = models.SmallIntegerField()
    acts = ArrayField(models.CharField(max_length=20))


class Instance(models.Model):
    """The one row that says what this instance is: its profile, and whether it is an exercise."""

    access = "rights"

    id = models.SmallIntegerField(primary_key=True, default=1)
    profile = models.CharField(max_length=200)
    exercise = models.BooleanField(default=False)
    clock_shift = models.DurationField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="instance_only_one")
        ]

    @classmethod
    def here(cls) -> Instance | None:
        """The instance, or None before `init`."""
        found: Instance | None = Instance._default_manager.filter(pk=1).first()
        return found

    @classmethod
    def is_exercise(cls) -> bool:
        """Are this instance's facts invented, which every page and document must then say?

        Asked once a process: what an instance is never changes while it runs.
        """
        if not _exercise and (here := cls.here()) is not None:
            _exercise.append(here.exercise)
        return bool(_exercise and _exercise[0])


_exercise: list[bool] = []


def forget_exercise() -> None:
    """Ask the database again: another instance is there now."""
    _exercise.clear()


NOBODY = UUID(int=0)
"""The author of what no person wrote: the system itself."""
