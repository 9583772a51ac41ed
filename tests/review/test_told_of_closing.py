"""The letter that tells that staff agree to a pause or to the end: since when, what comes now, and the way back."""

import json
from datetime import date

import pytest

from directory.mail import letters
from directory.mail.contexts import thawed
from directory.organisations.actions_other_answers import close
from directory.organisations.answer_rows import Visit
from directory.organisations.said import DISSOLVED, PAUSED, Closing
from directory.review import suggestions
from directory.review.actions import Verdict, decide
from directory.tables.mail import Letter
from tests.builders import STAFF, centre, organisation
from tests.conftest import NOW

BASE = "https://directory.example"
SINCE = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("kind", "language", "told"),
    [
        (PAUSED, "nb", ("at dere tar pause, siden mars 2026", "ikke flere påminnelser i år", "«Vi er aktive igjen»")),
        (PAUSED, "nn", ("at de tek pause, sidan mars 2026", "ikkje fleire påminningar i år", "«Vi er aktive igjen»")),
        (PAUSED, "en", ("taking a break, since March 2026", "no more reminders this year", "“We are active again”")),
        (DISSOLVED, "nb", ("ble lagt ned i mars 2026", "ikke flere brev fra oss om oversikten")),
        (DISSOLVED, "nn", ("blei lagd ned i mars 2026", "ikkje fleire brev frå oss om oversikta")),
        (DISSOLVED, "en", ("closed down in March 2026", "no more letters from us about the directory")),
    ],
)
async def test_it_says_since_when_what_comes_and_how_to_come_back(
    db: None, kind: str, language: str, told: tuple[str, ...]
) -> None:
    stored = await organisation(centre=await centre(), language=language)
    await close(str(stored.id), Closing(kind, SINCE), Visit(), NOW)
    [case] = await suggestions.queue(stored.centre)
    await decide(case.id, Verdict(frozenset(), stored.version), STAFF, BASE, NOW)
    row = await Letter.select().where(Letter.template == "suggestion_accepted").first()
    assert row
    made = letters.render(row["template"], row["language"], thawed(row["template"], json.loads(row["context"])))
    assert row["language"] == language
    for text in (made.text, made.html):
        said = " ".join(text.split())
        assert [part for part in told if part not in said] == []
    way_back = f"/ny-lenke?organisasjon={stored.slug}"
    assert [way_back in text for text in (made.text, made.html)] == [kind == PAUSED, kind == PAUSED]
    assert "godkjen" not in made.subject
