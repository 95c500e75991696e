"""The addresses of the library."""

from __future__ import annotations

from django.urls import path

from rempart.learning.library import views

urlpatterns = [
    path("bibliotheque/", views.listed, name="library"),
    path("bibliotheque/<str:code>/", views.one, name="tool"),
    path("bibliotheque/<str:code>/publier/", views.publish, name="tool_publish"),
    path("bibliotheque/<str:code>/<int:number>/", views.one, name="tool_edition"),
    path("bibliotheque/<str:code>/<int:number>/<str:words>.<str:suffix>", views.document,
         name="tool_document"),
]  # fmt: skip
