"""An umbrella sees how far its branches have come, and helps; a branch says which umbrella it belongs to."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest

from directory.involvement.actions import send_message
from directory.involvement.message import Message
from directory.organisations.actions_answers import confirm
from directory.organisations.actions_branches import set_umbrella
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import find, waiting_changes
from directory.tables.campaigns import Answer
from directory.tables.mail import Letter
from tests.builders import STAFF
from tests.conftest import NOW
from tests.web.organisation.conftest import Invite, Invited, Visitor, page_name


@dataclass
class Family:
    umbrella: Invited
    alfa: Invited
    beta: Invited
    gamma: Invited


@pytest.fixture
async def family(invited: Invite) -> Family:
    """An umbrella with a branch that has answered, one that has not, and one that we have no address for."""
    umbrella = await invited("Paraplyen", email="post@paraply.example")
    alfa = await invited("Alfa", email="hemmeleg@alfa.example")
    beta = await invited("Beta", email="hemmeleg@beta.example")
    gamma = await invited("Gamma", email="", contacts=())
    for one in (alfa, beta, gamma):
        await set_umbrella(str(one.stored.id), umbrella.stored.id, STAFF, NOW)
    await confirm(str(alfa.stored.id), (await alfa.now()).version, Visit("link"), NOW)
    return Family(umbrella, alfa, beta, gamma)


async def test_the_umbrella_sees_who_has_answered_and_nothing_that_is_not_public(
    family: Family, visitor: Visitor
) -> None:
    await visitor.opens(family.umbrella)
    page = await visitor.browser.get(family.umbrella.path)
    assert "1 av 3 lag har svart i år." in page.text
    assert "Vi mangler adresse til 1 av dem" in page.text
    page = await visitor.browser.get(f"{family.umbrella.path}/lokallag")
    assert page_name(page) == "branches"
    told = re.sub(r"<[^>]+>|\s+", " ", page.text)
    for words in (r"Alfa , Sunnfjord .* Sist bekreftet september 2026 .* Har svart", r"Beta , .* Har ikke svart ennå",
                  r"Gamma , .* Vi mangler adresse"):  # fmt: skip
        assert re.search(words, told), words
    assert "be om en ny lenke på directory.example/ny-lenke." in told
    assert "hemmeleg" not in page.text
    assert "Kari Dømesen" not in page.text
    for one in (family.alfa, family.beta, family.gamma):
        assert one.path not in page.text
        assert (await visitor.browser.get(one.path)).status_code == 404
        assert (await visitor.browser.get(f"{one.path}/om")).status_code == 404


async def test_the_same_in_nynorsk(family: Family, visitor: Visitor) -> None:
    await visitor.opens(family.umbrella)
    page = await visitor.browser.get(f"/nn{family.umbrella.path}/lokallag")
    assert "Har ikkje svart enno" in page.text
    assert "Vi manglar adresse til desse. Kan de gi oss ei?" in page.text


async def test_an_address_that_is_given_waits_for_staff_and_nothing_is_sent(family: Family, visitor: Visitor) -> None:
    await visitor.opens(family.umbrella)
    path, field = f"{family.umbrella.path}/lokallag", f"email-{family.gamma.stored.id}"
    page = await visitor.browser.get(path)
    letters = await Letter.count()
    answer = await visitor.sends(page, path, **{field: "gamma(at)"})
    assert answer.status_code == 422
    assert 'value="gamma(at)"' in answer.text
    answer = await visitor.sends(page, path, **{field: " Ny@Gamma.example "})
    assert answer.status_code == 303
    page = await visitor.browser.get(path)
    assert "Vi ser på adressen til Gamma først" in page.text
    assert field not in page.text
    (row,) = await waiting_changes(family.gamma.stored.id)
    assert row["kind"] == "address"
    assert (await family.gamma.now()).entry.update_address == ""
    assert await Letter.count() == letters


@pytest.mark.parametrize("typed", [{}, {"email-x": "a@b.example"}])
async def test_a_form_without_an_address_writes_nothing(
    family: Family, visitor: Visitor, typed: dict[str, str]
) -> None:
    await visitor.opens(family.umbrella)
    path = f"{family.umbrella.path}/lokallag"
    page = await visitor.browser.get(path)
    assert (await visitor.sends(page, path, **typed)).status_code == 422
    assert not await waiting_changes(family.gamma.stored.id)


async def test_the_address_of_another_organisation_cannot_be_given(family: Family, visitor: Visitor) -> None:
    await visitor.opens(family.umbrella)
    path = f"{family.umbrella.path}/lokallag"
    page = await visitor.browser.get(path)
    field = f"email-{family.beta.stored.id}"
    assert (await visitor.sends(page, path, **{field: "ny@beta.example"})).status_code == 422
    assert not await waiting_changes(family.beta.stored.id)


async def test_who_has_no_branches_has_no_such_page(family: Family, visitor: Visitor) -> None:
    await visitor.opens(family.beta)
    assert "Lokallag av Paraplyen." in (await visitor.browser.get(family.beta.path)).text
    assert (await visitor.browser.get(f"{family.beta.path}/lokallag")).status_code == 404
    assert (await visitor.browser.get(f"{family.umbrella.path}/lokallag")).status_code == 404


async def test_an_organisation_says_which_umbrella_it_belongs_to(
    family: Family, invited: Invite, visitor: Visitor
) -> None:
    delta = await invited("Delta")
    await visitor.opens(delta)
    path = f"{delta.path}/paraply"
    page = await visitor.browser.get(path, params={"q": "paraply"})
    assert page_name(page) == "umbrella"
    answer = await visitor.sends(page, path, parent=str(family.umbrella.stored.id))
    assert answer.status_code == 303
    assert "hører til Paraplyen. Vi ser på det før det vises" in (await visitor.browser.get(path)).text
    assert "hører til Paraplyen" in (await visitor.browser.get(delta.path)).text
    assert (await delta.now()).parent is None
    assert await Answer.exists().where(Answer.organisation == delta.stored.id) is False


@pytest.mark.parametrize("parent", ["", "1", "00000000-0000-0000-0000-000000000000"])
async def test_what_is_no_umbrella_is_refused_and_said(family: Family, visitor: Visitor, parent: str) -> None:
    await visitor.opens(family.beta)
    path = f"{family.beta.path}/paraply"
    page = await visitor.browser.get(path, params={"q": "paraply"})
    assert (await visitor.sends(page, path, parent=parent)).status_code == 422
    assert not await waiting_changes(family.beta.stored.id)


async def test_an_umbrella_cannot_be_below_its_own_branch(family: Family, visitor: Visitor) -> None:
    await visitor.opens(family.umbrella)
    path = f"{family.umbrella.path}/paraply"
    page = await visitor.browser.get(path, params={"q": "alfa"})
    answer = await visitor.sends(page, path, parent=str(family.alfa.stored.id))
    assert answer.status_code == 422
    assert "er selv et lokallag av" in answer.text
    assert not await waiting_changes(family.umbrella.stored.id)


async def test_the_thanks_tell_what_came_of_it(family: Family, visitor: Visitor) -> None:
    stored = await find(family.beta.stored.id)
    await send_message(stored.id, Message("Per", "", "per@kommune.example", "Hei der!"), NOW - timedelta(days=20))
    accepted = {Letter.state: "accepted", Letter.accepted_at: NOW - timedelta(days=20)}
    await Letter.update(accepted).where(Letter.template == "contact_message")
    page = await visitor.opens(family.beta)
    await visitor.sends(page, f"{family.beta.path}/bekreftelse")
    page = await visitor.browser.get(f"{family.beta.path}/takk")
    assert "Til nå har dere fått 1 melding fra kommuner og andre gjennom oversikten." in page.text
