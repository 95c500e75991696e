"""The addresses of crises."""

from __future__ import annotations

from django.urls import path

from rempart.plans.crises import views

app_name = "crises"
urlpatterns = [
    path("", views.crises, name="crises"),
    path("proposition/", views.propose, name="propose"),
    path("<str:reference>/", views.crisis, name="crisis"),
    path("<str:reference>/deroule/", views.course, name="course"),
    path(
        "<str:reference>/sitrep-<int:number>/<str:language>.<str:suffix>",
        views.document,
        name="sitrep",
    ),
]
