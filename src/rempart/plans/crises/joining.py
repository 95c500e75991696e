"""What contingency plans and crises bring to the house; called once, by the room's `apps.py`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rempart.kernel import agenda, links
from rempart.kernel.chores import Chore, chores
from rempart.kernel.navigation import Place, daily, places
from rempart.kernel.telling import Topic, topics
from rempart.plans.contingency import presenting as plans
from rempart.plans.crises import notices, presenting, telling
from rempart.plans.crises.watching import CHORE, EVERY, look_again, watch
from rempart.register.counts.actions import told


def register() -> None:
    """Names for the thread, the watcher's rounds, sentences for my day, topics, places."""
    links.ends.add("contingency", plans.ends)
    links.ends.add("crisis", presenting.ends)
    links.ends.add("task", presenting.task_ends)
    told.add("triggers", look_again)
    chores.add(CHORE, Chore(EVERY, watch))
    agenda.sources.add(
        "contingency plans",
        agenda.Source(_("Contingency plans past their review"), notices.past_review),
    )
    daily.add("crises", notices.crises_wait)
    daily.add("contingency plans", notices.plans_age)
    topics.add("crisis-proposed", Topic(_("A crisis is proposed"), telling.proposed))
    topics.add("crisis-opened", Topic(_("You sit in the team of a crisis"), telling.opened))
    topics.add("sitrep-late", Topic(_("A SITREP is late"), telling.reports_late))
    topics.add("task-late", Topic(_("A task in a crisis is late"), telling.tasks_late))
    places.add(
        "contingency plans",
        Place("plan", _("Contingency plans"), "contingency:plans", "contingency", 30),
    )
    places.add("crises", Place("act", _("Crises"), "crises:crises", "crisis", 5))
