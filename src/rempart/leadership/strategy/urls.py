"""The addresses of strategies, their parts, office reports and consultations."""

from __future__ import annotations

from django.urls import path

from rempart.leadership.strategy import consultation_views, office_views, views

_ONE = "strategie/<str:reference>/"
urlpatterns = [
    path("strategie/", views.listed, name="strategies"),
    path("strategie/ajout/", views.new, name="strategy_new"),
    path(_ONE, views.one, name="strategy"),
    path(f"{_ONE}ecrire/", views.edit, name="strategy_edit"),
    path(f"{_ONE}objectif/", views.new_objective, name="objective_new"),
    path(f"{_ONE}bureaux/", office_views.compare, name="offices"),
    path(f"{_ONE}bureaux/<str:office>/", office_views.part, name="office_part"),
    path(f"{_ONE}bureaux/<str:office>/rapport/", office_views.report, name="office_report"),
    path(f"{_ONE}consultation/", consultation_views.new, name="consultation_new"),
    path(f"{_ONE}image-<str:language>.<str:suffix>", views.picture, name="strategy_picture"),
    path(f"{_ONE}<str:language>.<str:suffix>", views.document, name="strategy_document"),
    path("objectifs/<str:reference>/", views.objective, name="objective"),
    path("objectifs/<str:reference>/ecrire/", views.edit_objective, name="objective_edit"),
    path("objectifs/<str:reference>/indicateur/", views.new_indicator, name="indicator_new"),
    path("indicateurs/<str:reference>/", views.indicator, name="indicator"),
    path("indicateurs/<str:reference>/ecrire/", views.edit_indicator, name="indicator_edit"),
    path("consultations/", consultation_views.listed, name="consultations"),
    path("consultations/ajout/", consultation_views.start, name="consultation_start"),
    path("consultations/<str:reference>/", consultation_views.one, name="consultation"),
]
