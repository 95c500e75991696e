"""The addresses of places that matter."""

from __future__ import annotations

from django.urls import path

from rempart.register.sites import views

app_name = "sites"
urlpatterns = [
    path("", views.sites, name="sites"),
    path("ajout/", views.new_site, name="new"),
    path("<str:reference>/", views.site, name="site"),
    path("<str:reference>/correction/", views.correct, name="correct"),
]
