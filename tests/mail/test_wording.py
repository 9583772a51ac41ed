"""Lines of the text part are parted as the standard library would part them."""

import random
import textwrap

import pytest

from directory.mail import wording

WORDS = ("å", "til", "organisasjonen", "bruker-", "og", "pårørende–lag", "«Oppdater»,", "x" * 40, "(som", "😀")
LEADS = ("", "  ", "- ", "12. ", "    ")


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
    assert wording.filled(line) == "\n".join(folded).strip() + "\n"


def test_a_word_longer_than_a_line_stays_whole() -> None:
    assert wording.filled("før " + "x" * 90 + " etter") == "før\n" + "x" * 90 + "\netter\n"


def test_no_blank_is_left_where_a_line_is_parted() -> None:
    for number in range(60, 80):
        for line in wording.filled("x" * number + "   y  z " + "å" * 40).split("\n"):
            assert line == line.strip()


def test_any_number_of_empty_lines_becomes_one() -> None:
    for number in range(2, 12):
        assert wording.filled("a" + "\n" * number + "b") == "a\n\nb\n"
        assert wording.several_lines("a" + "\r\n" * number + "b") == "a\n\nb"
