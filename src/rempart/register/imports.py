"""Importing events: one bulk action, all of it or nothing, and its withdrawal.

Every row of the file is staged as it stood. A row is *new*, *changed*, *unchanged* or *refused*;
the same file twice adds nothing, because each event keeps its key. What a person has corrected by
hand is never overwritten: it is listed. An older revision never replaces a newer one. A dry run
does the same work and undoes it.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connections, transaction
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import Profile
from rempart.doctrine.loader import current as profile
from rempart.kernel import history, ids, references
from rempart.kernel.actions import Run, bulk, changes, journal_bulk, permit
from rempart.kernel.actor import MISSION, current
from rempart.kernel.errors import Problem, Setup
from rempart.kernel.policy import NO_COMPARTMENT, UNCLASSIFIED, Whereabouts
from rempart.register import tabular
from rempart.register.acled import Renamed
from rempart.register.formats import FORMATS, GED, TABLE, Format, Given, Row
from rempart.register.models import Batch, Incident, StagedRow
from rempart.register.placing import Whereabout, whereabouts
from rempart.register.refusing import withheld
from rempart.register.setwise import insert_all, update_all
from rempart.register.tabular import Refusal
from rempart.register.workflow import REPORTED, WITHDRAWN

ACTION, DELETING = "incident.import", "incident.import-deleted"
STEP = 4_000
_LOCK = 0x494D504F  # "IMPO": one import at a time
_ENOUGH = 64 * 2**20
_DISK_FULL = "53100"

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Kept:
    """What a person corrected by hand and the file says otherwise: it stays as they left it."""

    reference: str
    fields: tuple[str, ...]


@dataclass
class Outcome:
    """What an import did, or would do: counts, and what a person should look at.

    `withheld` are refused rows of what may never be stored here: nothing of their text is kept.
    `left_out` are rows of other countries, `superseded` those of which a newer revision stands;
    `renamed` counts the old labels that were read as new ones, `notes` says what was passed over.
    """

    batch: str = ""
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    superseded: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    withheld: list[Refusal] = field(default_factory=list)
    remarked: list[Row] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    renamed: Counter[Renamed] = field(default_factory=Counter)
    notes: list[Any] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return len(self.refusals) + len(self.withheld)

    def __str__(self) -> str:
        """The last line of every import command, in every language."""
        return (
            f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged,"
            f" {self.refused} refused"
        )


@dataclass
class _Import:
    """One import under way: its batch, and the marks that its rows carry."""

    run: Run
    batch: Batch
    mission: Profile
    format: Format
    outcome: Outcome = field(default_factory=Outcome)
    staged: list[dict[str, Any]] = field(default_factory=list)
    newest: dict[str, int] = field(default_factory=dict)

    def take(self, rows: Iterable[Row | Refusal]) -> None:
        """Take some rows of the file: place, compare, write, stage."""
        self.staged = []
        events = []
        for row in rows:
            if isinstance(row, Refusal):
                self._refuse(row)
            else:
                events.append(row)
        there = whereabouts(
            [(event.longitude, event.latitude) for event in events],
            [event.starts_on for event in events],
            [event.country for event in events],
        )
        inside = []
        for event, place in zip(events, there, strict=True):
            if place.outside:
                self._refuse(_outside(event))
            else:
                inside.append((event, place))
                if event.remarks:
                    self.outcome.remarked.append(event)
        self._write(inside)
        insert_all(StagedRow, self.staged, batch_id=self.batch.pk)

    def _write(self, placed: list[tuple[Row, Whereabout]]) -> None:
        standing = _standing([event.key for event, _place in placed], self.format.columns)
        fresh, amended, restored = [], [], []
        for event, place in placed:
            said = self.format.say(event, place, self.mission)
            if problems := withheld(self._texts(said)):
                self._withhold(event, problems)
                continue
            found = standing.get(event.key)
            if found is None:
                office = place.office if event.office is None else event.office
                own = {"id": ids.new_id(), "external_key": event.key, "office": office}
                fresh.append((event, own | said))
            elif event.revision < self.newest.get(event.key, 0):
                self.outcome.superseded += 1
                self._unchanged(event)
            elif found["gone"] is not None and found["verification"] == WITHDRAWN:
                restored.append((event, self._amended(found, said)))
            elif found["verification"] == WITHDRAWN:
                self._unchanged(event)
            elif (change := self._amended(found, said)).keys() > {"id"}:
                amended.append((event, change))
            else:
                self._unchanged(event)
        self._insert(fresh)
        self._update(amended)
        self._restore(restored)

    def _texts(self, said: dict[str, Any]) -> dict[str, object]:
        """What a row says in free words; in the mission's own table a perpetrator is typed too."""
        found = {name: said[name] for name in ("summary", "place", "source")}
        if self.format is TABLE:
            found["perpetrator"] = "; ".join(one["name"] for one in said["alleged"])
        return found

    def _marks(self) -> dict[str, Any]:
        """What every new incident of this import carries alike."""
        return {
            "component": self.batch.component,
            "marking": self.batch.marking,
            "compartment": NO_COMPARTMENT,
            "author": self.run.author,
            "created_at": self.run.now,
            "recorded_at": self.run.now,
            "revision": 1,
            "verification": REPORTED,
            "known_from": self.batch.known_from,
            "batch_id": self.batch.pk,
            "edited_by_hand": [],
        }

    def _amended(self, found: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
        """What must change in a standing incident; what was edited by hand is listed instead."""
        differing = [name for name, value in said.items() if found[name] != value]
        kept = [name for name in differing if name in found["edited_by_hand"]]
        if kept:
            self.outcome.kept.append(Kept(found["reference"], tuple(kept)))
        return {"id": found["id"]} | {name: said[name] for name in differing if name not in kept}

    def _insert(self, fresh: list[tuple[Row, dict[str, Any]]]) -> None:
        silent = {name: value for name, value in _SILENT.items() if name not in self.format.columns}
        rows = [row for _event, row in fresh]
        named = references.fresh(
            Incident, [row["office"] for row in rows], [row["starts_on"].year for row in rows]
        )
        rows = [row | {"reference": name} for row, name in zip(rows, named, strict=True)]
        written = {row["id"] for row in rows}
        if insert_all(Incident, rows, **silent, **self._marks()) < len(rows):
            # The others stand already, out of this actor's sight.
            written = set(Incident.objects.filter(id__in=written).values_list("id", flat=True))
        for event, row in fresh:
            if row["id"] in written:
                self.outcome.new += 1
                self._stage(event, "new")
            else:
                self._unchanged(event)
        self._keep(written)

    def _update(self, amended: list[tuple[Row, dict[str, Any]]]) -> None:
        for columns, rows in itertools.groupby(
            sorted((row for _event, row in amended), key=_columns), key=_columns
        ):
            del columns
            update_all(Incident, list(rows))
        for event, _row in amended:
            self.outcome.changed += 1
            self._stage(event, "changed")
        self._keep(row["id"] for _event, row in amended)

    def _restore(self, restored: list[tuple[Row, dict[str, Any]]]) -> None:
        """Take back incidents of a withdrawn import, verified as they were before it."""
        before = _last_verification([row["id"] for _event, row in restored])
        full = [
            row | {"verification": before.get(row["id"], REPORTED), "batch_id": self.batch.pk}
            for _event, row in restored
        ]
        for columns, rows in itertools.groupby(sorted(full, key=_columns), key=_columns):
            del columns
            update_all(Incident, list(rows))
        for event, _row in restored:
            self.outcome.new += 1
            self._stage(event, "new")
        self._keep(row["id"] for row in full)

    def _keep(self, changed: Iterable[UUID]) -> None:
        if kept := list(changed):
            history.keep_all(
                ACTION, Incident, kept, reason=self.batch.reference, standing=self.run.standing
            )

    def _unchanged(self, event: Row) -> None:
        self.outcome.unchanged += 1
        self._stage(event, "unchanged")

    def _refuse(self, refusal: Refusal) -> None:
        if found := withheld({"told": refusal.raw}):
            more = (replace(problem, value="…") for problem in found)
            refusal = replace(refusal, raw="…", problems=(*refusal.problems, *more))
        self.outcome.refusals.append(refusal)
        self._stage(refusal, "refused", "\n".join(str(p) for p in refusal.problems))

    def _withhold(self, event: Row, problems: tuple[Problem, ...]) -> None:
        """Refuse a row for what is never stored here: the channel is named, no text is kept."""
        refusal = Refusal(event.line, "", event.key, problems)
        self.outcome.withheld.append(refusal)
        self._stage(refusal, "refused", "\n".join(str(problem) for problem in problems))

    def _stage(self, row: Row | Refusal, fate: str, problem: str = "") -> None:
        self.staged.append(
            {
                "id": ids.new_id(),
                "line": row.line,
                "key": _revised(row),
                "raw": row.raw,
                "fate": fate,
                "problem": problem,
            }
        )


def _revised(row: Row | Refusal) -> str:
    """The key under which a row is staged: with its revision, where its format has them."""
    revision = getattr(row, "revision", 0)
    return f"{row.key}@{revision}" if revision else row.key


def _columns(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row)


_SILENT = {"language": "en", "reliability": "", "credibility": "", "ucdp_type": None,
           "acled_type": "", "acled_subtype": ""}  # fmt: skip
"""What a new incident carries where its format says nothing of it."""

_OWN = ("id", "external_key", "reference", "verification", "edited_by_hand")
_JSON = frozenset({"alleged", "harm"})


def _standing(keys: list[str], said: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The incidents that carry these keys already, as far as the actor sees them."""
    compared = (*_OWN, *said)
    columns = ", ".join(f"t.{name}" for name in compared)
    with connections[current().alias].cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}, b.withdrawn_at FROM register_incident t"
            " LEFT JOIN register_batch b ON b.id = t.batch_id WHERE t.external_key = ANY (%s)",
            [keys],
        )
        rows = [dict(zip((*compared, "gone"), row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        for name in _JSON:
            row[name] = json.loads(row[name])
    return {row["external_key"]: row for row in rows}


def _revisions(code: str) -> dict[str, int]:
    """The newest revision of each key that imports of a format brought, but for withdrawn ones."""
    with connections[current().alias].cursor() as cursor:
        cursor.execute(
            "SELECT split_part(s.key, '@', 1), max(split_part(s.key, '@', 2)::bigint)"
            " FROM register_batch b JOIN register_stagedrow s ON s.batch_id = b.id"
            " WHERE b.format = %s AND b.withdrawn_at IS NULL AND s.fate <> 'refused'"
            " AND s.key LIKE '%%@%%' GROUP BY 1",
            [code],
        )
        return dict(cursor.fetchall())


def _last_verification(incidents: list[UUID]) -> dict[UUID, str]:
    """How each incident stood in the verification before it was withdrawn."""
    with connections[current().alias].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (object_id) object_id, values ->> 'verification'"
            " FROM register_incidentversion WHERE object_id = ANY (%s)"
            " AND values ->> 'verification' <> %s ORDER BY object_id, number DESC",
            [incidents, WITHDRAWN],
        )
        return dict(cursor.fetchall())


def _outside(event: Row) -> Refusal:
    problem = Problem(
        "latitude, longitude",
        f"{event.latitude}, {event.longitude}",
        _("lies outside the mission, more than 5 km from every outline"),
        _("Correct the point, or import with --country to leave other countries out."),
        "outside",
    )
    return Refusal(event.line, event.raw, event.key, (problem,))


@bulk(ACTION, "incident", "import")
def import_events(
    run: Run,
    *,
    path: Path,
    format: str = GED.code,
    country: str = "",
    dry_run: bool = False,
    known_from: date | None = None,
    marking: int = UNCLASSIFIED,
    encoding: str = "utf-8-sig",
    progress: Progress = lambda rows: None,
) -> Outcome:
    """Import the events of a file, or say what doing so would change.

    Args:
        path: the file.
        format: the code of one of `formats.FORMATS`.
        country: take only rows of this country; every country when empty.
        dry_run: undo everything at the end.
        known_from: since when the mission may have known; today by default.
        marking: the marking of the incidents that are new.
        encoding: how a text file is saved.
        progress: told after each portion how many rows it had.

    Raises:
        BadInput: the file as a whole is not one of this format.
        Refused: the actor may not import, or not at this marking.
    """
    read_as = FORMATS[format]
    batch = open_batch(run, format, path, marking, known_from)
    with transaction.atomic(using=run.actor.alias):
        reading = read_as.read(Given(path, country, encoding), profile())
        parts = _ahead(iter(reading))
        beginning = next(parts, [])
        batch.save(using=run.actor.alias, force_insert=True)
        work = _Import(run, batch, profile(), read_as, Outcome(batch=batch.reference))
        work.newest = _revisions(format) if read_as.revised else {}
        for part in itertools.chain([beginning], parts):
            work.take(part)
            progress(len(part))
        work.outcome.left_out = reading.left_out
        work.outcome.superseded += reading.superseded
        work.outcome.renamed = reading.renamed
        work.outcome.notes = reading.notes
        close_batch(run, batch, work.outcome)
        if dry_run:
            transaction.set_rollback(True, using=run.actor.alias)
    return work.outcome


def open_batch(
    run: Run, format: str, path: Path, marking: int, known_from: date | None = None
) -> Batch:
    """The unsaved batch of an import that may begin: permitted, and alone until it commits.

    Raises:
        Refused: the actor may not import, or not at this marking.
    """
    mission = profile()
    owner = mission.component(mission.mission.owner_component).number
    permit(run, "import", Whereabouts("batch", component=owner, marking=marking))
    _one_at_a_time()
    return Batch(
        reference=references.fresh(Batch, [MISSION])[0],
        component=owner,
        marking=marking,
        author=run.author,
        format=format,
        file_name=path.name[:200],
        digest=tabular.digest(path) if path.is_file() else "",
        known_from=known_from or run.now.date(),
    )


def _ahead(rows: Iterator[Row | Refusal]) -> Iterator[list[Row | Refusal]]:
    """Portions of the file; the next one is parsed while the database writes the one before."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        coming = reader.submit(lambda: list(itertools.islice(rows, STEP)))
        while part := coming.result():
            coming = reader.submit(lambda: list(itertools.islice(rows, STEP)))
            yield part


def _one_at_a_time() -> None:
    """Wait for another import to finish: two at once would both find the same event new."""
    with connections[current().alias].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def close_batch(run: Run, batch: Batch, outcome: Outcome) -> None:
    """Write the counts on the batch, keep its version, journal the import."""
    counts = ("new", "changed", "unchanged", "refused", "left_out")
    for name in counts:
        setattr(batch, name, getattr(outcome, name))
    batch.save(using=run.actor.alias, update_fields=counts)
    history.keep(run.name, batch, list(counts), run.reason, run.standing)
    journal_bulk(run, "batch", batch.pk, outcome.new + outcome.changed, counts)


@changes(Batch, "batch.withdraw", right="import")
def withdraw_batch(run: Run, batch: Batch) -> int:
    """Withdraw an import: what it brought leaves lists and counts, what it changed goes back.

    Returns the number of incidents withdrawn or taken back; a second time, 0. What somebody
    changed since the import changed it is left to them.
    """
    if batch.withdrawn_at is not None:
        return 0
    _one_at_a_time()
    batch.withdrawn_at = run.now
    brought = list(
        Incident.objects.filter(batch=batch)
        .exclude(verification=WITHDRAWN)
        .values_list("id", flat=True)
    )
    for first in range(0, len(brought), STEP):
        part = brought[first : first + STEP]
        update_all(Incident, [{"id": one, "verification": WITHDRAWN} for one in part])
    taken_back = _take_back(batch)
    history.keep_all(
        run.name,
        Incident,
        [*brought, *taken_back],
        reason=run.reason or batch.reference,
        standing=run.standing,
    )
    return len(brought) + len(taken_back)


def _take_back(batch: Batch) -> list[UUID]:
    """Give the incidents that an import changed, and nobody since, what they said before it."""
    names = [
        f.column
        for f in Incident._meta.concrete_fields
        if not f.generated and f.column not in ("id", "revision")
    ]
    settings_ = ", ".join(f"{name} = was.{name}" for name in names)
    with connections[current().alias].cursor() as cursor:
        cursor.execute(
            f"UPDATE register_incident t SET {settings_}, revision = t.revision + 1"
            " FROM register_incidentversion v"
            " JOIN register_incidentversion w"
            "   ON w.object_id = v.object_id AND w.number = v.number - 1,"
            " LATERAL jsonb_populate_record(NULL::register_incident, w.values) was"
            " WHERE v.action = ANY (%s) AND v.reason = %s AND t.id = v.object_id"
            " AND t.revision = v.number AND t.batch_id <> %s RETURNING t.id",
            [[ACTION, DELETING], batch.reference, batch.pk],
        )
        return [row[0] for row in cursor.fetchall()]


def say_disk_full(error: OperationalError) -> None:
    """Raise a refusal that names the remedy, where `error` comes from a disk that is full.

    Raises:
        Setup: the disk is full; the transaction is undone, so nothing was imported.
    """
    home = Path(settings.REMPART_HOME)
    state = getattr(error.__cause__, "sqlstate", None)
    if state != _DISK_FULL and shutil.disk_usage(home).free > _ENOUGH:
        return
    raise Setup(
        Problem(
            place=_("Disk"),
            value=home,
            message=_("is full; nothing was imported"),
            remedy=_("Free some space there and run the same command again."),
            code="disk-full",
        )
    ) from error
