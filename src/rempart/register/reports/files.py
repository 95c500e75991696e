"""Files that come with reports and incidents: checked, stripped, sealed, served by the walls."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rempart.kernel import journal
from rempart.kernel.actions import Run, changes
from rempart.kernel.envelopes import seal, unseal
from rempart.kernel.errors import BadInput, NotThere, Problem
from rempart.kernel.models import Guarded
from rempart.register.models import Incident, IncidentFile, Report, ReportFile
from rempart.register.refusing import refused
from rempart.register.reports import stripping

MOST = 10 * 2**20
"""The largest file that is taken, in bytes: what an office's line carries in some minutes."""

_PURPOSE = "attachment"
_UNFIT: dict[str, tuple[str | Promise, str | Promise]] = {
    stripping.MACROS: (
        _("holds macros, or may"),
        _("Save it as .docx or .xlsx without macros, or as PDF, and send that."),
    ),
    stripping.ACTIVE: (
        _("holds a program or another file inside"),
        _("Print it to PDF again, and send that."),
    ),
    stripping.BROKEN: (_("cannot be read to its end"), _("Open it, save it anew, and send that.")),
    stripping.UNKNOWN: (
        _("is of no type that is taken"),
        _("Send a JPEG or PNG photo, a PDF, a .docx, an .xlsx or a plain text."),
    ),
}


def check(name: str, content: bytes) -> stripping.Stripped:
    """A file as it may be kept, stripped of what it carries beside what it shows.

    Raises:
        BadInput: too large, with macros, broken, or of a type that is not taken.
    """
    if len(content) > MOST:
        raise too_large(name, len(content))
    if problems := refused({"name": name}):
        raise BadInput.of(problems)
    try:
        return stripping.strip(content)
    except stripping.Unfit as unfit:
        message, remedy = _UNFIT[unfit.why]
        raise BadInput(Problem(_("File"), name, message, remedy, unfit.why)) from unfit


def too_large(name: str, size: int) -> BadInput:
    """The refusal of a file beyond the limit, which says both."""
    message = format_lazy(
        _("holds {size} MB; {most} MB is the most"), size=-(-size // 2**20), most=MOST // 2**20
    )
    remedy = _("Make the photo smaller, or send the pages that matter.")
    return BadInput(Problem(_("File"), name, message, remedy, "too-large"))


def read(sent: Iterable[UploadedFile]) -> list[tuple[str, stripping.Stripped]]:
    """What was sent, checked and stripped, each under its name; all of it, or the refusal.

    Raises:
        BadInput: as `check`, for the first that does not hold.
    """
    found = []
    for one in sent:
        if (one.size or 0) > MOST:
            raise too_large(one.name or "", one.size or 0)
        found.append((one.name or "", check(one.name or "", one.read())))
    return found


@changes(Report, "report.attach", right="create")
def attach_to_report(run: Run, row: Report, *, name: str, file: stripping.Stripped) -> UUID:
    """Attach a file to a report."""
    return _keep(run, row, ReportFile(report=row), name, file)


@changes(Incident, "incident.attach", right="create")
def attach_to_incident(run: Run, row: Incident, *, name: str, file: stripping.Stripped) -> UUID:
    """Attach a file to an incident."""
    return _keep(run, row, IncidentFile(incident=row), name, file)


@changes(Report, "report.detach", right="edit")
def detach_from_report(run: Run, row: Report, *, file: UUID) -> None:
    """Withdraw a file of a report: its bytes are erased, its name stays."""
    _withdraw(run, row, ReportFile.objects.filter(report=row, pk=file))


@changes(Incident, "incident.detach", right="edit")
def detach_from_incident(run: Run, row: Incident, *, file: UUID) -> None:
    """Withdraw a file of an incident: its bytes are erased, its name stays."""
    _withdraw(run, row, IncidentFile.objects.filter(incident=row, pk=file))


def _keep(run: Run, whole: Guarded, part: Any, name: str, file: stripping.Stripped) -> UUID:
    part.name, part.media_type = named(name, file.media_type), file.media_type
    part.size, part.digest = len(file.content), hashlib.sha256(file.content).hexdigest()
    part.removed = list(file.removed)
    part.added_at, part.added_by = run.now, run.standing.label if run.standing else run.actor.name
    part.sealed = seal(file.content, _PURPOSE, str(part.pk))
    part.save(using=run.actor.alias, force_insert=True)
    _enter(run, whole, part)
    found: UUID = part.pk
    return found


def _withdraw(run: Run, whole: Guarded, found: Any) -> None:
    part = found.filter(withdrawn_at__isnull=True).first()
    if part is None:
        raise NotThere
    part.withdrawn_at, part.sealed = run.now, b""
    part.save(using=run.actor.alias, update_fields=["withdrawn_at", "sealed"])
    _enter(run, whole, part)


def _enter(run: Run, whole: Guarded, part: Any) -> None:
    journal.write(
        run.name, whole.kind, standing=run.standing, object_id=whole.pk,
        changed=[f"file:{part.digest[:12]}"],
    )  # fmt: skip


def named(name: str, media_type: str) -> str:
    """A name that is safe in a header and on a disk, with the ending of what the file is."""
    stem = re.sub(r"[^\w .-]+", "_", PurePosixPath(name.replace("\\", "/")).stem).strip(" ._")
    return f"{stem[:80] or 'piece'}.{stripping.SUFFIXES[media_type]}"


def of_record(row: Report | Incident) -> list[Any]:
    """The files of a record without their bytes, the first added first."""
    return list(row.files.defer("sealed").order_by("added_at", "id"))


def opened(piece: UUID) -> tuple[Any, bytes]:
    """A file that the reader may see, and its bytes.

    Raises:
        NotThere: there is none, they may not see its record, or it was withdrawn.
    """
    for model in (ReportFile, IncidentFile):
        found: Any = model.objects.filter(pk=piece, withdrawn_at__isnull=True).first()
        if found is not None:
            return found, unseal(found.sealed, _PURPOSE, str(found.pk))
    raise NotThere
