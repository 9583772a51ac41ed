"""Staff decide about umbrellas and about the addresses that umbrellas give."""

from uuid import UUID

import pytest

from directory.errors import Invalid
from directory.organisations.actions_branches import give_addresses, propose_umbrella, set_umbrella
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import Stored, find, waiting_changes
from directory.review.actions import Verdict, decide
from directory.tables.mail import Letter
from directory.tables.review import Suggestion
from tests.builders import STAFF, centre, organisation
from tests.conftest import NOW

BASE = "https://directory.example"
VISIT = Visit()


async def two() -> tuple[Stored, Stored]:
    where = await centre()
    umbrella = await organisation("Paraplyen", centre=where)
    return umbrella, await organisation("Gamma", centre=where, email="", contacts=())


async def decided(about: UUID, **verdict: object) -> None:
    (row,) = await waiting_changes(about)
    version = (await find(about)).version
    fields = frozenset(row["fields"])
    await decide(row["id"], Verdict(fields, version, **verdict), STAFF, BASE, NOW)  # type: ignore[arg-type]


async def test_an_accepted_umbrella_is_the_umbrella(db: None) -> None:
    umbrella, branch = await two()
    await propose_umbrella(str(branch.id), umbrella.id, VISIT, NOW)
    await decided(branch.id)
    assert (await find(branch.id)).parent == umbrella.id
    assert not await waiting_changes(branch.id)


async def test_what_has_become_a_circle_meanwhile_is_refused(db: None) -> None:
    umbrella, branch = await two()
    await propose_umbrella(str(branch.id), umbrella.id, VISIT, NOW)
    await set_umbrella(str(umbrella.id), branch.id, STAFF, NOW)
    with pytest.raises(Invalid):
        await decided(branch.id)
    assert (await find(branch.id)).parent is None


async def test_an_umbrella_is_refused_with_a_word_of_why(db: None) -> None:
    umbrella, branch = await two()
    await propose_umbrella(str(branch.id), umbrella.id, VISIT, NOW)
    with pytest.raises(Invalid):
        await decided(branch.id, accept=False)
    await decided(branch.id, accept=False, reason="De har meldt seg ut.")
    assert (await find(branch.id)).parent is None


async def test_an_accepted_address_gets_the_link_and_is_told_who_gave_it(db: None) -> None:
    umbrella, branch = await two()
    await set_umbrella(str(branch.id), umbrella.id, STAFF, NOW)
    await give_addresses(str(umbrella.id), {branch.id: "ny@gamma.example"}, VISIT, NOW)
    await decided(branch.id)
    assert (await find(branch.id)).entry.update_email == "ny@gamma.example"
    (letter,) = await Letter.select(Letter.template, Letter.address, Letter.context).output(load_json=True)
    assert (letter["template"], letter["address"]) == ("named_contact", "ny@gamma.example")
    assert letter["context"]["umbrella"] == "Paraplyen"


async def test_a_refused_address_is_sent_nothing(db: None) -> None:
    umbrella, branch = await two()
    await set_umbrella(str(branch.id), umbrella.id, STAFF, NOW)
    await give_addresses(str(umbrella.id), {branch.id: "ny@gamma.example"}, VISIT, NOW)
    await decided(branch.id, accept=False)
    assert (await find(branch.id)).entry.update_email == ""
    assert await Letter.count() == 0
    assert await Suggestion.select(Suggestion.state) == [{"state": "refused"}]
