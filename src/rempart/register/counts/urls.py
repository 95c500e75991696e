"""The addresses of counts."""

from __future__ import annotations

from django.urls import path

from rempart.register.counts import views

app_name = "counts"
urlpatterns = [
    path("", views.counts, name="counts"),
    path("ajout/", views.new_count, name="new"),
    path("<str:reference>/", views.count, name="count"),
]
