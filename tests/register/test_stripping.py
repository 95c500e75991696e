"""Photos and documents lose what they carry beside what they show; macros are never taken."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rempart.register.reports import stripping
from rempart.register.reports.stripping import Unfit, strip


def segment(marker: int, said: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(said) + 2) + said


def exif(orientation: int = 6) -> bytes:
    """An EXIF segment of a telephone: orientation, maker, and a place."""
    entries = [struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0),
               struct.pack("<HHI4s", 0x010F, 2, 4, b"CAM\0")]  # fmt: skip
    tiff = b"II*\0" + struct.pack("<IH", 8, 2) + b"".join(entries) + b"\0\0\0\0GPS16.27N"
    return segment(0xE1, b"Exif\0\0" + tiff)


TABLES = segment(0xDB, b"\0" + bytes(64)) + segment(0xC0, b"\x08\0\x01\0\x01\x01\x01\x11\0")
SCAN = segment(0xDA, b"\x01\x01\0\0\x3f\0") + b"\x12\xff\x00\x34\xff\xd0\x56"
PROGRESSIVE = SCAN + segment(0xC4, b"\0" * 20) + SCAN


def photo(*extra: bytes, scans: bytes = SCAN, after: bytes = b"") -> bytes:
    jfif = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    return b"\xff\xd8" + jfif + b"".join(extra) + TABLES + scans + b"\xff\xd9" + after


def test_a_photo_loses_all_but_what_it_shows_and_which_way_up() -> None:
    found = strip(
        photo(exif(), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:author/>"),
              segment(0xED, b"Photoshop 3.0\0IPTC"), segment(0xFE, b"shot by somebody"),
              segment(0xE7, b"maker"), after=b"PK\x03\x04 hidden")
    )  # fmt: skip
    assert found.media_type == "image/jpeg"
    assert found.removed == ("EXIF", "XMP", "IPTC", "comment", "APP7")
    for secret in (b"CAM", b"GPS", b"author", b"IPTC", b"somebody", b"maker", b"hidden"):
        assert secret not in found.content
    assert TABLES + SCAN + b"\xff\xd9" in found.content
    assert stripping._orientation(found.content[2:]) == 6
    assert strip(strip(photo(exif(1))).content).removed == ()


def test_a_photo_in_several_scans_keeps_them_all() -> None:
    whole = photo(scans=PROGRESSIVE)
    assert strip(whole).content == whole


@pytest.mark.parametrize("cut", [3, 10, 40, -1, -3])
def test_a_photo_that_breaks_off_is_refused(cut: int) -> None:
    with pytest.raises(Unfit) as refusal:
        strip(photo(exif())[:cut])
    assert refusal.value.why in ("broken", "unknown")


def chunk(kind: bytes, said: bytes) -> bytes:
    return struct.pack(">I", len(said)) + kind + said + struct.pack(">I", zlib.crc32(kind + said))


def test_a_picture_keeps_only_the_chunks_that_it_shows() -> None:
    begins, ends = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13)), chunk(b"IEND", b"")
    shown = chunk(b"IDAT", zlib.compress(b"\0\0"))
    told = chunk(b"eXIf", b"GPS") + chunk(b"tEXt", b"Author\0Somebody") + chunk(b"tIME", bytes(7))
    found = strip(begins + told + shown + ends + b"trailing")
    assert found.content == begins + shown + ends
    assert found.removed == ("EXIF", "tEXt", "tIME")
    with pytest.raises(Unfit):
        strip(begins + shown[:-1] + b"\0" + ends)


def office(**more: bytes) -> bytes:
    packed = io.BytesIO()
    parts = {
        "[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>",
        "docProps/core.xml": b"<creator>Somebody</creator>", "docProps/thumbnail.jpeg": b"x",
    }  # fmt: skip
    parts |= {name.replace("__", "/").replace("_dot_", "."): x for name, x in more.items()}
    with zipfile.ZipFile(packed, "w") as archive:
        for name, said in parts.items():
            archive.writestr(name, said)
    return packed.getvalue()


def test_a_document_loses_its_properties() -> None:
    found = strip(office())
    assert found.media_type == stripping.DOCX
    assert found.removed == ("properties", "thumbnail")
    with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
        assert archive.read("word/document.xml") == b"<w:document/>"
        assert b"Somebody" not in archive.read("docProps/core.xml")
        assert "docProps/thumbnail.jpeg" not in archive.namelist()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (office(word__vbaProject_dot_bin=b"x"), "macros"),
        (office(word__embeddings__oleObject1_dot_bin=b"x"), "macros"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "macros"),
        (b"%PDF-1.7 /OpenAction << /S /JavaScript >>", "active"),
        (b"PK\x03\x04 not an archive", "broken"),
        (b"MZ\x90\x00\xff\xfe", "unknown"),
        (b"<html><script>alert(1)</script></html>", "unknown"),
        (b"<svg onload='x'/>", "unknown"),
        (b"", "unknown"),
        (b"GIF89a\xff", "unknown"),
    ],
)
def test_what_is_not_taken(content: bytes, why: str) -> None:
    with pytest.raises(Unfit) as refusal:
        strip(content)
    assert refusal.value.why == why


def test_a_macro_document_by_another_name_is_still_one() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Override ContentType='x.macroEnabled.main+xml'/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(Unfit) as refusal:
        strip(packed.getvalue())
    assert refusal.value.why == "macros"


BEGINNINGS = (
    b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"%PDF-",
)  # fmt: skip


@given(st.binary(max_size=300), st.sampled_from(BEGINNINGS))
def test_no_bytes_make_it_fall(content: bytes, begins: bytes) -> None:
    try:
        strip(begins + content)
        why = ""
    except Unfit as unfit:
        why = unfit.why
    assert why in ("", "macros", "active", "unknown", "broken")
