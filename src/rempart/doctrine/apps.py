from django.apps import AppConfig


class DoctrineConfig(AppConfig):
    name = "rempart.doctrine"
    label = "doctrine"
