"""The addresses of the exports."""

from __future__ import annotations

from django.urls import path

from rempart.exchange import views

app_name = "exchange"
urlpatterns = [path("<slug:name>/", views.export, name="export")]
