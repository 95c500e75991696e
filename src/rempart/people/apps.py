from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "rempart.people"
    label = "people"

    def ready(self) -> None:
        from rempart.kernel import actor, walls
        from rempart.people import standing

        actor.built_by(standing.actor_of_user)
        walls.standings_from(standing.IN_FORCE)
