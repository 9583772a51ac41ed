"""What kind of file something is, told by its content and never by its name."""

import io
import zipfile

from directory.imports.cells import Limits
from directory.imports.unreadable import (
    BROKEN,
    HTML,
    LOCKED,
    NOTHING,
    PDF,
    TOO_BIG,
    TOO_MANY_PARTS,
    TOO_MUCH,
    UNKNOWN,
    WORD,
    Unreadable,
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(content: bytes, limits: Limits) -> str:
    """Return `xlsx`, `xls`, `ods` or `csv`; raises Refused with a clear line for anything else or too much."""
    if not content.strip(b"\x00\r\n\t ") or content in _TEXT_MARKS:
        raise Unreadable(NOTHING)
    if len(content) > limits.max_bytes:
        raise Unreadable(TOO_BIG, size=len(content), limit=limits.max_bytes)
    if content.startswith(b"PK\x03\x04"):
        return _packed_kind(content, limits)
    if content.startswith(_OLE):
        return _old_kind(content)
    return _text_kind(content)


def _packed_kind(content: bytes, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(BROKEN) from error
    if len(entries) > limits.max_entries:
        raise Unreadable(TOO_MANY_PARTS, count=len(entries), limit=limits.max_entries)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.max_unpacked:
        raise Unreadable(TOO_MUCH, size=unpacked, limit=limits.max_unpacked)
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        raise Unreadable(WORD)
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    raise Unreadable(UNKNOWN)


def _old_kind(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable(LOCKED)
    if "WordDocument".encode("utf-16-le") in content:
        raise Unreadable(WORD)
    return "xls"


def _text_kind(content: bytes) -> str:
    start = content[:2_000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(b"%pdf"):
        raise Unreadable(PDF)
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml")):
        raise Unreadable(HTML)
    if start.startswith(b"{\\rtf"):
        raise Unreadable(WORD)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    odd = sum(byte < 9 or 13 < byte < 32 for byte in content[:4_000])
    if odd > 4 + len(content[:4_000]) // 100:
        raise Unreadable(UNKNOWN)
    return "csv"
