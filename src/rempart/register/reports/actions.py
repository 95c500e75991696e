"""Taking in reports as they were told, grading and placing them, tying them to incidents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rempart.doctrine import wording
from rempart.doctrine.loader import current as profile
from rempart.kernel.actions import Run, changes, creates
from rempart.kernel.actor import current
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.ids import read_reference
from rempart.kernel.keys import keyed_hash
from rempart.kernel.links import tie, untie
from rempart.kernel.models import Link
from rempart.kernel.policy import NO_COMPARTMENT, UNCLASSIFIED
from rempart.places.queries import office_of
from rempart.register import harm
from rempart.register.actions import record_incident, writing_post
from rempart.register.duplicates.actions import look_for_twins
from rempart.register.models import Alert, Incident, Report, Source
from rempart.register.refusing import refused

TELLS = "tells-of"
"""The relation of a report to the incident or the alert that it tells of."""


class Told(TypedDict, total=False):
    """What is said of a report; what is left out stays unknown, or as it was."""

    source: Source | None
    reliability: str
    credibility: str
    received_at: datetime
    starts_on: date | None
    ends_on: date | None
    date_precision: str
    area: str
    place: str
    point_precision: str
    threat_type: str
    perpetrator: str
    told: str
    figures: list[dict[str, Any]]
    handling: str
    origin: str
    language: str


_CODED = {
    "reliability": "reliability", "credibility": "credibility",
    "date_precision": "date_precision", "point_precision": "point_precision",
    "threat_type": "threat_type", "perpetrator": "actor_type", "handling": "handling",
}  # fmt: skip
AS_TOLD = frozenset({"told", "figures", "received_at", "source", "language"})
"""What a report keeps for good: the words and the figures of whoever told."""


@creates(Report, "report.record")
def record_report(
    run: Run,
    *,
    told: Told,
    office: int | None = None,
    marking: int = UNCLASSIFIED,
    compartment: int = NO_COMPARTMENT,
) -> Report:
    """Take in a report. Its office is the one given, else that of the place, else the writer's.

    The grade of the source is the one that the source has now, unless another is said.

    Raises:
        BadInput: nothing is told, a code that the profile lacks, or what is never stored here.
    """
    row = Report(marking=marking, compartment=compartment, recorded_at=run.now)
    row.received_at, row.handling = run.now, "mission"
    if (source := told.get("source")) and not told.get("reliability"):
        told = {**told, "reliability": source.reliability}
    _write(run, row, told)
    post = writing_post(run)
    row.component = (
        post.component if post else profile().component(profile().mission.owner_component).number
    )
    by_place = office_of(row.area, row.starts_on or run.now.date()) if row.area else 0
    row.office = office if office is not None else by_place or (post.office if post else 0)
    row.root = _root(row)
    return row


@changes(Report, "report.grade")
def grade_report(run: Run, row: Report, *, told: Told) -> None:
    """Grade, place or date a report anew; its words and figures stay as they were told.

    Raises:
        BadInput: a code that the profile lacks, or an attempt to rewrite what was told.
    """
    if kept := sorted(AS_TOLD & told.keys()):
        message, remedy = _("stays as it was told"), _("Take in another report beside this one.")
        raise BadInput.of([Problem(name, "", message, remedy, "as-told") for name in kept])
    before = row.origin
    _write(run, row, told)
    if row.origin != before:
        row.root = _root(row)


def _write(run: Run, row: Report, told: Told) -> None:
    problems = [*_unknown(told), *refused(told), *_of_figures(told.get("figures", ()))]
    if not told.get("told", row.told).strip():
        remedy = _("Copy what was said, word for word.")
        problems.append(Problem(_("As told"), "", _("is empty"), remedy, "empty"))
    if (received := told.get("received_at", row.received_at)) > run.now:
        remedy = _("Say when it was received, or leave it out.")
        problems.append(Problem(_("Received"), received, _("is yet to come"), remedy, "ahead"))
    first, last = told.get("starts_on", row.starts_on), told.get("ends_on", row.ends_on)
    if first and last and last < first:
        message, remedy = _("is before the first day"), _("Correct one of the two dates.")
        problems.append(Problem(_("Last day"), last, message, remedy, "period"))
    if problems:
        raise BadInput.of(problems)
    for name, value in told.items():
        setattr(row, name, value)


def _unknown(told: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(
            name, code, _("the profile knows no such code"), _("Choose one of the list."),
            "unknown-code",
        )
        for name, vocabulary in _CODED.items()
        if (code := told.get(name)) and profile().vocabulary(vocabulary).get(code) is None
    ]  # fmt: skip


def _of_figures(figures: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """What is wrong with the figures: each must be of a kind, in order, and pass the refusals."""
    given = list(figures)
    rows = [harm.row(f.get("kind", ""), harm.CIVILIAN, harm.figures(f)) for f in given]
    said = [problem for f in given for problem in refused({"figures": f.get("said", "")})]
    return [*harm.check(rows), *said]


def _root(row: Report) -> str:
    """Where a report stems from in the end: an origin that it names, else its source.

    An origin may be the code of a source, or the reference of a report, which has a root of its
    own. Who names neither source nor origin stems from nowhere that could be told apart. What is
    kept is a keyed hash: readers of reports learn no code from it.
    """
    named = read_reference(row.origin) or ""
    if other := Report.objects.filter(reference=named).first():
        return str(other.root)
    source = Source.objects.filter(reference=named).first()
    words = str(source.pk) if source else wording.bare(row.origin) or str(row.source_id or "")
    return keyed_hash(words)[:32] if words else ""


# --- to incidents and alerts --------------------------------------------------------------------


@changes(Report, "report.link", right="create")
def link_report(run: Run, row: Report, *, to: Incident | Alert) -> None:
    """Tie a report to the incident or the alert that it tells of."""
    tie(run, row, TELLS, to)


@changes(Report, "report.unlink", right="create")
def unlink_report(run: Run, row: Report, *, to: Incident | Alert) -> None:
    """Undo the tie of a report to an incident or an alert; that it stood is kept."""
    standing = Link.objects.filter(
        source_id=row.pk, relation=TELLS, target_id=to.pk, undone_at__isnull=True
    )
    for link in standing:
        untie(run, link)


def incident_of(report: Report) -> Incident:
    """Open an incident of what a report tells, tied to it, where the report stands.

    Raises:
        BadInput: the report has no day, or what it says does not hold for an incident.
    """
    if report.starts_on is None:
        message, remedy = _("is not known"), _("Date the report first, as exactly as can be.")
        raise BadInput(Problem(_("First day"), "", message, remedy, "no-day"))
    figures = [harm.row(f["kind"], harm.CIVILIAN, harm.figures(f)) for f in report.figures]
    alleged = [{"role": "alleged_perpetrator", "name": "", "type": report.perpetrator}]
    with transaction.atomic(using=current().alias):
        row: Incident = record_incident(
            said={
                "starts_on": report.starts_on,
                "ends_on": report.ends_on or report.starts_on,
                "date_precision": report.date_precision,
                "area": report.area,
                "place": report.place,
                "point_precision": report.point_precision,
                "threat_type": report.threat_type,
                "alleged": alleged if report.perpetrator else [],
                "harm": [one for one in figures if harm.figures(one).known],
                "reliability": report.reliability,
                "credibility": report.credibility,
                "summary": report.told,
                "language": report.language,
                "known_from": report.received_at.date(),
            },
            office=report.office,
            marking=report.marking,
            compartment=report.compartment,
        )
        link_report(target=report.pk, to=row)
        look_for_twins(row.pk)
    return row


def spread_over(incident: Incident, reports: Sequence[Report]) -> list[dict[str, Any]]:
    """The incident's harm, with the range of its reports for the civilians they tell of.

    A breakdown that no longer fits its total is for the person to correct.
    """
    told = {kind: found for kind, found in range_of(reports).items() if found.known}
    totals = {(kind, harm.CIVILIAN, harm.ALL, harm.ALL) for kind in told}
    kept = [r for r in incident.harm if (r["kind"], r["status"], r["sex"], r["age"]) not in totals]
    return [*kept, *(harm.row(kind, harm.CIVILIAN, found) for kind, found in told.items())]


def range_of(reports: Sequence[Report]) -> dict[str, harm.Range]:
    """By kind of harm, the range of what several reports tell: never a sum.

    The report with the best grade leads, whatever the order in which they came.
    """
    led = sorted(reports, key=lambda r: (r.reliability, r.credibility, r.received_at))
    told = {
        kind: [harm.figures(f) for r in led for f in r.figures if f["kind"] == kind]
        for kind in harm.VALUES["kind"]
    }
    return {kind: harm.spread(found) for kind, found in told.items() if found}
