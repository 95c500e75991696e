from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "rempart.plans"
    label = "plans"

    def ready(self) -> None:
        from rempart.kernel import agenda, gathering, links
        from rempart.kernel.navigation import Place, daily, places
        from rempart.kernel.story import tellers
        from rempart.kernel.telling import Topic, topics
        from rempart.plans import (
            areas,
            growing,
            notices,
            origins,
            presenting,
            queries,
            story,
            telling,
        )
        from rempart.plans.crises import joining
        from rempart.plans.programmes import notices as reviews
        from rempart.plans.programmes import presenting as programmes
        from rempart.plans.programmes import queries as programming
        from rempart.plans.programmes import telling as reviewing

        origins.register()
        growing.register()
        joining.register()
        tellers.add("action", story.actions)
        tellers.add("measure", story.measures)
        gathering.gathered.add("actions", areas.actions)
        gathering.gathered.add("measures", areas.measures)
        links.ends.add("action", presenting.action_ends)
        links.ends.add("measure", presenting.measure_ends)
        links.ends.add("location_category", origins.category_ends)
        links.ends.add("recommendation", origins.recommendation_ends)
        for kind, ends in programmes.ENDS.items():
            links.ends.add(kind, ends)
        for code, words in (
            ("led_to", _("Led to")),
            ("mitigated_by", _("Mitigated by")),
            ("waits_for", _("Waits for")),
            ("line-", _("Line %(n)s")),
            ("plan", _("Answered in a plan")),
            ("successor", _("Successor")),
        ):
            links.relations.add(code, words)
        for code, words in (
            ("led_to", _("Comes from")),
            ("mitigated_by", _("Mitigates")),
            ("waits_for", _("Awaited by")),
            ("plan", _("Responds to")),
            ("successor", _("Replaces")),
        ):
            links.inward.add(code, words)
        daily.add("actions", notices.actions_wait)
        topics.add("action-overdue", Topic(_("An action is overdue"), telling.overdue))
        topics.add("plan-review", Topic(_("The review of a plan is due"), reviewing.reviews_due))
        daily.add("plan reviews", reviews.reviews_fall_due)
        daily.add("plans that wait", reviews.plans_wait)
        for view, label, kind, position in (
            ("plans", _("Regional plans"), "plan", 10),
            ("community_plans", _("Community plans"), "community_plan", 20),
        ):
            places.add(view, Place("plan", label, f"plans:{view}", kind, position))
        past = agenda.Source(_("Plans past their review"), programming.reviews_overdue)
        agenda.sources.add("plans", past)
        agenda.sources.add("actions", agenda.Source(_("Overdue actions"), queries.overdue))
        places.add("actions", Place("act", _("Actions"), "plans:actions", "action", 10))
        places.add("measures", Place("act", _("Measures"), "plans:measures", "measure", 20))
