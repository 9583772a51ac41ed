"""The receipt of a pause, or of the end, says what was answered."""

from datetime import date

import pytest

from directory.mail import letters
from directory.mail.contexts import thawed
from directory.organisations.actions_other_answers import close
from directory.organisations.said import DISSOLVED, PAUSED, Closing
from tests.conftest import NOW
from tests.organisations.visits import invited, receipts

UNDO = "https://directory.example/angre/x"


@pytest.mark.parametrize(
    ("language", "closing", "told"),
    [
        (
            "nb",
            Closing(DISSOLVED, date(2026, 3, 1), "Kinn pårørendelag", "Styret la\nned laget."),
            (
                "Organisasjonen finnes ikke lenger, siden mars 2026. Arbeidet føres videre av Kinn pårørendelag. "
                "Dere skrev også: «Styret la ned laget.» Vi sletter"
            ),
        ),
        ("nn", Closing(PAUSED, date(2026, 3, 1)), "Organisasjonen tek pause, sidan mars 2026. Vi slettar"),
        ("en", Closing(PAUSED), "The organisation is taking a break. We delete"),
    ],
)
async def test_it_says_which_since_when_and_who_carries_on(
    db: None, language: str, closing: Closing, told: str
) -> None:
    stored, visit = await invited(language=language)
    await close(str(stored.id), closing, visit, NOW)
    [receipt] = await receipts()
    facts = {name: value for name, value in receipt.items() if name not in ("undo", "at")}
    made = letters.render("receipt", language, thawed("receipt", facts, undo_link=UNDO))
    assert told in " ".join(made.text.split())
    assert told.partition(".")[0] in made.html
