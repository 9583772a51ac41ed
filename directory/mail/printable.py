"""A part of a letter as it travels: quoted-printable, in lines of at most 76 signs (RFC 2045 section 6.7)."""

from binascii import b2a_qp
from collections.abc import Iterable
from functools import lru_cache

END = b"\r\n"
SOFT_END = b"=\r\n"  # a line that goes on in the next one
LONGEST_LINE = 75  # and the sign that says that it goes on


def printable(pieces: Iterable[str]) -> bytes:
    r"""Return a text that comes in pieces, with `\n` line ends, as it travels: what is alike in many is encoded once.

    Raises ValueError for what Unicode cannot encode.
    """
    told, column = [], 0
    for piece in pieces:
        coded, first, last = _coded(piece)
        if column and column + first > LONGEST_LINE:
            told.append(SOFT_END)
            column = 0
        told.append(coded)
        column = column + first if last is None else last
    return b"".join(told)


def printable_lines(lines: Iterable[str]) -> bytes:
    r"""Return a text that comes in whole lines, each with its `\n`, as `printable` does, which is slower."""
    return b"".join([coded for coded, _, _ in map(_coded, lines)])


@lru_cache(maxsize=4096)
def _coded(piece: str) -> tuple[bytes, int, int | None]:
    """Return a piece in quoted-printable, and the lengths of its first and last line, None when it is one line."""
    told = piece.removesuffix("\n")
    if told.isprintable() and len(coded := b2a_qp(told.encode(), istext=True)) <= LONGEST_LINE:
        # Most of what is in one letter only is this short.
        return (coded, len(coded), None) if len(told) == len(piece) else (coded + END, len(coded), 0)
    text = piece.replace("\r\n", "\n").replace("\r", "\n") if "\r" in piece else piece
    # Line by line: of two, b2a_qp makes the first too long when a blank stands at its end.
    coded = END.join(b2a_qp(line.encode(), istext=True).replace(b"\n", END) for line in text.split("\n"))
    if len(coded) - _last_line(coded) > LONGEST_LINE:  # no room for the sign that it goes on
        cut = next(at for at in (-3, -4, -5) if b"=" not in coded[at - 2 : at])
        coded = coded[:cut] + SOFT_END + coded[cut:]
    first = coded.find(END)
    return (coded, len(coded), None) if first < 0 else (coded, first, len(coded) - _last_line(coded))


def _last_line(coded: bytes) -> int:
    """Return where the last line begins."""
    return coded.rfind(b"\n") + 1
