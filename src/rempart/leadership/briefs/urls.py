"""The addresses of briefs and of the SRSG's page."""

from __future__ import annotations

from django.urls import URLPattern, path

from rempart.leadership.briefs import page_views, views

urlpatterns: list[URLPattern] = [
    path("page-rssg/", page_views.page_of, name="page"),
    path("points/", views.briefs, name="briefs"),
    path("points/<str:reference>/", views.brief, name="brief"),
    path("points/<str:reference>/<str:language>.<str:suffix>", views.document,
         name="brief_document"),
]  # fmt: skip
