"""The addresses of after-action reviews."""

from __future__ import annotations

from django.urls import path

from rempart.learning.reviews import views

urlpatterns = [
    path("bilans/", views.listed, name="reviews"),
    path("bilans/ajout/", views.new, name="review_new"),
    path("bilans/<str:reference>/", views.one, name="review"),
    path("bilans/<str:reference>/ecrire/", views.edit, name="review_edit"),
    path("bilans/<str:reference>/<str:language>.<str:suffix>", views.document,
         name="review_document"),
]  # fmt: skip
