"""The undo link of a pause or the end, after staff have said yes; and the link that a closed organisation asks for."""

from datetime import date

import pytest

from directory.organisations import actions
from directory.organisations.actions_other_answers import active_again, close
from directory.organisations.actions_undo import undo, undo_of
from directory.organisations.answer_rows import Visit
from directory.organisations.said import DISSOLVED, PAUSED, Closing
from directory.review import suggestions
from directory.review.actions import Verdict, decide
from directory.settings import Settings
from directory.tables.mail import Letter
from directory.tables.visits import VisitRow
from directory.tokens import Keys, link_token
from tests.builders import STAFF
from tests.conftest import MovableClock
from tests.web.organisation.conftest import Invite, Invited, Visitor, page_name

BASE = "https://directory.example"
SINCE = date(2026, 3, 1)


async def agreed(fjord: Invited, clock: MovableClock, kind: str) -> None:
    """The organisation says that it pauses or is gone, and staff say yes."""
    await close(str(fjord.stored.id), Closing(kind, SINCE), Visit(language="nb"), clock())
    [waits] = await suggestions.queue(fjord.stored.centre)
    await decide(waits.id, Verdict(frozenset(), (await fjord.now()).version), STAFF, BASE, clock())
    clock.forward(minutes=5)


async def undo_path(settings: Settings) -> str:
    [visit] = await VisitRow.select().order_by(VisitRow.began_at).limit(1)
    return f"/angre/{link_token(Keys(settings.secret_keys), 'undo', visit['id'].hex, 1)}"


async def test_a_pause_is_undone_also_after_staff_have_said_yes(
    invited: Invite, visitor: Visitor, settings: Settings, clock: MovableClock
) -> None:
    fjord = await invited(language="nb")
    await agreed(fjord, clock, PAUSED)
    assert ((await fjord.now()).status, (await fjord.now()).status_since) == ("paused", SINCE)
    path = await undo_path(settings)
    page = await visitor.browser.get(path)
    assert (page.status_code, page_name(page)) == (200, "undo-asked")
    assert "Vi skriver ikke lenger at dere tar pause." in page.text
    done = await visitor.browser.post(path, data={"_csrf_token": visitor.token(page)})
    assert page_name(done) == "undo-done"
    assert ((await fjord.now()).status, (await fjord.now()).status_since) == ("active", None)
    assert (await visitor.browser.get(path)).status_code == 410


@pytest.mark.parametrize("who", ["staff", "organisation"])
async def test_what_somebody_has_said_of_the_status_since_stays(
    db: None, invited: Invite, clock: MovableClock, who: str
) -> None:
    fjord = await invited(language="nb")
    await agreed(fjord, clock, PAUSED)
    [visit] = await VisitRow.select()
    if who == "organisation":
        await active_again(str(fjord.stored.id), Visit(), clock())
        clock.forward(minutes=5)
    await actions.set_status(str(fjord.stored.id), "paused", date(2026, 5, 1), STAFF, clock())
    assert (await undo_of(visit["id"], clock())).done
    await undo(visit["id"], clock())
    assert (await fjord.now()).status == "paused"


async def test_the_undo_link_of_the_end_says_what_stands_and_what_to_do(
    invited: Invite, visitor: Visitor, settings: Settings, clock: MovableClock
) -> None:
    fjord = await invited(language="nb")
    await agreed(fjord, clock, DISSOLVED)
    page = await visitor.browser.get(await undo_path(settings))
    assert page.status_code == 410
    assert "Vi skriver at organisasjonen ble lagt ned i mars 2026." in page.text
    assert "Ingenting er endret nå" not in page.text
    assert "Er det feil? Ring oss" in page.text
    assert f'name="organisasjon" value="{fjord.stored.slug}"' in page.text
    assert (await fjord.now()).status == "dissolved"


@pytest.mark.parametrize("by", ["organisasjon", "email"])
async def test_a_closed_organisation_gets_the_link_it_asks_for_as_others_do(
    invited: Invite, visitor: Visitor, clock: MovableClock, by: str
) -> None:
    fjord = await invited(language="nb")
    await agreed(fjord, clock, DISSOLVED)
    form = await visitor.browser.get(
        "/ny-lenke" + (f"?organisasjon={fjord.stored.slug}" if by == "organisasjon" else "")
    )
    asked = {by: fjord.stored.slug if by == "organisasjon" else "post@fjordglimt.example"}
    assert (await visitor.sends(form, "/ny-lenke", **asked)).status_code == 303
    assert await Letter.count().where(Letter.template == "new_link") == 1


async def test_its_expired_link_names_it_as_its_public_page_does(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited(language="nb")
    await agreed(fjord, clock, DISSOLVED)
    clock.forward(days=200)
    page = await visitor.browser.get(fjord.link)
    assert (page.status_code, "Fjordglimt" in page.text) == (410, True)
