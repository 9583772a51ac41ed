"""Quoted-printable of a text in pieces: it reads as it was written, and no line is longer than it may be."""

import quopri
import random

import pytest
from markupsafe import Markup

from directory.mail.printable import printable, printable_lines

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


@pytest.mark.parametrize("seed", range(50))
def test_whole_lines_are_encoded_as_pieces_are(seed: int) -> None:
    some = random.Random(seed)
    text = "".join(some.choices(WORDS, k=some.randint(1, 60))).replace("\r", "")
    lines = [f"{line}\n" for line in text.split("\n")]
    assert printable_lines(lines) == printable(lines)


def test_what_a_template_has_escaped_stays_on_its_line() -> None:
    assert printable(["<td>", Markup("Å &amp; co"), "</td>\n"]) == b"<td>=C3=85 &amp; co</td>\r\n"


def test_a_text_in_one_piece_is_encoded_as_the_standard_library_does_it() -> None:
    text = "Hei på deg\nEn linje som er lang nok til at den må brytes et sted, og så litt til, for sikkerhets skyld.\n"
    assert printable([text]).replace(b"\r\n", b"\n") == quopri.encodestring(text.encode())


def test_what_unicode_cannot_encode_is_said() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        printable(["Lag ", "\ud800"])
