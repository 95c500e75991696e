"""What may be done to threats, places and assessments; the only ways to change one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.documents import prose
from rempart.documents.snapshot import content_hash
from rempart.kernel import clock, history, links
from rempart.kernel.actions import Run, advance_by, bulk, changes, creates, refuse
from rempart.kernel.actor import Actor, current
from rempart.kernel.errors import BadInput, Conflict, NotThere, Problem, Refused
from rempart.kernel.keys import keyed_hash
from rempart.kernel.models import Guarded, Link
from rempart.kernel.policy import MARKINGS, UNCLASSIFIED, Denied
from rempart.places.queries import office_of
from rempart.threats import assessing, checks, evidence, places, rubric
from rempart.threats.issue import files_of
from rempart.threats.models import (
    Approval,
    Assessment,
    LocationCategory,
    Recommendation,
    Remark,
    Section,
    Snapshot,
    Threat,
)
from rempart.threats.workflow import SIGNING, THREAT, WRITABLE, assessment_chain

# --- threats ------------------------------------------------------------------------------------


class Described(TypedDict, total=False):
    """What a person says of a threat; what is left out stays as it was."""

    title: str
    perpetrator: str
    perpetrator_note: str
    threat_type: str
    area: str
    place: str
    population: str
    analysis: str
    trend_reason: str


_LISTS = {"perpetrator": "actor_type", "threat_type": "threat_type"}


def _component(run: Run) -> int:
    """The component of the post under which somebody writes; else the one that owns the work."""
    if isinstance(run.actor, Actor) and run.actor.standings:
        chosen = [s for s in run.actor.standings if s.post == run.actor.post]
        return (chosen or list(run.actor.standings))[0].component
    return profile().component(profile().mission.owner_component).number


def _describe(row: Threat, said: Mapping[str, Any]) -> None:
    problems = []
    for name, vocabulary in _LISTS.items():
        known = profile().vocabulary(vocabulary)
        if name in said and not known.get(said[name]):
            remedy = ", ".join(item.code for item in known)
            message = _("the profile knows no such code")
            problems.append(Problem(name, said[name], message, remedy, "unknown-code"))
    if problems:
        raise BadInput.of(problems)
    for name, value in said.items():
        setattr(row, name, value)


@creates(Threat, "threat.draft")
def draft_threat(
    run: Run, *, said: Described, office: int | None = None, marking: int = UNCLASSIFIED
) -> Threat:
    """Draft a threat: perpetrator × kind × area × population. Its office is that of the area.

    Raises:
        BadInput: a code is unknown, or no office covers the area.
    """
    row = Threat(marking=marking, component=_component(run))
    _describe(row, said)
    found = office or office_of(row.area, run.now.date())
    if not found:
        raise BadInput(
            Problem(
                _("Area"),
                row.area,
                _("belongs to no office"),
                _("Choose a cercle of one of your offices."),
                "office",
            )
        )
    row.office = found
    return row


@changes(Threat, "threat.describe")
def describe_threat(run: Run, row: Threat, *, said: Described) -> None:
    """Correct what is said of a threat."""
    _describe(row, said)


@changes(Threat, "threat.score")
def score_threat(
    run: Run,
    row: Threat,
    *,
    scores: Mapping[str, int | None],
    reasons: Mapping[str, str] | None = None,
    analysis: str | None = None,
) -> None:
    """Score factors from 1 to 5, or unknown; say in writing what a score stands on.

    An override falls when the scores change: it was signed for the others.

    Raises:
        BadInput: a score is off the scale, or the factor is none of the rubric's.
    """
    merged = {**row.scores, **scores}
    try:
        rubric.assess(merged)
    except ValueError as error:
        raise BadInput(
            Problem(
                _("Score"),
                str(error),
                _("is off the scale"),
                _("Score from 1 to 5, or leave it unknown."),
                "score",
            )
        ) from error
    if merged != row.scores:
        row.override_step, row.override_reason = 0, ""
        row.override_by, row.override_signed_by = None, ""
    row.scores = merged
    if reasons is not None:
        row.reasons = {f: text.strip() for f, text in {**row.reasons, **reasons}.items()
                       if text.strip()}  # fmt: skip
    if analysis is not None:
        row.analysis = analysis


@changes(Threat, "threat.cite")
def cite_evidence(run: Run, row: Threat, *, factor: str, record: Guarded) -> Link:
    """Link a record that proves a factor.

    Raises:
        BadInput: there is no such factor.
    """
    if factor not in rubric.FACTORS:
        known = ", ".join(rubric.FACTORS)
        raise BadInput(Problem(_("Factor"), factor, _("is none of the rubric's"), known, "factor"))
    return links.tie(run, row, evidence.relation(factor), record)


@changes(Threat, "threat.uncite")
def withdraw_evidence(run: Run, row: Threat, *, link: UUID) -> None:
    """Take a piece of evidence back; that it stood is kept.

    Raises:
        NotThere: no such link that the actor may see.
    """
    found = Link.objects.filter(pk=link, source_kind="threat", source_id=row.pk).first()
    if found is None:
        raise NotThere
    links.untie(run, found)


@changes(Threat, "threat.override")
def propose_override(run: Run, row: Threat, *, step: int) -> None:
    """Ask for the band to be moved by one level; it counts once another person signs it.

    Raises:
        BadInput: more than one level, or no reason.
    """
    if step not in (-1, 1):
        raise BadInput(
            Problem(
                _("Level"), step, _("is more than one level"), _("Move it by one, up or down."),
                "override",
            )
        )  # fmt: skip
    if not run.reason.strip():
        raise BadInput(_no_reason())
    row.override_step, row.override_reason = step, run.reason.strip()
    row.override_by, row.override_signed_by = run.author, ""


def _no_reason() -> Problem:
    return Problem(
        _("Reason"),
        "",
        _("this step needs a reason"),
        _("Say in a sentence why; it stays with the record."),
        "reason",
    )


@changes(Threat, "threat.countersign", right="approve")
def sign_override(run: Run, row: Threat) -> None:
    """Sign an override that somebody else asked for; the computed band stays beside it.

    Raises:
        Refused: one's own, in person or for whom one acts; or there is none to sign.
    """
    grantor = run.standing.on_behalf_of if run.standing else None
    if not row.override_step or row.override_signed_by:
        raise refuse(Denied(_("There is no override to sign."), "state"), row.reference)
    if row.override_by in (run.author, grantor):
        raise Refused(
            Problem(
                row.reference,
                None,
                _("you asked for this override yourself"),
                _("Someone else must take this step."),
                "four-eyes",
            )
        )
    row.override_signed_by = run.standing.label if run.standing else run.actor.name


@changes(Threat, "threat.mark")
def mark_threat(run: Run, row: Threat, *, marking: int) -> None:
    """Give a threat another marking; lowering it needs a reason.

    Raises:
        BadInput: there is no such marking, or the reason is missing.
    """
    if marking not in MARKINGS:
        known = ", ".join(str(label) for label in MARKINGS.values())
        raise BadInput(Problem(_("Marking"), marking, _("there is no such marking"), known))
    if marking < row.marking and not run.reason.strip():
        raise BadInput(_no_reason())
    row.marking = marking


@advance_by(THREAT, Threat, "threat")
def advance_threat(run: Run, row: Threat, *, confidence: str = "") -> None:
    """Take a step in the life of a threat; closing asks for the confidence in its end.

    Raises:
        BadInput: closed without saying how sure one is.
    """
    step = run.name.rpartition(".")[2]
    if step == "close":
        known = profile().vocabulary("confidence")
        if not known.get(confidence):
            remedy = ", ".join(item.code for item in known)
            message = _("closing says how sure one is that it ended")
            raise BadInput(Problem(_("Confidence"), confidence, message, remedy, "confidence"))
        row.closing_confidence, row.closed_on = confidence, run.now.date()
    if step in ("open", "reopen"):
        row.closed_on, row.closing_confidence = None, ""


# --- places -------------------------------------------------------------------------------------


@creates(LocationCategory, "place.decide")
def _first_decision(run: Run, *, said: Mapping[str, Any]) -> LocationCategory:
    """Record what the body decided for a place in a month."""
    return LocationCategory(component=_component(run), **said)


@changes(LocationCategory, "place.decide-anew", right="approve")
def _later_decision(run: Run, row: LocationCategory, *, said: Mapping[str, Any]) -> None:
    """Record that the body decided anew for the same month."""
    for name, value in said.items():
        setattr(row, name, value)


def decide_category(*, office: int, area: str, month: date, category: str, reason: str) -> None:
    """Record the body's decision on a place: must, should, could or watch, with its reason.

    Raises:
        BadInput: no such category, no reason, or the area is not the office's.
        Refused: one's post is none of those that the profile lists for it.
    """
    if category not in rubric.CATEGORIES:
        known = ", ".join(reversed(rubric.CATEGORIES))
        raise BadInput(Problem(_("Category"), category, _("is none of them"), known, "category"))
    if not reason.strip():
        raise BadInput(_no_reason())
    actor = current()
    listed = set(profile().rubric.decided_by)
    if isinstance(actor, Actor) and not any(s.role in listed for s in actor.standings):
        raise refuse(Denied(_("Your post is not one that records this decision."), "role"), area)
    first = month.replace(day=1)
    row = next((r for r in places.board(office, first) if r.area == area), None)
    if row is None:
        raise BadInput(
            Problem(_("Area"), area, _("is none of this office"), _("Choose another."), "area")
        )
    marking = max((threat.marking for threat in row.threats), default=UNCLASSIFIED)
    said = {
        "category": category,
        "proposal": row.proposal,
        "reason": reason.strip(),
        "decided_on": clock.today(),
        "marking": marking,
    }
    if row.decision is None:
        _first_decision(said={"office": office, "area": area, "month": first, **said})
    else:
        _later_decision(target=row.decision.pk, said=said)


# --- assessments --------------------------------------------------------------------------------


@creates(Assessment, "assessment.begin")
def _begin(run: Run, *, office: int, month: date, supersedes: UUID | None = None) -> Assessment:
    """Begin the assessment of a month."""
    chain = profile().chains["assessment"]
    return Assessment(
        office=office,
        month=month.replace(day=1),
        state=chain.initial,
        chain_version=chain.version,
        component=_component(run),
        supersedes_id=supersedes,
    )


@creates(Section, "section.open")
def _open_section(run: Run, *, whole: Assessment, code: str, language: str) -> Section:
    """Lay out a section of an assessment."""
    return Section(assessment=whole, code=code, language=language, **_beside(whole))


def _beside(whole: Assessment) -> dict[str, Any]:
    """Where a part of an assessment stands in the need-to-know: where the whole does."""
    return {
        name: getattr(whole, name) for name in ("office", "component", "marking", "compartment")
    }


@bulk("assessment.lay-out", "assessment", "create")
def begin_assessment(run: Run, *, office: str | int, month: date) -> Assessment:
    """Begin an office's assessment of a month, with its ten sections to write.

    Where an approved one stands, the new one will supersede it.

    Raises:
        BadInput: the month has not begun, or one is on its way already.
    """
    number = profile().office(office).number
    first = month.replace(day=1)
    if first > run.now.date():
        raise BadInput(
            Problem(
                _("Month"), f"{first:%Y-%m}", _("has not begun"),
                _("Assess a month that has begun."), "month",
            )
        )  # fmt: skip
    standing = list(Assessment.objects.filter(office=number, month=first).order_by("-created_at"))
    under_way = [row for row in standing if row.state in (*WRITABLE, *SIGNING)]
    if under_way:
        raise BadInput(
            Problem(
                _("Month"), under_way[0].reference, _("is being assessed already"),
                _("Go on with that one."), "under-way",
            )
        )  # fmt: skip
    approved = [row for row in standing if row.state in ("approved", "disseminated")]
    whole = _begin(office=number, month=first, supersedes=approved[0].pk if approved else None)
    language = getattr(run.actor, "language", "fr")
    for code in assessing.SECTIONS:
        _open_section(whole=whole, code=code, language=language)
    return whole


def _writable(whole: Assessment) -> None:
    if whole.state not in WRITABLE:
        raise Refused(
            Problem(
                whole.reference,
                None,
                _("it has been submitted: it is read and signed as it stands"),
                _("Whoever signs may return it to be written on."),
                "submitted",
            )
        )


@changes(Section, "section.write")
def write_section(
    run: Run,
    row: Section,
    *,
    text: str | None = None,
    language: str | None = None,
    translation: str | None = None,
    translation_state: str | None = None,
) -> None:
    """Write a section, or its translation; what a word processor pasted is cleaned, not lost.

    Raises:
        Refused: the assessment has been submitted.
        BadInput: the text is longer than a section may be.
    """
    _writable(row.assessment)
    if text is not None:
        row.text = prose.clean(text)
    if language is not None:
        row.language = language
    if translation is not None:
        row.translation = prose.clean(translation)
    if translation_state is not None:
        row.translation_state = translation_state
    if not row.translation.strip():
        row.translation_state = "none"


@creates(Recommendation, "recommendation.add")
def add_recommendation(
    run: Run, *, whole: Assessment, text: str, owner: str = "", due_on: date | None = None
) -> Recommendation:
    """Add a recommendation; who owns it and by when may follow, before submission."""
    _writable(whole)
    return Recommendation(
        assessment=whole, text=prose.clean(text), owner=owner, due_on=due_on, **_beside(whole)
    )


@changes(Recommendation, "recommendation.change")
def change_recommendation(
    run: Run, row: Recommendation, *, text: str, owner: str = "", due_on: date | None = None
) -> None:
    """Change a recommendation while its assessment is being written."""
    _writable(row.assessment)
    row.text, row.owner, row.due_on = prose.clean(text), owner, due_on


FOLLOW_UPS = ("done", "ongoing", "late", "dropped")


@changes(Recommendation, "recommendation.follow")
def follow_recommendation(run: Run, row: Recommendation, *, outcome: str, note: str = "") -> None:
    """Say what became of a recommendation of an approved assessment.

    Raises:
        BadInput: no such outcome; or it was dropped, and nothing says why.
    """
    if outcome not in FOLLOW_UPS:
        known = ", ".join(FOLLOW_UPS)
        raise BadInput(Problem(_("Follow-up"), outcome, _("is none of them"), known, "follow-up"))
    if outcome == "dropped" and not note.strip():
        raise BadInput(_no_reason())
    row.follow_up, row.follow_up_note = outcome, note.strip()


@creates(Remark, "remark.say")
def say_remark(run: Run, *, whole: Assessment, section: str, text: str) -> Remark:
    """Say something about a section to those who write it."""
    if section not in assessing.SECTIONS:
        known = ", ".join(assessing.SECTIONS)
        raise BadInput(Problem(_("Section"), section, _("is none of them"), known, "section"))
    return Remark(
        assessment=whole, section=section, text=text.strip(),
        said_by=run.actor.post_label or run.actor.name, **_beside(whole),
    )  # fmt: skip


@changes(Remark, "remark.settle")
def settle_remark(run: Run, row: Remark) -> None:
    """Say that a remark has been dealt with."""
    row.settled = True


@advance_by(assessment_chain, Assessment, "assessment")
def advance_assessment(run: Run, row: Assessment, *, seen: str = "") -> None:
    """Take a step of the chain. Submitting freezes the content; approving seals what was shown.

    `seen` is the hash of the content on the signer's page.

    Raises:
        Refused: a check blocks the submission.
        Conflict: what is being signed is not what was shown.
    """
    step = run.name.rpartition(".")[2]
    if step == "submit":
        _freeze(run, row)
    elif row.state not in WRITABLE:
        taken = assessing.frozen(row)
        if taken is not None and seen and seen != taken.content_hash:
            raise _changed(row)
    if step == "approve":
        _approve(run, row, seen)


def _changed(row: Assessment) -> Conflict:
    return Conflict(
        Problem(
            row.reference,
            None,
            _("its content has changed since you opened it"),
            _("Read it again, then sign."),
            "content-changed",
        )
    )


def _freeze(run: Run, row: Assessment) -> None:
    blocking = [found.problem for found in checks.run(row) if found.blocks]
    if blocking:
        raise Refused.of(blocking)
    content = assessing.content(row)
    raised = int(content["marking"])
    if raised > row.marking:
        for part in (*row.sections.all(), *row.recommendations.all(), *row.remarks.all()):
            _raise(run, part, raised)
        row.marking = raised
    Snapshot(
        assessment=row, taken_at=run.now, content=content, content_hash=content_hash(content)
    ).save(using=run.actor.alias, force_insert=True)


def _raise(run: Run, part: Guarded, marking: int) -> None:
    """Let a part follow the marking of the whole."""
    part.marking = marking
    part.revision += 1
    part.save(using=run.actor.alias, update_fields=["marking", "revision"])
    history.keep(run.name, part, ["marking"], "", run.standing)


def _approve(run: Run, row: Assessment, seen: str) -> None:
    taken = assessing.frozen(row)
    if taken is None or seen != taken.content_hash:
        raise _changed(row)
    label = run.standing.label if run.standing else run.actor.name
    acting_for = bool(run.standing and run.standing.on_behalf_of)
    approval = Approval(
        assessment=row,
        snapshot=taken,
        at=run.now,
        post_label=label,
        on_behalf_of=acting_for,
        seal=keyed_hash([taken.content_hash, label, run.now.isoformat()]),
    )
    approval.files = files_of(assessing.signed(taken, approval))
    approval.save(using=run.actor.alias, force_insert=True)
    if row.supersedes is not None:
        _supersede(run, row.supersedes)


def _supersede(run: Run, older: Assessment) -> None:
    older.state = "superseded"
    older.revision += 1
    older.save(using=run.actor.alias, update_fields=["state", "revision"])
    history.keep(run.name, older, ["state"], "", run.standing)
