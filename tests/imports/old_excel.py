"""A writer of the smallest old Excel file (.xls): BIFF8 records in a compound file.

Sources: [MS-XLS] and [MS-CFB]; only what a reader needs to find text and numbers.
"""

import struct
from collections.abc import Sequence

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _sheet(rows: Sequence[Sequence[object]]) -> bytes:
    stream = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    width = max(map(len, rows), default=0)
    stream += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, int | float):
                stream += _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
            elif value is not None:
                text = str(value)
                start = struct.pack("<HHHHB", row, column, 0, len(text), 1)
                stream += _record(0x0204, start + text.encode("utf-16-le"))
    return stream + _record(0x000A, b"")


def _workbook(sheets: dict[str, Sequence[Sequence[object]]]) -> bytes:
    parts = {name: _sheet(rows) for name, rows in sheets.items()}
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    start += _record(0x0042, struct.pack("<H", 1200))
    at = len(start) + sum(4 + 8 + 2 * len(name) for name in parts) + 4
    for name, part in parts.items():
        start += _record(0x0085, struct.pack("<IBBBB", at, 0, 0, len(name), 1) + name.encode("utf-16-le"))
        at += len(part)
    return start + _record(0x000A, b"") + b"".join(parts.values())


def _entry(name: str, kind: int, first: int, size: int, child: int) -> bytes:
    text = name.encode("utf-16-le") + b"\x00\x00"
    head = text.ljust(64, b"\x00") + struct.pack("<HBB", len(text) if name else 0, kind, 1)
    return (head + struct.pack("<III", FREE, FREE, child) + b"\x00" * 36 + struct.pack("<IQ", first, size)).ljust(
        128, b"\x00"
    )


def old_excel(sheets: dict[str, Sequence[Sequence[object]]]) -> bytes:
    """Return an .xls file with the sheets given as rows by name."""
    stream = _workbook(sheets)
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\x00")  # 4096: no mini stream needed
    sectors = len(stream) // SECTOR
    tables = -(-(sectors + 1) // (SECTOR // 4 - 1))
    chain = [*range(1, sectors), END, END, *[FAT] * tables]
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * SECTOR, b"\xff")
    folder = _entry("Root Entry", 5, END, 0, 1) + _entry("Workbook", 2, 0, len(stream), FREE)
    folder += _entry("", 0, 0, 0, FREE) * 2
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
    )
    head += struct.pack("<IIIIIIIII", 0, tables, sectors, 0, 4096, END, 0, END, 0)
    head += struct.pack(f"<{tables}I", *range(sectors + 1, sectors + 1 + tables))
    return head.ljust(SECTOR, b"\xff") + stream + folder + fat
