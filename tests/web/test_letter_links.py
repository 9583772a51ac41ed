"""Links as mail programs and people bring them."""

import pytest

from directory.web.language import written_standard
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


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("nn-NO,nn;q=0.9,no;q=0.8,nb;q=0.7,en;q=0.6", "nn"), ("nn", "nn"), ("en-GB, nn;q=0.5", "nn"),
     ("nb;q=0.4, nn;q=0.6", "nn"), ("nb-NO,nb;q=0.9,no;q=0.8,nn;q=0.7,en-US;q=0.6", "nb"), ("no, nn;q=0.9", "nb"),
     ("en-US,en;q=0.9", "nb"), ("nn;q=0", "nb"), ("nn;q=x", "nb"), ("", "nb"), (";;,=,", "nb")],
)  # fmt: skip
def test_a_browser_says_which_written_standard_it_puts_first(accepted: str, language: str) -> None:
    assert written_standard(accepted) == language
