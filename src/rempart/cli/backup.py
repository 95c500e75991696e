"""`backup`, `restore`, `upgrade`: encrypted to two holders, and compared row by row."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import ProgrammingError
from django.utils.translation import gettext as _

from rempart.cli.house import instance, plainly, say
from rempart.doctrine import loader
from rempart.kernel import building, journal, renewal, roles, vault
from rempart.kernel.cluster import Cluster
from rempart.kernel.errors import BadInput, Problem, Setup
from rempart.kernel.models import Instance

app = typer.Typer(add_completion=False, no_args_is_help=True)
NAME = settings.DATABASES["default"]["NAME"]


@app.command()
@plainly
def backup(
    file: Annotated[Path, typer.Argument(help="the backup to write")],
    to: Annotated[list[str], typer.Option(help="the public key of a holder; give two")],
) -> None:
    """Write an encrypted backup of the database to a file."""
    with instance() as cluster:
        _write(_ours(cluster), file, to)


def _ours(cluster: Cluster | None) -> Cluster:
    if cluster is None:
        raise Setup(
            Problem(
                "DATABASE_URL",
                None,
                _("this server is not ours to dump"),
                _("Let its DBA run pg_dump as rempart_dump, and encrypt it."),
            )
        )
    return cluster


def _write(cluster: Cluster, file: Path, to: list[str]) -> None:
    with suppress(ProgrammingError):  # an older schema, which an upgrade is about to change
        journal.seal()
    rows = vault.backup(cluster, NAME, to, file, loader_name())
    say(
        _(
            "%(rows)d rows in %(file)s, encrypted to %(n)d holders. The key file is not in it:"
            " keep it elsewhere."
        )
        % {"rows": rows, "file": file, "n": len(to)}
    )


def loader_name() -> str:
    """The profile of this instance, as it was given to `init`."""
    return Instance.objects.filter(pk=1).values_list("profile", flat=True).first() or ""


@app.command()
@plainly
def restore(
    file: Annotated[Path, typer.Argument(help="the backup to restore")],
    identity: Annotated[Path, typer.Option(help="the identity file of one of the holders")],
) -> None:
    """Restore a backup into an empty REMPART_HOME, and compare it with its manifest."""
    cluster = Cluster(settings.REMPART_HOME)
    if (cluster.data / "PG_VERSION").exists():
        raise BadInput(
            Problem(
                "REMPART_HOME",
                cluster.home,
                _("holds an instance already"),
                _("Set REMPART_HOME to an empty folder."),
            )
        )
    cluster.initialise()
    with tempfile.TemporaryDirectory(dir=cluster.secrets) as folder, cluster.serving():
        manifest = vault.unpack(file, identity, Path(folder))
        passwords = roles.new_passwords()
        with cluster.connect() as superuser:
            building.found(superuser, NAME, passwords)
        cluster.remember(passwords)
        vault.load(cluster, NAME, Path(folder))
        wrong = vault.differences(manifest, vault.row_counts(cluster, NAME))
        with cluster.connect(NAME) as superuser:
            building.lay_schema(superuser)
        building.migrate()
        loader.choose(manifest["profile"])
        verdict = journal.verify(manifest["anchor"])
    if wrong or not verdict.consistent:
        raise Setup(
            Problem(
                file,
                ", ".join(wrong),
                _("does not come back as it was written"),
                _("Use another backup; keep this one and tell the auditor."),
            )
        )
    say(
        _(
            "Restored: %(rows)d rows as in the manifest,"
            " journal consistent to its anchor %(anchor)s."
        )
        % {"rows": sum(manifest["rows"].values()), "anchor": manifest["anchor"]}
    )
    if not settings.REMPART_KEY_FILE.exists():
        say(
            _("The key file is not here yet: put it at %s before work goes on.")
            % settings.REMPART_KEY_FILE
        )


@app.command()
@plainly
def upgrade(
    file: Annotated[Path, typer.Argument(help="the backup to write first")],
    to: Annotated[list[str], typer.Option(help="the public key of a holder; give two")],
) -> None:
    """Back up to a file, migrate a verified copy, and let it take the old database's place."""
    with instance(alone=True) as cluster:
        ours = _ours(cluster)
        _write(ours, file, to)
        done = renewal.renew(ours, NAME, _settle, lambda stage: say(f"  {_stage(stage)}…"))
        loader.choose(loader_name())
    names = ", ".join(done.migrations) or _("none")
    say(
        _("Upgraded: %(rows)d rows came through, migrations: %(names)s.")
        % {"rows": done.rows, "names": names}
    )


def _stage(code: str) -> str:
    return {
        "copy": _("copying the database"),
        "migrate": _("migrating the copy"),
        "verify": _("verifying rows, walls and journal"),
        "swap": _("letting the copy take the old one's place"),
    }[code]


def _settle() -> None:
    here = Instance.objects.using("owner").get()
    mission = loader.load(here.profile)
    building.settle(here.profile, mission.codes(), here.exercise, mission.periods())
