"""Files that a person has sent and not yet confirmed: kept for a day, for their session alone.

They lie below the instance's home, readable by nobody else on the machine. The session knows their
keys; signing out forgets them, and what was sent before yesterday is erased at the next upload.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.files.uploadedfile import UploadedFile

from rempart.kernel import clock
from rempart.kernel.errors import NotThere

MOST = 10 * 2**20
"""The largest file that is taken from a browser, in bytes."""

_SESSION = "uploads"


@dataclass(frozen=True)
class Upload:
    """A file that waits for its confirmation, and how its sender wants it read."""

    key: UUID
    path: Path
    options: dict[str, Any]


def _home() -> Path:
    return Path(settings.REMPART_HOME) / "uploads"


def keep(session: SessionBase, sent: UploadedFile, options: dict[str, Any]) -> Upload:
    """Keep a file under its own name in a folder of its own; `options` go into the session."""
    _throw_away()
    key = uuid4()
    folder = _home() / f"{clock.today():%Y%m%d}" / key.hex
    folder.mkdir(mode=0o700, parents=True)
    path = folder / Path(sent.name or "file").name
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in sent.chunks():
            file.write(chunk)
    session[_SESSION] = {**session.get(_SESSION, {}), key.hex: [str(path), options]}
    return Upload(key, path, options)


def find(session: SessionBase, key: UUID) -> Upload:
    """A file of this session.

    Raises:
        NotThere: it is another's, was confirmed or dropped, or is older than a day.
    """
    kept, options = session.get(_SESSION, {}).get(key.hex, ("", {}))
    if not kept or not Path(kept).is_file():
        raise NotThere
    return Upload(key, Path(kept), options)


def drop(session: SessionBase, upload: Upload) -> None:
    """Forget a file and erase it."""
    session[_SESSION] = {k: v for k, v in session.get(_SESSION, {}).items() if k != upload.key.hex}
    shutil.rmtree(upload.path.parent, ignore_errors=True)


def _throw_away() -> None:
    """Erase what was sent before yesterday."""
    kept = {f"{day:%Y%m%d}" for day in (clock.today(), clock.today() - timedelta(days=1))}
    for folder in _home().glob("*"):
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
