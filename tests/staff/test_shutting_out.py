"""One centre decides over its own people only, and never loses its last administrator."""

import pytest

from directory.errors import Refused
from directory.staff import actions, reads
from directory.tables.staff import Membership
from tests.builders import centre
from tests.conftest import MovableClock

ANNE, PER = "anne@korus.example", "per@korus.example"


async def test_who_was_shut_out_and_is_let_in_elsewhere_gets_no_old_role_back(db: None, clock: MovableClock) -> None:
    korus, rvts = await centre(), await centre("rvts")
    await actions.add(ANNE, "admin", korus, "test", clock(), "Anne Eksempel")
    await actions.disable(ANNE, "test", clock())
    staff = await actions.add(ANNE, "reader", rvts, "test", clock())
    roles = await Membership.select(Membership.centre, Membership.role).where(Membership.staff == staff)
    assert [(row["centre"], row["role"]) for row in roles] == [(rvts, "reader")]


async def test_a_centre_names_nobody_who_works_at_another(db: None, clock: MovableClock) -> None:
    korus, rvts = await centre(), await centre("rvts")
    await actions.add(ANNE, "admin", korus, "test", clock(), "Anne Eksempel")
    await actions.add(ANNE, "reader", rvts, "test", clock(), "Noen Andre")
    assert [person.name for person in await reads.colleagues(korus)] == ["Anne Eksempel"]


async def test_the_only_centre_of_a_person_may_correct_the_name(db: None, clock: MovableClock) -> None:
    korus = await centre()
    await actions.add(ANNE, "admin", korus, "test", clock(), "Ane")
    await actions.add(ANNE, "admin", korus, "test", clock(), "Anne Eksempel")
    assert [person.name for person in await reads.colleagues(korus)] == ["Anne Eksempel"]


async def test_the_last_administrator_cannot_become_less_by_being_added_again(db: None, clock: MovableClock) -> None:
    korus = await centre()
    await actions.add(ANNE, "admin", korus, "test", clock())
    with pytest.raises(Refused):
        await actions.add(ANNE, "editor", korus, "test", clock())
    assert [person.role for person in await reads.colleagues(korus)] == ["admin"]
    await actions.add(PER, "admin", korus, "test", clock())
    await actions.add(ANNE, "editor", korus, "test", clock())
    assert {person.email: person.role for person in await reads.colleagues(korus)} == {ANNE: "editor", PER: "admin"}
