"""Lines of the text part are parted as the standard library would part them."""

import random
import textwrap

import pytest

from directory.mail import wording

WORDS = ("å", "til", "organisasjonen", "bruker-", "og", "pårørende–lag", "«Oppdater»,", "x" * 40, "(som", "😀")
GAPS = ("\n", "\n\n", "\n\n\n", " \n", "\n  ", "> sitat\n", "")
LEADS = ("", "  ", "- ", "12. ", "    ")


def filled(*pieces: str) -> str:
    return "".join(wording.filled(pieces))


@pytest.mark.parametrize("seed", range(50))
def test_a_long_line_is_parted_at_blanks_as_textwrap_does_it(seed: int) -> None:
    some = random.Random(seed)
    line = some.choice(LEADS) + " ".join(some.choices(WORDS, k=some.randint(20, 60)))
    hang = " " * (len(line) - len(line.lstrip(" ")))
    if line.startswith("12. "):
        hang = " " * 4
    elif line.startswith("- "):
        hang = " " * 2
    elif hang:
        hang += "  "
    folded = textwrap.wrap(line, wording.WIDTH, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False)
    assert filled(line) == "\n".join(folded).strip() + "\n"


def test_a_word_longer_than_a_line_stays_whole() -> None:
    assert filled("før " + "x" * 90 + " etter") == "før\n" + "x" * 90 + "\netter\n"


def test_no_blank_is_left_where_a_line_is_parted() -> None:
    for number in range(60, 80):
        for line in filled("x" * number + "   y  z " + "å" * 40).split("\n"):
            assert line == line.strip()


def test_any_number_of_empty_lines_becomes_one() -> None:
    for number in range(2, 12):
        assert filled("a" + "\n" * number + "b") == "a\n\nb\n"
        assert wording.several_lines("a" + "\r\n" * number + "b") == "a\n\nb"


@pytest.mark.parametrize("seed", range(200))
def test_a_text_reads_the_same_however_it_comes_in_pieces(seed: int) -> None:
    some = random.Random(seed)
    pieces = ["".join(some.choices((*WORDS, *GAPS, *LEADS, " "), k=some.randint(0, 12))) for _ in range(12)]
    told = filled(*pieces)
    assert told == filled("".join(pieces))
    assert all(block.endswith("\n") for block in wording.filled(pieces))
    assert "\n\n\n" not in told
    assert not any(line.endswith(" ") for line in told.split("\n"))
    assert told.split() == "".join(pieces).split()


@pytest.mark.parametrize("pieces", [(), ("",), ("\n", "\n"), (" ", "\n \n")])
def test_a_text_of_nothing_is_an_empty_line(pieces: tuple[str, ...]) -> None:
    assert filled(*pieces) == "\n"


def test_a_text_neither_begins_nor_ends_with_an_empty_line() -> None:
    assert filled("\n\n", "  a\n", "\n", "b", "\n\n", " \n") == "a\n\nb\n"
