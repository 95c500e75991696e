"""Accounts, posts, delegations and one-time links. None of them opens content by itself."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rempart.kernel import clock, ids
from rempart.kernel.models import About
from rempart.kernel.policy import MARKINGS, UNCLASSIFIED


class UserManager(BaseUserManager["User"]):
    """Finds users by their e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user who signs in as `username`."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who may sign in. What they may see depends on their posts alone."""

    access = "account"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, default="fr")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    to_show: list[Post]
    """The posts that a list of accounts has fetched to show beside the name."""

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Period(models.Model):
    """From `begins` until just before `ends`; rights stop at that moment by the clock."""

    begins = models.DateTimeField(default=clock.now)
    ends = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Charge(Period):
    """What somebody is in the mission: role, component, office, clearance and compartments.

    `office` 0 is the mission as a whole, which covers every office; `organisation` is whom a
    partner's post belongs to, 0 for the mission's own. Numbers are the profile's.
    """

    role = models.CharField(max_length=30)
    component = models.IntegerField()
    office = models.IntegerField()
    organisation = models.IntegerField(default=0)
    clearance = models.SmallIntegerField(default=UNCLASSIFIED, choices=MARKINGS)
    compartments = ArrayField(models.SmallIntegerField(), default=list, blank=True)

    class Meta:
        abstract = True


class Post(Charge):
    """A charge that a person holds."""

    access = "account"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["holder", "begins"], name="post_holder")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gt=models.F("begins")),
                name="post_ends_after_it_begins",
            )
        ]


class Delegation(Period):
    """Powers of a post, lent to somebody for a time that must end, with the reason."""

    access = "account"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations")
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations")
    powers = ArrayField(models.CharField(max_length=20))
    reason = models.TextField()
    ends = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("begins")),
                name="delegation_ends_after_it_begins",
            )
        ]


class OneTimeLink(models.Model):
    """A link that lets one person set a password once; only its hash is kept."""

    access = "account"

    digest = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    expires = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Grant(Charge):
    """A right that one person proposes and another approves: a post, or a new way in.

    `post` is a charge to be held; `access` a one-time link for somebody who lost their password or
    their second factor, and then role, office and the rest say nothing. Only an approval changes
    anything: until then a grant opens no door. `proposed_for` and `decided_for` name who lent the
    power, where it was lent.
    """

    POST, ACCESS = "post", "access"
    PROPOSED, APPROVED, REFUSED, WITHDRAWN = "proposed", "approved", "refused", "withdrawn"
    PURPOSES: ClassVar = {POST: _("A post"), ACCESS: _("A new way in")}
    STATES: ClassVar = {
        PROPOSED: _("Proposed"),
        APPROVED: _("Approved"),
        REFUSED: pgettext_lazy("a grant", "Refused"),
        WITHDRAWN: pgettext_lazy("a grant", "Withdrawn"),
    }

    access = "account"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    purpose = models.CharField(max_length=10, default=POST, choices=PURPOSES)
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, default=PROPOSED, choices=STATES)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="proposals")
    proposed_for = models.UUIDField(null=True)
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    decided_for = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)
    post = models.OneToOneField(Post, on_delete=models.PROTECT, null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "proposed_at"], name="grant_state")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="approved")
                | (
                    models.Q(decided_by__isnull=False)
                    & ~models.Q(decided_by=models.F("proposed_by"))
                    & ~models.Q(decided_by=models.F("holder"))
                    & ~models.Q(decided_by=models.F("proposed_for"))
                    & ~models.Q(decided_for=models.F("proposed_by"))
                    & ~models.Q(decided_for=models.F("proposed_for"))
                    & ~models.Q(decided_for=models.F("holder"))
                ),
                name="grant_takes_two",
            ),
        ]


class SecondFactor(models.Model):
    """What a person holds besides a password: a generator of codes, and codes for its loss.

    The secret is not here: it is derived from `salt` under the instance's key, which lies outside
    the database (`second_factor.secret`). `last_step` is the last code's place in time, so that no
    code works twice; `recovery` holds keyed hashes, each taken out when it is used.
    """

    access = "account"

    user = models.OneToOneField(
        User, on_delete=models.PROTECT, primary_key=True, related_name="second_factor"
    )
    salt = models.CharField(max_length=43)
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    recovery = ArrayField(models.CharField(max_length=64), default=list)


class Attempt(models.Model):
    """How often somebody failed to come in by one way, and when last.

    `key` is a keyed hash: neither an e-mail address nor a network address can be read from it.
    """

    access = "session"

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=clock.now)


class Sitting(models.Model):
    """A session that its holder can see and end: on what kind of device, since when."""

    access = "session"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sittings")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)


class BrokenGlass(models.Model):
    """More to read under one's own post for a few hours, taken alone and told to two people.

    It widens clearance and compartments, and nothing else: no other office, no other role, no right
    to write. The database itself holds it to `LONGEST`; it ends by the clock.
    """

    LONGEST: ClassVar = timedelta(hours=4)

    access = "account"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="broken_glass")
    clearance = models.SmallIntegerField(choices=MARKINGS)
    compartments = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    reason = models.TextField()
    begins = models.DateTimeField(default=clock.now)
    ends = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["post", "ends"], name="glass_post")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("begins"))
                & models.Q(ends__lte=models.F("begins") + timedelta(hours=4)),
                name="glass_for_four_hours",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="glass_has_a_reason"),
        ]


class Told(models.Model):
    """That somebody was told of a broken glass, and when they said that they had read it."""

    access = "account"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    glass = models.ForeignKey(BrokenGlass, on_delete=models.PROTECT, related_name="told")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="told")
    with_reason = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["glass", "person"], name="told_once"),
        ]


class Notification(About):
    """That somebody is told of a record: what about, since when, and whether they have seen it.

    It holds no word of the record. `key` tells one occasion from the next, so that nobody is told
    twice of the same; `mail` is empty where none is to leave.
    """

    DUE, SENT, FAILED = "due", "sent", "failed"

    topic = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    reference = models.CharField(max_length=16)
    wakes = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=6, blank=True)
    mail_at = models.DateTimeField(null=True, help_text="sent then; or not to be tried before")
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta(About.Meta):
        indexes: ClassVar = [
            models.Index(fields=["holder", "-at"], name="notification_holder"),
            models.Index(
                fields=["mail_at"], condition=models.Q(mail="due"), name="notification_mail"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["holder", "topic", "record_id", "key"], name="notification_once"
            )
        ]


class Follow(About):
    """That somebody wants to be told of what changes in a record."""

    class Meta(About.Meta):
        indexes: ClassVar = [models.Index(fields=["record_id"], name="follow_record")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["holder", "record_id"], name="follow_once")
        ]


class MailChoice(models.Model):
    """What a person wants by e-mail, and in which hours none but what wakes."""

    access = "account"

    user = models.OneToOneField(
        User, on_delete=models.PROTECT, primary_key=True, related_name="mail_choice"
    )
    topics = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)

    def quiet(self, at: time) -> bool:
        """Is it one of the quiet hours? They may run over midnight."""
        first, last = self.quiet_from, self.quiet_until
        if first is None or last is None or first == last:
            return False
        return first <= at < last if first < last else at >= first or at < last

    def held_until(self, moment: datetime) -> datetime | None:
        """The end of the quiet hours that `moment`, in the mission's time, falls in; or None."""
        if self.quiet_until is None or not self.quiet(moment.time()):
            return None
        ends = datetime.combine(moment.date(), self.quiet_until, moment.tzinfo)
        return ends if ends > moment else ends + timedelta(days=1)
