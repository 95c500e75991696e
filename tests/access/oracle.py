"""Who sees which incident, told a second time: from the role table alone, importing no policy.

The walls are right when the database and every page agree with this, in both directions.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

NOW = datetime(2014, 11, 17, 12, tzinfo=UTC)

OFFICE_READERS = {
    "duty_officer", "poc_expert", "head_of_office", "sector_commander", "force", "unpol",
    "civil_affairs", "political_affairs", "human_rights", "child_protection", "women_protection",
    "unmas", "undss",
}  # fmt: skip
EVERYWHERE = {"imo", "jmac", "senior_adviser"}
ONLY_THEIR_OWN = {"cla"}
NO_INCIDENT_ROW = {"srsg", "dsrsg", "partner", "administrator", "auditor"}
ALL_ROLES = sorted(OFFICE_READERS | EVERYWHERE | ONLY_THEIR_OWN | NO_INCIDENT_ROW)


ASSESSMENT_HERE = OFFICE_READERS
ASSESSMENT_EVERYWHERE = EVERYWHERE | {"srsg", "dsrsg"}
"""The assessment's column: the leadership reads it whole; a liaison assistant does not."""

ALERT_HERE = OFFICE_READERS
ALERT_EVERYWHERE = EVERYWHERE | {"srsg", "dsrsg"}
"""The alert's column: the leadership reads it in every office; a liaison assistant their own."""

ACTION_EVERYWHERE = EVERYWHERE | {"srsg", "dsrsg"}
ACTION_HERE = {"cla", "duty_officer", "poc_expert", "head_of_office"}
ACTION_OF_THEIR_OWN = OFFICE_READERS - ACTION_HERE
"""The action's column: the components read what they lead or support; an assistant reads all."""


@dataclass(frozen=True)
class Glass:
    """Broken glass: more to read under one post, from a moment to another."""

    clearance: int
    compartments: frozenset[int]
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Post:
    """A post as the oracle knows it; office 0 is the mission as a whole."""

    role: str
    office: int
    clearance: int
    compartments: frozenset[int] = frozenset()
    begins: datetime | None = None
    ends: datetime | None = None
    glass: Glass | None = None
    component: int = 1


@dataclass(frozen=True)
class Reader:
    """A reader: their name and posts."""

    name: str
    posts: tuple[Post, ...] = ()


@dataclass(frozen=True)
class Record:
    """An incident as the oracle knows it."""

    office: int
    marking: int
    compartment: int = 0
    author: str = ""
    tokens: tuple[str, ...] = field(default=())
    component: int = 1
    support: tuple[int, ...] = ()


def sees(reader: Reader, record: Record, now: datetime) -> bool:
    """Would the practice let this reader know that the record exists?"""
    return any(_through(post, reader, record) for post in _standing(reader, now))


def _standing(reader: Reader, now: datetime) -> list[Post]:
    """What a reader stands on: posts in force, and what they are while their glass is broken."""
    in_force = [post for post in reader.posts if _in_force(post, now)]
    return [found for post in in_force for found in _widened(post, now)]


def _widened(post: Post, now: datetime) -> tuple[Post, ...]:
    """The post, and the post as it reads while its glass is broken: office and role stay."""
    glass = post.glass
    if glass is None or not glass.begins <= now < glass.ends:
        return (post,)
    more = replace(
        post,
        clearance=max(post.clearance, glass.clearance),
        compartments=post.compartments | glass.compartments,
    )
    return (post, more)


def sees_assessment(reader: Reader, record: Record, now: datetime) -> bool:
    """Would the practice let this reader know of a threat or an assessment that stands there?"""
    return any(
        post.clearance >= record.marking
        and (not record.compartment or record.compartment in post.compartments)
        and (
            post.role in ASSESSMENT_EVERYWHERE
            or (post.role in ASSESSMENT_HERE and post.office in (0, record.office))
        )
        for post in _standing(reader, now)
    )


