"""`retention`: what its time is over, shown before anything goes; and what is kept all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rempart.cli.house import instance, plainly, say
from rempart.kernel import retention

app = typer.Typer(no_args_is_help=True, add_completion=False)
group = typer.Typer(no_args_is_help=True)
app.add_typer(group, name="retention")

Reference = Annotated[str, typer.Argument(help="the reference of the record")]


@app.callback()
def _root() -> None:
    """Keep `retention` a command of its own."""


@group.command()
@plainly
def show() -> None:
    """Show, reference by reference, what would be deleted today; nothing is."""
    with instance():
        found = retention.look()
    _tell(found, print)
    if not settings.REMPART_RETENTION:
        say(_("Nothing is deleted here: REMPART_RETENTION is not set."))


@group.command()
@plainly
def apply(
    dry_run: Annotated[bool, typer.Option(help="say what would be done, and do nothing")] = False,
) -> None:
    """Delete what its time is over, once REMPART_RETENTION=1 says that it may."""
    if dry_run:
        show()
        return
    with instance():
        gone = retention.delete_due()
    print(ngettext("%(n)d record deleted.", "%(n)d records deleted.", gone) % {"n": gone})


@group.command()
@plainly
def hold(reference: Reference) -> None:
    """Keep a record whatever its period says, until it is released."""
    with instance():
        retention.hold(reference)
    print(_("On hold: %s.") % reference)


@group.command()
@plainly
def release(reference: Reference) -> None:
    """Let a record that was on hold go when its time is over."""
    with instance():
        retention.release(reference)
    print(_("No longer on hold: %s.") % reference)


def _tell(found: list[retention.Found], tell: Callable[[str], object]) -> None:
    if not found:
        tell(_("The profile names no period: everything is kept."))
    for one in found:
        tell(
            _("%(kind)s, kept %(months)d months: %(due)d due, %(held)d more on hold.")
            % {"kind": one.kind, "months": one.months, "due": len(one.due), "held": one.held}
        )
        for each in one.due:
            tell(f"  {each.reference}")
