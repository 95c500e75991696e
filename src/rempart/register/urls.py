"""The addresses of the register."""

from __future__ import annotations

from django.urls import path

from rempart.register import views

app_name = "register"
urlpatterns = [
    path("", views.incidents, name="incidents"),
    path("<str:reference>/", views.incident, name="incident"),
]
