"""The facts of a note: records of any room, cited by reference and frozen as they stood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock, links
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.ids import read_reference
from rempart.kernel.models import Guarded
from rempart.kernel.walls import guarded_models
from rempart.leadership.advice.models import AdviceNote

RELATION = "cites"
"""The link from a note to a record on which it rests."""


def record_of(typed: str, without: Collection[str] = (AdviceNote.kind,)) -> Guarded | None:
    """The record of that reference in any room that names its records, if the reader sees it.

    Those of the kinds `without` are left; of a note, other notes are.
    """
    reference = read_reference(typed) or typed.strip()
    models = guarded_models()
    for kind, _ends in links.ends:
        model: Any = models.get(kind)
        if model is None or kind in without:
            continue
        found: Guarded | None = model.objects.filter(reference=reference).first()
        if found is not None:
            return found
    return None


def frozen(record: Guarded, words: str, number: int) -> dict[str, Any]:
    """The record as it stands now, in the words of its room, with what the note says of it."""
    end = links.ends[record.kind]([record.pk])[record.pk]
    return {
        "n": number,
        "kind": record.kind,
        "id": str(record.pk),
        "reference": record.reference,
        "title": str(end.title),
        "day": end.day.isoformat() if end.day else "",
        "marking": record.marking,
        "revision": record.revision,
        "words": words,
        "at": clock.now().isoformat(),
    }


def checked(row: AdviceNote, typed: str, words: str) -> Guarded:
    """The record that a note may cite.

    Raises:
        BadInput: there is none that the author sees, nothing is said of it, it stands in a
            compartment that the note does not, or it is cited already.
    """
    record = record_of(typed)
    if record is None:
        message, remedy = _("is no record that you may see"), _("Copy the reference of its page.")
        raise BadInput(Problem(_("Reference"), typed, message, remedy, "reference"))
    if not words.strip():
        message, remedy = _("is still empty"), _("Say in a sentence what the record shows.")
        raise BadInput(Problem(_("What it shows"), "", message, remedy, "empty"))
    if record.compartment not in (0, row.compartment):
        message = _("stands in a compartment that the addressee may not share")
        remedy = _("Leave it out, or have its figures released first.")
        raise BadInput(Problem(_("Reference"), record.reference, message, remedy, "compartment"))
    if any(fact["id"] == str(record.pk) for fact in row.facts):
        message, remedy = _("is cited already"), _("Take the fact out to say it otherwise.")
        raise BadInput(Problem(_("Reference"), record.reference, message, remedy, "twice"))
    return record


def rows_of(facts: list[dict[str, Any]]) -> dict[str, Guarded]:
    """The records of some facts that the reader sees now, by their id. One query a kind."""
    wanted: dict[str, list[UUID]] = defaultdict(list)
    for fact in facts:
        wanted[fact["kind"]].append(UUID(fact["id"]))
    models: dict[str, Any] = dict(guarded_models())
    found = [
        row for kind, ids in sorted(wanted.items())
        for row in models[kind].objects.filter(pk__in=ids)
    ]  # fmt: skip
    return {str(row.pk): row for row in found}
