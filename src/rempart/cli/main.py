"""The operator's door: finds the command's module and loads no other, so that it opens quickly."""

from __future__ import annotations

import importlib
import locale
import os
import sys
from collections.abc import Callable, Sequence

MODULES = {
    "instance": ("init", "founders", "readmit", "migrate", "roles", "serve", "worker", "doctor"),
    "backup": ("backup", "restore", "upgrade"),
    "docs": ("docs",),
    "imports": ("import",),
    "assessments": ("assess", "verify"),
    "journal": ("journal",),
    "profile": ("profile",),
    "foresight": ("foresight",),
    "demo": ("demo",),
    "outlook": ("outlook",),
    "retention": ("retention",),
}
WITHOUT_DJANGO = frozenset({"foresight"})
"""Modules that need no instance: given files, they run on their own."""

PURPOSE = {
    "demo": ("l’exercice, en une commande", "the exercise, in one command"),
    "init": ("crée l’instance", "make the instance"),
    "readmit": ("fait revenir qui accorde les droits", "let back in who gives rights"),
    "founders": ("les deux nominations fondatrices, une fois", "the two founding grants, once"),
    "migrate": ("met la base à niveau", "bring the database up to date"),
    "roles": ("le SQL des rôles, pour un DBA", "the roles' SQL, for a DBA"),
    "serve": ("sert les pages", "serve the pages"),
    "worker": ("scelle le journal et fait les travaux", "seal the journal and do the jobs"),
    "doctor": ("examine l’instance", "examine the instance"),
    "backup": ("sauvegarde chiffrée", "encrypted backup"),
    "restore": ("restaure dans un dossier vide", "restore into an empty home"),
    "upgrade": ("met à niveau sur une copie vérifiée", "upgrade on a verified copy"),
    "import": ("limites, événements ; retrait d’un lot", "boundaries, events; withdraw a batch"),
    "assess": ("l’évaluation mensuelle d’un bureau", "an office's monthly assessment"),
    "verify": ("un document est-il authentique ?", "is a document genuine?"),
    "journal": ("vérifie et ancre le journal", "verify and anchor the journal"),
    "retention": ("ce dont le temps est passé", "what its time is over"),
    "profile": ("contrôle un profil de mission", "check a mission profile"),
    "foresight": ("prévisions et rétro-tests", "forecasts and backtests"),
    "outlook": ("prévisions du mois, par bureau", "the month's forecasts, by office"),
    "docs": ("écrit la référence tirée du code", "write the reference from the code"),
    "test": ("lance les tests (lanceur)", "run the tests (launcher)"),
    "install": ("installe un complément (lanceur)", "install an extra (launcher)"),
}


def language() -> str:
    """The language of the operator: French, unless the environment says English."""
    said = os.environ.get("REMPART_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG", "")
    return "en" if said.lower().startswith("en") else "fr"


def module_of(command: str) -> str | None:
    """The module that holds a command, or None when there is no such command."""
    for module, commands in MODULES.items():
        if command in commands:
            return module
    return None


def overview() -> str:
    """Every command with its purpose, in the operator's language."""
    column = 1 if language() == "en" else 0
    title = ("Rempart. Commandes :", "Rempart. Commands:")[column]
    more = ("« ./rempart COMMANDE --help » en dit plus.", "“./rempart COMMAND --help” says more.")
    width = max(map(len, PURPOSE))
    lines = [f"  {name:<{width}}  {said[column]}" for name, said in PURPOSE.items()]
    return "\n".join([title, *lines, more[column]])


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; exit with its status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    if not given or given[0] in ("--help", "-h", "help"):
        print(overview())
        raise SystemExit(0 if given else 2)
    module = module_of(given[0])
    if module is None:
        unknown = ("commande inconnue", "unknown command")[language() == "en"]
        print(f"rempart: {unknown}: {given[0]!r}\n\n{overview()}", file=sys.stderr)
        raise SystemExit(2)
    if module not in WITHOUT_DJANGO:
        importlib.import_module("rempart.cli.start").set_up(language())
    speaking = importlib.import_module("rempart.cli.speaking")
    speaker = speaking.Speaker(language(), PURPOSE, translator(module))
    speaking.run(importlib.import_module(f"rempart.cli.{module}").app, given, speaker)


def translator(module: str) -> Callable[[str], str]:
    """What gives the words of a module's commands in the operator's language.

    Those without Django say them in it as they are loaded.
    """
    if module in WITHOUT_DJANGO:
        return str
    found: Callable[[str], str] = importlib.import_module("django.utils.translation").gettext
    return found
