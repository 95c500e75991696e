"""What a file may carry beside what it shows: where, when, with what and by whom it was made.

Types are told by their content, never by their name. Photos lose every metadata segment, office
documents their properties; nothing is decoded, so nothing that a picture shows is changed.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "text/plain"
SUFFIXES = {JPEG: "jpg", PNG: "png", PDF: "pdf", DOCX: "docx", XLSX: "xlsx", TEXT: "txt"}
"""The types that are taken, each with the ending that its name is given."""

MACROS, ACTIVE, UNKNOWN, BROKEN = "macros", "active", "unknown", "broken"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PNG = b"\x89PNG\r\n\x1a\n"
_MOST_INSIDE = 200 * 2**20
"""How much an office document may unpack to: more is a trap."""


class Unfit(ValueError):
    """A file that is not taken; `why` is one of the words above."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Stripped:
    """A file as it may be kept: its type by content, and what was taken out of it."""

    content: bytes
    media_type: str
    removed: tuple[str, ...] = ()


def strip(content: bytes) -> Stripped:
    """The file without what it carries beside what it shows.

    Raises:
        Unfit: it holds macros or active content, is broken, or is of no type that is taken.
    """
    for begins, read in _KINDS:
        if content.startswith(begins):
            return read(content)
    return _text(content)


# --- photos -------------------------------------------------------------------------------------

_SCAN, _END, _COMMENT, _FIRST_APP, _LAST_APP = 0xDA, 0xD9, 0xFE, 0xE0, 0xEF
_ORIENTATION = 0x0112


def _jpeg(content: bytes) -> Stripped:
    """A JPEG without APPn segments but JFIF, ICC and Adobe's (which say colours), and comments.

    The orientation of a camera stands in its EXIF: it is kept, alone, so that the photo stays
    upright.
    """
    kept, removed, turned = [b"\xff\xd8"], [], 0
    for marker, segment in _segments(content):
        name = _named(marker, segment)
        if name == "EXIF":
            turned = turned or _orientation(segment)
        if name:
            removed.append(name)
        else:
            kept.append(segment)
    if turned > 1:
        kept.insert(1, _exif_of(turned))
    return Stripped(b"".join(kept), JPEG, tuple(dict.fromkeys(removed)))


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Markers with their segments, and the data of each scan under marker 0, to the end.

    What follows the end of the image (a thumbnail, a second picture, an archive) is left out.
    """
    at = 2
    while at + 2 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _END:
            yield marker, content[at : at + 2]
            return
        size = int.from_bytes(content[at + 2 : at + 4], "big")
        if size < 2 or at + 2 + size > len(content):
            raise Unfit(BROKEN)
        yield marker, content[at : at + 2 + size]
        at += 2 + size
        if marker == _SCAN:
            ends = _end_of_scan(content, at)
            yield 0, content[at:ends]
            at = ends
    raise Unfit(BROKEN)


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands that is neither stuffing nor a restart."""
    while (at := content.find(b"\xff", at)) != -1:
        after = content[at + 1 : at + 2]
        if after not in (b"\x00", b"\xff") and not b"\xd0" <= after <= b"\xd7":
            return at
        at += 1
    return len(content)


def _named(marker: int, segment: bytes) -> str:
    """What a segment to be taken out is called; empty for one that is kept."""
    said = segment[4:]
    if marker == _COMMENT:
        return "comment"
    if not _FIRST_APP <= marker <= _LAST_APP:
        return ""
    if said.startswith((b"JFIF\0", b"ICC_PROFILE\0", b"Adobe")) and marker in (0xE0, 0xE2, 0xEE):
        return ""
    for begins, name in ((b"Exif\0", "EXIF"), (b"http://ns.adobe.com/", "XMP"),
                         (b"Photoshop", "IPTC"), (b"MPF\0", "MPF")):  # fmt: skip
        if said.startswith(begins):
            return name
    return f"APP{marker - _FIRST_APP}"


