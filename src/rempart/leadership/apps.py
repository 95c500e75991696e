from django.apps import AppConfig


class LeadershipConfig(AppConfig):
    name = "rempart.leadership"
    label = "leadership"
