"""`profile check`: is a mission profile whole?"""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from rempart.cli.house import plainly
from rempart.doctrine.check import check as look
from rempart.doctrine.check import lacking
from rempart.doctrine.loader import load

app = typer.Typer(add_completion=False, no_args_is_help=True)
group = typer.Typer(no_args_is_help=True)
app.add_typer(group, name="profile")


@group.callback()
def _group() -> None:
    """Mission profiles: data, never code."""


@group.command()
@plainly
def check(path: Annotated[str, typer.Argument(help="a profile's name or folder")]) -> None:
    """Name every mistake of a profile with file, line, value and remedy; exit 1 on any."""
    problems = look(path)
    for problem in problems:
        print(problem)
    if problems:
        raise SystemExit(1)
    for remark in lacking(load(path)):
        print(f"! {remark}")
    print(_("The profile is whole."))
