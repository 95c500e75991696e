from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "rempart.people"
    label = "people"

    def ready(self) -> None:
        from rempart.kernel import actor, walls
        from rempart.kernel.chores import Chore, chores
        from rempart.kernel.navigation import Place, daily, places
        from rempart.kernel.telling import Topic, topics
        from rempart.people import courier, notices, standing

        actor.built_by(standing.actor_of_user)
        walls.standings_from(standing.IN_FORCE)
        daily.add("grants", notices.grants_wait)
        daily.add("broken-glass", notices.glass_was_broken)
        chores.add("courier", Chore(courier.ROUND, courier.go_round))
        topics.add("followed", Topic(_("A record that you follow has changed"), courier.changes))
        daily.add("journal", notices.trail_stands)
        daily.add("own-post", notices.own_post_ends)
        daily.add("posts", notices.posts_end)
        for view, label, kind, position in (
            ("accounts", _("Accounts and posts"), "account", 10),
            ("grants", _("Grants to approve"), "account", 20),
            ("journal", _("Journal"), "journal", 30),
        ):
            places.add(view, Place("house", label, f"people:{view}", kind, position))
