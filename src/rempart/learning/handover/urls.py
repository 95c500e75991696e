"""The addresses of handovers."""

from __future__ import annotations

from django.urls import path

from rempart.learning.handover import induction_views, views

urlpatterns = [
    path("accueil/", induction_views.induction, name="induction"),
    path("accueil/<str:code>/<str:language>.<str:suffix>", induction_views.document,
         name="induction_document"),
    path("passation/", views.listed, name="handovers"),
    path("passation/ajout/", views.new, name="handover_new"),
    path("passation/<str:reference>/", views.one, name="handover"),
    path("passation/<str:reference>/<str:language>.<str:suffix>", views.document,
         name="handover_document"),
]  # fmt: skip
