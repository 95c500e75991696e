"""The lives of round tables, engagements, missions and commitments, as tables of transitions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from rempart.field.care import lacking_care
from rempart.field.models import BROKEN, KEPT, OPEN, PENDING, REFUSED, TAKEN_UP, Commitment
from rempart.kernel import clock
from rempart.kernel.actor import SystemActor, acting_as
from rempart.kernel.errors import Problem
from rempart.kernel.models import Link
from rempart.kernel.nameless import names_in
from rempart.kernel.workflow import Workflow, transition

TABLE_OPEN = ("planned", "invited", "held", "minutes_draft")
"""States in which what a round table says may still be written."""

MISSION_OPEN = ("requested", "approved", "security_cleared", "postponed")
"""States in which a mission may still be planned otherwise."""

REPORTING = ("returned", "report_submitted")
"""States in which the report of a mission is written."""

ENGAGEMENT_OPEN = ("planned", "held", "followed")


_MISTAKEN = _("Withdraw: recorded by mistake")
"""The step that takes back what never happened, or stands twice; its history stays."""


# --- round tables -------------------------------------------------------------------------------


def _agenda(table: Any) -> Problem | None:
    if table.agenda.strip():
        return None
    message, remedy = _("is still empty"), _("Write what will be talked about.")
    return Problem(_("Agenda"), "", message, remedy, "agenda")


def _came(table: Any) -> Problem | None:
    if table.people:
        return None
    return Problem(
        _("Participants"),
        None,
        _("nobody is counted"),
        _("Count who came, by category and sex; no names."),
        "participants",
    )


def _not_yet(day: Any) -> Problem | None:
    if day <= clock.today():
        return None
    return Problem(
        _("Day"), day, _("is yet to come"), _("Correct the day, or wait for it."), "future"
    )


def _day_has_come(row: Any) -> Problem | None:
    return _not_yet(row.held_on)


def _minutes(table: Any) -> Problem | None:
    if not table.minutes.strip():
        message, remedy = _("are still empty"), _("Write them before they are validated.")
        return Problem(_("Minutes"), "", message, remedy, "minutes")
    named = names_in([(_("Minutes"), table.minutes)])
    return named[0] if named else None


def _nothing_promised(row: Any) -> Problem | None:
    """No commitment hangs on what is withdrawn."""
    waiting = Commitment.objects.filter(origin=row.pk, state__in=PENDING).order_by("due_on")
    references = [*waiting.values_list("reference", flat=True), *_unseen(row, waiting)]
    if not references:
        return None
    return Problem(
        _("Commitments"),
        ", ".join(references),
        _("hang on it and wait"),
        _("Record what became of each, or refuse it with the reason."),
        "promised",
    )


def _unseen(row: Any, seen: Any) -> list[str]:
    """How many commitments wait there that the reader does not see: a number, never which.

    Counted by the drafter up to the marking of where they were made.
    """
    known = set(seen.values_list("pk", flat=True))
    with acting_as(SystemActor("drafter", ceiling=row.marking)):
        pending = Commitment.objects.filter(origin=row.pk, state__in=PENDING)
        states = dict(pending.exclude(pk__in=known).values_list("pk", "state"))
        carried = _carried(pk for pk, state in states.items() if state == TAKEN_UP)
    lacking = len(states.keys() - carried)
    return [gettext("%(n)d that you do not see") % {"n": lacking}] if lacking else []


def _carried(commitments: Iterable[UUID]) -> set[UUID]:
    """Those that have their action."""
    found = Link.objects.filter(
        source_kind="commitment", relation="led_to", undone_at__isnull=True,
        source_id__in=list(commitments),
    )  # fmt: skip
    return set(found.values_list("source_id", flat=True))


def _all_answered(row: Any) -> Problem | None:
    """No commitment waits: each has its action, or its refusal is recorded."""
    waiting = Commitment.objects.filter(origin=row.pk, state__in=PENDING).order_by("due_on")
    carried = _carried(one.pk for one in waiting if one.state == TAKEN_UP)
    references = [one.reference for one in waiting if one.pk not in carried]
    references += _unseen(row, waiting)
    if not references:
        return None
    return Problem(
        _("Commitments"),
        ", ".join(references),
        _("have neither an action nor a recorded refusal"),
        _("Turn each into an action, or record who refuses it and why."),
        "unanswered",
    )


ROUND_TABLE = Workflow(
    kind="round_table",
    initial="planned",
    labels={
        "planned": _("planned"),
        "invited": _("invitations sent"),
        "held": pgettext_lazy("round table", "held"),
        "minutes_draft": _("minutes in draft"),
        "minutes_validated": _("minutes validated"),
        "actions_created": _("actions created"),
        "closed": pgettext_lazy("round table", "closed"),
        "cancelled": pgettext_lazy("round table", "cancelled"),
    },
    transitions=(
        transition("invite", "planned", "invited", "edit", label=_("Send the invitations"),
                   guards=(lacking_care, _agenda)),
        transition("hold", "invited", "held", "edit", label=_("Record that it was held"),
                   guards=(_day_has_come, _came)),
        transition("write_minutes", "held", "minutes_draft", "edit",
                   label=_("Submit the minutes"), guards=(_minutes,)),
        transition("return_minutes", "minutes_draft", "held", "approve",
                   label=_("Return the minutes"), needs_reason=True),
        transition("validate", "minutes_draft", "minutes_validated", "approve",
                   label=_("Validate the minutes"), guards=(_minutes,), four_eyes=True),
        transition("create_actions", "minutes_validated", "actions_created", "edit",
                   label=_("Every measure has its action"), guards=(_all_answered,)),
        transition("close", "actions_created", "closed", "edit", label=_("Close the round table"),
                   guards=(_all_answered,)),
        transition("cancel", "planned invited", "cancelled", "edit",
                   label=_("Cancel the round table"), needs_reason=True),
        transition("withdraw", "held minutes_draft", "cancelled", "edit", label=_MISTAKEN,
                   needs_reason=True, guards=(_nothing_promised,)),
    ),
)  # fmt: skip


# --- commitments --------------------------------------------------------------------------------

COMMITMENT = Workflow(
    kind="commitment",
    initial=OPEN,
    labels={
        OPEN: _("awaits an answer"),
        TAKEN_UP: _("taken up as an action"),
        KEPT: pgettext_lazy("commitment", "kept"),
        BROKEN: pgettext_lazy("commitment", "not kept"),
        REFUSED: pgettext_lazy("commitment", "refused"),
    },
    transitions=(
        transition("take_up", OPEN, TAKEN_UP, "edit", label=_("Turn into an action")),
        transition("accept", OPEN, TAKEN_UP, "lead", label=_("Accept it for our component")),
        transition("keep", f"{OPEN} {TAKEN_UP}", KEPT, "edit", label=_("Record as kept")),
        transition("do", f"{OPEN} {TAKEN_UP}", KEPT, "lead", label=_("It is kept")),
        transition("break", f"{OPEN} {TAKEN_UP}", BROKEN, "edit",
                   label=_("Record as not kept"), needs_reason=True),
        transition("refuse", OPEN, REFUSED, "edit", label=_("Record a refusal"),
                   needs_reason=True),
        transition("decline", OPEN, REFUSED, "lead", label=_("It is refused"),
                   needs_reason=True),
        transition("fail", f"{OPEN} {TAKEN_UP}", BROKEN, "lead",
                   label=_("It was not kept"), needs_reason=True),
        transition("reopen", f"{KEPT} {BROKEN} {REFUSED}", OPEN, "edit", label=_("Reopen"),
                   needs_reason=True),
    ),
)  # fmt: skip


# --- engagements --------------------------------------------------------------------------------


def undue_support(row: Any) -> Problem | None:
    """The problem of promising anything to host-State forces before the question is answered."""
    return _diligence(row) if getattr(row, "counterpart", "") == "host_forces" else None


def _diligence(engagement: Any) -> Problem | None:
    """Support to host-State forces waits for the human rights due diligence."""
    if engagement.counterpart == "host_forces" and engagement.supports is None:
        return Problem(
            _("Support to host-State forces"),
            None,
            _("is not answered"),
            _("Say whether the Mission would support them by it."),
            "hrddp-question",
        )
    if engagement.supports and engagement.hrddp != "done":
        return Problem(
            _("Human rights due diligence"),
            None,
            _("no support is promised before the risk assessment is done"),
            _("Ask Human Rights for it, and say here once it is done."),
            "hrddp",
        )
    return None


def _heard(engagement: Any) -> Problem | None:
    if engagement.heard.strip():
        return None
    message, remedy = _("nothing is written yet"), _("Say in a few lines what was answered.")
    return Problem(_("What they said"), "", message, remedy, "heard")


ENGAGEMENT = Workflow(
    kind="engagement",
    initial="planned",
    labels={
        "planned": _("planned"),
        "held": pgettext_lazy("engagement", "held"),
        "followed": _("followed up"),
        "closed": pgettext_lazy("engagement", "closed"),
        "cancelled": pgettext_lazy("engagement", "cancelled"),
    },
    transitions=(
        transition("hold", "planned", "held", "edit", label=_("Record that it took place"),
                   guards=(_day_has_come, _heard)),
        transition("follow", "held", "followed", "edit", label=_("Record the follow-up"),
                   guards=(_diligence,)),
        transition("close", "followed", "closed", "edit", label=_("Close the engagement"),
                   guards=(_diligence, _all_answered)),
        transition("cancel", "planned", "cancelled", "edit", label=_("Cancel the engagement"),
                   needs_reason=True),
        transition("withdraw", "held followed", "cancelled", "edit", label=_MISTAKEN,
                   needs_reason=True, guards=(_nothing_promised,)),
    ),
)  # fmt: skip


# --- missions -----------------------------------------------------------------------------------


def _cleared(mission: Any) -> Problem | None:
    if mission.clearance == "given":
        return None
    refused = mission.clearance == "refused"
    return Problem(
        _("Security clearance"),
        mission.clearance_note if refused else None,
        _("was refused by Safety and Security")
        if refused
        else _("Safety and Security has not cleared this mission"),
        _("Deploy once the clearance is given."),
        "clearance",
    )


def _escorted(mission: Any) -> Problem | None:
    if mission.escort:
        return None
    return Problem(
        _("Escort"),
        None,
        _("nobody has decided on the escort"),
        _("The Force or United Nations Police decides; “no escort” is a decision too."),
        "escort",
    )


def _reported(mission: Any) -> Problem | None:
    if mission.findings and mission.met.strip():
        return None
    return Problem(
        _("Report"),
        None,
        _("lacks its findings or the people met"),
        _("Write both, by threat and by category."),
        "report",
    )


def _recommended(mission: Any) -> Problem | None:
    if Commitment.objects.filter(origin=mission.pk, sort="recommendation").exists():
        return None
    return Problem(
        _("Recommendations"),
        None,
        _("none is recorded"),
        _("Give each a lead and a deadline; they are tracked from here."),
        "recommendations",
    )


def _ended(mission: Any) -> Problem | None:
    return _not_yet(mission.starts_on)


MISSION = Workflow(
    kind="mission",
    initial="requested",
    labels={
        "requested": _("requested"),
        "approved": pgettext_lazy("mission", "approved"),
        "security_cleared": _("security cleared"),
        "deployed": _("deployed"),
        "returned": pgettext_lazy("mission", "returned"),
        "report_submitted": _("report submitted"),
        "recommendations_tracked": _("recommendations tracked"),
        "closed": pgettext_lazy("mission", "closed"),
        "postponed": _("postponed"),
        "cancelled": pgettext_lazy("mission", "cancelled"),
    },
    transitions=(
        transition("approve", "requested", "approved", "approve", label=_("Approve the mission"),
                   four_eyes=True),
        transition("clear", "approved", "security_cleared", "clear_security",
                   label=_("Give security clearance"), roles=frozenset({"undss"})),
        transition("refuse_clearance", "approved security_cleared", "approved", "clear_security",
                   label=_("Refuse security clearance"), roles=frozenset({"undss"}),
                   needs_reason=True),
        transition("deploy", "approved security_cleared", "deployed", "edit",
                   label=_("Deploy"), guards=(_cleared, _escorted, lacking_care)),
        transition("return", "deployed", "returned", "edit", label=_("Record the return"),
                   guards=(_ended,)),
        transition("submit_report", "returned", "report_submitted", "edit",
                   label=_("Submit the report"), guards=(_reported,)),
        transition("track", "report_submitted", "recommendations_tracked", "edit",
                   label=_("Track the recommendations"), guards=(_recommended,)),
        transition("close", "recommendations_tracked", "closed", "edit",
                   label=_("Close the mission"), guards=(_all_answered,)),
        transition("postpone", "requested approved security_cleared", "postponed", "edit",
                   label=_("Postpone"), needs_reason=True),
        transition("resume", "postponed", "requested", "edit", label=_("Request it again")),
        transition("cancel", "requested approved security_cleared postponed", "cancelled", "edit",
                   label=_("Cancel the mission"), needs_reason=True),
        transition("withdraw", "deployed returned", "cancelled", "edit", label=_MISTAKEN,
                   needs_reason=True, guards=(_nothing_promised,)),
    ),
)  # fmt: skip
