"""The addresses of handovers."""

from __future__ import annotations

from django.urls import path

from rempart.learning.handover import views

urlpatterns = [
    path("passation/", views.listed, name="handovers"),
    path("passation/ajout/", views.new, name="handover_new"),
    path("passation/<str:reference>/", views.one, name="handover"),
    path("passation/<str:reference>/<str:language>.<str:suffix>", views.document,
         name="handover_document"),
]  # fmt: skip
