"""A bad ACLED file: every fault told by its row, the good ones kept, nothing half-imported."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from doors import words
from rempart.kernel.actor import Actor, acting_as
from rempart.register.models import Batch, Incident

HEAD = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,"
    "notes,fatalities,tags,timestamp"
)


def row(key: str, day: str, kind: str, latitude: str, notes: str = "") -> str:
    """One row in ACLED's published order."""
    return (
        f"{key},{day},2014,1,Political violence,{kind},,Unidentified Armed Group (Mali),,3,"
        f"Civilians (Mali),,7,37,Civilian targeting,466,Western Africa,Mali,Gao,Ansongo,,Ansongo,"
        f'{latitude},0.50,1,Radio,National,"{notes}",2,,1416000000'
    )


FILE = "\ufeff" + "\r\n".join(
    [
        HEAD,
        row("MLI901", "25/06/2014", "Remote violence", "15.66", "=HYPERLINK(1)"),
        row("MLI902", "31/02/2014", "Violence against civilians", "15.66"),
        row("MLI903", "26 June 2014", "Violence against civilians", "164"),
        row("", "2014-06-27", "Violence against civilians", "15.66"),
        row("MLI905", "2014-06-28", "Violence against civilians", "15.66", "Marché d’Ansongo"),
    ]
)
SAYS = {
    "fr": {"read": "5 lignes lues. Nouvelles : 2", "refused": "refusées : 3", "import": "Importer"},
    "en": {"read": "5 rows read. New: 2", "refused": "refused: 3", "import": "Import"},
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_bad_file_is_told_row_by_row_and_its_good_rows_are_kept(
    language: str, house: Any, appoint: Callable[..., Actor], visit: Callable[..., Page],
    tmp_path: Path,
) -> None:  # fmt: skip
    officer, says = appoint("imo"), SAYS[language]
    (tmp_path / "acled.csv").write_text(FILE, encoding="utf-8", newline="")
    page = visit(officer, "/incidents/importations/", language=language)
    page.check("[name=format][value=acled]")
    page.set_input_files("[name=file]", tmp_path / "acled.csv")
    page.click("form:has([name=file]) button")

    said = words(page.locator("main").inner_text())
    assert says["read"] in said
    assert says["refused"] in said
    for value in ("31/02/2014", "164", "Remote violence"):
        assert value in said
    with acting_as(officer):
        assert not Incident.objects.exists(), "nothing is written by looking"

    with page.expect_download() as download:
        page.locator("a[href$='refus.csv']").click()
    listed = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert {line[0] for line in listed[1:]} >= {"3", "4", "5"}
    assert not [cell for line in listed for cell in line if cell.startswith("=")]

    page.get_by_role("button", name=says["import"], exact=True).click()
    expect(page.locator("h1")).to_have_text("acled.csv")
    with acting_as(officer):
        assert sorted(Incident.objects.values_list("external_key", flat=True)) == [
            "acled:MLI901", "acled:MLI905",
        ]  # fmt: skip
        batch = Batch.objects.get()
        assert (batch.new, batch.refused) == (2, 3)
        first = Incident.objects.get(external_key="acled:MLI901")
    page.goto(page.url.split("/incidents/")[0] + f"/incidents/{first.reference}/")
    assert "=HYPERLINK(1)" in page.locator("main").inner_text(), "kept as the text that it is"
    assert page.locator("main a[href*=HYPERLINK]").count() == 0
