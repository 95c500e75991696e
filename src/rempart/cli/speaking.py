"""How a command explains itself and says what was typed wrongly, in the operator's language.

The library that reads the command line speaks English only. What it would print is made here:
purpose, arguments and options of a command, and what it could not read. Words of a command's own
are English in the source and have their French in this room's `locale/`.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

import typer
from typer.exceptions import TyperException

Translate = Callable[[str], str]
Pair = tuple[str, str]

ASKING = ("--help", "-h")
_STOPPED = 130
_WIDEST = 100
_HEAD = 24
"""How wide the names may be before what is said of them begins a line of its own."""

_WORDS: dict[str, Pair] = {
    "usage": ("Emploi :", "Usage:"),
    "options": ("Options :", "Options:"),
    "arguments": ("Arguments :", "Arguments:"),
    "commands": ("Commandes :", "Commands:"),
    "command": ("COMMANDE", "COMMAND"),
    "optional": ("[options]", "[options]"),
    "needed": ("obligatoire", "required"),
    "default": ("défaut : {}", "default: {}"),
    "among": ("au choix : {}", "one of: {}"),
    "more": ("« {} --help » en dit plus.", "“{} --help” says more."),
    "unknown-option": ("option inconnue : {}", "unknown option: {}"),
    "unknown-command": ("commande inconnue : {}", "unknown command: {}"),
    "missing": ("il manque {}", "{} is missing"),
    "unfit": ("la valeur donnée à {} ne convient pas", "the value given for {} does not fit"),
    "valueless": ("{} : une valeur manque, ou est de trop", "{}: a value is missing, or too much"),
    "surplus": ("trop d’arguments, ou mal placés", "too many arguments, or out of place"),
}
_NAMES: dict[str, Pair] = {
    "administrator": ("ADMINISTRATEUR", "ADMINISTRATOR"),
    "adviser": ("CONSEILLER", "ADVISER"),
    "batch": ("LOT", "BATCH"),
    "email": ("COURRIEL", "EMAIL"),
    "file": ("FICHIER", "FILE"),
    "path": ("CHEMIN", "PATH"),
    "reference": ("RÉFÉRENCE", "REFERENCE"),
}


class Speaker:
    """Says what a command is and what was wrong with a line, in one language."""

    def __init__(self, language: str, purposes: dict[str, Pair], translate: Translate) -> None:
        self._column = 1 if language == "en" else 0
        self._purposes = purposes
        self._translate = translate

    def word(self, key: str, *blanks: object) -> str:
        """One of the words of the frame."""
        return _WORDS[key][self._column].format(*blanks)

    def name(self, one: Any) -> str:
        """An argument or option as one types it."""
        if one.param_type_name == "argument":
            return _NAMES[one.name][self._column]
        return " / ".join([*one.opts, *(one.secondary_opts if one.default is True else ())])

    def said(self, one: Any) -> str:
        """What an argument or option means, in words alone."""
        return self._translate(one.help) if getattr(one, "help", None) else ""

    def purpose(self, command: Any, path: Sequence[str]) -> str:
        """What a command is for."""
        if hasattr(command, "commands"):
            said = self._purposes[path[0]][self._column]
            return f"{said[:1].upper()}{said[1:]}."
        return self._translate(command.help or "")

    def page(self, command: Any, path: Sequence[str]) -> str:
        """All that `--help` shows of a command or a group of them."""
        title = f"{self.word('usage')} {self._line(command, path)}"
        parts = [title, textwrap.fill(self.purpose(command, path), _width())]
        inner = getattr(command, "commands", None)
        if inner is not None:
            rows = [(name, self.purpose(one, [*path, name])) for name, one in sorted(inner.items())]
            parts.append(self._block("commands", rows))
            parts.append(self.word("more", self._line(command, path)))
            return "\n\n".join(parts)
        for kind in ("argument", "option"):
            of_kind = [one for one in given(command) if one.param_type_name == kind]
            if of_kind:
                rows = [(self._typed(one), self._explained(one)) for one in of_kind]
                parts.append(self._block(f"{kind}s", rows))
        return "\n\n".join(parts)

    def _line(self, command: Any, path: Sequence[str]) -> str:
        said = ["rempart", *path]
        if hasattr(command, "commands"):
            return " ".join([*said, self.word("command")])
        for one in given(command):
            if one.param_type_name == "argument":
                said.append(self.name(one) if one.required else f"[{self.name(one)}]")
        options = any(one.param_type_name == "option" for one in given(command))
        return " ".join([*said, *([self.word("optional")] if options else [])])

    def _typed(self, one: Any) -> str:
        takes = one.param_type_name == "option" and not one.is_flag
        return f"{self.name(one)} …" if takes else self.name(one)

    def _explained(self, one: Any) -> str:
        notes = []
        if choices := _choices(one):
            notes.append(self.word("among", ", ".join(choices)))
        if one.param_type_name == "option" and one.required:
            notes.append(self.word("needed"))
        if (default := shown(one.default)) and not one.required:
            notes.append(self.word("default", default))
        return " ".join([self.said(one), *(f"[{note}]" for note in notes)]).strip()

    def _block(self, title: str, rows: Iterable[Pair]) -> str:
        return "\n".join([self.word(title), *(_row(head, said) for head, said in rows)])

    def fault(self, error: Any) -> str:
        """What could not be read of a line, in words."""
        kind, of = type(error).__name__, getattr(error, "param", None)
        if kind == "NoSuchOption":
            return self.word("unknown-option", error.option_name)
        if kind == "BadOptionUsage":
            return self.word("valueless", error.option_name)
        if of is not None:
            return self.word("missing" if kind == "MissingParameter" else "unfit", self.name(of))
        return self.word("surplus")


def run(app: typer.Typer, line: Sequence[str], speaker: Speaker) -> None:
    """Do what a line says, or explain; exit with the status."""
    command, path, rest = found(typer.main.get_command(app), line)
    if any(one in ASKING for one in rest):
        print(speaker.page(command, path))
        raise SystemExit(0)
    if hasattr(command, "commands"):
        if rest:
            _tell(speaker.word("unknown-command", " ".join([*path, rest[0]])))
        _tell(speaker.page(command, path))
        raise SystemExit(2)
    try:
        status = command.main(rest, prog_name=" ".join(["rempart", *path]), standalone_mode=False)
    except TyperException as error:
        _tell(f"rempart: {speaker.fault(error)}")
        _tell(speaker.word("more", " ".join(["rempart", *path])))
        raise SystemExit(error.exit_code) from error
    except typer.Abort as error:
        raise SystemExit(_STOPPED) from error
    raise SystemExit(status if isinstance(status, int) else 0)


def found(command: Any, line: Sequence[str]) -> tuple[Any, list[str], list[str]]:
    """The command that a line names, its path, and what is left of the line."""
    path: list[str] = []
    rest = list(line)
    if not hasattr(command, "commands"):
        return command, rest[:1], rest[1:]
    while rest and rest[0] in getattr(command, "commands", {}):
        command = command.commands[rest[0]]
        path.append(rest.pop(0))
    return command, path, rest


def shown(default: Any) -> str:
    """A default as one would type it; empty where there is none to show."""
    if isinstance(default, Enum):
        return str(default.value)
    held = isinstance(default, str | int | float | Path) and not isinstance(default, bool)
    return str(default) if held else ""


def given(command: Any) -> list[Any]:
    """The arguments and options of a command, but `--help`."""
    return [one for one in command.params if one.name != "help"]


def _choices(one: Any) -> list[str]:
    kind = one.type_descriptor.annotation
    return [str(member.value) for member in kind] if isinstance(kind, type(Enum)) else []


def _row(head: str, said: str) -> str:
    if len(head) > _HEAD:
        return "\n".join([f"  {head}", *_wrapped(said, " " * (_HEAD + 4))])
    lines = _wrapped(said, " " * (_HEAD + 4)) or [""]
    return f"  {head:<{_HEAD}}  {lines[0].strip()}".rstrip() + "".join(f"\n{x}" for x in lines[1:])


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _width(), initial_indent=indent, subsequent_indent=indent)


def _width() -> int:
    return min(shutil.get_terminal_size().columns, _WIDEST)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
