from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutlookConfig(AppConfig):
    name = "rempart.outlook"
    label = "outlook"

    def ready(self) -> None:
        from rempart.kernel import links
        from rempart.kernel.chores import Chore, chores
        from rempart.kernel.gathering import gathered
        from rempart.kernel.navigation import Place, daily, places
        from rempart.outlook import areas, monthly, signal_words

        chores.add("outlook", Chore(monthly.ROUND, monthly.run_if_due, first=monthly.PATIENCE))
        gathered.add("forecasts", areas.forecasts)
        links.ends.add("signal", signal_words.ends)
        links.relations.add("became", _("Became an alert"))
        links.inward.add("became", _("Comes from"))
        daily.add("signals", signal_words.signals_wait)
        places.add("outlook", Place("assess", _("Outlook"), "outlook:outlook", "forecast", 40, "p"))
