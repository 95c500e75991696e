"""Lines that a plan could hold: what the profile proposes against each threat, where it weighs.

Proposals are the profile's, not doctrine: a person takes those that fit. What stands in a
compartment, or is marked higher than the plan, does not enter it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rempart.doctrine.loader import current as profile
from rempart.doctrine.schema import Answer, Environment, Task
from rempart.kernel import clock
from rempart.kernel.policy import NO_COMPARTMENT
from rempart.plans.programmes.models import Plan
from rempart.threats.models import Threat
from rempart.threats.workflow import STANDING

TEXTS = ("objective", "action", "indicator")
"""The texts of a line that a proposal gives in both languages."""


@dataclass(frozen=True)
class Proposal:
    """One thing that could be done against a threat; `usual` is the first of its volet."""

    code: str
    threat: Threat
    environment: Environment
    answer: Answer
    task: Task
    usual: bool

    def line(self, language: str, today: date) -> dict[str, Any]:
        """The line that the proposal makes, in the language of the plan."""
        return {
            "threat": self.threat.reference,
            "menace": self.threat.title,
            "objective": self.answer.objective.label(language),
            "action": self.task.label(language),
            "volet": self.task.volet,
            "phases": list(self.task.phases),
            "lead": self.task.lead,
            "due_on": (today + timedelta(days=self.task.days)).isoformat(),
            "indicator": self.task.indicator.label(language),
            "template": self.code.partition(":")[2],
        }


def threats_for(plan: Plan) -> list[Threat]:
    """The open threats that the plan may carry, the worst first."""
    found = Threat.objects.filter(
        state__in=STANDING, office=plan.office, marking__lte=plan.marking,
        compartment=NO_COMPARTMENT,
    )  # fmt: skip
    if plan.area:
        found = found.filter(area=plan.area)
    rows = list(found.order_by("reference"))
    return sorted(rows, key=lambda row: -row.result.risk.high)


def _tasks(threat: Threat, one: Environment) -> Iterator[tuple[Answer, int, Task]]:
    for answer in one.answers:
        if threat.threat_type in answer.threats:
            for number, task in enumerate(answer.tasks, 1):
                yield answer, number, task


def proposals(plan: Plan) -> list[Proposal]:
    """What the profile proposes for the plan's threats in its environments, none that it holds."""
    held = {(line["threat"], line.get("template", "")) for line in plan.lines}
    found = []
    for threat in threats_for(plan):
        volets: set[str] = set()
        for code in plan.environments:
            one = profile().environment(code)
            for answer, number, task in _tasks(threat, one):
                template = f"{code}.{answer.code}.{number}"
                usual = task.volet not in volets
                volets.add(task.volet)
                if (threat.reference, template) not in held:
                    whole = f"{threat.reference}:{template}"
                    found.append(Proposal(whole, threat, one, answer, task, usual))
    return found


def chosen(plan: Plan, codes: Iterable[str]) -> list[dict[str, Any]]:
    """The lines of the proposals that somebody took; those that stand no more are left out."""
    wanted, today = set(codes), clock.today()
    return [one.line(plan.language, today) for one in proposals(plan) if one.code in wanted]


def task_of(template: str) -> tuple[Answer, Task] | None:
    """The answer and the task that a line came from, where the profile still has them."""
    code, _dot, rest = template.partition(".")
    name, _dot, number = rest.partition(".")
    for one in profile().environments:
        for answer in one.answers if one.code == code else ():
            if answer.code == name and number.isdigit() and 0 < int(number) <= len(answer.tasks):
                return answer, answer.tasks[int(number) - 1]
    return None


def said(line: dict[str, Any], written: str, language: str) -> dict[str, str]:
    """The texts of a line: those that came from a proposal untouched, in any language."""
    texts = {name: str(line.get(name, "")) for name in TEXTS}
    origin = task_of(line.get("template", ""))
    if origin is None:
        return texts
    answer, task = origin
    ours = {"objective": answer.objective, "action": task, "indicator": task.indicator}
    return {
        name: ours[name].label(language) if text == ours[name].label(written) else text
        for name, text in texts.items()
    }
