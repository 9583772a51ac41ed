"""The box about a refusal says what was refused, and that the organisation has answered it."""

from datetime import timedelta

import pytest

from directory.organisations.actions_branches import propose_umbrella
from directory.organisations.actions_other_answers import close, wrong_contact
from directory.organisations.actions_themes import suggest_theme
from directory.organisations.answer_rows import Visit
from directory.organisations.said import DISSOLVED, NAMED, PAUSED, Closing, RightPerson
from directory.review import actions_replies, replies, suggestions
from directory.review.actions import Verdict, decide
from directory.tables.mail import Letter
from tests import builders
from tests.builders import STAFF
from tests.conftest import MovableClock
from tests.web.organisation.conftest import Invite, Invited, Visitor

BASE = "https://directory.example"
SAID = {
    "pause": "Status: Tar pause",
    "end": "Status: Finnes ikke lenger",
    "person": "Rett person: Ola Nord",
    "theme": "Hører stemmer",
    "umbrella": "Lokallag av: Havblikk",
}


async def says(fjord: Invited, what: str, clock: MovableClock) -> None:
    organisation, visit, at = str(fjord.stored.id), Visit(), clock()
    if what == "person":
        await wrong_contact(organisation, RightPerson(NAMED, "Ola Nord"), visit, at)
    elif what == "theme":
        await suggest_theme(organisation, "Hører stemmer", visit, at)
    elif what == "umbrella":
        umbrella = await builders.organisation("Havblikk", centre=fjord.stored.centre)
        await propose_umbrella(organisation, umbrella.id, visit, at)
    else:
        await close(organisation, Closing(PAUSED if what == "pause" else DISSOLVED), visit, at)


async def refused(fjord: Invited, what: str, clock: MovableClock) -> None:
    await says(fjord, what, clock)
    [waiting] = await suggestions.queue(fjord.stored.centre)
    version = (await fjord.now()).version
    await decide(waiting.id, Verdict(frozenset(), version, accept=False, reason="Vi ringer."), STAFF, BASE, clock())


def box(page: str) -> str:
    return " ".join(page.partition("Dette tok vi ikke inn")[2].partition("Vi ringer.")[0].split())


@pytest.mark.parametrize("what", SAID)
async def test_the_box_and_the_letter_say_what_was_refused(
    invited: Invite, visitor: Visitor, clock: MovableClock, what: str
) -> None:
    fjord = await invited(language="nb")
    await refused(fjord, what, clock)
    assert SAID[what] in box((await visitor.opens(fjord)).text)
    [letter] = await Letter.select().where(Letter.template == "suggestion_refused").output(load_json=True)
    assert [change["after"] for change in letter["context"]["changes"]] == [SAID[what].partition(": ")[2] or SAID[what]]


async def test_the_box_says_that_the_answer_has_come_and_when_and_that_it_is_read(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited(language="nb")
    await refused(fjord, "pause", clock)
    page = await visitor.opens(fjord)
    assert ("Svar oss" in page.text, "Vi fikk svaret deres" in page.text) == (True, False)
    clock.forward(days=1)
    path = f"{fjord.path}/svar"
    await visitor.sends(await visitor.browser.get(path), path, message="Møtet er avlyst.")
    page = await visitor.browser.get(fjord.path)
    assert "Vi fikk svaret deres 3. september 2026. En av oss leser det." in page.text
    assert ("Svar oss" in page.text, "Skriv mer til oss" in page.text) == (False, True)
    [message] = await replies.waiting(fjord.stored.centre)
    await actions_replies.note(message.id, "anne@korus.example", clock() + timedelta(hours=1))
    assert "Vi fikk svaret deres 3. september 2026, og har lest det." in (await visitor.browser.get(fjord.path)).text
