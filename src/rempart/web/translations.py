"""The words of every room: gathered from the code, compiled for the pages, refreshed for writers.

Each room keeps its French in `<room>/locale/fr/LC_MESSAGES/django.po`; the source is English. No
compiled catalogue is kept in the tree, which may be read-only: all rooms go into one, below the
instance's home, with French typography applied on the way.

    python -m rempart.web.translations refresh    # bring every .po up to date with the code
"""

from __future__ import annotations

import ast
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polib

HOUSE = Path(__file__).resolve().parents[1]
CATALOGUE = Path("locale") / "fr" / "LC_MESSAGES" / "django.po"
PLURALS = "nplurals=2; plural=(n > 1);"
HEADER = {
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Language": "fr",
    "MIME-Version": "1.0",
    "Plural-Forms": PLURALS,
}
_KEYWORDS = (
    *("_", "gettext", "gettext_noop", "gettext_lazy", "ngettext:1,2", "ngettext_lazy:1,2"),
    *("pgettext:1c,2", "pgettext_lazy:1c,2", "npgettext:1c,2,3", "npgettext_lazy:1c,2,3"),
)


def rooms() -> list[Path]:
    """The folders of the rooms, in the order of their names."""
    return sorted(path.parent for path in HOUSE.glob("*/__init__.py"))


def catalogues(home: Path) -> Path:
    """The folder of compiled catalogues below `home`, brought up to date when a .po changed.

    Settings put it in LOCALE_PATHS. Costs a look at the files' times when nothing changed.
    """
    folder = home / "locale"
    compiled = folder / "fr" / "LC_MESSAGES" / "django.mo"
    stamp = compiled.with_suffix(".stamp")
    sources = [path for room in rooms() if (path := room / CATALOGUE).exists()]
    state = _state([*sources, Path(__file__), HOUSE / "documents" / "typography.py"])
    if compiled.exists() and stamp.exists() and stamp.read_text() == state:
        return folder
    compiled.parent.mkdir(parents=True, exist_ok=True)
    _replace(compiled, merged(sources).to_binary())
    _replace(stamp, state.encode())
    return folder


def _state(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        known = path.stat()
        digest.update(f"{path}\0{known.st_mtime_ns}\0{known.st_size}\n".encode())
    return digest.hexdigest()


def _replace(path: Path, content: bytes) -> None:
    """Write `path` in one step, so that a reader never meets half a file."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


def merged(sources: Iterable[Path]) -> polib.POFile:
    """One catalogue of what the files at `sources` say, in French typography."""
    import polib

    from rempart.documents.typography import typeset

    whole = polib.POFile(wrapwidth=100)
    whole.metadata = dict(HEADER)
    seen: set[tuple[str | None, str]] = set()
    for source in sources:
        for entry in polib.pofile(str(source)).translated_entries():
            if (entry.msgctxt, entry.msgid) in seen:
                continue
            seen.add((entry.msgctxt, entry.msgid))
            entry.msgstr = typeset(entry.msgstr, "fr")
            entry.msgstr_plural = {
                n: typeset(text, "fr") for n, text in entry.msgstr_plural.items()
            }
            whole.append(entry)
    return whole


def extracted(room: Path) -> polib.POFile:
    """Every translatable text that the Python files and templates of `room` now hold.

    Raises:
        subprocess.CalledProcessError: GNU xgettext does not like a file; it says which.
    """
    import polib

    with tempfile.TemporaryDirectory() as scratch:
        files = [str(path) for path in _readable(room, Path(scratch))]
        if not files:
            return polib.POFile()
        keywords = [f"--keyword={keyword}" for keyword in _KEYWORDS]
        command = ["xgettext", "--from-code=UTF-8", "--language=Python", "--no-location",
                   "--output=-", *keywords, *files]  # fmt: skip
        ran = subprocess.run(command, check=True, capture_output=True, text=True)
    return polib.pofile(ran.stdout) if ran.stdout else polib.POFile()


def _readable(room: Path, scratch: Path) -> Iterator[Path]:
    """The room's Python files, and its templates rewritten as Python that xgettext reads."""
    from django.utils.translation.template import templatize

    for path in sorted(room.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path
            yield from _help_of(path, scratch)
    for number, path in enumerate(sorted(room.glob("templates/**/*.*"))):
        if path.suffix in (".html", ".txt"):
            copy = scratch / f"{number}-{path.name}.py"
            copy.write_text(templatize(path.read_text(), origin=str(path)))
            yield copy


def _help_of(path: Path, scratch: Path) -> Iterator[Path]:
    """What the commands of a Python file say of themselves, rewritten for xgettext to read."""
    if path.parent.name != "cli":
        return
    said = list(_helps(ast.parse(path.read_text(encoding="utf-8"))))
    if said:
        copy = scratch / f"help-{path.name}"
        copy.write_text("\n".join(f"_({text!r})" for text in said), encoding="utf-8")
        yield copy


def _helps(module: ast.Module) -> Iterator[str]:
    """Every `help="…"`, and what a command without one says of itself in its docstring."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield from _written_help(node)
        if isinstance(node, ast.FunctionDef):
            made = [one for one in node.decorator_list if isinstance(one, ast.Call)]
            commands = [one for one in made if getattr(one.func, "attr", "") == "command"]
            helped = any(given.arg == "help" for one in commands for given in one.keywords)
            if commands and not helped:
                yield ast.get_docstring(node) or ""


def _written_help(call: ast.Call) -> Iterator[str]:
    for given in call.keywords:
        if given.arg == "help" and isinstance(given.value, ast.Constant):
            yield str(given.value.value)


def refreshed(room: Path) -> polib.POFile:
    """The room's French catalogue with new texts added empty and gone ones left out."""
    import polib

    path = room / CATALOGUE
    known = polib.pofile(str(path)) if path.exists() else polib.POFile()
    french = {(entry.msgctxt, entry.msgid): entry for entry in known if not entry.obsolete}
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = dict(HEADER)
    for entry in sorted(extracted(room), key=lambda entry: (entry.msgid, entry.msgctxt or "")):
        old = french.get((entry.msgctxt, entry.msgid))
        if old:
            entry.tcomment = old.tcomment
            entry.msgstr, entry.msgstr_plural = old.msgstr, old.msgstr_plural
        if entry.msgid_plural and not entry.msgstr_plural:
            entry.msgstr_plural = {0: "", 1: ""}
        fresh.append(entry)
    return fresh


def refresh(names: Iterable[str] = ()) -> None:
    """Rewrite the .po files of the rooms called `names`, or of all; say what lacks French."""
    wanted = set(names)
    for room in rooms():
        if wanted and room.name not in wanted:
            continue
        fresh = refreshed(room)
        if len(fresh):
            (room / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
            fresh.save(str(room / CATALOGUE))
        lacking = fresh.untranslated_entries()
        print(f"{room.name:<12} {len(fresh):>4} texts, {len(lacking)} without French")
        for entry in lacking:
            print(f"    {entry.msgid!r}")


def main(arguments: list[str]) -> int:
    """`refresh [ROOM ...]`; 2 for anything else."""
    if not arguments or arguments[0] != "refresh":
        print(__doc__, file=sys.stderr)
        return 2
    refresh(arguments[1:])
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
