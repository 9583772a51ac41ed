"""Quoted-printable of a text in pieces: it reads as it was written, and no line is longer than it may be."""

import quopri
import random

import pytest

from directory.mail.printable import printable

WORDS = (
    "å",
    "til ",
    " ",
    "\n",
    "organisasjonen",
    "= ",
    ".",
    "\t",
    "x" * 74,
    "😀",
    "pårørende–lag\n\n",
    "linje \n",
    "\r",
)


@pytest.mark.parametrize("seed", range(200))
def test_what_is_read_is_what_was_written_however_it_came_in_pieces(seed: int) -> None:
    some = random.Random(seed)
    pieces = ["".join(some.choices(WORDS, k=some.randint(0, 9))) for _ in range(some.randint(0, 40))]
    told = printable(pieces)
    wanted = "".join(piece.replace("\r\n", "\n").replace("\r", "\n") for piece in pieces)
    assert quopri.decodestring(told.replace(b"\r\n", b"\n")).decode() == wanted
    assert all(len(line) <= 76 for line in told.split(b"\r\n"))
    assert told.count(b"\r\n") == told.count(b"\n") == told.count(b"\r")
    assert not any(line.endswith((b" ", b"\t")) for line in told.split(b"\r\n"))


def test_a_text_in_one_piece_is_encoded_as_the_standard_library_does_it() -> None:
    text = "Hei på deg\nEn linje som er lang nok til at den må brytes et sted, og så litt til, for sikkerhets skyld.\n"
    assert printable([text]).replace(b"\r\n", b"\n") == quopri.encodestring(text.encode())


def test_what_unicode_cannot_encode_is_said() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        printable(["Lag ", "\ud800"])
