"""The addresses of accounts, posts and grants."""

from __future__ import annotations

from django.urls import path

from rempart.people import own_views, views

app_name = "people"
urlpatterns = [
    path("comptes/", views.accounts, name="accounts"),
    path("comptes/nouveau/", views.open_account, name="open-account"),
    path("comptes/tableau/", views.posts_table, name="posts-table"),
    path("comptes/<uuid:user>/", views.account, name="account"),
    path("nominations/", views.waiting, name="grants"),
    path("nominations/<uuid:grant>/", views.decide, name="decide"),
    path("delegations/", own_views.delegations, name="delegations"),
    path("delegations/<uuid:delegation>/", own_views.take_back, name="take-back"),
]
