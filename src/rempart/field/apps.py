from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldConfig(AppConfig):
    name = "rempart.field"
    label = "field"

    def ready(self) -> None:
        from rempart.field import areas, commitments, notices, presenting, story, telling
        from rempart.field.models import Commitment, Engagement, FieldMission, RoundTable
        from rempart.kernel import agenda, gathering, links
        from rempart.kernel.navigation import Place, daily, places
        from rempart.kernel.story import tellers
        from rempart.kernel.telling import Topic, topics
        from rempart.plans.origins import Origin, by_reference, origins

        for kind, ends in presenting.ENDS.items():
            links.ends.add(kind, ends)
        for code, words in (
            ("commitment", _("Commitment")),
            ("element-", _("Element %(n)s")),
            ("finding-", _("Finding %(n)s")),
        ):
            links.relations.add(code, words)
        links.inward.add("commitment", _("Made at"))
        for kind, model in (
            ("round_table", RoundTable), ("mission", FieldMission), ("engagement", Engagement),
        ):  # fmt: skip
            origins.add(kind, Origin(by_reference(model)))
        for name in ("missions", "round_tables", "engagements", "commitments"):
            gathering.gathered.add(name, getattr(areas, name))
        origins.add("commitment", Origin(by_reference(Commitment)))
        tellers.add("commitment", story.commitments)
        daily.add("commitments", notices.commitments_fall_due)
        topics.add("commitment-due", Topic(_("A commitment is due"), telling.commitments_due))
        late = agenda.Source(_("Commitments overdue"), commitments.overdue)
        agenda.sources.add("commitments", late)
        for phase, view, label, kind, position in (
            ("listen", "round_tables", _("Round tables"), "round_table", 40),
            ("listen", "engagements", _("Engagements"), "engagement", 50),
            ("listen", "missions", _("Field missions"), "mission", 60),
            ("act", "commitments", _("Commitments"), "commitment", 60),
        ):
            places.add(view, Place(phase, label, f"field:{view}", kind, position))
