"""The addresses of the outlook: an office's watch-list, and one area."""

from __future__ import annotations

from django.urls import path

from rempart.outlook import views

app_name = "outlook"
urlpatterns = [
    path("", views.outlook, name="outlook"),
    path("signaux/<str:pcode>/", views.signal, name="signal"),
    path("<str:pcode>/", views.area, name="area"),
]
