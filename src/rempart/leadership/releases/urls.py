"""The addresses of releases, of what partners read, and of what they send."""

from __future__ import annotations

from django.urls import URLPattern, path

from rempart.leadership.releases import partner_views, views

_FILE = "<str:reference>/<str:language>.<str:suffix>"

urlpatterns: list[URLPattern] = [
    path("communications/", views.releases, name="releases"),
    path("communications/nouvelle/", views.new_release, name="new_release"),
    path("communications/<str:reference>/", views.release, name="release"),
    path("communications/<str:reference>/choisir/", views.choose, name="choose_release"),
    path(f"communications/{_FILE}", views.release_document, name="release_document"),
    path("partage/", partner_views.received, name="received"),
    path("partage/envoyer/", partner_views.send, name="send"),
    path("partage/<str:reference>/", partner_views.one_received, name="one_received"),
    path(f"partage/{_FILE}", partner_views.received_document, name="received_document"),
    path("envois/", views.inbox, name="inbox"),
    path("envois/<str:reference>/", views.submission, name="submission"),
]
