"""Whoever opens the organisation's link at their own address is asked in the same visit."""

import re
from dataclasses import replace
from typing import Any

import pytest

from directory.campaigns.actions_links import issue, revoke, send_link_of
from directory.mail.outbox import NewLetter, put
from directory.organisations.entry import Person
from directory.organisations.reads_consents import people_of
from directory.settings import Settings
from directory.tables.campaigns import Invitation
from directory.tables.contacts import Consent
from directory.tables.mail import Letter
from tests.conftest import NOW, MovableClock
from tests.mail.specimens import FILLED
from tests.web.organisation.conftest import Invite, Invited, Visitor, page_name

KARI = Person("Kari Dømesen", "leder", "+4790000001", "kari@fjordglimt.example")


async def letter_to(invited: Invited, address: str) -> None:
    """Hand the round's letter with the organisation's link over to an address."""
    row = await Invitation.select().where(Invitation.organisation == invited.stored.id).first()
    assert row
    context: dict[str, Any] = {"entries": [], **{k: v for k, v in FILLED["first"].items() if isinstance(v, str | int)}}
    letter = NewLetter(
        template="first", language="nb", address=address, context=context, centre=invited.stored.centre, due_at=NOW,
        campaign=row["campaign"], wave="first", organisations=((invited.stored.id, row["id"]),),
    )  # fmt: skip
    sent = await put(letter, NOW)
    await Letter.update({Letter.state: "accepted", Letter.accepted_at: NOW}).where(Letter.id == sent)


async def test_the_person_is_asked_and_answers_on_the_organisations_page(invited: Invite, visitor: Visitor) -> None:
    lag = await invited(contacts=(KARI,), update_email=KARI.email)
    await letter_to(lag, KARI.email.upper())
    await visitor.opens(lag)
    page = await visitor.browser.get(f"{lag.path}/personer")
    assert "Kari Dømesen, hva kan vi vise om deg?" in page.text
    assert "checked" not in page.text.partition('id="samtykke"')[2].partition("</form>")[0]
    (kari,) = await people_of(lag.stored)
    path = f"{lag.path}/samtykke/{kari.id}"
    token = visitor.token(page)
    answers = {"answer-name": "ja", "seen-name": KARI.name, "answer-phone": "nei", "seen-phone": KARI.phone}
    said = {"_csrf_token": token, "back": f"{lag.path}/personer", **answers}
    done = await visitor.browser.post(path, data=said)
    assert (done.status_code, done.headers["location"]) == (303, f"{lag.path}/personer")
    assert "Det du sa ja til, vises nå" in (await visitor.browser.get(f"{lag.path}/personer")).text
    (row,) = await Consent.select().where(Consent.withdrawn_at.is_null())
    assert (row["field"], row["channel"]) == ("name", "visit")
    assert (await Letter.select(Letter.why).where(Letter.template == "consent"))[0]["why"] == "answered"
    nothing = await visitor.browser.post(path, data={**said, "answer-name": "", "answer-phone": ""})
    assert (nothing.status_code, page_name(nothing)) == (422, "consent")
    assert 'href="#answer-name">Velg ja eller nei.' in nothing.text
    assert f'action="{path}"' in nothing.text
    assert f'name="back" value="{lag.path}/personer"' in nothing.text
    elsewhere = await visitor.browser.post(path, data={**said, "back": "https://evil.example/"})
    assert elsewhere.headers["location"] == lag.path
    stale = await visitor.browser.post(path, data={**said, "answer-phone": "ja", "seen-phone": "+4711111111"})
    assert stale.status_code == 303
    assert await Consent.count() == 2


@pytest.mark.parametrize(
    "addresses",
    [(), ("post@fjordglimt.example",), ("post@fjordglimt.example", KARI.email)],
)
async def test_nobody_is_asked_when_the_link_may_be_in_other_hands(
    invited: Invite, visitor: Visitor, addresses: tuple[str, ...], settings: Settings
) -> None:
    lag = await invited(contacts=(KARI,))
    for address in addresses:
        await letter_to(lag, address)
    await visitor.opens(lag)
    page = await visitor.browser.get(f"{lag.path}/personer")
    assert 'id="samtykke"' not in page.text
    (kari,) = await people_of(lag.stored)
    said = {"_csrf_token": visitor.token(page), "answer-name": "ja", "seen-name": KARI.name}
    assert (await visitor.browser.post(f"{lag.path}/samtykke/{kari.id}", data=said)).status_code == 404
    assert await Consent.count() == 0


