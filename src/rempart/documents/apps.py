from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "rempart.documents"
    label = "documents"
