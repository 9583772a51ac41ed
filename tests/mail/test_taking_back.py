"""Every letter to a person who has said yes to being shown tells how to take it back, by an address without a token."""

import pytest

from directory.mail import contexts, letters
from directory.mail.context_parts import FromEmployee
from directory.mail.contexts import LETTERS
from tests.mail.reading import EXISTING, TOKEN_ADDRESS, Visible, words
from tests.mail.specimens import BASE_URL, FILLED, specimen

SIGNED = [(name, language) for name, language in EXISTING if issubclass(LETTERS[name], FromEmployee)]
BACK = f"{BASE_URL}/samtykke"


@pytest.mark.parametrize(("name", "language"), SIGNED)
def test_a_person_who_is_shown_reads_how_to_take_it_back(name: str, language: str) -> None:
    plain = letters.render(name, language, specimen(name))
    made = letters.render(name, language, specimen(name, consent_url=BACK))
    assert BACK in made.text.split()
    assert f'href="{BACK}"' in made.html
    assert f"{BACK}\n" not in plain.text
    assert f'"{BACK}"' not in plain.html
    assert TOKEN_ADDRESS.findall(made.text) == TOKEN_ADDRESS.findall(plain.text)
    centre = words(FILLED[name]["centre"])
    assert words(made.text) - centre == words(" ".join(Visible(made.html).words)) - centre
    assert all(len(line) <= 78 or "://" in line for line in made.text.split("\n"))


def test_what_is_stored_needs_no_word_of_it() -> None:
    facts = contexts.frozen(specimen("receipt"))
    del facts["consent_url"]
    assert contexts.thawed("receipt", facts, undo_link="x").consent_url == ""  # type: ignore[attr-defined]
