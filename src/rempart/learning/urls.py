"""The addresses of the judgement ledger."""

from __future__ import annotations

from django.urls import path

from rempart.learning import views

app_name = "learning"
urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("<str:office>/<str:month>/", views.month, name="month"),
]
