"""What may be done to integrated missions and joint protection teams."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _

from rempart.field import terms
from rempart.field.models import Annex, FieldMission
from rempart.field.placing import code_problems, component_of, office_for
from rempart.field.workflow import MISSION, MISSION_OPEN, REPORTING
from rempart.kernel import links
from rempart.kernel.actions import Run, advance_by, changes, creates
from rempart.kernel.errors import BadInput, Problem, Refused
from rempart.kernel.models import Guarded
from rempart.kernel.nameless import names_in
from rempart.kernel.offspring import Seed, offspring
from rempart.kernel.policy import STRICT, UNCLASSIFIED
from rempart.people.standing import spoken
from rempart.threats.actions import cite_evidence
from rempart.threats.models import Threat


class Planned(TypedDict, total=False):
    """What is planned of a mission; what is left out stays as it was."""

    title: str
    sort: str
    trigger: str
    area: str
    starts_on: date
    ends_on: date
    terms: str
    stops: list[dict[str, Any]]
    team: list[dict[str, Any]]
    do_no_harm: dict[str, str]


class Reported(TypedDict, total=False):
    """What the report says beyond the plan."""

    met: str
    vulnerabilities: str
    perceptions: str
    findings: list[dict[str, str]]


_SAID = {
    "title": _("Title"), "trigger": _("Why this mission"), "terms": _("Terms of reference"),
    "met": _("People met"), "vulnerabilities": _("Vulnerabilities and capacities"),
    "perceptions": _("Perceptions"),
}  # fmt: skip


def _describe(row: FieldMission, said: Mapping[str, Any]) -> None:
    problems = names_in((place, said.get(name, "")) for name, place in _SAID.items())
    problems += names_in((_("Findings"), f["text"]) for f in said.get("findings", ()))
    first, last = (said.get(name, getattr(row, name)) for name in ("starts_on", "ends_on"))
    if first and last and last < first:
        message, remedy = _("is before the first day"), _("Correct one of the two dates.")
        problems.append(Problem(_("Last day"), last, message, remedy, "period"))
    for line in said.get("team", ()):
        if line["women"] > line["people"]:
            message, remedy = _("more women than people"), _("Correct one of the two counts.")
            problems.append(Problem(_("Team"), line["women"], message, remedy, "team"))
    if problems:
        raise BadInput.of(problems)
    for name, value in said.items():
        setattr(row, name, value)


def _in(row: FieldMission, states: tuple[str, ...]) -> None:
    if row.state not in states:
        message = _("this can no longer be written at this stage")
        raise Refused(Problem(row.reference, None, message, _("Read its state."), "frozen"))


@creates(FieldMission, "mission.request")
def request_mission(run: Run, *, said: Planned, marking: int = UNCLASSIFIED) -> FieldMission:
    """Request a mission. Its office is that of the area on its first day.

    Terms of reference that nobody wrote are drawn from the area's threats and gaps.

    Raises:
        BadInput: no office covers the area, dates are in disorder, or a person seems named.
    """
    row = FieldMission(marking=marking, component=component_of(run))
    _describe(row, said)
    row.office = office_for(row.area, row.starts_on)
    row.terms = row.terms.strip() or terms.generated(row)
    return row


@changes(FieldMission, "mission.plan")
def plan_mission(run: Run, row: FieldMission, *, said: Planned) -> None:
    """Plan it further; a way or dates that change ask for a new clearance and escort decision.

    Raises:
        BadInput: dates are in disorder, or a person seems named.
        Refused: it has left.
    """
    _in(row, MISSION_OPEN)
    before = (row.starts_on, row.ends_on, row.stops, row.area)
    _describe(row, said)
    if before != (row.starts_on, row.ends_on, row.stops, row.area):
        row.clearance = row.clearance_note = row.clearance_by = ""
        row.escort = row.escort_note = row.escort_by = ""
        if row.state == "security_cleared":
            row.state = "approved"


@changes(FieldMission, "mission.escort", "escort")
def decide_escort(run: Run, row: FieldMission, *, escort: str, note: str = "") -> None:
    """Decide who goes with it; going without an escort is a decision too, and says why.

    Raises:
        BadInput: there is no such escort, or going without has no reason.
        Refused: it has left.
    """
    _in(row, MISSION_OPEN)
    problems = code_problems({"escort": ("escort", escort)})
    if not escort:
        message, remedy = _("is not decided"), _("Choose one, or “no escort”.")
        problems.append(Problem(_("Escort"), "", message, remedy, "escort"))
    if escort == "none" and not note.strip():
        message, remedy = _("this needs a reason"), _("Say in a sentence why.")
        problems.append(Problem(_("Reason"), "", message, remedy, "reason"))
    if problems:
        raise BadInput.of(problems)
    row.escort, row.escort_note = escort, note.strip()
    row.escort_by = spoken(run.standing) if run.standing else ""


@changes(FieldMission, "mission.report")
def report_mission(run: Run, row: FieldMission, *, said: Reported) -> None:
    """Write the report: whom the team met by category, and what it found by threat.

    Raises:
        BadInput: a person seems named.
        Refused: the team is not back, or the report is being followed up.
    """
    _in(row, REPORTING)
    _describe(row, said)


FINDING = "finding-"
"""The relation of what a finding became, with the finding's number."""


