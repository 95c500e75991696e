"""Entered counts: who enters them, what is refused, corrections kept, tables all or none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from doors import words
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.kernel.errors import BadInput, Refused
from rempart.places.models import Area
from rempart.register.counts import actions, tables
from rempart.register.counts.models import Count

SAID: actions.Said = {
    "quantity": "displaced", "value": 1200, "counted_on": date(2014, 11, 15), "area": "ML0704",
    "place": "Site de la mare", "source": "comité du site", "reliability": "b", "credibility": "c2",
}  # fmt: skip


@pytest.fixture
def expert(house: Any, appoint: Callable[..., Actor]) -> Actor:
    """Ménaka's protection expert, with the cercle on the map."""
    Area.objects.create(
        pcode="ML0704", level=2, name="Menaka", display_fr="Ménaka", display_en="Ménaka"
    )
    return appoint("poc_expert", "menaka")


def entered(expert: Actor, **said: Any) -> Count:
    """A count of Ménaka."""
    whole: Any = SAID | said
    with acting_as(expert):
        return actions.enter_count(said=whole)


def test_a_count_stands_in_its_office_and_keeps_what_it_said_before(expert: Actor) -> None:
    row = entered(expert)
    assert (row.office, row.grade) == (5, "B2")
    with acting_as(expert):
        with pytest.raises(BadInput) as unreasoned:
            actions.correct_count(target=row.pk, said={"value": 900}, reason=" ")
        actions.correct_count(target=row.pk, said={"value": 900}, reason="Compté deux fois")
        values = list(row.versions.order_by("number").values_list("values__value", "reason"))
        actions.withdraw_count(target=row.pk, reason="Un autre site")
        assert Count.objects.get().withdrawn
    assert unreasoned.value.problems[0].code == "reason"
    assert values == [(1200, ""), (900, "Compté deux fois")]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"quantity": "chats"}, "code"),
        ({"area": "ML0103"}, "area"),
        ({"counted_on": date(2014, 12, 1)}, "ahead"),
        ({"source": " "}, "source"),
        ({"value": 10**8}, "value"),
        ({"reliability": "z"}, "code"),
    ],
)
def test_what_cannot_be_is_refused_with_its_value(
    expert: Actor, wrong: dict[str, Any], code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        entered(expert, **wrong)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_another_office_enters_none(expert: Actor, appoint: Callable[..., Actor]) -> None:
    with acting_as(appoint("poc_expert", "gao")), pytest.raises(Refused):
        actions.enter_count(said=SAID)


def test_a_table_is_entered_whole_or_not_at_all_and_counts_once(
    expert: Actor, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Date", "Quantité", "Cercle", "Lieu", "Valeur", "Source", "Cote"])
    sheet.append(["15/11/2014", "déplacés", "Ménaka", "La mare", "1 200", "comité", "B2"])
    sheet.append(["16/11/2014", "Displaced people", "Menaka", "La mare", 300, "comité", "B2"])
    path = tmp_path / "comptages.xlsx"
    book.save(path)
    with acting_as(expert):
        rows = tables.read_table(path)
        assert actions.enter_table(rows) == (2, 0)
        assert actions.enter_table(rows) == (0, 2)
        worse = [*rows, {**rows[0], "value": 7, "counted_on": date(2015, 1, 1)}]
        with pytest.raises(BadInput) as refused:
            actions.enter_table([{**rows[0], "value": 8}, *worse])  # type: ignore[list-item]
        assert Count.objects.count() == 2
    assert "5" in str(refused.value.problems[0].place)


def test_a_cell_that_cannot_be_read_names_its_line(expert: Actor, tmp_path: Path) -> None:
    path = tmp_path / "comptages.csv"
    path.write_text(
        "date;quantity;area;value;source\n31/02/2014;displaced;Menaka;12;x\n"
        "01/11/2014;chats;Mnaka;beaucoup;x\n", encoding="utf-8",
    )  # fmt: skip
    with acting_as(expert), pytest.raises(BadInput) as refused:
        tables.read_table(path)
    assert [str(problem.value) for problem in refused.value.problems] == [
        "31/02/2014", "beaucoup", "chats", "Mnaka",
    ]  # fmt: skip
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(BadInput, match="en-tête"):
        tables.read_table(path)


def test_the_pages_enter_correct_and_list(expert: Actor, door: Callable[..., Client]) -> None:
    client = door(expert)
    form = {**{k: str(v) for k, v in SAID.items()}, "counted_on": "15/11/2014", "marking": "1"}
    assert client.post("/comptages/ajout/", form | {"value": "-3"}).status_code == 400
    made = client.post("/comptages/ajout/", form)
    assert made.status_code == 302
    path = made.headers["Location"]
    page = client.get(path).content.decode()
    assert "1\u202f200" in page
    late = client.post(path, form | {"do": "correct", "value": "5", "reason": "x", "revision": "9"})
    assert late.status_code == 409
    done = client.post(path, form | {"do": "correct", "value": "5", "reason": "Erreur"})
    assert done.status_code == 302
    assert "Erreur" in client.get(path).content.decode()
    file = SimpleUploadedFile(
        "t.csv", b"date;quantity;area;value;source\n14/11/2014;IDPs;Menaka;7;x\n"
    )
    sent = client.post("/comptages/ajout/", {"do": "table", "table": file})
    assert sent.status_code == 200
    assert "1 nouveaux, 0 inchangés" in words(sent.content.decode())
    assert client.post(path, {"do": "withdraw", "reason": ""}).status_code == 400
    assert client.post(path, {"do": "withdraw", "reason": "Autre site"}).status_code == 302
    assert path not in client.get("/comptages/?quantity=displaced&office=menaka").content.decode()
    assert path in client.get("/comptages/?all=on").content.decode()


def test_the_list_asks_as_much_for_three_as_for_thirty(
    expert: Actor, door: Callable[..., Client]
) -> None:
    client, asked = door(expert), []
    for number in (3, 27):
        for back in range(number):
            entered(expert, counted_on=clock.today() - timedelta(days=back))
        with CaptureQueriesContext(connections["default"]) as queries:
            assert client.get("/comptages/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 14
