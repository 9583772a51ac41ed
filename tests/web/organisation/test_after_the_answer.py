"""After the other answers: how an entry comes back, how a refusal is answered, how a new address is confirmed."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from directory.campaigns import reads
from directory.campaigns.asked import asked
from directory.campaigns.recipients import recipients
from directory.mail.rendering import link
from directory.organisations import actions
from directory.organisations.actions_answers import correct
from directory.organisations.actions_other_answers import close, withdraw
from directory.organisations.answer_rows import Visit
from directory.organisations.changes import apply
from directory.organisations.said import PAUSED, Closing
from directory.review import replies, suggestions
from directory.review.actions import Verdict, decide
from directory.settings import Settings
from directory.tables.campaigns import Campaign, Invitation
from directory.tables.mail import Letter
from directory.tables.review import AddressCheck
from tests.builders import STAFF
from tests.conftest import MovableClock
from tests.web.organisation.conftest import Invite, Invited, Visitor, page_name

BASE = "https://directory.example"


async def refused(fjord: Invited, clock: MovableClock, why: str) -> None:
    """The organisation says it pauses, and staff say no."""
    await close(str(fjord.stored.id), Closing(PAUSED), Visit(), clock())
    [waiting] = await suggestions.queue(fjord.stored.centre)
    await decide(waiting.id, Verdict(frozenset(), 1, accept=False, reason=why), STAFF, BASE, clock())


async def test_a_refusal_is_told_with_its_reason_and_the_answer_lands_among_the_replies(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited()
    await refused(fjord, clock, "Dere har møte neste uke, står det hos kommunen.")
    [letter] = await Letter.select().where(Letter.template == "suggestion_refused")
    assert letter["address"] == fjord.stored.entry.update_address
    page = await visitor.opens(fjord)
    assert "Dere har møte neste uke, står det hos kommunen." in page.text
    path = f"{fjord.path}/svar"
    assert f'href="/nn{path}"' in page.text
    form = await visitor.browser.get(path)
    assert page_name(form) == "reply"
    for nothing in ("", "   "):
        assert (await visitor.sends(form, path, message=nothing)).status_code == 422
    long = await visitor.sends(form, path, message="Vi tek pause. " * 500)
    assert (long.status_code, "Vi tek pause. Vi tek pause." in long.text) == (422, True)
    for _press in range(2):
        sent = await visitor.sends(form, path, message="Møtet er avlyst.\nVi tek pause.")
        assert (sent.status_code, sent.headers["location"]) == (303, fjord.path)
    [message] = await replies.waiting(fjord.stored.centre)
    assert (message.kind, message.organisation) == ("reply", fjord.stored.id)
    assert await replies.whole_text(message.id) == "Møtet er avlyst.\nVi tek pause."
    assert (await Invitation.select(Invitation.held_at).first() or {})["held_at"] == clock()


async def test_who_took_itself_off_lists_itself_again_with_one_press(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    assert "vises-igjen" not in page.text
    await withdraw(str(fjord.stored.id), Visit(), clock())
    page = await visitor.browser.get(fjord.path)
    assert f'action="{fjord.path}/vises-igjen"' in page.text
    assert (await visitor.sends(page, f"{fjord.path}/vises-igjen")).status_code == 303
    assert (await fjord.now()).published


async def test_what_staff_took_off_only_staff_put_back(invited: Invite, visitor: Visitor, clock: MovableClock) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    await withdraw(str(fjord.stored.id), Visit(), clock())
    for listed in (True, False):
        await actions_publish(fjord, clock, listed=listed)
    page = await visitor.browser.get(fjord.path)
    assert "vises-igjen" not in page.text
    assert (await visitor.sends(page, f"{fjord.path}/vises-igjen")).status_code == 303
    assert not (await fjord.now()).published


async def actions_publish(fjord: Invited, clock: MovableClock, *, listed: bool) -> None:
    act = actions.publish if listed else actions.unpublish
    await act(str(fjord.stored.id), STAFF, clock())


async def test_a_pause_ends_with_one_press_and_the_end_does_not(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    for status, after in (("paused", "active"), ("dissolved", "dissolved")):
        await actions.set_status(str(fjord.stored.id), status, None, STAFF, clock())
        assert (await visitor.sends(page, f"{fjord.path}/aktiv-igjen")).status_code == 303
        assert (await fjord.now()).status == after


async def address_link(fjord: Invited, settings: Settings, clock: MovableClock) -> str:
    """The organisation proposes a new address, staff say yes; return the path of the link in the letter to it."""
    now = await fjord.now()
    form = {"update_email": "ny@fjord.example"}
    await correct(str(now.id), now.version, apply(now.entry, form), Visit(), clock())
    [waiting] = await suggestions.queue(now.centre)
    verdict = Verdict(frozenset({"update_email"}), (await fjord.now()).version)
    await decide(waiting.id, verdict, STAFF, BASE, clock())
    row = await AddressCheck.select(AddressCheck.random_id).first()
    assert row
    return link(settings, "address", row["random_id"]).removeprefix(settings.base_url)


async def pressed(visitor: Visitor, page: httpx.Response, path: str) -> httpx.Response:
    return await visitor.browser.post(path, data={"_csrf_token": visitor.token(page)})


async def test_looking_at_the_link_to_a_new_address_changes_nothing_and_a_press_does(
    invited: Invite, visitor: Visitor, settings: Settings, clock: MovableClock
) -> None:
    fjord = await invited(language="nb")
    path = await address_link(fjord, settings, clock)
    for _look in range(3):
        page = await visitor.browser.get(path)
        await visitor.browser.head(path)
    assert (page.status_code, page_name(page)) == (200, "address-asked")
    assert "ny@fjord.example" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert (await fjord.now()).entry.update_email == ""
    done = await pressed(visitor, page, path)
    assert page_name(done) == "address-applied"
    assert (await fjord.now()).entry.update_email == "ny@fjord.example"
    again = await pressed(visitor, page, path)
    assert page_name(again) == "address-applied"
    assert await Letter.count().where(Letter.template == "new_link") == 1


async def test_the_link_to_a_new_address_dies_with_time_with_another_edit_and_with_a_wrong_letter(
    invited: Invite, visitor: Visitor, settings: Settings, clock: MovableClock
) -> None:
    fjord = await invited(language="nb")
    path = await address_link(fjord, settings, clock)
    page = await visitor.browser.get(path)
    assert (await visitor.browser.get(f"{path[:-6]}AAAAAA")).status_code == 404
    now = await fjord.now()
    other = apply(now.entry, {"update_email": "heilt.annan@fjord.example"})
    await actions.edit(str(now.id), now.version, other, STAFF, clock())
    done = await pressed(visitor, page, path)
    assert (done.status_code, page_name(done)) == (410, "address-expired")
    assert (await fjord.now()).entry.update_email == "heilt.annan@fjord.example"
    clock.forward(days=31)
    assert (await visitor.browser.get(path)).status_code == 410


async def test_the_new_address_is_asked_in_nynorsk_where_the_organisation_is_written_to_so(
    invited: Invite, visitor: Visitor, settings: Settings, clock: MovableClock
) -> None:
    path = await address_link(await invited(), settings, clock)
    answer = await visitor.browser.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/nn{path}")
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["aktiv-igjen", "vises-igjen", "svar"])
async def test_none_of_it_works_without_the_link(visitor: Visitor, invited: Invite, path: str) -> None:
    fjord = await invited()
    data: dict[str, Any] = {"message": "Hei"}
    assert (await visitor.browser.post(f"{fjord.path}/{path}", data=data)).status_code in (403, 404)
    assert await replies.waiting(fjord.stored.centre) == []


async def test_who_is_off_the_list_and_says_all_is_right_is_told_so_and_stays_withdrawn_in_the_figures(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    assert "Ingenting er endra enno." in page.text
    await visitor.sends(page, f"{fjord.path}/ikke-vises")
    page = await visitor.browser.get(fjord.path)
    assert "Ingenting er endret ennå" not in page.text
    assert (await visitor.sends(page, f"{fjord.path}/bekreftelse")).status_code == 303
    thanks = await visitor.browser.get(f"{fjord.path}/takk")
    assert "bekreftet av organisasjonen" not in thanks.text
    assert "Dere står ikke i oversikten nå" in thanks.text
    assert "Vi spør igjen om et år" not in thanks.text
    assert f'action="{fjord.path}/vises-igjen"' in thanks.text
    [round_] = await Campaign.select(Campaign.id)
    assert await figures(round_["id"]) == ("withdrawn", {"withdrawn": 1})
    assert (await visitor.sends(thanks, f"{fjord.path}/vises-igjen")).status_code == 303
    assert await figures(round_["id"]) == ("confirmed", {"confirmed": 1})
    assert "bekreftet av organisasjonen" in (await visitor.browser.get(f"{fjord.path}/takk")).text


async def figures(campaign: int) -> tuple[str, dict[str, int]]:
    """What a round with one organisation says of it: in its lists, and in its status."""
    counted = await reads.status(campaign)
    [row], [asked_one] = await recipients(campaign), await asked(campaign)
    assert row.answer == asked_one.answer
    kinds = (*reads.ANSWERS, "replied", "unanswered")
    return row.answer, {kind: counted[kind] for kind in kinds if counted[kind]}


async def test_who_is_listed_again_is_not_told_that_they_are_off_the_list(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    for path in ("ikke-vises", "vises-igjen"):
        assert (await visitor.sends(page, f"{fjord.path}/{path}")).status_code == 303
    await visitor.browser.get(fjord.path)  # where it was told once
    thanks = await visitor.browser.get(f"{fjord.path}/takk")
    assert "Dere står ikke lenger i oversikten" not in thanks.text
    assert "Dere står i oversikten igjen." in thanks.text


async def test_nothing_has_been_changed_yet_is_said_until_something_is(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    said = "Ingenting er endret ennå."
    fjord = await invited()
    page = await visitor.opens(fjord)
    assert said in (await visitor.browser.get(fjord.path)).text
    await actions.set_status(str(fjord.stored.id), "paused", None, STAFF, clock())
    assert (await visitor.sends(page, f"{fjord.path}/aktiv-igjen")).status_code == 303
    assert said not in (await visitor.browser.get(fjord.path)).text
    for path, typed in (("ikke-rett-person", {"who": "vet-ikke"}), ("pause", {"kind": "pause"})):
        other = await invited(f"Lag {path}")
        await visitor.opens(other)
        form = await visitor.browser.get(f"{other.path}/{path}")
        assert (await visitor.sends(form, f"{other.path}/{path}", **typed)).status_code == 303
        clock.now += timedelta(days=3)
        assert said not in (await visitor.browser.get(other.path)).text
