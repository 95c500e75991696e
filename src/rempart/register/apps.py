from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    name = "rempart.register"
    label = "register"

    def ready(self) -> None:
        from rempart.kernel import exporting, gathering, links, navigation, searching
        from rempart.kernel.story import tellers
        from rempart.kernel.telling import Topic, topics
        from rempart.places.actions import replacers
        from rempart.register import notices as lately
        from rempart.register import search, story
        from rempart.register.alerts import notices, telling
        from rempart.register.alerts import presenting as alerts
        from rempart.register.alerts import story as alert_story
        from rempart.register.duplicates.notices import twins_wait
        from rempart.register.exporting import INCIDENTS
        from rempart.register.placing import place_anew
        from rempart.register.presenting import ends
        from rempart.register.reports import growing
        from rempart.register.reports import notices as openings
        from rempart.register.reports import presenting as reports
        from rempart.register.reports import story as report_story
        from rempart.register.sites import areas
        from rempart.register.sites import presenting as sites

        gathering.gathered.add("incidents", areas.incidents)
        gathering.gathered.add("alerts", areas.alerts)
        gathering.gathered.add("sites", areas.that_matter)
        links.ends.add("site", sites.ends)
        replacers.add("incidents", place_anew)
        links.ends.add("incident", ends)
        searching.searchers.add("incident", searching.Searcher(search.ids, "register:incidents"))
        links.relations.add("warned-of", _("Warned of"))
        links.relations.add("duplicate", _("The same alert"))
        links.relations.add("tells-of", _("Tells of"))
        links.inward.add("tells-of", _("Told of by"))
        tellers.add("incident", story.incidents)
        tellers.add("alert", alert_story.alerts)
        tellers.add("report", report_story.reports)
        links.ends.add("alert", alerts.ends)
        links.ends.add("report", reports.ends)
        growing.register()
        exporting.exports.add("incidents", INCIDENTS)
        navigation.daily.add("alerts", notices.clocks_over)
        topics.add("alert-clock", Topic(_("The clock of an alert is over"), telling.clocks_over))
        topics.add("alert-call", Topic(_("An alert waits for you"), telling.calls_that_wake))
        topics.add(
            "identity", Topic(_("The identity of a source was opened"), openings.openings_due)
        )
        navigation.daily.add("duplicates", twins_wait)
        navigation.daily.add("incidents", lately.incidents_lately)
        navigation.daily.add("incidents-to-verify", lately.incidents_to_verify)
        navigation.daily.add("openings", openings.identities_opened)
        navigation.daily.add("reports", openings.reports_wait)
        navigation.places.add(
            "alerts",
            navigation.Place("listen", _("Alerts"), "alerts:board", "alert", 10, "a"),
        )
        navigation.places.add(
            "counts",
            navigation.Place("listen", _("Entered counts"), "counts:counts", "count", 30),
        )
        navigation.places.add(
            "incidents",
            navigation.Place("listen", _("Incidents"), "register:incidents", "incident", 20, "i"),
        )
        navigation.places.add(
            "sites",
            navigation.Place("listen", _("Places that matter"), "sites:sites", "site", 35),
        )
        navigation.places.add(
            "duplicates",
            navigation.Place("listen", _("Duplicates"), "duplicates:queue", "duplicate", 30),
        )
        navigation.places.add(
            "reports",
            navigation.Place("listen", _("Reports"), "reports:reports", "report", 25, "r"),
        )
        navigation.places.add(
            "sources", navigation.Place("listen", _("Sources"), "reports:sources", "source", 40)
        )
        navigation.places.add(
            "openings",
            navigation.Place("house", _("Identities opened"), "reports:openings", "opening", 60),
        )
