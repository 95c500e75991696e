"""The addresses of alerts."""

from __future__ import annotations

from django.urls import path

from rempart.register.alerts import views

app_name = "alerts"
urlpatterns = [
    path("", views.board, name="board"),
    path("nouvelle/", views.record, name="record"),
    path("mesures/", views.figures, name="figures"),
    path("formulaire/", views.paper, name="paper"),
    path("nuit/", views.night, name="night"),
    path("<str:reference>/correction/", views.correct, name="correct"),
    path("<str:reference>/", views.alert, name="alert"),
]
