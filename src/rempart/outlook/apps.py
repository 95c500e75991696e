from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutlookConfig(AppConfig):
    name = "rempart.outlook"
    label = "outlook"

    def ready(self) -> None:
        from rempart.kernel.navigation import Place, places

        places.add("outlook", Place("assess", _("Outlook"), "outlook:outlook", "forecast", 40, "p"))
