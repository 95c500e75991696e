from django.apps import AppConfig
from django.db.backends.signals import connection_created


class WebConfig(AppConfig):
    name = "rempart.web"
    label = "web"

    def ready(self) -> None:
        from rempart.kernel import watch
        from rempart.web import watching

        connection_created.connect(watch.time_statements)
        watch.gauges.add("journal", watching.state_of_the_journal)
        watch.gauges.add("database", watching.size_of_the_database)
