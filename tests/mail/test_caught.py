"""What the demonstration's mail catcher shows of a letter."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from directory.mail import caught


@pytest.mark.parametrize("path", ["o", "angre", "logg-inn", "samtykke", "adresse"])
def test_a_letters_link_can_be_followed_whatever_it_asks(tmp_path: Path, path: str) -> None:
    assert _caught(tmp_path, f"https://oversikt.example/{path}/abc.def").link.endswith(f"/{path}/abc.def")


def test_a_letter_that_only_names_a_page_has_no_link_to_follow(tmp_path: Path) -> None:
    assert _caught(tmp_path, "https://oversikt.example/samtykke").link == ""


def _caught(folder: Path, line: str) -> caught.Caught:
    letter = EmailMessage()
    letter["Date"] = "Sun, 22 Nov 2026 12:00:00 +0100"
    letter.set_content(f"Hei!\n\n{line}\n\nHilsen KORUS")
    return caught.one(folder, caught.keep(folder, letter.as_bytes()))
