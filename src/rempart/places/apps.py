from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "rempart.places"
    label = "places"
