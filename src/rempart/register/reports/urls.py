"""The addresses of reports, sources and the files that came with records."""

from __future__ import annotations

from django.urls import path

from rempart.register.reports import entering, source_views, views

app_name = "reports"
urlpatterns = [
    path("rapports/", views.reports, name="reports"),
    path("rapports/nouveau/", entering.record, name="record"),
    path("rapports/<str:reference>/", views.report, name="report"),
    path("saisie-rapide/", entering.quick, name="quick"),
    path("sources/", source_views.listed, name="sources"),
    path("sources/ouvertures/", source_views.openings, name="openings"),
    path("sources/ouvertures/<uuid:opening>/", source_views.see, name="see-opening"),
    path("sources/<str:reference>/", source_views.source, name="source"),
    path("sources/<str:reference>/identite/", source_views.open_identity, name="open-identity"),
    path("pieces/<uuid:piece>/", views.piece, name="piece"),
]
