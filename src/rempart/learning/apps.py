from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "rempart.learning"
    label = "learning"

    def ready(self) -> None:
        from rempart.kernel.navigation import Place, daily, places
        from rempart.leadership.briefs.lessons import lessons
        from rempart.learning import lessons as ledger
        from rempart.learning import notices
        from rempart.learning.handover import joining as handovers
        from rempart.learning.library import joining as library
        from rempart.learning.reviews import joining as reviews
        from rempart.learning.trainings import joining as trainings

        for part in (trainings, reviews, library, handovers):
            part.join()

        lessons.add("ledger", ledger.of_month)
        daily.add("outcomes", notices.outcomes_wait)
        places.add(
            "ledger", Place("learn", _("Judgement ledger"), "learning:ledger", "judgement", 10, "l")
        )
