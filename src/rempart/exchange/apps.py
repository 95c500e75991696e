from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "rempart.exchange"
    label = "exchange"
