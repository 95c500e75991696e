"""`journal verify`, `journal anchor`, `journal seal`."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from rempart.cli.house import instance, plainly
from rempart.kernel import journal

app = typer.Typer(add_completion=False, no_args_is_help=True)
group = typer.Typer(no_args_is_help=True)
app.add_typer(group, name="journal")


@group.command()
@plainly
def verify(
    anchor: Annotated[str, typer.Option(help="the code that was kept elsewhere")] = "",
) -> None:
    """Recompute the whole chain; exit 1 where it breaks or misses the anchor."""
    with instance():
        verdict = journal.verify(anchor or None)
    counts = {"sealed": verdict.sealed, "waiting": verdict.waiting}
    if verdict.fault is not None:
        print(_("BROKEN at entry %d.") % verdict.fault)
    elif verdict.anchored is False:
        print(_("ALTERED: the chain does not pass through this anchor."))
    elif verdict.anchored:
        print(_("Unaltered up to the anchor: %(sealed)d sealed, %(waiting)d waiting.") % counts)
    else:
        print(
            _(
                "Consistent: %(sealed)d sealed, %(waiting)d waiting. Only an anchor kept elsewhere"
                " proves “unaltered”."
            )
            % counts
        )
    if not verdict.consistent:
        raise SystemExit(1)


@group.command()
@plainly
def anchor() -> None:
    """Print the short code to keep outside: on paper, with another office."""
    with instance():
        journal.seal()
        print(journal.anchor())


@group.command()
@plainly
def seal() -> None:
    """Chain the entries that wait."""
    with instance():
        print(_("%d sealed.") % journal.seal())
