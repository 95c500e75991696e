"""The reference as Markdown, drawn from policy, workflows, profile, commands and addresses.

Workflows are found wherever a room keeps them: a module's constants, and its functions that make
one of the profile. A new room enters by itself.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

import typer
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

import rempart
from rempart.cli.main import MODULES, PURPOSE, WITHOUT_DJANGO
from rempart.cli.speaking import Speaker, given, shown
from rempart.doctrine.loader import current as profile
from rempart.kernel.access import declared
from rempart.kernel.actions import actions
from rempart.kernel.policy import (
    APART,
    COLUMNS,
    ENTERED_BY,
    FOLLOWS,
    GRID,
    RIGHT_NAMES,
    SYSTEM_ACTORS,
)
from rempart.kernel.workflow import Workflow

Rows = Iterable[Iterable[object]]


def pages(language: str) -> dict[str, str]:
    """Every page of the reference in a language, by its name."""
    with translation.override(language):
        made = {
            "roles": (_("Roles and permissions"), _roles()),
            "workflows": (_("Workflows"), _workflows()),
            "vocabularies": (_("Vocabularies of the profile"), _vocabularies()),
            "rubric": (_("The rubric's factors and anchors"), _rubric()),
            "commands": (_("Commands"), _commands()),
            "addresses": (_("Addresses, and who may come in"), _addresses()),
            "actions": (_("Actions"), _actions()),
        }
        index = [f"- [{title}]({name}{_suffix()}.md)" for name, (title, _lines) in made.items()]
        made["README"] = (pgettext("documentation", "Reference"), iter(index))
        return {name: _page(name, title, lines) for name, (title, lines) in made.items()}


def _french() -> bool:
    return (translation.get_language() or "").startswith("fr")


def _suffix() -> str:
    return ".fr" if _french() else ""


def _page(name: str, title: str, lines: Iterable[str]) -> str:
    other = f"*[English]({name}.md)*" if _french() else f"*[Français]({name}.fr.md)*"
    note = _("Drawn from the code by `./rempart docs`; do not edit.")
    return "\n".join([f"# {title}", "", other, "", note, "", *lines]).rstrip() + "\n"


def _table(heads: Iterable[str], rows: Rows) -> Iterator[str]:
    names = list(heads)
    yield f"| {' | '.join(names)} |"
    yield f"|{'---|' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(_cell(value) for value in row)} |"
    yield ""


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ").strip()


def _coded(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


# --- who may do what ----------------------------------------------------------------------------


def _roles() -> Iterator[str]:
    words = {"all": _("in every office"), "own": _("of their component"),
             "coded": _("read without the identity")}  # fmt: skip
    yield _("Deny by default. Every right also reads, but a bare “create”: it reads its own rows.")
    yield ""
    rows = []
    for line in GRID.strip().splitlines():
        code, *cells = (part.strip() for part in line.split("|"))
        said = [
            ", ".join(str(words.get(word) or RIGHT_NAMES.get(word, word)) for word in cell.split())
            for cell in cells
        ]
        name = _role(code)
        rows.append([f"{name} (`{code}`)", *("–" if text == "-" else text for text in said)])
    yield from _table([_("Role"), *(f"`{column}`" for column in COLUMNS)], rows)
    yield "## " + _("Kinds without a column")
    yield ""
    yield from _table(
        [_("Kind"), _("Follows"), _("Entered by who may")],
        [
            (f"`{kind}`", f"`{column}`",
             ", ".join(str(RIGHT_NAMES[act]) for act in sorted(ENTERED_BY.get(kind, ()))) or "–")
            for kind, column in FOLLOWS.items()
        ],
    )  # fmt: skip
    yield "## " + _("Held beside no other role")
    yield ""
    yield from (f"- {_role(code)} (`{code}`)" for code in sorted(APART))
    yield ""
    yield "## " + _("Named parts of the system")
    yield ""
    yield from _table(
        [_("Name"), _("Reads up to"), _("May"), _("For what")],
        [(f"`{s.name}`", s.ceiling, _coded(s.acts), s.purpose) for s in SYSTEM_ACTORS],
    )


def _role(code: str) -> str:
    return profile().role(code).label("fr" if _french() else "en")


# --- workflows ----------------------------------------------------------------------------------


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(rempart.__path__, "rempart."):
        parts = found.name.split(".")
        if not {"migrations", "__main__", "wsgi", "cli", "foresight"} & set(parts):
            yield importlib.import_module(found.name)


def workflows() -> dict[str, Workflow]:
    """Every workflow of the house, by its kind and the field that it moves."""
    found: dict[str, Workflow] = {}
    for module in _modules():
        for name, thing in sorted(vars(module).items()):
            one = thing if isinstance(thing, Workflow) else _made(module, name, thing)
            if one is not None:
                found[f"{one.kind}.{one.state_field}"] = one
    return dict(sorted(found.items()))


def _made(module: ModuleType, name: str, thing: Any) -> Workflow | None:
    """The workflow that a function of a module makes of the profile, asked for nothing."""
    if name.startswith("_") or not inspect.isfunction(thing) or thing.__module__ != module.__name__:
        return None
    said = inspect.signature(thing)
    if said.parameters or said.return_annotation not in ("Workflow", Workflow):
        return None
    made: Workflow = thing()
    return made


def _workflows() -> Iterator[str]:
    yield _("✱ marks a step that nobody takes on what they wrote.")
    yield ""
    for flow in workflows().values():
        yield f"## `{flow.kind}`"
        yield ""
        yield f"```mermaid\n{flow.mermaid()}\n```"
        yield ""
        yield from _table(
            [
                _("Step"),
                pgettext("workflow", "From"),
                pgettext("workflow", "To"),
                _("Right"),
                _("Roles"),
                _("Reason"),
                "✱",
            ],
            [
                (
                    f"{step.label or step.name} (`{step.name}`)",
                    ", ".join(_state(flow, state) for state in sorted(step.sources)),
                    _state(flow, step.target),
                    RIGHT_NAMES.get(step.right, step.right),
                    ", ".join(_role(code) for code in sorted(step.roles)) or "–",
                    _("needed") if step.needs_reason else "–",
                    "✱" if step.four_eyes else "–",
                )
                for step in flow.transitions
            ],
        )


def _state(flow: Workflow, state: str) -> str:
    return f"{flow.labels[state]} (`{state}`)" if state in flow.labels else f"`{state}`"


# --- the profile's words ------------------------------------------------------------------------


def _vocabularies() -> Iterator[str]:
    mission = profile()
    yield _("What is marked *proposed* is ours; it is not United Nations doctrine.")
    yield ""
    numbered = (
        (_("Offices"), mission.offices), (_("Components"), mission.components),
        (_("Compartments"), mission.compartments),
    )  # fmt: skip
    for title, items in numbered:
        yield f"## {title}"
        yield ""
        rows = [(item.number, f"`{item.code}`", item.fr, item.en) for item in items]
        yield from _table([_("Number"), _("Code"), "français", "English"], rows)
    for name, vocabulary in sorted(mission.vocabularies.items()):
        yield f"## {vocabulary.title.label('fr' if _french() else 'en')} (`{name}`)"
        yield ""
        yield from _table(
            [_("Code"), "français", "English", _("Standing")],
            [(f"`{i.code}`", i.fr, i.en, _standing(i.status)) for i in vocabulary],
        )


def _standing(status: str) -> str:
    return {
        "proposed": _("proposed"), "sourced": _("from a public document"), "known": _("known"),
    }[status]  # fmt: skip


def _rubric() -> Iterator[str]:
    language = "fr" if _french() else "en"
    rubric = profile().rubric
    yield _("Standing: %s.") % _standing(rubric.status)
    yield ""
    for factor in rubric.factors:
        yield f"## {factor.label(language)} (`{factor.code}`)"
        yield ""
        yield factor.hint.label(language)
        yield ""
        yield from _table(
            [_("Score"), pgettext("rubric", "Anchor")],
            [(n, anchor.label(language)) for n, anchor in enumerate(factor.anchors, 1)],
        )


# --- doors --------------------------------------------------------------------------------------


def _commands() -> Iterator[str]:
    yield _("`./rempart COMMAND --help` says more.")
    yield ""
    column = 0 if _french() else 1
    for name, purpose in PURPOSE.items():
        yield f"## `{name}`"
        yield ""
        module = next((m for m, names in MODULES.items() if name in names), None)
        whole = loaded(module) if module else None
        command = getattr(whole, "commands", {}).get(name, whole)
        if command is None or hasattr(command, "commands"):
            said = purpose[column]
            yield f"{said[:1].upper()}{said[1:]}{'' if said.endswith('?') else '.'}"
            yield ""
        if command is None:
            continue
        translate = str if module in WITHOUT_DJANGO else _
        speaker = Speaker("fr" if _french() else "en", PURPOSE, translate)
        yield from _command(command, [name], speaker)


def loaded(module: str) -> Any:
    """A module's commands. Those without Django say their help in the operator's language as they
    are loaded: a copy of them is loaded in the page's.
    """
    if module not in WITHOUT_DJANGO:
        return typer.main.get_command(importlib.import_module(f"rempart.cli.{module}").app)
    spec = importlib.util.find_spec(f"rempart.cli.{module}")
    assert spec is not None
    assert spec.loader is not None
    copy = importlib.util.module_from_spec(spec)
    before = os.environ.get("REMPART_LANG")
    os.environ["REMPART_LANG"] = "fr" if _french() else "en"
    try:
        spec.loader.exec_module(copy)
        return typer.main.get_command(copy.app)
    finally:
        os.environ.pop("REMPART_LANG")
        if before is not None:
            os.environ["REMPART_LANG"] = before


def _command(command: Any, path: list[str], speaker: Speaker) -> Iterator[str]:
    inside = getattr(command, "commands", {})
    if inside:
        for name, inner in sorted(inside.items()):
            yield f"### `{' '.join([*path, name])}`"
            yield ""
            yield from _command(inner, [*path, name], speaker)
        return
    yield speaker.purpose(command, path)
    yield ""
    rows = [_parameter(one, speaker) for one in given(command)]
    if rows:
        yield from _table([_("Given"), _("Needed"), _("Otherwise")], rows)


def _parameter(one: Any, speaker: Speaker) -> tuple[str, str, str]:
    names = f"`{speaker.name(one)}` {speaker.said(one)}".strip()
    default = shown(one.default)
    return names, _("yes") if one.required else "–", f"`{default}`" if default else "–"


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Any, str]]:
    """Every route of the pages with its view and the name that it goes by."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            space = pattern.namespace or pattern.app_name
            for inner, view, name in routes(pattern, route):
                yield inner, view, f"{space}:{name}" if space and ":" not in name else name
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback, pattern.name or ""


def _addresses() -> Iterator[str]:
    classes = {
        "public": _("anybody; nothing of the mission is shown"),
        "signed-in": _("a post in force; the walls choose the rows"),
        "account": _("who manages accounts; no content"),
        "audit": _("the auditor"),
    }
    yield from _table([_("Class"), _("Who may come in")], classes.items())
    found = sorted(routes(), key=lambda route: route[0])
    heads = [_("Address"), _("Class"), _("View")]
    rows: list[tuple[str, ...]] = [
        (f"`/{route}`", f"`{declared(view)}`", f"`{name}`") for route, view, name in found
    ]
    yield from _table(heads, rows)


def _actions() -> Iterator[str]:
    yield _("Whatever changes a record is one of these, and is entered in the journal by its name.")
    yield ""
    heads = [_("Action"), _("Kind"), _("Right")]
    if _french():
        rows = [(f"`{n}`", f"`{a.kind}`", _right(a.right)) for n, a in actions]
        yield from _table(heads, rows)
        return
    said = [(f"`{n}`", f"`{a.kind}`", _right(a.right), a.purpose) for n, a in actions]
    yield from _table([*heads, pgettext("action", "Purpose")], said)


def _right(right: str) -> str:
    return str(RIGHT_NAMES.get(right, right))
