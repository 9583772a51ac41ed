"""An umbrella sees how far its branches have come; who belongs where is decided by staff."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from directory.campaigns import actions as campaigns
from directory.errors import Invalid
from directory.organisations.actions import set_status, unpublish
from directory.organisations.actions_answers import confirm
from directory.organisations.actions_branches import give_addresses, propose_umbrella, set_umbrella
from directory.organisations.actions_undo import undo
from directory.organisations.actions_visits import end_visits
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import Stored, find, history, waiting_changes
from directory.organisations.reads_branches import branches_of, said_umbrella, umbrella_of
from directory.settings import Settings
from directory.tables.mail import Letter
from directory.tables.visits import VisitRow
from tests import builders
from tests.builders import STAFF
from tests.campaigns.rounds import BY, draft
from tests.conftest import NOW

VISIT = Visit("link")


async def family(**more: Any) -> tuple[Stored, list[Stored]]:
    """An umbrella with three branches, the last of which has no address."""
    centre = await builders.centre()
    umbrella = await builders.organisation("Paraplyen", centre=centre, email="post@paraply.example")
    branches = [
        await builders.organisation(name, centre=centre, email=email, **more)
        for name, email in (("Alfa", "post@alfa.example"), ("Beta", "post@beta.example"), ("Gamma", ""))
    ]
    for one in branches:
        await set_umbrella(str(one.id), umbrella.id, STAFF, NOW)
    return umbrella, branches


async def test_staff_say_which_umbrella_it_is_and_that_is_in_the_history(db: None) -> None:
    umbrella, (alfa, *_others) = await family()
    found = await umbrella_of(alfa.id)
    assert found is not None
    assert (found.id, found.name, found.published) == (umbrella.id, "Paraplyen", True)
    latest = (await history(alfa.id))[0]
    assert latest["facts"] == {"parent": [None, str(umbrella.id)]}
    await set_umbrella(str(alfa.id), None, STAFF, NOW)
    assert await umbrella_of(alfa.id) is None


async def test_no_circle_is_made(db: None) -> None:
    umbrella, (alfa, beta, _gamma) = await family()
    await set_umbrella(str(beta.id), alfa.id, STAFF, NOW)
    for organisation, parent in ((umbrella, umbrella), (umbrella, alfa), (umbrella, beta), (alfa, beta)):
        with pytest.raises(Invalid):
            await set_umbrella(str(organisation.id), parent.id, STAFF, NOW)
        with pytest.raises(Invalid):
            await propose_umbrella(str(organisation.id), parent.id, VISIT, NOW)
    with pytest.raises(Invalid):
        await set_umbrella(str(umbrella.id), uuid4(), STAFF, NOW)
    assert (await find(umbrella.id)).parent is None


async def test_two_at_once_make_no_circle_either(db: None) -> None:
    centre = await builders.centre()
    one, two = [await builders.organisation(name, centre=centre) for name in ("En", "To")]
    done = await asyncio.gather(
        set_umbrella(str(one.id), two.id, STAFF, NOW),
        set_umbrella(str(two.id), one.id, STAFF, NOW),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Invalid) for result in done) == 1
    assert [(await find(each.id)).parent for each in (one, two)].count(None) == 1


async def test_an_umbrella_sees_who_has_answered_in_the_round_and_whom_we_cannot_reach(
    db: None, settings: Settings
) -> None:
    umbrella, (alfa, _beta, _gamma) = await family()
    assert {branch.answered for branch in await branches_of(umbrella.id)} == {None}
    await campaigns.start(await draft(), settings, BY, NOW)
    await confirm(str(alfa.id), (await find(alfa.id)).version, VISIT, NOW)
    found = await branches_of(umbrella.id)
    assert [(one.name, one.answered, one.reachable) for one in found] == [
        ("Alfa", True, True),
        ("Beta", False, True),
        ("Gamma", False, False),
    ]
    assert found[0].confirmed_at == NOW


async def test_what_is_not_on_the_public_list_is_not_shown_to_the_umbrella(db: None) -> None:
    umbrella, (alfa, beta, _gamma) = await family()
    await unpublish(str(alfa.id), STAFF, NOW)
    await set_status(str(beta.id), "dissolved", None, STAFF, NOW)
    assert [branch.name for branch in await branches_of(umbrella.id)] == ["Gamma"]


async def test_what_an_organisation_says_waits_for_staff_and_the_last_word_counts(db: None) -> None:
    umbrella, (alfa, *_others) = await family()
    other = await builders.organisation("Eit anna", centre=umbrella.centre)
    another = await builders.organisation("Et tredje", centre=umbrella.centre)
    for wanted in (umbrella, other, another, another):
        await propose_umbrella(str(alfa.id), wanted.id, VISIT, NOW)
    said = await said_umbrella(alfa.id)
    assert said is not None
    assert said.name == "Et tredje"
    assert len(await waiting_changes(alfa.id)) == 1
    assert (await find(alfa.id)).parent == umbrella.id


async def test_the_receipt_says_what_was_said_and_an_undo_takes_it_back(db: None) -> None:
    umbrella, _branches = await family()
    other = await builders.organisation("Eit anna", centre=umbrella.centre)
    await propose_umbrella(str(other.id), umbrella.id, VISIT, NOW)
    assert await end_visits(NOW + timedelta(hours=2)) == 1
    (letter,) = await Letter.select(Letter.context).where(Letter.template == "receipt").output(load_json=True)
    assert (letter["context"]["answer"], letter["context"]["changes"]) == ("changed", [])
    (waits,) = letter["context"]["waiting"]
    assert waits["after"] == "Paraplyen"
    (visit,) = await VisitRow.select(VisitRow.id)
    await undo(visit["id"], NOW + timedelta(hours=3))
    assert await said_umbrella(other.id) is None


async def test_an_umbrella_gives_addresses_for_its_own_branches_that_lack_one_and_nothing_is_sent(db: None) -> None:
    umbrella, (alfa, _beta, gamma) = await family()
    stranger = await builders.organisation("Ukjent", centre=umbrella.centre, email="")
    typed = {one.id: "ny@lag.example" for one in (alfa, gamma, stranger)}
    assert await give_addresses(str(umbrella.id), typed, VISIT, NOW) == ["Gamma"]
    assert await give_addresses(str(umbrella.id), typed, VISIT, NOW) == ["Gamma"]
    (row,) = await waiting_changes(gamma.id)
    assert (row["kind"], row["fields"], row["note"]) == (
        "address", {"update_email": ("", "ny@lag.example")}, "Gitt av paraplyen Paraplyen."
    )  # fmt: skip
    assert not await waiting_changes(alfa.id)
    assert not await waiting_changes(stranger.id)
    assert [branch.given for branch in await branches_of(umbrella.id)] == [False, False, True]
    assert await Letter.count() == 0
    await give_addresses(str(umbrella.id), {gamma.id: "bedre@lag.example"}, VISIT, NOW)
    (row,) = await waiting_changes(gamma.id)
    assert row["fields"]["update_email"][1] == "bedre@lag.example"