def _orientation(segment: bytes) -> int:
    """Which way up the camera was held, from 1 to 8; 0 where its EXIF does not say."""
    tiff = segment[10:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 0
    first = struct.unpack_from(f"{order}I", tiff, 4)[0]
    if first + 2 > len(tiff):
        return 0
    for number in range(struct.unpack_from(f"{order}H", tiff, first)[0]):
        at = first + 2 + 12 * number
        if at + 12 > len(tiff):
            return 0
        if struct.unpack_from(f"{order}H", tiff, at)[0] == _ORIENTATION:
            turned: int = struct.unpack_from(f"{order}H", tiff, at + 8)[0]
            return turned if 1 <= turned <= 8 else 0
    return 0


def _exif_of(turned: int) -> bytes:
    """An EXIF segment that says the orientation and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, turned, 0)
    said = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0"
    return b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said


_SHOWN = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
"""Chunks of a PNG that say how it looks; every other one is taken out."""


def _png(content: bytes) -> Stripped:
    """A PNG with the chunks that it shows, and nothing after its end."""
    kept, removed, at = [_PNG], [], len(_PNG)
    while at + 12 <= len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        chunk = content[at : at + 12 + size]
        if len(chunk) < 12 + size or zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
            raise Unfit(BROKEN)
        if kind in _SHOWN:
            kept.append(chunk)
        else:
            removed.append("EXIF" if kind == b"eXIf" else kind.decode("ascii", "replace"))
        at += 12 + size
        if kind == b"IEND":
            return Stripped(b"".join(kept), PNG, tuple(dict.fromkeys(removed)))
    raise Unfit(BROKEN)


# --- documents ----------------------------------------------------------------------------------

_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
_EMPTY = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
}
_LIVE = ("activex/", "embeddings/", "macrosheets/", "vbaproject", "vbadata")
_RUNS = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia")


def _office(content: bytes) -> Stripped:
    """A Word or Excel document without its properties and its thumbnail; never one with macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_INSIDE:
                raise Unfit(BROKEN)
            media_type = _office_type(archive, names)
            return _repacked(archive, media_type)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise Unfit(BROKEN) from error


def _office_type(archive: zipfile.ZipFile, names: list[str]) -> str:
    if "[Content_Types].xml" not in names:
        raise Unfit(UNKNOWN)
    types = archive.read("[Content_Types].xml").lower()
    if b"macroenabled" in types or b"vbaproject" in types:
        raise Unfit(MACROS)
    if any(part in name.lower() for name in names for part in _LIVE):
        raise Unfit(MACROS)
    for main, media_type in (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX)):
        if main in names:
            return media_type
    raise Unfit(UNKNOWN)


def _repacked(archive: zipfile.ZipFile, media_type: str) -> Stripped:
    removed = []
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as again:
        for name in archive.namelist():
            if name in _PROPERTIES:
                removed.append("properties")
                again.writestr(zipfile.ZipInfo(name), _EMPTY[name])
            elif name.startswith("docProps/thumbnail"):
                removed.append("thumbnail")
            else:
                again.writestr(zipfile.ZipInfo(name), archive.read(name), zipfile.ZIP_DEFLATED)
    return Stripped(packed.getvalue(), media_type, tuple(dict.fromkeys(removed)))


def _pdf(content: bytes) -> Stripped:
    """A PDF as it is: what it says of its author stays, and its page says so."""
    if any(token in content for token in _RUNS):
        raise Unfit(ACTIVE)
    return Stripped(content, PDF)


def _old_office(content: bytes) -> Stripped:
    """A document of the old binary kind: its macros cannot be told apart, so none is taken."""
    raise Unfit(MACROS)


def _text(content: bytes) -> Stripped:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise Unfit(UNKNOWN) from error
    if not content.strip() or b"\0" in content or content.lstrip()[:1] == b"<":
        raise Unfit(UNKNOWN)
    return Stripped(content, TEXT)


_KINDS: tuple[tuple[bytes, Callable[[bytes], Stripped]], ...] = (
    (b"\xff\xd8\xff", _jpeg), (_PNG, _png), (b"PK\x03\x04", _office), (b"%PDF-", _pdf),
    (_OLE, _old_office),
)  # fmt: skip
