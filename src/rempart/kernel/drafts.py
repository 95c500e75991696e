"""What a person has typed and not saved yet: kept for them alone, until they save or drop it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from rempart.kernel import clock
from rempart.kernel.actor import current
from rempart.kernel.models import Draft

PLUMBING = frozenset({"csrfmiddlewaretoken", "do", "form_token"})
"""Fields of a form that are nobody's words."""


def keep(place: str, said: Mapping[str, Any]) -> None:
    """Keep what stands in the form `place` of whoever acts; an empty form is dropped."""
    kept = {name: value for name, value in said.items() if name not in PLUMBING and value}
    if not kept:
        drop(place)
        return
    Draft.objects.update_or_create(
        holder=current().id, place=place, defaults={"said": kept, "at": clock.now()}
    )


def typed(post: QueryDict) -> dict[str, Any]:
    """What stands in a form that was sent; several values of one name stay several."""
    return {name: said if len(said) > 1 else said[0] for name, said in post.lists() if said}


def kept(place: str) -> Draft | None:
    """What whoever acts left in the form `place`."""
    found: Draft | None = Draft.objects.filter(holder=current().id, place=place).first()
    return found


def drop(place: str) -> None:
    """Forget what stands in the form `place` of whoever acts."""
    found = Draft.objects.filter(holder=current().id, place=place)
    found._raw_delete(found.db)
