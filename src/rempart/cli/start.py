"""Starting Django for a command: before any room is imported."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.conf import settings
from django.utils import translation

from rempart.web.translations import catalogues


def set_up(language: str) -> None:
    """Start Django, with up-to-date translations and the operator's language."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rempart.settings")
    catalogues(Path(settings.REMPART_HOME))
    django.setup()
    translation.activate(language)
