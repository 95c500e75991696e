"""The addresses of the field: round tables, engagements, missions, commitments."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "field"
urlpatterns: list[URLPattern] = []
