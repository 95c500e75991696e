"""The addresses of accounts, posts and grants."""

from __future__ import annotations

from django.urls import path

from rempart.people import audit_views, entry_views, glass_views, own_views, telling_views, views

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
    path("bris-de-glace/", glass_views.glass, name="glass"),
    path("bris-de-glace/<uuid:glass>/", glass_views.answer, name="answer-glass"),
    path("journal/", audit_views.trail_page, name="journal"),
    path("journal/verification/", audit_views.verification, name="verification"),
    path("notifications/", telling_views.notifications, name="notifications"),
    path("notifications/courriel/", telling_views.mail, name="mail"),
    path("notifications/suivre/", telling_views.follow, name="follow"),
    path("notifications/<uuid:notification>/", telling_views.look, name="look"),
    path("second-facteur/", entry_views.second_factor_page, name="second-factor"),
    path("mon-compte/", entry_views.mine, name="mine"),
    path("mon-compte/mot-de-passe/", entry_views.password, name="password"),
    path("mon-compte/codes/", entry_views.recovery, name="recovery"),
    path("mon-compte/sessions/<uuid:sitting>/", entry_views.end_session, name="end-session"),
]
