"""The addresses of actions and measures."""

from __future__ import annotations

from django.urls import include, path

from rempart.plans import measure_views, story_views, views

app_name = "plans"
urlpatterns = [
    path("", include("rempart.plans.programmes.urls")),
    path("actions/", views.actions_page, name="actions"),
    path("actions/nouvelle/", views.new_action, name="new"),
    path("actions/couverture/", views.coverage, name="coverage"),
    path("actions/<str:reference>/", views.action, name="action"),
    path("actions/<str:reference>/decrire/", views.redescribe, name="describe"),
    path("histoire/<str:reference>/", story_views.page, name="story"),
    path("mesures/", measure_views.register, name="measures"),
    path("mesures/nouvelle/", measure_views.new_measure, name="new_measure"),
    path("mesures/<str:reference>/", measure_views.measure, name="measure"),
]
