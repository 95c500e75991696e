"""The addresses of actions."""

from __future__ import annotations

from django.urls import path

from rempart.plans import views

app_name = "plans"
urlpatterns = [
    path("actions/", views.actions_page, name="actions"),
    path("actions/nouvelle/", views.new_action, name="new"),
    path("actions/<str:reference>/", views.action, name="action"),
    path("actions/<str:reference>/decrire/", views.redescribe, name="describe"),
]
