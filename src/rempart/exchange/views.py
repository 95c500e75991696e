"""The page that says what would go out, and the stream that lets it go."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, override
from django.views.decorators.http import require_http_methods

from rempart.exchange import writers
from rempart.kernel import clock, journal
from rempart.kernel.access import Request, declares
from rempart.kernel.actor import Anyone, acting_as
from rempart.kernel.errors import NotThere
from rempart.kernel.exporting import Cells, Export, Narrowed, exports
from rempart.kernel.models import Instance
from rempart.kernel.policy import MARKINGS, UNCLASSIFIED, concerned
from rempart.people.proof import reauthenticated

FORMATS = {
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "geojson": ("GeoJSON", "application/geo+json"),
}
_OURS = ("csrfmiddlewaretoken", "format", "hxl")


def _found(request: Request, name: str) -> Export:
    if name not in exports or not concerned(request.actor, exports[name].kind):
        raise NotThere
    return exports[name]


def _filters(request: Request) -> dict[str, str]:
    """The filters of the list that the export stands beside, as its address gave them."""
    return {key: value for key, value in request.GET.dict().items() if key not in _OURS}


@declares("signed-in")
@require_http_methods(["GET", "POST"])
@reauthenticated(reading=False)
def export(request: Request, name: str) -> HttpResponseBase:
    """What would go out and how; sent, the file itself."""
    chosen = _found(request, name)
    narrowed = chosen.narrowed(_filters(request))
    formats = {code: said for code, said in FORMATS.items() if code != "geojson" or chosen.point}
    asked = request.POST.get("format", "")
    if request.method == "POST" and asked in formats:
        return _file(request, name, chosen, narrowed, asked)
    context = {
        "export": chosen,
        "formats": [(code, label) for code, (label, _type) in formats.items()],
        "count": narrowed.count,
        "marking": narrowed.marking,
        "may_tag": chosen.hxl and narrowed.marking == UNCLASSIFIED,
        "query": request.GET.urlencode(),
    }
    return render(request, "exchange/export.html", context)


def _file(
    request: Request, name: str, chosen: Export, narrowed: Narrowed, asked: str
) -> HttpResponseBase:
    tagged = bool(request.POST.get("hxl")) and chosen.hxl and narrowed.marking == UNCLASSIFIED
    exercise = gettext("EXERCISE") if Instance.is_exercise() else ""
    stamp = writers.Stamp(str(MARKINGS[narrowed.marking]), exercise, narrowed.count, tagged)
    journal.write(
        f"{name}.export", chosen.kind, category="export", rows=narrowed.count, reason_code=asked
    )
    _label, kind = FORMATS[asked]
    called = f"{exercise + '-' if exercise else ''}{name}-{clock.today():%Y-%m-%d}.{asked}"
    headers = {"Content-Disposition": f'attachment; filename="{called}"'}
    rows = _as(request.actor, narrowed)
    if asked == "xlsx":
        return _workbook(chosen, rows, stamp, headers)
    write = writers.as_csv if asked == "csv" else writers.as_geojson
    stream = _spoken(request.LANGUAGE_CODE, write(chosen, rows, stamp))
    return StreamingHttpResponse(stream, content_type=kind, headers=headers)


def _as(actor: Anyone, narrowed: Narrowed) -> Iterator[Cells]:
    """The rows, in a transaction of their own as the same reader: the request's is over by then."""
    with acting_as(actor):
        yield from narrowed.rows()


def _spoken(language: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of a stream, made in the language of the page that asked."""
    with override(language):
        yield from pieces


def _workbook(
    chosen: Export, rows: Iterator[Cells], stamp: writers.Stamp, headers: Mapping[str, Any]
) -> HttpResponse | FileResponse:
    """A workbook, written to a file without a name that goes away with the answer."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        writers.as_xlsx(chosen, rows, stamp, path)
        file = path.open("rb")
    return FileResponse(file, content_type=FORMATS["xlsx"][1], headers=dict(headers))
