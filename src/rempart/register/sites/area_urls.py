"""The addresses of areas."""

from __future__ import annotations

from django.urls import path

from rempart.register.sites import areas

app_name = "areas"
urlpatterns = [path("<str:pcode>/", areas.area, name="area")]
