"""Which kinds of record may be deleted once their time is over: rooms register what they hold.

How long is the profile's to say; a kind of which it says nothing is kept. Whatever is not
registered here is never deleted, and no role of the database could.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from rempart.kernel.models import Guarded
from rempart.kernel.registry import Registry


@dataclass(frozen=True)
class Term:
    """Rows of `model` that were done with before a moment: closed, retired, read."""

    model: type[Guarded]
    over: Callable[[datetime], QuerySet[Any]]


terms: Registry[Term] = Registry("terms")
"""By kind of record."""