def sees_alert(reader: Reader, record: Record, now: datetime) -> bool:
    """Would the practice let this reader know of an alert that stands there?"""
    return any(
        post.clearance >= record.marking
        and (not record.compartment or record.compartment in post.compartments)
        and (
            post.role in ALERT_EVERYWHERE
            or (post.role in ALERT_HERE and post.office in (0, record.office))
            or (
                post.role in ONLY_THEIR_OWN
                and post.office in (0, record.office)
                and record.author == reader.name
            )
        )
        for post in _standing(reader, now)
    )


def sees_action(reader: Reader, record: Record, now: datetime) -> bool:
    """Would the practice let this reader know of an action that stands there?

    Those who lead see what their own component leads or supports; `Record.component` is the lead.
    """
    return any(
        post.clearance >= record.marking
        and (not record.compartment or record.compartment in post.compartments)
        and (
            post.role in ACTION_EVERYWHERE
            or (post.office in (0, record.office) and post.role in ACTION_HERE)
            or (
                post.office in (0, record.office)
                and post.role in ACTION_OF_THEIR_OWN
                and post.component in {record.component, *record.support}
            )
        )
        for post in _standing(reader, now)
    )


def _in_force(post: Post, now: datetime) -> bool:
    return (post.begins is None or post.begins <= now) and (post.ends is None or now < post.ends)


def _through(post: Post, reader: Reader, record: Record) -> bool:
    if record.marking > post.clearance:
        return False
    if record.compartment and record.compartment not in post.compartments:
        return False
    if post.role in EVERYWHERE:
        return True
    here = post.office in (0, record.office)
    if post.role in OFFICE_READERS:
        return here
    return post.role in ONLY_THEIR_OWN and here and record.author == reader.name


MISSION_HERE = {
    "cla", "duty_officer", "poc_expert", "head_of_office", "sector_commander", "force", "unpol",
    "unmas", "undss",
}  # fmt: skip
MISSION_OWN = {
    "civil_affairs", "political_affairs", "human_rights", "child_protection", "women_protection",
}  # fmt: skip
LEADERSHIP = EVERYWHERE | {"srsg", "dsrsg"}
"""The mission's column: who reads an office's rows, who only those they entered, who all."""

ACTION_HERE = {"cla", "duty_officer", "poc_expert", "head_of_office"}
ACTION_OWN = OFFICE_READERS - ACTION_HERE
"""The action's column: the others read what their own component owes."""


def sees_mission(reader: Reader, record: Record, now: datetime) -> bool:
    """Would the practice let this reader know of a mission, a round table or an engagement?"""
    return any(
        _reaches(post, record)
        and (
            post.role in LEADERSHIP
            or (post.role in MISSION_HERE and post.office in (0, record.office))
            or (
                post.role in MISSION_OWN
                and post.office in (0, record.office)
                and record.author == reader.name
            )
        )
        for post in _standing(reader, now)
    )


ANNEX_HERE = {"poc_expert", "head_of_office"}


def sees_annex(reader: Reader, record: Record, now: datetime) -> bool:
    """Would the practice let this reader know of an annex on the protection of sources?

    Those who run missions do, and their author; not those who only escort, clear or read them.
    """
    return any(
        _reaches(post, record)
        and (
            post.role == "senior_adviser"
            or (post.role in ANNEX_HERE and post.office in (0, record.office))
            or (
                post.role in MISSION_OWN
                and post.office in (0, record.office)
                and record.author == reader.name
            )
        )
        for post in _standing(reader, now)
    )


def sees_commitment(reader: Reader, record: Record, now: datetime) -> bool:
    """Would the practice let them know of a commitment that the reader's own component owes?

    Every post drawn and every record planted belongs to one component.
    """
    return any(
        _reaches(post, record)
        and (
            post.role in LEADERSHIP
            or (post.role in ACTION_HERE | ACTION_OWN and post.office in (0, record.office))
        )
        for post in _standing(reader, now)
    )


def _reaches(post: Post, record: Record) -> bool:
    """Is the post cleared for the record's marking and in its compartment?"""
    return post.clearance >= record.marking and (
        not record.compartment or record.compartment in post.compartments
    )


