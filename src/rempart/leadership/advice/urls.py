"""The addresses of advice notes."""

from __future__ import annotations

from django.urls import path

from rempart.leadership.advice import views

urlpatterns = [
    path("notes/", views.listed, name="notes"),
    path("notes/ajout/", views.new, name="note_new"),
    path("notes/suites/", views.uptake, name="uptake"),
    path("notes/<str:reference>/", views.one, name="note"),
    path("notes/<str:reference>/ecrire/", views.edit, name="note_edit"),
    path("notes/<str:reference>/<str:language>.<str:suffix>", views.document, name="note_document"),
]
