"""Django's client at the doors, signed in as anybody."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.test import Client

from rempart.people import entry


def open_as(user: Any = None, language: str = "fr", **options: Any) -> Client:
    """A client signed in as `user` with both factors just now, or as nobody."""
    client = Client(SERVER_NAME="localhost", **options)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    if user is not None:
        client.force_login(user)
        session = client.session
        entry.mark(session)
        session.save()
    return client


def words(page: str) -> str:
    """A page's text with plain spaces and hyphens where typography binds them."""
    plain = {"\u00a0": " ", "\u202f": " ", "\u2060": "", "\u2011": "-"}
    return page.translate(str.maketrans(plain))
