"""References of new rows: free ones, even where the row that took one is hidden."""

from __future__ import annotations

from django.db import connections
from django.utils.translation import gettext_lazy as _

from rempart.kernel import clock, ids
from rempart.kernel.actor import current
from rempart.kernel.errors import BadInput, Problem
from rempart.kernel.models import Guarded, ScopeCode


def prefixes() -> dict[int, str]:
    """The three letters that begin a reference, by office number."""
    rows = ScopeCode.objects.filter(axis="office").values_list("number", "prefix")
    return dict(rows)


def fresh(model: type[Guarded], offices: list[int], years: list[int] | None = None) -> list[str]:
    """A free reference for each new row of `model`, given the office number of each.

    `years` are those of the references; by default the year it is.

    Raises:
        BadInput: twenty rounds found no free reference: the office-year is full.
    """
    letters = prefixes()
    years = years or [clock.now().year] * len(offices)
    wanted = [(letters[office], year) for office, year in zip(offices, years, strict=True)]
    references = [ids.new_reference(prefix, year) for prefix, year in wanted]
    for _round in range(20):
        again = _clashes(model, references)
        if not again:
            return references
        for position in again:
            references[position] = ids.new_reference(*wanted[position])
    raise BadInput(
        Problem(
            place=_("Reference"),
            value=wanted[0][0],
            message=_("no free reference was found"),
            remedy=_("Give the office another prefix in the profile."),
            code="references-full",
        )
    )


def _clashes(model: type[Guarded], references: list[str]) -> set[int]:
    first = {reference: position for position, reference in reversed([*enumerate(references)])}
    clashes = {p for p, reference in enumerate(references) if first[reference] != p}
    with connections[current().alias].cursor() as cursor:
        cursor.execute(f"SELECT kernel.taken_{model._meta.db_table}(%s)", [references])
        taken = set(cursor.fetchone()[0] or ())
    return clashes | {p for p, reference in enumerate(references) if reference in taken}


def taken_sql(table: str) -> str:
    """The definer function that says which of some references are taken in `table`."""
    return f"""
CREATE OR REPLACE FUNCTION kernel.taken_{table}(wanted text[]) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM kernel.actor_name();
  RETURN (SELECT array_agg(reference) FROM {table} WHERE reference = ANY (wanted));
END $$;
"""
