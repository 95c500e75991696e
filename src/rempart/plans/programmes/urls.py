"""The addresses of regional and community plans."""

from __future__ import annotations

from django.urls import path

from rempart.plans.programmes import community_views, views

_FILE = "<str:reference>/<str:language>.<str:suffix>"

urlpatterns = [
    path("plans-regionaux/", views.listed, name="plans"),
    path("plans-regionaux/nouveau/", views.new, name="new_plan"),
    path("plans-regionaux/<str:reference>/", views.one, name="plan"),
    path("plans-regionaux/<str:reference>/decrire/", views.describe, name="plan_describe"),
    path("plans-regionaux/<str:reference>/propositions/", views.proposals, name="plan_proposals"),
    path("plans-regionaux/<str:reference>/ligne/<int:number>/", views.line, name="plan_line"),
    path("plans-regionaux/<str:reference>/comparer/", views.compare, name="plan_compare"),
    path(f"plans-regionaux/{_FILE}", views.document, name="plan_document"),
    path("plans-communautaires/", community_views.listed, name="community_plans"),
    path("plans-communautaires/nouveau/", community_views.new, name="new_community_plan"),
    path("plans-communautaires/<str:reference>/", community_views.one, name="community_plan"),
    path(
        "plans-communautaires/<str:reference>/decrire/",
        community_views.describe,
        name="community_plan_describe",
    ),
    path(
        "plans-communautaires/<str:reference>/comparer/",
        community_views.compare,
        name="community_plan_compare",
    ),
    path(f"plans-communautaires/{_FILE}", community_views.document, name="community_plan_document"),
]
