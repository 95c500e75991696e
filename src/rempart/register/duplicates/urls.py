"""The addresses of twins."""

from __future__ import annotations

from django.urls import path

from rempart.register.duplicates import views

app_name = "duplicates"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("<str:one>/<str:other>/", views.pair, name="pair"),
]
