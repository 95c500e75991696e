from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "rempart.exchange"
    label = "exchange"

    def ready(self) -> None:
        from rempart.exchange import ending

        ending.register()
