"""The addresses of contingency plans."""

from __future__ import annotations

from django.urls import path

from rempart.plans.contingency import views

app_name = "contingency"
urlpatterns = [
    path("", views.plans, name="plans"),
    path("ajout/", views.new_plan, name="new"),
    path("<str:reference>/", views.plan, name="plan"),
    path("<str:reference>/ecrire/", views.describe, name="describe"),
    path("<str:reference>/essai/", views.trial, name="trial"),
    path("<str:reference>/<str:language>.<str:suffix>", views.document, name="document"),
]
