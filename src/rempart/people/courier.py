"""The courier: a system actor that tells people what is due, in the house and by e-mail.

It runs beside the sealer. In the house everybody whom a thing concerns is told at once, and once.
By e-mail go a reference and a link, never a word of a record; the quiet hours of each person hold
mail back, save what wakes. Where the operator names no relay, no mail is even made.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext, ngettext

from rempart.doctrine.loader import current as profile
from rempart.kernel import clock, journal, links
from rempart.kernel.actor import Actor, Standing, SystemActor, acting_as
from rempart.kernel.models import Addressed, Guarded, JournalEntry
from rempart.kernel.policy import may_read, verdict
from rempart.kernel.telling import Due, topics
from rempart.kernel.walls import guarded_models
from rempart.people.models import Follow, MailChoice, Notification, User
from rempart.people.readers import belonging, standings
from rempart.people.telling import choice_of

COURIER = SystemActor("courier", ceiling=3)
ROUND = 20.0
"""Seconds between two rounds."""

MOST = 200
"""Letters are written for so many notifications in one round."""

TRIES = 6
_PATIENCE = timedelta(minutes=2)
_LOOKING_BACK = timedelta(days=1)
log = logging.getLogger(__name__)


def go_round() -> tuple[int, int]:
    """One round: tell what is due, then send what is to be sent; how many of each."""
    with acting_as(COURIER):
        told = tell()
    with acting_as(COURIER):
        sent = send() if settings.REMPART_MAILS else 0
    return told, sent


# --- telling ------------------------------------------------------------------------------------


@dataclass
class _People:
    """Everybody with a post in force, asked once a round."""

    found: dict[UUID, list[Standing]] = field(default_factory=dict)
    outside: dict[UUID, set[int]] = field(default_factory=dict)

    @classmethod
    def now(cls) -> _People:
        whole = cls()
        for holder, standing in standings("fr"):
            whole.found.setdefault(holder, []).append(standing)
        whole.outside = belonging()
        return whole

    def concerned(self, due: Due) -> Iterator[UUID]:
        """Whom a thing concerns."""
        if isinstance(due.record, Addressed):
            to = set(due.record.organisations)
            yield from (holder for holder, theirs in self.outside.items() if theirs & to)
            return
        where = due.record.whereabouts
        for holder, held in self.found.items():
            if due.persons is not None:
                if holder in due.persons and may_read(Actor(holder, "", tuple(held)), where):
                    yield holder
                continue
            able = [one for one in held if verdict(Actor(holder, "", (one,)), due.act, where)]
            if any(not due.components or one.component in due.components for one in able):
                yield holder


def tell() -> int:
    """Enter a notification for everybody whom something due concerns; how many are new."""
    people, choices = _People.now(), {row.pk: row for row in MailChoice.objects.all()}
    made = 0
    for code, topic in topics:
        found = list(topic.find())
        known = _known(code, found)
        rows = [
            _notification(code, due, holder, choices)
            for due in found
            for holder in people.concerned(due)
            if (holder, due.record.pk, due.key) not in known
        ]
        Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        made += len(rows)
    return made


def _known(code: str, found: Iterable[Due]) -> set[tuple[UUID, UUID, str]]:
    rows = Notification.objects.filter(topic=code, record_id__in={due.record.pk for due in found})
    return set(rows.values_list("holder", "record_id", "key"))


def _notification(
    code: str, due: Due, holder: UUID, choices: dict[UUID, MailChoice]
) -> Notification:
    wanted = code in (choices.get(holder) or choice_of(holder)).topics
    goes = settings.REMPART_MAILS and wanted
    return Notification(
        holder=holder,
        at=clock.now(),
        topic=code,
        key=due.key,
        record_kind=due.record.kind,
        record_id=due.record.pk,
        reference=due.record.reference,
        wakes=due.wakes,
        mail=Notification.DUE if goes else "",
        mail_at=clock.now() if goes else None,
    )


def changes() -> Iterator[Due]:
    """What changed in the records that people follow, by others than themselves."""
    followed: dict[UUID, list[Follow]] = {}
    for one in Follow.objects.all():
        followed.setdefault(one.record_id, []).append(one)
    if not followed:
        return
    entries = JournalEntry.objects.filter(
        object_id__in=followed, category="change", at__gte=clock.now() - _LOOKING_BACK
    )
    records = _records(followed)
    for entry in entries.order_by("at", "id"):
        assert entry.object_id is not None
        told = frozenset(
            one.holder
            for one in followed[entry.object_id]
            if one.at < entry.at and one.holder != entry.actor_id
        )
        if told and entry.object_id in records:
            yield Due(records[entry.object_id], str(entry.pk), persons=told)


def _records(followed: Mapping[UUID, list[Follow]]) -> dict[UUID, Guarded]:
    found: dict[UUID, Guarded] = {}
    for kind in {rows[0].record_kind for rows in followed.values()}:
        wanted = [pk for pk, rows in followed.items() if rows[0].record_kind == kind]
        model = guarded_models().get(kind)
        if model is not None:
            found |= {row.pk: row for row in model._default_manager.filter(pk__in=wanted)}
    return found


# --- sending ------------------------------------------------------------------------------------


def send() -> int:
    """Send one letter to each person whose mail is due and may leave now; how many left."""
    due: QuerySet[Notification] = Notification.objects.filter(
        mail=Notification.DUE, mail_at__lte=clock.now()
    )
    rows = list(due.select_for_update(skip_locked=True).order_by("mail_at", "id")[:MOST])
    by_person: dict[UUID, list[Notification]] = {}
    for row in rows:
        by_person.setdefault(row.holder, []).append(row)
    users = {user.pk: user for user in User.objects.filter(pk__in=by_person, is_active=True)}
    inside = {holder for holder, _standing in standings("fr")}
    sent = 0
    for person, told in by_person.items():
        if person not in users or person not in inside:
            _settle(told, "")
        elif leaving := _leaving(person, told):
            sent += _deliver(users[person], leaving)
    if sent:
        journal.write("mail.send", "notice", rows=sent)
    return sent


def _leaving(person: UUID, told: list[Notification]) -> list[Notification]:
    """What may leave now: all of it, or in quiet hours only what wakes; the rest is held back."""
    zone = ZoneInfo(profile().mission.time_zone)
    until = choice_of(person).held_until(clock.now().astimezone(zone))
    if until is None:
        return told
    waiting = [row.pk for row in told if not row.wakes]
    Notification.objects.filter(pk__in=waiting).update(mail_at=until)
    return [row for row in told if row.wakes]


def _deliver(user: User, rows: list[Notification]) -> int:
    try:
        with translation.override(user.language):
            letter(user, rows).send()
    except (smtplib.SMTPException, OSError) as error:
        log.warning("a letter did not leave: %s", type(error).__name__)
        _try_later(rows)
        return 0
    _settle(rows, Notification.SENT)
    return 1


def letter(user: User, rows: list[Notification]) -> EmailMessage:
    """References and links, in the reader's language: nothing of what the records say."""
    references = list(dict.fromkeys(row.reference for row in rows))
    said = ngettext("%(n)d record waits for you", "%(n)d records wait for you", len(references))
    lines = list(dict.fromkeys(f"{row.reference}  {_address(row)}".rstrip() for row in rows))
    ending = gettext("Nothing that a record says leaves the house by e-mail.")
    return EmailMessage(
        subject=gettext("Rempart: %(said)s") % {"said": said % {"n": len(references)}},
        body="\n".join([*lines, "", ending, ""]),
        to=[user.email],
        connection=get_connection(),
    )


def _address(row: Notification) -> str:
    if not settings.REMPART_ADDRESS or row.record_kind not in links.ends:
        return ""
    end = links.ends[row.record_kind]([row.record_id]).get(row.record_id)
    return settings.REMPART_ADDRESS + end.url if end else ""


def _settle(rows: list[Notification], mail: str) -> None:
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(
        mail=mail, mail_at=clock.now()
    )


def _try_later(rows: list[Notification]) -> None:
    """Wait longer after each failure; after six of them, no more."""
    for row in rows:
        row.tries += 1
        row.mail = Notification.DUE if row.tries < TRIES else Notification.FAILED
        row.mail_at = clock.now() + _PATIENCE * 2**row.tries
    Notification.objects.bulk_update(rows, ["tries", "mail", "mail_at"])
