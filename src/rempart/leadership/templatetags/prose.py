"""Texts in Markdown and cells of tables, for the pages of this room. `{% load prose %}`."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from rempart.documents import prose as texts

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """A text in Markdown as its page shows it."""
    return texts.page(text)


@register.simple_tag
def nth(names: Sequence[str], place: int) -> str:
    """The name at a place of a list; empty beyond its end."""
    return names[place] if place < len(names) else ""
