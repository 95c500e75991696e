"""Backups: a dump past the walls, with its counts, encrypted to two holders; never in clear.

The archive holds `database.dump` (pg_dump's custom format) and `manifest.json` (rows by table, the
journal's anchor, the profile). The key of sources and hashes is not in it: who finds a backup and
one identity still lacks the key.
"""

from __future__ import annotations

import io
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyrage
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock, journal
from rempart.kernel.cluster import Cluster
from rempart.kernel.errors import BadInput, Problem, Setup, Text

HOLDERS = 2
_DUMP, _MANIFEST = "database.dump", "manifest.json"


def _bad(place: Text, value: object, message: Text, remedy: Text, code: str) -> BadInput:
    return BadInput(Problem(place, value, message, remedy, code))


def recipients(keys: Sequence[str]) -> list[Any]:
    """The public keys of the holders, read.

    Raises:
        BadInput: fewer than two different ones, or one that is no age public key.
    """
    if len(set(keys)) < HOLDERS:
        raise _bad(
            "--to",
            len(set(keys)),
            _("a backup is encrypted to two holders at least"),
            _("Give --to twice, with the public keys of two people."),
            "holders",
        )
    found = []
    for key in keys:
        try:
            found.append(pyrage.x25519.Recipient.from_str(key.strip()))
        except pyrage.RecipientError as error:
            raise _bad(
                "--to",
                key[:20],
                _("is no age public key"),
                _("It begins with “age1”; its holder makes it with age-keygen."),
                "public-key",
            ) from error
    return found


def identities(path: Path) -> list[Any]:
    """The secret keys in an identity file.

    Raises:
        BadInput: the file cannot be read or holds none.
    """
    try:
        lines = path.read_text().splitlines()
        return [
            pyrage.x25519.Identity.from_str(line.strip())
            for line in lines
            if line.startswith("AGE-SECRET-KEY-")
        ] or _none(path)
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise _bad(
            "--identity",
            path,
            _("cannot be read"),
            _("Give the file that age-keygen made."),
            "identity",
        ) from error


def _none(path: Path) -> list[Any]:
    raise _bad(
        "--identity",
        path,
        _("holds no secret key"),
        _("Give the file that age-keygen made."),
        "identity",
    )


def row_counts(cluster: Cluster, database: str) -> dict[str, int]:
    """The number of rows of every table, as the role that reads past the walls."""
    with cluster.connect(database, "rempart_dump") as connection:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
            )
        ]
        counts = {}
        for name in names:
            found = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()
            counts[name] = int(found[0]) if found else 0
        return counts


def backup(cluster: Cluster, database: str, to: Sequence[str], target: Path, profile: str) -> int:
    """Write an encrypted backup; the number of rows in it. Nothing in clear touches the disk
    but inside the home's own 0700 folder, and only while it is made.

    Raises:
        BadInput: the keys are wrong, or the file exists.
        Setup: pg_dump failed.
    """
    keys = recipients(to)
    if target.exists():
        raise _bad(target, None, _("exists already"), _("Give another name."), "exists")
    manifest = {
        "made_at": clock.now().isoformat(),
        "profile": profile,
        "anchor": journal.anchor(),
        "rows": row_counts(cluster, database),
    }
    with tempfile.TemporaryDirectory(dir=cluster.secrets) as folder:
        dump = Path(folder) / _DUMP
        _tool(
            cluster,
            [
                "pg_dump",
                "--format=custom",
                "--file",
                str(dump),
                "--username",
                "rempart_dump",
                "--dbname",
                database,
            ],
        )
        packed = Path(folder) / "packed.tar"
        with tarfile.open(packed, "w") as archive:
            archive.add(dump, _DUMP)
            _add(archive, _MANIFEST, json.dumps(manifest).encode())
        fresh = target.with_name(target.name + ".part")
        with packed.open("rb") as source, fresh.open("wb") as sink:
            pyrage.encrypt_io(source, sink, keys)
        fresh.replace(target)
    return sum(manifest["rows"].values())  # type: ignore[attr-defined]


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _tool(cluster: Cluster, command: list[str]) -> None:
    program, *rest = command
    done = subprocess.run(
        [cluster.binary(program), "--host", str(cluster.socket), *rest],
        env={"PGPASSFILE": str(cluster.passfile), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Setup(
            Problem(
                program,
                done.stderr.strip().splitlines()[-1:],
                _("failed"),
                _("Read the message above; a full disk is the usual cause."),
                "tool",
            )
        )


def unpack(source: Path, identity: Path, folder: Path) -> dict[str, Any]:
    """Decrypt a backup into `folder`; its manifest.

    Raises:
        BadInput: the file is not a backup, was altered, or is for other holders.
    """
    packed = folder / "packed.tar"
    try:
        with source.open("rb") as file, packed.open("wb") as sink:
            pyrage.decrypt_io(file, sink, identities(identity))
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
    except (OSError, pyrage.DecryptError, tarfile.TarError) as error:
        raise _bad(
            source,
            None,
            _("cannot be opened with this identity"),
            _("Give one of the two holders' identities, and a file that is whole."),
            "backup",
        ) from error
    packed.unlink()
    manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_text())
    return manifest


def load(cluster: Cluster, database: str, folder: Path) -> None:
    """Load the unpacked dump into a database that was just made and is empty."""
    _tool(
        cluster,
        [
            "pg_restore",
            "--exit-on-error",
            "--username",
            "rempart_super",
            "--dbname",
            database,
            str(folder / _DUMP),
        ],
    )


def differences(manifest: dict[str, Any], counts: dict[str, int]) -> list[str]:
    """The tables whose number of rows is not what the manifest says."""
    wanted: dict[str, int] = manifest["rows"]
    return [
        f"{name}: {wanted.get(name)} → {counts.get(name)}"
        for name in sorted({*wanted, *counts})
        if wanted.get(name) != counts.get(name)
    ]