ADVICE_READERS = {"senior_adviser", "srsg", "dsrsg"}
"""Advice notes: the Adviser writes them, the leadership decides; nobody else knows of one."""


def sees_advice(reader: Reader, record: Record, now: datetime) -> bool:
    """Would the practice let this reader know of an advice note? Its office narrows nobody."""
    return any(
        _reaches(post, record) and post.role in ADVICE_READERS for post in _standing(reader, now)
    )


NO_MISSION_POST = {"partner", "administrator", "auditor"}


def sees_strategy(reader: Reader, record: Record, now: datetime) -> bool:
    """Strategy, objectives, indicators, meetings, consultations: every mission post reads them."""
    return any(
        _reaches(post, record) and post.role not in NO_MISSION_POST
        for post in _standing(reader, now)
    )


def sees_release(reader: Reader, record: Record, now: datetime) -> bool:
    """Would the practice let them know of a release as the mission keeps it?

    The expert of the office drafts it, the Senior POC Adviser approves it in every office.
    """
    return any(
        _reaches(post, record)
        and (
            post.role == "senior_adviser"
            or (post.role == "poc_expert" and post.office in (0, record.office))
        )
        for post in _standing(reader, now)
    )


def sees_submission(reader: Reader, record: Record, now: datetime) -> bool:
    """Would the practice let them know of what a partner sent in?

    A partner knows of their own, wherever it went; the office's duty officer and expert of all.
    """
    return any(
        _reaches(post, record)
        and (
            post.role == "senior_adviser"
            or (post.role in {"duty_officer", "poc_expert"} and post.office in (0, record.office))
            or (post.role == "partner" and record.author == reader.name)
        )
        for post in _standing(reader, now)
    )


CRISIS_EVERYWHERE = LEADERSHIP | {"duty_officer"}
CRISIS_HERE = OFFICE_READERS - {"duty_officer"}
"""The crisis's column: everybody but liaison assistants and those who read no content; the
operations centre reads all."""


def sees_crisis(reader: Reader, record: Record, now: datetime) -> bool:
    """Would the practice let them know of a crisis, its log, its tasks or its reports?"""
    return any(
        _reaches(post, record)
        and (
            post.role in CRISIS_EVERYWHERE
            or (post.role in CRISIS_HERE and post.office in (0, record.office))
        )
        for post in _standing(reader, now)
    )


KEEPS_SOURCES = {
    "cla", "civil_affairs", "political_affairs", "human_rights", "child_protection",
    "women_protection",
}  # fmt: skip
"""The column of source identities: who has sources of their own; the others know codes or none."""

KNOWS_CODES_EVERYWHERE, KNOWS_CODES_HERE = {"imo", "jmac"}, {"poc_expert"}


def sees_source(reader: Reader, record: Record, now: datetime) -> bool:
    """Would the practice let this reader know of a coded source: its own, or its code?"""
    return any(
        _reaches(post, record)
        and (
            post.role in KNOWS_CODES_EVERYWHERE
            or (post.role in KNOWS_CODES_HERE and post.office in (0, record.office))
            or _keeps(post, record)
        )
        for post in _standing(reader, now)
    )


def sees_identity(reader: Reader, record: Record, now: datetime) -> bool:
    """Would the practice let this reader know who a source is? Only its own, in the compartment."""
    return any(_reaches(post, record) and _keeps(post, record) for post in _standing(reader, now))


def sees_opening(reader: Reader, record: Record, now: datetime) -> bool:
    """The head of the unit reads every opening; whoever keeps sources reads their own."""
    return any(
        _reaches(post, record)
        and (
            post.role == "senior_adviser"
            or (
                post.role in KEEPS_SOURCES
                and post.office in (0, record.office)
                and record.author == reader.name
            )
        )
        for post in _standing(reader, now)
    )


def _keeps(post: Post, record: Record) -> bool:
    return (
        post.role in KEEPS_SOURCES
        and post.office in (0, record.office)
        and post.component == record.component
    )
