from django.apps import AppConfig


class ThreatsConfig(AppConfig):
    name = "rempart.threats"
    label = "threats"
