"""While a pause or the end waits for staff, and after: what the own page, the thanks and the round say of it."""

import pytest

from directory.organisations import actions
from directory.review import suggestions
from directory.review.actions import Verdict, decide
from directory.tables.campaigns import Campaign
from tests.builders import STAFF
from tests.conftest import MovableClock
from tests.web.organisation.conftest import Invite, Invited, Visitor
from tests.web.organisation.test_after_the_answer import figures

BASE = "https://directory.example"


async def says(visitor: Visitor, fjord: Invited, kind: str) -> None:
    form = await visitor.browser.get(f"{fjord.path}/pause")
    sent = await visitor.sends(form, f"{fjord.path}/pause", kind=kind, since_month="3", since_year="2026")
    assert sent.status_code == 303


async def agreed(fjord: Invited, clock: MovableClock) -> None:
    [waits] = await suggestions.queue(fjord.stored.centre)
    await decide(waits.id, Verdict(frozenset(), fjord.stored.version), STAFF, BASE, clock())


@pytest.mark.parametrize(
    ("kind", "told"),
    [("pause", "at dere tar pause. Siden mars 2026."), ("nedlagt", "at organisasjonen ikke finnes lenger.")],
)
async def test_the_overview_says_which_answer_waits_and_all_correct_takes_it_back(
    invited: Invite, visitor: Visitor, kind: str, told: str
) -> None:
    fjord = await invited(language="nb")
    await visitor.opens(fjord)
    await says(visitor, fjord, kind)
    assert "før vi har sett på det" in (await visitor.browser.get(f"{fjord.path}/takk")).text
    page = await visitor.browser.get(fjord.path)
    assert "Takk! Svaret venter på oss" in page.text
    assert told in page.text
    assert "snakket med" not in page.text
    await visitor.sends(page, f"{fjord.path}/bekreftelse")
    assert "Det svaret har vi trukket tilbake" in (await visitor.browser.get(f"{fjord.path}/takk")).text
    assert "venter på oss" not in (await visitor.browser.get(fjord.path)).text
    assert await suggestions.queue(fjord.stored.centre) == []


async def test_who_had_said_before_that_all_is_right_takes_the_end_back_with_one_press(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited(language="nb")
    page = await visitor.opens(fjord)
    await visitor.sends(page, f"{fjord.path}/bekreftelse")
    await says(visitor, fjord, "nedlagt")
    page = await visitor.browser.get(fjord.path)
    assert "Trekk det tilbake: Alt stemmer" in page.text
    assert (await visitor.sends(page, f"{fjord.path}/bekreftelse")).status_code == 303
    assert await suggestions.queue(fjord.stored.centre) == []


async def test_that_somebody_is_not_the_right_person_waits_in_words_too(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited(language="nb")
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/ikke-rett-person")
    await visitor.sends(form, f"{fjord.path}/ikke-rett-person", who="vet-ikke")
    text = (await visitor.browser.get(fjord.path)).text
    assert "Takk! Svaret venter på oss" in text
    assert "at vi skal spørre noen andre." in text


async def test_what_the_municipalities_see_of_one_that_pauses_is_that_it_takes_no_requests(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited(language="nb", accepts_requests=True)
    await actions.set_status(str(fjord.stored.id), "paused", None, STAFF, clock())
    assert "Nei, så lenge dere tar pause" in (await visitor.opens(fjord)).text


async def test_after_active_again_the_page_and_the_round_follow_the_newer_answer(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited(language="nb")
    await visitor.opens(fjord)
    await says(visitor, fjord, "pause")
    await agreed(fjord, clock)
    assert "I oversikten skriver vi at dere tar pause" in (await visitor.browser.get(f"{fjord.path}/takk")).text
    clock.forward(minutes=5)
    page = await visitor.browser.get(fjord.path)
    assert (await visitor.sends(page, f"{fjord.path}/aktiv-igjen")).status_code == 303
    text = (await visitor.browser.get(fjord.path)).text
    assert "at dere er aktive igjen. Takk!" in text
    thanks = (await visitor.browser.get(f"{fjord.path}/takk")).text
    assert "Fint å ha dere tilbake." in thanks, thanks
    assert "bekreftet av organisasjonen" not in thanks
    [round_] = await Campaign.select(Campaign.id)
    assert await figures(round_["id"]) == ("changed", {"changed": 1})
