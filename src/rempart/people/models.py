"""Accounts, posts, delegations and one-time links. None of them opens content by itself."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock, ids
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


class Post(Period):
    """What a person is in the mission: role, component, office, clearance and compartments.

    `office` 0 is a post of the mission as a whole, which covers every office.
    """

    access = "account"

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30)
    component = models.IntegerField()
    office = models.IntegerField()
    clearance = models.SmallIntegerField(default=UNCLASSIFIED, choices=MARKINGS)
    compartments = ArrayField(models.SmallIntegerField(), default=list, blank=True)

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
