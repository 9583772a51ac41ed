"""Reading of a file of any known kind into plain cells; runs in the child process of `isolated`."""

from directory.imports import delimited, formats, legacy, spreadsheets
from directory.imports.cells import Book, Limits


def read(content: bytes, limits: Limits) -> Book:
    """Return a file's sheets as plain cells; raises Refused with one clear line when it cannot be used."""
    kind = formats.kind_of(content, limits)
    if kind == "xlsx":
        return spreadsheets.read(content, limits)
    if kind == "csv":
        return delimited.read(content, limits)
    return legacy.read(content, kind, limits)
