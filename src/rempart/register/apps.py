from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "rempart.register"
    label = "register"

    def ready(self) -> None:
        from rempart.places.actions import replacers
        from rempart.register import search  # noqa: F401 - registers its definer function
        from rempart.register.placing import place_anew

        replacers.add("incidents", place_anew)
