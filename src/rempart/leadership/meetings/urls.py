"""The addresses of meetings."""

from __future__ import annotations

from django.urls import path

from rempart.leadership.meetings import views

urlpatterns = [
    path("reunions/", views.listed, name="meetings"),
    path("reunions/ajout/", views.new, name="meeting_new"),
    path("reunions/<str:reference>/", views.one, name="meeting"),
    path("reunions/<str:reference>/ecrire/", views.edit, name="meeting_edit"),
    path(
        "reunions/<str:reference>/<str:language>.<str:suffix>",
        views.document,
        name="meeting_document",
    ),
]
