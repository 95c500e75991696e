from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "rempart.plans"
    label = "plans"

    def ready(self) -> None:
        from rempart.kernel import links
        from rempart.kernel.navigation import Place, daily, places
        from rempart.kernel.telling import Topic, topics
        from rempart.plans import notices, origins, presenting, telling

        origins.register()
        links.ends.add("action", presenting.action_ends)
        links.ends.add("measure", presenting.measure_ends)
        links.ends.add("location_category", origins.category_ends)
        links.ends.add("recommendation", origins.recommendation_ends)
        daily.add("actions", notices.actions_wait)
        topics.add("action-overdue", Topic(_("An action is overdue"), telling.overdue))
        places.add("actions", Place("act", _("Actions"), "plans:actions", "action", 10))
        places.add("measures", Place("act", _("Measures"), "plans:measures", "measure", 20))
