"""The addresses of trainings."""

from __future__ import annotations

from django.urls import path

from rempart.learning.trainings import views

urlpatterns = [
    path("formations/", views.listed, name="trainings"),
    path("formations/ajout/", views.new, name="training_new"),
    path("formations/<str:reference>/", views.one, name="training"),
    path("formations/<str:reference>/ecrire/", views.edit, name="training_edit"),
    path("formations/<str:reference>/<str:language>.<str:suffix>", views.document,
         name="training_document"),
]  # fmt: skip
