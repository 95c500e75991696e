"""The addresses of threats, places and assessments."""

from __future__ import annotations

from django.urls import path

from rempart.threats import desk, views

app_name = "threats"
urlpatterns = [
    path("menaces/", views.threats, name="threats"),
    path("menaces/nouvelle/", views.new_threat, name="new"),
    path("menaces/<str:reference>/", views.threat, name="threat"),
    path("menaces/<str:reference>/decrire/", views.redescribe, name="describe"),
    path("lieux/", views.places_board, name="places"),
    path("evaluations/", desk.assessments, name="assessments"),
    path("evaluations/<str:reference>/", desk.assessment, name="assessment"),
    path("evaluations/<str:reference>/<slug:section>/", desk.section, name="section"),
    path("evaluations/<str:reference>/<str:language>.<str:suffix>", desk.document, name="document"),
]
