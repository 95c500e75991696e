from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThreatsConfig(AppConfig):
    name = "rempart.threats"
    label = "threats"

    def ready(self) -> None:
        from rempart.kernel import agenda, gathering, genuine, links
        from rempart.kernel.navigation import Place, daily, places
        from rempart.kernel.story import tellers
        from rempart.kernel.telling import Topic, topics
        from rempart.threats import (
            areas,
            assessing,
            evidence,
            issue,
            notices,
            presenting,
            story,
            telling,
        )

        links.relations.add("evidence:", _("Evidence"))
        links.inward.add("evidence:", _("Evidence for"))
        tellers.add("threat", story.threats)
        tellers.add("location_category", story.categories)
        genuine.finders.add("assessment", issue.genuine)
        evidence.register()
        gathering.gathered.add("threats", areas.threats)
        links.ends.add("threat", presenting.threat_ends)
        links.ends.add("assessment", presenting.assessment_ends)
        daily.add("assessments", notices.assessments_wait)
        returned = Topic(_("An assessment came back with remarks"), telling.returned)
        topics.add("assessment-returned", returned)
        daily.add("assessments-approved", notices.months_approved)
        review = agenda.Source(_("Assessments to review"), assessing.to_review)
        agenda.sources.add("assessments", review)
        for view, label, kind, position, key in (
            ("threats", _("Threats"), "threat", 10, "m"),
            ("assessments", _("Monthly assessments"), "assessment", 20, "e"),
            ("places", _("Must, should, could"), "location_category", 30, ""),
        ):
            places.add(view, Place("assess", label, f"threats:{view}", kind, position, key))
