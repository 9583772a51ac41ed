"""Links as mail programs and people bring them."""

import pytest

from directory.web.letter_links import bare, is_cut, pasted

TOKEN = f"{'aB3_-' * 4}xy-1.{'Zz9_-' * 8}abc"


@pytest.mark.parametrize(
    "arrived",
    ["{}", "{}>", "{}.", "{},", "{})", "{}%3E", "{}&gt;", "<{}>", "{}\u00a0", "{}…", "{}]", "{}'", '"{}"',
     "{}Hilsen", "{} 4."],
)  # fmt: skip
def test_what_stands_around_a_link_is_taken_off(arrived: str) -> None:
    assert bare(arrived.format(TOKEN)) == TOKEN
    assert not is_cut(arrived.format(TOKEN))


@pytest.mark.parametrize("length", [0, 5, 22, 25, 40, len(TOKEN) - 1])
def test_a_link_that_was_broken_in_the_middle_is_known_as_such(length: int) -> None:
    assert is_cut(TOKEN[:length])
    assert bare(TOKEN[:length]) == TOKEN[:length]


def test_a_link_that_was_pasted_where_a_code_was_asked_for_is_found() -> None:
    assert pasted(f"her: https://oversikt.example/nn/o/{TOKEN}. Hilsen") == TOKEN
    assert pasted("K7RM-4XPT") == ""