async def test_who_had_the_link_before_it_was_taken_back_does_not_count(
    invited: Invite, visitor: Visitor, settings: Settings, clock: MovableClock
) -> None:
    lag = await invited(contacts=(KARI,), update_email=KARI.email)
    await letter_to(lag, "post@fjordglimt.example")
    await revoke(lag.stored.id, "anne@korus.example", clock())
    address = await issue(lag.stored.id, settings, "anne@korus.example", clock())
    fresh = replace(lag, link=address.removeprefix(settings.base_url))
    await visitor.opens(fresh)
    assert 'id="samtykke"' not in (await visitor.browser.get(f"{lag.path}/personer")).text  # mailed to nobody yet
    assert await send_link_of(lag.stored.id, settings, "anne@korus.example", clock())
    await Letter.update({Letter.state: "accepted", Letter.accepted_at: NOW}).where(Letter.template == "new_link")
    assert "Kari Dømesen, hva kan vi vise om deg?" in (await visitor.browser.get(f"{lag.path}/personer")).text


async def test_a_shared_mailbox_is_nobodys(invited: Invite, visitor: Visitor) -> None:
    shared = "post@fjordglimt.example"
    lag = await invited(contacts=(Person("Kari Dømesen", "leder", "", shared),))
    await letter_to(lag, shared)
    await visitor.opens(lag)
    assert 'id="samtykke"' not in (await visitor.browser.get(f"{lag.path}/personer")).text


async def test_a_youth_panels_role_that_names_somebody_is_refused(invited: Invite, visitor: Visitor) -> None:
    lag = await invited("Vik ungdomspanel", type="ungdomspanel", contacts=())
    await visitor.opens(lag)
    page = await visitor.browser.get(f"{lag.path}/personer")
    for wrong in ({"contacts-0-name": "Ung Dom"}, {"contacts-0-role": "koordinator Kari Dømesen"}):
        answer = await visitor.sends(page, f"{lag.path}/personer", **wrong)
        assert answer.status_code == 422
    answer = await visitor.sends(page, f"{lag.path}/personer", **{"contacts-0-role": "koordinator i kommunen"})
    assert answer.status_code == 303
    assert [person.role for person in (await lag.now()).entry.contacts] == ["koordinator i kommunen"]


async def test_who_adds_a_contact_person_is_told_that_we_write_to_them(invited: Invite, visitor: Visitor) -> None:
    lag = await invited(contacts=(KARI,), language="nb", update_email="post@fjordglimt.example")
    await visitor.opens(lag)
    form = await visitor.browser.get(f"{lag.path}/personer")
    assert form.text.count("Er det personens egen adresse, skriver vi dit og spør hva vi kan vise.") == 2  # empty rows
    shared = {"contacts-1-name": "Ola Nord", "contacts-1-email": "post@fjordglimt.example"}
    own = {"contacts-2-name": "Siri Sund", "contacts-2-email": "siri@sund.example"}
    await visitor.sends(form, f"{lag.path}/personer", **shared, **own)
    overview = (await visitor.browser.get(lag.path)).text
    assert "Vi skriver til Siri Sund og spør hva vi kan vise." in overview
    assert re.search("Vi har skrevet til [^<]*Siri Sund og spurt", overview.partition('id="personer"')[2])  # in sight
    asked = {row["address"] for row in await Letter.select().where(Letter.template == "consent")}
    assert ("siri@sund.example" in asked, "post@fjordglimt.example" in asked) == (True, False)
    form = await visitor.browser.get(f"{lag.path}/personer")
    await visitor.sends(form, f"{lag.path}/personer", **{"contacts-2-role": "styremedlem"})
    assert "Vi skriver til" not in (await visitor.browser.get(lag.path)).text