@changes(FieldMission, "mission.feed")
def feed_finding(
    run: Run, row: FieldMission, *, number: int, into: str, factor: str = ""
) -> Guarded:
    """Let a finding feed the register: as evidence of its threat, or as a report.

    Raises:
        Refused: no finding has that number, or nothing of the kind is made here.
        BadInput: it names no threat, or no factor of the rubric is chosen.
    """
    finding = row.findings[number - 1] if 0 < number <= len(row.findings) else None
    if finding is None or into not in made_of_findings():
        message, remedy = _("no finding has that number"), _("Go back to the list.")
        raise Refused(Problem(_("Finding"), number, message, remedy, "finding"))
    if into == "report":
        seed = Seed(row, finding["text"], row.component, None, row.area)
        made = offspring["report"](seed)
        links.tie(run, row, f"{FINDING}{number}", made)
        return made
    threat: Threat | None = Threat.objects.filter(reference=finding.get("threat", "")).first()
    if threat is None:
        message, remedy = _("names no threat that you may see"), _("Give it its threat first.")
        raise BadInput(Problem(_("Finding"), number, message, remedy, "no-threat"))
    cite_evidence(target=threat.pk, factor=factor, record=row)
    links.tie(run, row, f"{FINDING}{number}", threat)
    return threat


def made_of_findings() -> list[str]:
    """What a finding may become in this house."""
    return ["evidence", *(kind for kind in ("report",) if kind in offspring)]


@advance_by(MISSION, FieldMission, "mission")
def advance_mission(run: Run, row: FieldMission) -> None:
    """Take a step in the life of a mission; clearance keeps who gave or refused it, and why."""
    step = run.name.rpartition(".")[2]
    who = spoken(run.standing) if run.standing else ""
    if step == "clear":
        row.clearance, row.clearance_note, row.clearance_by = "given", run.reason.strip(), who
    elif step == "refuse_clearance":
        row.clearance, row.clearance_note, row.clearance_by = "refused", run.reason.strip(), who
    elif step == "resume":
        row.clearance = row.clearance_note = row.clearance_by = ""


@creates(Annex, "annex.write")
def write_annex(run: Run, *, mission: FieldMission, text: str) -> Annex:
    """Write how the sources of a mission are protected: strictly confidential, apart from it.

    Raises:
        BadInput: it is empty, or a person seems named.
    """
    problems = names_in([(_("Protection of sources"), text)])
    if not text.strip():
        message, remedy = _("is still empty"), _("Say who must not be exposed, and how.")
        problems.append(Problem(_("Protection of sources"), "", message, remedy, "empty"))
    if problems:
        raise BadInput.of(problems)
    return Annex(
        mission=mission, text=text.strip(), office=mission.office, marking=STRICT,
        compartment=mission.compartment, component=component_of(run),
    )  # fmt: skip


@changes(Annex, "annex.correct")
def correct_annex(run: Run, row: Annex, *, text: str) -> None:
    """Correct an annex.

    Raises:
        BadInput: a person seems named.
    """
    named = names_in([(_("Protection of sources"), text)])
    if named:
        raise BadInput.of(named)
    row.text = text.strip()
