"""The deletions feed of a living source: what it took back leaves our lists and counts too.

What a person corrected or judged stays, and is listed: they decide. The feed is an import like any
other, with its dry run, its batch, and its withdrawal, which gives everything back.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from rempart.kernel import history, ids
from rempart.kernel.actions import Run, bulk
from rempart.kernel.policy import UNCLASSIFIED
from rempart.register.acled import Deletion, deletions
from rempart.register.formats import DELETED
from rempart.register.imports import DELETING, STEP, Kept, Outcome, close_batch, open_batch
from rempart.register.models import Batch, Incident, StagedRow
from rempart.register.setwise import insert_all, update_all
from rempart.register.tabular import Refusal
from rempart.register.workflow import REPORTED, WITHDRAWN


@bulk(DELETING, "incident", "import")
def withdraw_deleted(
    run: Run,
    *,
    path: Path,
    dry_run: bool = False,
    marking: int = UNCLASSIFIED,
    encoding: str = "utf-8-sig",
) -> Outcome:
    """Withdraw the incidents whose events ACLED has deleted; an id we do not have is unchanged.

    Raises:
        BadInput: the file has no column of ids.
        Refused: the actor may not import.
    """
    batch = open_batch(run, DELETED, path, marking)
    outcome = Outcome(batch=batch.reference)
    with transaction.atomic(using=run.actor.alias):
        rows = deletions(path, encoding)
        beginning = list(islice(rows, STEP))
        batch.save(using=run.actor.alias, force_insert=True)
        while beginning:
            insert_all(StagedRow, _take(run, batch, beginning, outcome), batch_id=batch.pk)
            beginning = list(islice(rows, STEP))
        close_batch(run, batch, outcome)
        if dry_run:
            transaction.set_rollback(True, using=run.actor.alias)
    return outcome


def _take(
    run: Run, batch: Batch, rows: list[Deletion | Refusal], outcome: Outcome
) -> list[dict[str, Any]]:
    """Withdraw one portion; what is to be staged of it."""
    keys = [row.key for row in rows if isinstance(row, Deletion)]
    standing = {
        one.external_key: one
        for one in Incident.objects.filter(external_key__in=keys)
        .exclude(verification=WITHDRAWN)
        .only("reference", "external_key", "verification", "edited_by_hand")
    }
    staged, gone = [], []
    for row in rows:
        if isinstance(row, Refusal):
            outcome.refusals.append(row)
            staged.append(_stage(row, "refused", "\n".join(map(str, row.problems))))
            continue
        found = standing.get(row.key)
        if found is not None and (found.verification != REPORTED or found.edited_by_hand):
            outcome.kept.append(Kept(found.reference, ("verification",)))
            found = None
        if found is not None:
            gone.append(found.pk)
        staged.append(_stage(row, "changed" if found else "unchanged"))
    update_all(Incident, [{"id": one, "verification": WITHDRAWN} for one in gone])
    history.keep_all(run.name, Incident, gone, reason=batch.reference, standing=run.standing)
    outcome.changed += len(gone)
    outcome.unchanged += len(keys) - len(gone)
    return staged


def _stage(row: Deletion | Refusal, fate: str, problem: str = "") -> dict[str, Any]:
    return {
        "id": ids.new_id(),
        "line": row.line,
        "key": row.key,
        "raw": row.raw,
        "fate": fate,
        "problem": problem,
    }
