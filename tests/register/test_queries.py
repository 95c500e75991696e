"""Pages, counts, sums and search: complete, in order, and only what the reader may see."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from rempart.kernel.actor import acting_as
from rempart.kernel.errors import NotThere
from rempart.register import search as searching
from rempart.register.actions import advance_incident, mark_incident
from rempart.register.figures import by_area, by_month, by_point, on_the_ground, tally
from rempart.register.models import Incident
from rempart.register.queries import (
    Bounded,
    Filters,
    count,
    facets,
    incident,
    opening,
    page,
)

GAO = {"latitude": "16.5", "longitude": "0.5"}


def walked(filters: Filters, size: int) -> list[UUID]:
    """Every id, page after page."""
    found, after = [], None
    while True:
        shown = page(filters, after, size)
        found += [row.pk for row in shown.rows]
        after = shown.after
        if after is None:
            return found


@pytest.fixture
def reader(load, appoint):
    """Mopti's expert, with seven incidents in Mopti and two in Gao standing."""
    days = ["2018-05-30", "2018-06-01", "2018-06-01", "2018-06-02", "2018-06-02", "2018-06-30"]
    mopti = [{"date_start": day, "date_end": day} for day in days]
    battle = {"type_of_violence": "1", "source_headline": "Combats près du marché de Konna"}
    load([*mopti, battle, GAO, GAO | {"source_headline": "Un marché de Gao"}])
    return appoint("poc_expert", "mopti", clearance=2)


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_pages_hold_every_incident_once_newest_first(reader, size):
    with acting_as(reader):
        found = walked(Filters(), size)
        rows = sorted(Incident.objects.all(), key=lambda r: (r.starts_on, r.pk), reverse=True)
    assert found == [row.pk for row in rows]
    assert len(found) == 7


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        (Filters(office=4), 7),
        (Filters(office=1), 0),
        (Filters(ucdp_type=1), 1),
        (Filters(civilians=True), 6),
        (Filters(since=date(2018, 6, 1), until=date(2018, 6, 2)), 4),
        (Filters(threat_type="killing"), 6),
        (Filters(area="ML0501"), 7),
        (Filters(area="ML0701"), 0),
        (Filters(verification="verified"), 0),
        (Filters(words="marche"), 1),
        (Filters(words="marché konna"), 1),
        (Filters(words="marché -konna"), 0),
        (Filters(words="marché", since=date(2019, 1, 1)), 0),
        (Filters(words="' OR 1=1; --"), 0),
    ],
)
def test_a_filter_lists_and_counts_the_same(reader, filters, number):
    with acting_as(reader):
        assert len(walked(filters, 2)) == number
        assert opening(filters, 2) == (page(filters, None, 2), Bounded(number))
        assert count(filters) == Bounded(number)


def test_a_count_stops_and_says_so(reader):
    with acting_as(reader):
        assert count(Filters(), most=3) == Bounded(3, more=True)
        assert count(Filters(), most=7) == Bounded(7)
        assert count(Filters(words="civilians"), most=3) == Bounded(3, more=True)


def test_sums_agree_however_they_are_cut(reader):
    with acting_as(reader):
        whole = tally(Filters())
        assert (whole.events, whole.one_sided, whole.unknown) == (7, 6, 1)
        assert whole.killed == (18, 30, 48)
        assert whole.deaths == (21, 35, 56)
        for parts in (
            by_month(Filters()).values(),
            by_area(Filters()).values(),
            on_the_ground(Filters()).placed.values(),
        ):
            assert sum((part.events for part in parts), 0) == whole.events
            first, *others = parts
            for part in others:
                first = first + part
            assert first == whole
        assert sum(spot.events for spot in by_point(Filters())) == whole.events
        assert list(by_month(Filters())) == [date(2018, 5, 1), date(2018, 6, 1)]


def test_what_is_withdrawn_is_nowhere_and_what_is_unfounded_in_no_figure(reader, appoint):
    with acting_as(reader):
        one, two = Incident.objects.filter(ucdp_type=3).order_by("id")[:2]
    with acting_as(appoint("human_rights", "mopti", component="human_rights")):
        advance_incident(target=two.pk, step="find_unfounded", reason="no such place")
    with acting_as(reader):
        advance_incident(target=one.pk, step="withdraw", reason="a double")
        assert one.pk not in walked(Filters(), 3)
        assert two.pk in walked(Filters(), 3)
        assert tally(Filters()).events == 5


def test_search_never_reaches_what_the_reader_may_not_see(reader, appoint):
    with acting_as(reader):
        konna = incident(page(Filters(words="konna")).rows[0].reference)
        mark_incident(target=konna.pk, marking=2)
        assert searching.search("konna")
    with acting_as(appoint("poc_expert", "mopti", clearance=1)):
        assert searching.search("konna") == []
        with pytest.raises(NotThere):
            incident(konna.reference)
    with acting_as(appoint("poc_expert", "gao")):
        assert searching.search("konna") == []
        assert len(searching.search("marché")) == 1


def test_common_words_are_walked_and_cut_nothing_off(reader, monkeypatch, superuser):
    from rempart.kernel import roles

    with acting_as(reader):
        rare = searching.search("civilians", limit=3), searching.search("civilians")
    monkeypatch.setattr(searching, "MANY", 2)
    superuser.execute(roles.schema_sql())
    try:
        with acting_as(reader):
            assert (searching.search("civilians", limit=3), searching.search("civilians")) == rare
    finally:
        monkeypatch.undo()
        superuser.execute(roles.schema_sql())
    assert len(rare[1]) == 7


def test_a_reference_is_found_as_people_type_it(reader):
    with acting_as(reader):
        row = Incident.objects.all()[0]
        assert incident(row.reference.lower().replace("-", " ")).pk == row.pk
        with pytest.raises(NotThere):
            incident("MOP-18-000000")


def test_facets_count_in_one_pass_what_the_reader_sees(reader):
    with acting_as(reader):
        found = facets(Filters())
        assert sum(found["office"].values()) == sum(found["area"].values()) == 7
        assert len(found["office"]) == 1
        narrowed = facets(Filters(words="marché"))
        assert sum(narrowed["verification"].values()) == 1
        assert facets(Filters(words="introuvable"))["area"] == {}
