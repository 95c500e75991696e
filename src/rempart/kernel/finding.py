"""A record by the reference that a person typed, in whatever case or spacing."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from rempart.kernel.errors import NotThere
from rempart.kernel.ids import read_reference

Row = TypeVar("Row", bound=Model)


def found(rows: type[Row] | QuerySet[Row], reference: str) -> Row:
    """The record of that reference, of a model or of some of its rows.

    Raises:
        NotThere: none that the reader may see.
    """
    asked = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    row = asked.filter(reference=read_reference(reference) or reference).first()
    if row is None:
        raise NotThere
    return row
