"""The addresses of the register."""

from __future__ import annotations

from django.urls import path

from rempart.register import entry_views, import_views, views

app_name = "register"
urlpatterns = [
    path("", views.incidents, name="incidents"),
    path("repartition/", views.divided, name="divided"),
    path("importations/", import_views.imports, name="imports"),
    path("importations/modele.xlsx", import_views.blank_table, name="template"),
    path("importations/essai/<uuid:upload>/", import_views.trial, name="trial"),
    path(
        "importations/essai/<uuid:upload>/refus.csv",
        import_views.trial_findings,
        name="trial-findings",
    ),
    path("importations/<str:reference>/", import_views.batch, name="batch"),
    path(
        "importations/<str:reference>/refus.csv",
        import_views.batch_findings,
        name="batch-findings",
    ),
    path("importations/<str:reference>/retrait/", import_views.withdraw, name="withdraw-batch"),
    path("nouvel-incident/", entry_views.record, name="record"),
    path("<str:reference>/", views.incident, name="incident"),
    path("<str:reference>/correction/", entry_views.correct, name="correct"),
]
