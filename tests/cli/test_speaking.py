"""Every command explains itself, and says what it could not read, in French and in English."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from rempart.cli import imports, main, reference, speaking

LANGUAGES = ("fr", "en")
ENGLISH = re.compile(r"\b(Usage|required|default:|one of|COMMAND|FILE|the|show this message)\b")
FRENCH = re.compile(r"\b(Emploi|obligatoire|défaut|au choix|COMMANDE|FICHIER|le|la|les|des)\b")
LEAST = 30


def walked(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """A command and those inside it, each with its path."""
    if path:
        yield path, command
    for name, one in getattr(command, "commands", {}).items():
        yield from walked(one, (*path, name))


def commands(language: str) -> dict[tuple[str, ...], tuple[Any, speaking.Speaker]]:
    """Every command of the house by its path, with who speaks for it."""
    found: dict[tuple[str, ...], tuple[Any, speaking.Speaker]] = {}
    for module, names in main.MODULES.items():
        speaker = speaking.Speaker(language, main.PURPOSE, main.translator(module))
        one = reference.loaded(module)
        whole = walked(one) if hasattr(one, "commands") else walked(one, names[:1])
        found |= {path: (command, speaker) for path, command in whole}
    return found


def pages(language: str) -> dict[tuple[str, ...], tuple[str, list[str]]]:
    """What `--help` shows of every command, and each thing that it says of itself."""
    with translation.override(language):
        return {
            path: (
                speaker.page(command, path),
                [speaker.purpose(command, path)]
                + [speaker.said(one) for one in speaking.given(command)],
            )
            for path, (command, speaker) in commands(language).items()
        }


def test_every_command_and_option_is_explained_in_both_languages() -> None:
    french, english = pages("fr"), pages("en")
    assert french.keys() == english.keys()
    assert len(french) >= LEAST
    assert {name for names in main.MODULES.values() for name in names} <= {p[0] for p in french}
    for path, (page, said) in french.items():
        other, meant = english[path]
        assert all(said), path
        assert all(meant), path
        alike = [text for text in said if text in meant]
        assert not alike, (path, alike)
        assert not ENGLISH.search(page), (path, ENGLISH.search(page))
        assert not FRENCH.search(other), (path, FRENCH.search(other))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_names_every_command(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMPART_LANG", language)
    said = main.overview()
    assert all(f"  {name} " in said for name in main.PURPOSE)
    assert not (ENGLISH if language == "fr" else FRENCH).search(said)


@pytest.mark.parametrize(
    ("line", "french", "english"),
    [
        (("journal", "verify", "--nope"), "option inconnue : --nope", "unknown option: --nope"),
        (("journal", "nope"), "commande inconnue : journal nope", "unknown command: journal nope"),
        (("journal", "verify", "x"), "trop d’arguments", "too many arguments"),
        (("journal", "verify", "--anchor"), "une valeur manque", "a value is missing"),
        (("init",), "il manque --profile", "--profile is missing"),
        (("restore",), "il manque FICHIER", "FILE is missing"),
        (("serve", "--port", "x"), "donnée à --port ne convient pas", "given for --port does not"),
    ],
)
def test_what_cannot_be_read_is_said_without_the_librarys_english(
    line: tuple[str, ...], french: str, english: str, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    for language, said in zip(LANGUAGES, (french, english), strict=True):
        module = main.module_of(line[0])
        assert module is not None
        speaker = speaking.Speaker(language, main.PURPOSE, main.translator(module))
        with translation.override(language), pytest.raises(SystemExit) as left:
            speaking.run(importlib.import_module(f"rempart.cli.{module}").app, line, speaker)
        assert left.value.code == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert said in told.err.replace("\u202f", " ").replace("\u00a0", " ")


def test_help_is_asked_for_anywhere_and_goes_to_standard_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    speaker = speaking.Speaker("en", main.PURPOSE, main.translator("imports"))
    with translation.override("en"), pytest.raises(SystemExit) as left:
        speaking.run(imports.app, ["import", "acled", "x.csv", "--help"], speaker)
    told = capsys.readouterr()
    assert (left.value.code, told.err) == (0, "")
    assert told.out.startswith("Usage: rempart import acled FILE [options]\n")
    assert "[one of: unclassified, confidential, strict]" in " ".join(told.out.split())
