"""The life of an instance: `init`, `founders`, `readmit`, `migrate`, `roles`, `serve`, `doctor`."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from rempart.cli.house import instance, operator, plainly, say
from rempart.doctrine import loader
from rempart.doctrine.check import lacking
from rempart.doctrine.loader import Profile
from rempart.kernel import building, chores, examination, journal, keys, renewal, roles, watch
from rempart.kernel.actor import SystemActor, acting_as
from rempart.kernel.cluster import Cluster
from rempart.kernel.errors import BadInput, Problem
from rempart.people import grants
from rempart.people.actions import FOUNDER, found_instance

app = typer.Typer(add_completion=False, no_args_is_help=True)

Founder = Annotated[
    list[str] | None,
    typer.Option("--founder", help="administrator, then Senior POC Adviser (e-mail addresses)"),
]


def _nothing() -> None:
    """Nothing to do first."""


@app.command()
@plainly
def init(
    profile: Annotated[str, typer.Option(help="the mission profile: a name or a folder")],
    founder: Founder = None,
) -> None:
    """Make the instance: cluster, roles, database, walls, the profile's codes, the key."""
    mission = loader.load(profile)
    with build(profile, mission).serving():
        if founder:
            _found(founder)
        journal.seal()
    home = settings.REMPART_HOME
    say(_("Instance ready in %(home)s (profile %(profile)s).") % {"home": home, "profile": profile})


def build(
    profile: str, mission: Profile, *, exercise: bool = False, before: Callable[[], None] = _nothing
) -> Cluster:
    """Make the instance, or bring the one that is there up to date; its cluster, stopped again.

    `before` is called once the home exists, before anything is in it.
    """
    home = Path(settings.REMPART_HOME)
    cluster = Cluster(home)
    home.mkdir(parents=True, exist_ok=True)
    before()
    made = cluster.initialise()
    keys.make_key(Path(settings.REMPART_KEY_FILE))
    _session_key(home)
    with renewal.using_the_house(home), cluster.serving():
        if made or not cluster.passfile.read_text().count("rempart_app"):
            passwords = roles.new_passwords()
            with cluster.connect() as superuser:
                building.found(superuser, settings.DATABASES["default"]["NAME"], passwords)
            cluster.remember(passwords)
        _build(cluster)
        building.settle(profile, mission.codes(), exercise, mission.periods())
        loader.choose(profile)
        connections.close_all()
    return cluster


def _build(cluster: Cluster) -> None:
    with cluster.connect(settings.DATABASES["default"]["NAME"]) as superuser:
        building.lay_schema(superuser)
    building.migrate()


def _session_key(home: Path) -> None:
    path = home / "secrets" / "session-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))


def _found(emails: list[str]) -> None:
    if len(emails) != 2:
        raise BadInput(
            Problem(
                "--founder",
                len(emails),
                _("two founders are needed"),
                _("Give the administrator's address, then the Senior POC Adviser's."),
            )
        )
    with acting_as(FOUNDER):
        tokens = found_instance(administrator=emails[0], adviser=emails[1])
    say(_("One-time links, valid for three days; hand each to its holder only:"))
    for email, token in tokens.items():
        print(f"{email}  /compte/{token}/")


@app.command()
@plainly
def founders(
    administrator: Annotated[str, typer.Argument(help="the administrator's e-mail address")],
    adviser: Annotated[str, typer.Argument(help="the Senior POC Adviser's e-mail address")],
) -> None:
    """Make the two founding grants of an instance, once."""
    with instance():
        _found([administrator, adviser])


@app.command()
@plainly
def readmit(
    email: Annotated[str, typer.Argument(help="the e-mail address of their account")],
) -> None:
    """Void the second factor of a founder's successor who lost it, and print a one-time link."""
    with instance():
        name = operator().name.partition(":")[2]
        with acting_as(SystemActor(f"{FOUNDER.name}:{name}", ceiling=FOUNDER.ceiling)):
            token = grants.readmit(email=email)
    say(_("A one-time link, valid for three days; hand it to its holder only:"))
    print(f"{email}  /compte/{token}/")


@app.command()
@plainly
def migrate() -> None:
    """Bring the database up to date, and lay every wall anew."""
    with instance() as cluster:
        if cluster is not None:
            _build(cluster)
        else:
            building.migrate()
        here = building.Instance.objects.using("owner").get()
        mission = loader.load(here.profile)
        building.settle(here.profile, mission.codes(), here.exercise, mission.periods())
    say(_("The database is up to date."))


@app.command(name="roles")
@plainly
def print_roles() -> None:
    """Print the SQL that makes roles, database and functions, for a DBA."""
    name = settings.DATABASES["default"]["NAME"]
    print(roles.sql_for_a_dba(name, roles.new_passwords()))


class _Lines(Logger):
    """The web server's own remarks as JSON lines too: they may name an address."""

    def setup(self, cfg: object) -> None:
        """One handler, ours, in place of those that print a message with its values."""
        super().setup(cfg)
        handler = logging.StreamHandler()
        handler.setFormatter(watch.JsonLines())
        self.error_log.handlers = [handler]


class Server(BaseApplication):
    """The web server, in this process: threads, no reload, loopback unless asked."""

    def __init__(self, bind: str) -> None:
        self.bind = bind
        super().__init__()

    def load_config(self) -> None:
        """A small machine: one process, a few threads."""
        for name, value in {
            "bind": self.bind,
            "workers": 1,
            "threads": 8,
            "worker_class": "gthread",
            "timeout": 120,
            "graceful_timeout": 5,
            "accesslog": None,
            "loglevel": "warning",
            "logger_class": _Lines,
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> object:
        """Django, loaded in the worker."""
        from rempart.web.wsgi import application

        return application


@app.command()
@plainly
def serve(
    port: Annotated[int, typer.Option(help="the port to listen on")] = 8000,
    bind: Annotated[str, typer.Option(help="the address to listen on")] = "127.0.0.1",
) -> None:
    """Serve the pages, with the worker beside them; Ctrl-C stops all of it."""
    with instance():
        building.up_to_date()
        say(f"http://{bind}:{port}/")
        serve_until_stopped(bind, port)


def serve_until_stopped(bind: str, port: int) -> None:
    """Serve the pages, with the worker in a thread beside them, until a signal says stop."""
    stop = threading.Event()
    worker_thread = threading.Thread(target=chores.work, args=(stop,), daemon=True)
    worker_thread.start()
    own = os.getpid()
    try:
        Server(f"{bind}:{port}").run()
    except SystemExit as leaving:
        if os.getpid() != own:  # a forked worker: what is open here is its parent's to close
            os._exit(leaving.code if isinstance(leaving.code, int) else 1)
        raise
    finally:
        stop.set()
        worker_thread.join(5)


@app.command()
@plainly
def worker() -> None:
    """Do the chores until stopped, the journal's sealing first: the worker of a server."""
    stop = threading.Event()
    with instance():
        building.up_to_date()
        signal.signal(signal.SIGINT, lambda *_: stop.set())
        say(_("The worker seals the journal and does the other chores; Ctrl-C stops it."))
        chores.work(stop)


@app.command()
@plainly
def doctor() -> None:
    """Examine the instance and say what is wrong; exit 1 on any fault."""
    with instance():
        findings = examination.examine(Path(settings.REMPART_HOME))
        findings += [
            examination.Finding(examination.WARNING, said) for said in lacking(loader.current())
        ]
    for finding in findings:
        print(finding)
    if any(finding.grave for finding in findings):
        raise SystemExit(1)
