from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadershipConfig(AppConfig):
    name = "rempart.leadership"
    label = "leadership"

    def ready(self) -> None:
        from rempart.kernel import links
        from rempart.kernel.navigation import Place, daily, places
        from rempart.leadership.advice import notices as advice
        from rempart.leadership.advice import presenting as notes
        from rempart.leadership.advice.models import AdviceNote
        from rempart.plans.origins import Origin, by_reference, origins

        links.ends.add("advice", notes.note_ends)
        origins.add("advice", Origin(by_reference(AdviceNote)))
        daily.add("advice", advice.decisions_wait)
        places.add("notes", Place("decide", _("Advice notes"), "leadership:notes", "advice", 20))
