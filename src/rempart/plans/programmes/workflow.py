"""The lives of plans: consulted, endorsed, approved, in force, reviewed each year, replaced."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.errors import Problem
from rempart.kernel.workflow import Workflow, transition
from rempart.plans.programmes.models import ABANDONED, IN_FORCE, UNDER_REVIEW

WRITABLE = ("draft", "consulted")
"""States in which what a plan says may still be written."""

LABELS = {
    "draft": pgettext_lazy("plan", "draft"),
    "consulted": pgettext_lazy("plan", "in consultation"),
    "endorsed": pgettext_lazy("plan", "endorsed"),
    "approved": pgettext_lazy("plan", "approved"),
    IN_FORCE: pgettext_lazy("plan", "in force"),
    UNDER_REVIEW: pgettext_lazy("plan", "under review"),
    "replaced": pgettext_lazy("plan", "replaced"),
    ABANDONED: pgettext_lazy("plan", "abandoned"),
}

PARTNERS = "humanitarian"
"""The component that speaks for the country team and its clusters, where the profile has one."""

NEEDED = {
    "objective": _("Objective"),
    "action": _("Action"),
    "lead": _("Lead"),
    "due_on": _("Due"),
    "indicator": _("Indicator"),
}
"""What every line needs before a plan leaves the office."""


def _has_lines(plan: Any) -> Problem | None:
    if plan.lines:
        return None
    message, remedy = _("has no line yet"), _("Propose them from the threats, or write them.")
    return Problem(_("Lines"), None, message, remedy, "no-lines")


def _complete(plan: Any) -> Problem | None:
    for line in plan.lines:
        for name, place in NEEDED.items():
            if not line.get(name):
                message, remedy = _("is missing on a line"), _("Complete the line of that number.")
                return Problem(place, line["n"], message, remedy, "incomplete")
    return None


def unheard(plan: Any) -> list[str]:
    """The components that the plan gives a task, and the partners, whom nobody has consulted."""
    wanted = dict.fromkeys(line["lead"] for line in plan.lines if line.get("lead"))
    if any(component.code == PARTNERS for component in profile().components):
        wanted[PARTNERS] = None
    heard = {one["who"] for one in plan.consulted} | {profile().mission.owner_component}
    return [code for code in wanted if code not in heard]


def _all_heard(plan: Any) -> Problem | None:
    lacking = unheard(plan)
    if not lacking:
        return None
    words = (get_language() or "fr")[:2]
    names = ", ".join(profile().component(code).label(words) for code in lacking)
    return Problem(
        _("Consultation"),
        names,
        _("not consulted yet, though the plan counts on them"),
        _("Record what each answered, and on which day."),
        "unheard",
    )


_GIVEN_UP = (
    transition("abandon", WRITABLE, ABANDONED, "edit", label=_("Abandon this draft"),
               needs_reason=True),
    transition("resume", ABANDONED, "draft", "edit", label=_("Take it up again"),
               needs_reason=True),
)  # fmt: skip
"""A draft made by mistake, or overtaken, is abandoned with its reason; taken up again likewise."""

REGIONAL = Workflow(
    kind="plan",
    initial="draft",
    labels=LABELS,
    transitions=(
        transition("consult", "draft", "consulted", "edit", label=_("Send for consultation"),
                   guards=(_has_lines, _complete)),
        transition("endorse", "consulted", "endorsed", "approve", four_eyes=True,
                   label=_("Record the endorsement of the senior management group"),
                   guards=(_has_lines, _complete, _all_heard),
                   roles=frozenset({"senior_adviser"})),
        transition("approve", "endorsed", "approved", "approve", label=_("Approve the plan"),
                   roles=frozenset({"srsg", "dsrsg"}), four_eyes=True),
        transition("enter", "approved", IN_FORCE, "approve", label=_("Bring into force"),
                   roles=frozenset({"head_of_office", "senior_adviser"})),
        transition("return", "consulted endorsed approved", "draft", "approve",
                   label=_("Return to the office"), needs_reason=True),
        transition("review", IN_FORCE, UNDER_REVIEW, "edit", label=_("Begin the review")),
        transition("keep", UNDER_REVIEW, IN_FORCE, "approve", needs_reason=True,
                   label=_("Reviewed: keep it another year")),
        transition("withdraw", UNDER_REVIEW, "replaced", "approve", needs_reason=True,
                   label=_("Withdraw, without a successor")),
        *_GIVEN_UP,
    ),
)  # fmt: skip


# --- community plans ----------------------------------------------------------------------------

DONE_BY_THEM = {
    "watch": _("Watch"),
    "alert": _("Warning"),
    "shelter": _("Shelter"),
    "routes": _("Routes"),
}
"""What a community plan says before it is used."""


def _said(plan: Any) -> Problem | None:
    for name, place in DONE_BY_THEM.items():
        if not getattr(plan, name).strip():
            message, remedy = _("is still empty"), _("Write what the community does.")
            return Problem(place, "", message, remedy, "incomplete")
    return None


def _harmless(plan: Any) -> Problem | None:
    if plan.harm.strip():
        return None
    message = _("nobody has said what this plan could bring upon them")
    remedy = _("Ask them who must not find it, and what is kept out of it.")
    return Problem(_("Do no harm"), "", message, remedy, "do-no-harm")


def _consulted(plan: Any) -> Problem | None:
    """People were counted, women among them: a plan made without them sends them astray."""
    if plan.people and plan.women and plan.consulted_on:
        return None
    place, remedy = _("Consultation"), _("Count who was heard, by category and sex; no names.")
    if not plan.people:
        return Problem(place, None, _("nobody is counted"), remedy, "consulted")
    if not plan.women:
        message, remedy = _("no woman was heard"), _("Hear women too, apart if need be.")
        return Problem(place, None, message, remedy, "no-women")
    message, remedy = _("is missing"), _("Write on which day people were heard.")
    return Problem(_("Day of the consultation"), "", message, remedy, "day")


COMMUNITY = Workflow(
    kind="community_plan",
    initial="draft",
    labels=LABELS,
    transitions=(
        transition("consult", "draft", "consulted", "edit",
                   label=_("Record that the community was consulted"),
                   guards=(_said, _consulted)),
        transition("endorse", "consulted", "endorsed", "approve", label=_("Endorse"),
                   guards=(_said, _consulted, _harmless), four_eyes=True),
        transition("return", "consulted endorsed", "draft", "approve",
                   label=_("Return to the office"), needs_reason=True),
        transition("enter", "endorsed", IN_FORCE, "edit",
                   label=_("The community keeps it: in force")),
        transition("review", IN_FORCE, UNDER_REVIEW, "edit", label=_("Begin the review")),
        transition("keep", UNDER_REVIEW, IN_FORCE, "approve", needs_reason=True,
                   label=_("Reviewed: keep it another year")),
        transition("withdraw", UNDER_REVIEW, "replaced", "approve", needs_reason=True,
                   label=_("Withdraw, without a successor")),
        *_GIVEN_UP,
    ),
)  # fmt: skip
