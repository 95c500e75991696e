"""The addresses of the field: round tables, engagements, missions, commitments."""

from __future__ import annotations

from django.urls import URLPattern, path

from rempart.field import calendar_views, commitment_views, views
from rempart.field.letters import LETTERS

app_name = "field"

_FOLDERS = {"round_table": "tables-rondes", "engagement": "rencontres", "mission": "missions"}


def _letter(kind: str, folder: str) -> list[URLPattern]:
    """The address of the paper that goes out before, where the kind has one."""
    if kind not in LETTERS:
        return []
    file = f"{folder}/<str:reference>/{LETTERS[kind].path}-<str:language>.<str:suffix>"
    return [path(file, views.letter, {"kind": kind}, name=f"{kind}_letter")]


def _subject(kind: str, folder: str) -> list[URLPattern]:
    """The addresses of one kind of record."""
    given = {"kind": kind}
    file = "<str:reference>/<str:language>.<str:suffix>"
    return [
        path(f"{folder}/", views.listed, given, name=f"{kind}s"),
        path(f"{folder}/ajout/", views.new, given, name=f"{kind}_new"),
        path(f"{folder}/<str:reference>/", views.one, given, name=kind),
        path(f"{folder}/<str:reference>/ecrire/", views.edit, given, name=f"{kind}_edit"),
        *_letter(kind, folder),
        path(f"{folder}/{file}", views.document, given, name=f"{kind}_document"),
    ]


urlpatterns = [
    path("calendrier-terrain/", calendar_views.month, name="calendar"),
    *(url for kind, folder in _FOLDERS.items() for url in _subject(kind, folder)),
    path("annexes/<str:reference>/<str:language>.<str:suffix>", views.annex, name="annex"),
    path("engagements/", commitment_views.listed, name="commitments"),
    path("engagements/<str:reference>/", commitment_views.one, name="commitment"),
]
