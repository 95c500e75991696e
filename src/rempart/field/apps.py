from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "rempart.field"
    label = "field"
