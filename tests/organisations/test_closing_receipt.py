"""The receipt says what was answered: a pause, the end, or that all is right about who is not listed."""

from datetime import date
from typing import Any

import pytest

from directory.mail import letters
from directory.mail.contexts import thawed
from directory.organisations.actions_answers import confirm
from directory.organisations.actions_other_answers import close, withdraw
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
    made = rendered(receipt, language)
    assert told in " ".join(made.text.split())
    assert told.partition(".")[0] in made.html


@pytest.mark.parametrize(
    ("language", "written", "unseen"),
    [
        ("nb", "bekreftet av organisasjonen", "Dere står ikke i oversikten nå, så ingen ser det der."),
        ("nn", "stadfesta av organisasjonen", "De står ikkje i oversikta no, så ingen ser det der."),
        ("en", "confirmed by the organisation", "You are not in the directory now, so nobody sees it there."),
    ],
)
@pytest.mark.parametrize("listed", [True, False])
async def test_that_all_is_right_is_written_only_where_the_entry_stands(
    db: None, language: str, written: str, unseen: str, *, listed: bool
) -> None:
    stored, visit = await invited(language=language)
    if not listed:
        await withdraw(str(stored.id), visit, NOW)
    await confirm(str(stored.id), stored.version, visit, NOW)
    made = rendered((await receipts())[-1], language)
    for text in (made.text, made.html):
        said = " ".join(text.split())
        assert (written in said, unseen in said) == (listed, not listed)


def rendered(receipt: dict[str, Any], language: str) -> letters.Rendered:
    facts = {name: value for name, value in receipt.items() if name not in ("undo", "at")}
    return letters.render("receipt", language, thawed("receipt", facts, undo_link=UNDO))
