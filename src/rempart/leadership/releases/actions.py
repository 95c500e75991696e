"""Releasing to partners, and taking in what they send: the only ways to change either."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connections, transaction
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.documents import prose
from rempart.documents.snapshot import content_hash
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.actor import Actor, current
from rempart.kernel.errors import BadInput, Conflict, NotThere, Problem, Refused
from rempart.kernel.keys import keyed_hash
from rempart.kernel.links import tie
from rempart.kernel.models import Guarded
from rempart.kernel.policy import CONFIDENTIAL
from rempart.leadership.releases import queries
from rempart.leadership.releases.content import WRITTEN
from rempart.leadership.releases.documents import files_of
from rempart.leadership.releases.models import Release, Released, Submission
from rempart.leadership.releases.workflow import APPROVED, DRAFT, RELEASE, SUBMISSION
from rempart.people.models import Post
from rempart.register.actions import record_incident
from rempart.register.alerts.actions import record_alert
from rempart.threats.models import Assessment

DISSEMINATED = ("approved", "disseminated")
"""States of an assessment from which something may be released."""

_LOCK = 0x72656C65617365


class Choice(TypedDict, total=False):
    """What somebody decides of a release; what is left out stays as it was."""

    organisations: list[int]
    sections: list[str]
    words: dict[str, dict[str, str]]
    purpose: str
    names_host_state: bool
    expires_on: date
    marking: int


@creates(Release, "release.draft")
def draft_release(run: Run, *, assessment: Assessment, said: Choice) -> Release:
    """Draft a release of an approved assessment.

    Raises:
        BadInput: the assessment does not stand, or something chosen may not leave the mission.
    """
    if assessment.state not in DISSEMINATED:
        raise BadInput(
            Problem(
                _("Assessment"), assessment.reference, _("is not approved, or was superseded"),
                _("Release an assessment that stands."), "not-approved",
            )
        )  # fmt: skip
    row = Release(
        assessment=assessment,
        office=assessment.office,
        component=assessment.component,
        compartment=assessment.compartment,
        marking=min(assessment.marking, CONFIDENTIAL),
        words=queries.own_words(assessment),
    )
    _choose(run, row, said)
    return row


@changes(Release, "release.choose")
def choose_release(run: Run, row: Release, *, said: Choice) -> None:
    """Choose anew what a release says, to whom and until when, while it is a draft.

    Raises:
        Refused: it has been submitted.
        BadInput: something chosen may not leave the mission.
    """
    if row.state != DRAFT:
        raise Refused(
            Problem(
                row.reference, None, _("it has been submitted: it is read and approved as it is"),
                _("Whoever approves may return it."), "submitted",
            )
        )  # fmt: skip
    _choose(run, row, said)


def _choose(run: Run, row: Release, said: Choice) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    row.words = {
        code: {language: prose.clean(text) for language, text in row.words.get(code, {}).items()}
        for code in WRITTEN
        if row.words.get(code)
    }
    problems = list(_impossible(run, row))
    if problems:
        raise BadInput.of(problems)


def _impossible(run: Run, row: Release) -> Any:
    known = {one.number for one in profile().organisations}
    allowed = profile().releasing.sections
    if not row.organisations or set(row.organisations) - known:
        yield _wrong(_("Addressees"), "", _("nobody is named"), _("Choose an organisation."))
    for code in set(row.sections) - set(allowed):
        yield _wrong(_("Sections"), code, _("may not leave the mission"), ", ".join(allowed))
    if not row.sections:
        yield _wrong(_("Sections"), "", _("nothing is chosen"), _("Choose a section."))
    if row.expires_on <= run.now.date():
        remedy = _("Give a day to come.")
        yield _wrong(_("Readable until"), row.expires_on, _("is not to come"), remedy)
    if row.marking > CONFIDENTIAL:
        remedy = _("Release it as confidential at most, or not at all.")
        yield _wrong(_("Marking"), row.marking, _("is above what partners are given"), remedy)


def _wrong(place: Any, value: object, message: Any, remedy: Any) -> Problem:
    return Problem(place, value, message, remedy, "release")


@advance_by(RELEASE, Release, "release")
def advance_release(run: Run, row: Release, *, seen: str = "", name_actors: bool = False) -> None:
    """Take a step with a release. Approving hands to the addressees what was shown, sealed.

    `seen` is the hash of the content on the page; `name_actors` says that whoever approves wants
    the host State's forces named, where the draft does.

    Raises:
        Refused: a text carries what must not leave, or actors are named without a word of it.
        Conflict: what is being approved is not what was shown.
    """
    step = run.name.rpartition(".")[2]
    if step == "submit":
        _submit(row)
        tie(run, row.assessment, "led_to", row)
    elif step == "approve":
        _approve(run, row, seen, name_actors)
    elif step == "revoke":
        Released.objects.filter(release=row).update(revoked_at=run.now)


def _submit(row: Release) -> None:
    found = queries.wording_faults(row)
    if found:
        raise Refused.of(found)
    row.withheld = queries.content(row)[1]


def _one_at_a_time(run: Run) -> None:
    """Let no two releases be approved at once: each is held against all those before it."""
    with connections[run.actor.alias].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _approve(run: Run, row: Release, seen: str, name_actors: bool) -> None:
    _one_at_a_time(run)
    found = queries.wording_faults(row)
    if row.names_host_state and not name_actors:
        found.append(
            _wrong(
                _("Actors"), "", _("this release names forces of the host State"),
                _("Tick that you approve it, or return the release."),
            )
        )  # fmt: skip
    if found:
        raise Refused.of(found)
    made, row.withheld = queries.content(row)
    if row.assessment.state not in DISSEMINATED or content_hash(made) != seen:
        raise Conflict(
            Problem(
                row.reference, None, _("its content has changed since you opened it"),
                _("Read it again, then approve."), "content-changed",
            )
        )  # fmt: skip
    _hand_over(run, row, made)


def _hand_over(run: Run, row: Release, made: dict[str, Any]) -> None:
    """What the addressees read from now on, until the end of the last day."""
    label = run.standing.label if run.standing else run.actor.name
    digest = content_hash(made)
    seal = keyed_hash([digest, label, run.now.isoformat()])
    signed = queries.signed(made, run.now, label, seal)
    Released(
        release=row,
        reference=row.reference,
        organisations=row.organisations,
        opens_at=run.now,
        expires_at=_end_of(row.expires_on),
        content=made,
        content_hash=digest,
        post_label=label,
        seal=seal,
        files=files_of(signed),
    ).save(using=run.actor.alias, force_insert=True)


def _end_of(day: date) -> datetime:
    zone = ZoneInfo(profile().mission.time_zone)
    return datetime.combine(day + timedelta(days=1), time.min, zone)


# --- what partners send in ----------------------------------------------------------------------


class Sent(TypedDict, total=False):
    """What a partner says: words, and for an alert or a report where, when and what."""

    text: str
    area: str
    place: str
    happened_on: date | None
    threat_type: str
    people_at_risk: int | None


@creates(Submission, "submission.send")
def send_submission(
    run: Run, *, sort: str, said: Sent, office: int, released: Released | None = None
) -> Submission:
    """Send the mission a comment on a release, an alert or a report, as a partner.

    Raises:
        BadInput: there are no words, or the area belongs to no office.
    """
    post = _partner_post(run.actor)
    row = Submission(
        sort=sort,
        organisation=post.organisation,
        component=post.component,
        office=office,
        released=released,
        marking=min(post.clearance, CONFIDENTIAL),
        language=getattr(run.actor, "language", "fr"),
    )
    for name, value in said.items():
        setattr(row, name, value)
    row.text = prose.clean(row.text)
    if not row.text.strip():
        raise BadInput(Problem(_("Text"), "", _("is missing"), _("Say in a few words."), "missing"))
    return row


def _partner_post(actor: Any) -> Post:
    """The post under which a partner writes: theirs, of an organisation.

    Raises:
        NotThere: whoever acts holds none.
    """
    held = [s.post for s in actor.standings] if isinstance(actor, Actor) else []
    found = Post.objects.filter(pk__in=held).exclude(organisation=0).first()
    if found is None:
        raise NotThere
    return found


def comment_release(*, released: Released, text: str) -> Submission:
    """Comment on a release, to those who made it."""
    office = int(profile().office(released.content["office"]["code"]).number)
    return send_submission(
        sort=Submission.COMMENT, said={"text": text}, office=office, released=released
    )


@advance_by(SUBMISSION, Submission, "submission")
def advance_submission(
    run: Run, row: Submission, *, answer: str = "", made: Guarded | None = None
) -> None:
    """Answer what a partner sent: taken in, as the record that it became, or set aside."""
    row.answer, row.answered_at = answer.strip() or run.reason.strip(), run.now
    if made is not None:
        tie(run, row, "led_to", made)


def take_in(*, target: UUID, answer: str = "", priority: str = "p2") -> Guarded | None:
    """Take in what a partner sent: an alert or a report becomes one by its usual action.

    Raises:
        NotThere: no such submission for this reader.
        Refused: it was answered already, or the reader's post does not take in.
    """
    with transaction.atomic(using=current().alias):
        row = Submission.objects.select_for_update().filter(pk=target).first()
        if row is None:
            raise NotThere
        SUBMISSION.step("take", row.state)
        made = _MADE[row.sort](row, priority) if row.sort in _MADE else None
        advance_submission(target=target, step="take", answer=answer, made=made)
    return made


def _as_alert(row: Submission, priority: str) -> Guarded:
    return record_alert(
        heard={
            "priority": priority,
            "channel": _known("channel", "partner"),
            "caller_type": _known("caller_type", "partner"),
            "title": row.text[:120],
            "facts": row.text,
            "threat_type": row.threat_type,
            "area": row.area,
            "place": row.place,
            "people_at_risk": row.people_at_risk,
            "received_at": row.created_at,
            "language": row.language,
        },
        office=row.office,
        marking=row.marking,
        compartment=row.compartment,
    )


def _as_report(row: Submission, priority: str) -> Guarded:
    day = row.happened_on or row.created_at.date()
    return record_incident(
        said={
            "starts_on": day,
            "ends_on": day,
            "area": row.area,
            "place": row.place,
            "threat_type": row.threat_type,
            "source": profile().organisation(row.organisation).label(row.language),
            "summary": row.text,
            "language": row.language,
            "known_from": row.created_at.date(),
        },
        office=row.office,
        marking=row.marking,
        compartment=row.compartment,
    )


_MADE = {Submission.ALERT: _as_alert, Submission.REPORT: _as_report}


def _known(vocabulary: str, code: str) -> str:
    """A code if the profile knows it, else nothing said."""
    known: Collection[Any] = [item.code for item in profile().vocabulary(vocabulary)]
    return code if code in known else ""


__all__ = [
    "APPROVED",
    "advance_release",
    "advance_submission",
    "choose_release",
    "comment_release",
    "draft_release",
    "send_submission",
    "take_in",
]
