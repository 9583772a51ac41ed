"""Employees come, sign in and go."""

from datetime import timedelta

import pytest

from directory.errors import Invalid, NotFound, Refused
from directory.settings import Settings
from directory.staff import actions, reads
from directory.tables.audit import AuditEvent
from directory.tables.mail import Letter
from directory.tables.staff import Session, SignInToken
from directory.tokens import Keys
from tests.builders import centre
from tests.conftest import MovableClock

ANNE = "anne@korus.example"
IDLE, LONGEST = timedelta(hours=8), timedelta(days=7)


@pytest.fixture
def keys(settings: Settings) -> Keys:
    return Keys(settings.secret_keys)


async def signed_in(keys: Keys, clock: MovableClock, role: str = "admin") -> str:
    korus = await centre()
    await actions.add(ANNE, role, korus, "test", clock())
    return await actions.sign_in(await actions.sign_in_link(ANNE, keys, "test", clock()), keys, clock())


async def test_a_link_signs_in_once(db: None, keys: Keys, clock: MovableClock) -> None:
    await actions.add(ANNE, "editor", await centre(), "test", clock())
    token = await actions.sign_in_link(ANNE, keys, "test", clock())
    session = await actions.sign_in(token, keys, clock())
    found = await actions.session(session, IDLE, LONGEST, clock())
    assert found is not None
    assert found.member.email == ANNE
    with pytest.raises(actions.LinkSpent):
        await actions.sign_in(token, keys, clock())


async def test_a_link_is_good_for_fifteen_minutes(db: None, keys: Keys, clock: MovableClock) -> None:
    await actions.add(ANNE, "editor", await centre(), "test", clock())
    token = await actions.sign_in_link(ANNE, keys, "test", clock())
    clock.forward(minutes=14)
    assert await reads.link_state(keys, token, clock()) == "good"
    clock.forward(minutes=1)
    assert await reads.link_state(keys, token, clock()) == "spent"
    with pytest.raises(actions.LinkSpent):
        await actions.sign_in(token, keys, clock())


async def test_a_token_that_is_not_ours_is_unknown(db: None, keys: Keys, clock: MovableClock) -> None:
    assert await reads.link_state(keys, "x" * 60, clock()) == "unknown"
    with pytest.raises(NotFound):
        await actions.sign_in("x" * 60, keys, clock())


async def test_the_database_keeps_neither_the_secret_of_a_link_nor_of_a_session(
    db: None, keys: Keys, clock: MovableClock
) -> None:
    session = await signed_in(keys, clock)
    kept = str(await Session.select()) + str(await SignInToken.select())
    assert session not in kept
    assert len((await Session.select())[0]["digest"]) == 64


async def test_a_session_ends_when_it_is_idle_or_old(db: None, keys: Keys, clock: MovableClock) -> None:
    session = await signed_in(keys, clock)
    for _hours in range(24):
        clock.forward(hours=7)
        found = await actions.session(session, IDLE, LONGEST, clock())
    assert found is None, "a week is the longest, however busy"
    other = await actions.sign_in(await actions.sign_in_link(ANNE, keys, "test", clock()), keys, clock())
    clock.forward(hours=9)
    assert await actions.session(other, IDLE, LONGEST, clock()) is None


async def test_signing_out_ends_the_session_at_the_server(db: None, keys: Keys, clock: MovableClock) -> None:
    session = await signed_in(keys, clock)
    await actions.sign_out(session, clock())
    assert await actions.session(session, IDLE, LONGEST, clock()) is None


async def test_disabling_ends_sessions_and_links_at_once(db: None, keys: Keys, clock: MovableClock) -> None:
    session = await signed_in(keys, clock)
    token = await actions.sign_in_link(ANNE, keys, "test", clock())
    await actions.disable(ANNE, "test", clock())
    assert await actions.session(session, IDLE, LONGEST, clock()) is None
    with pytest.raises(actions.LinkSpent):
        await actions.sign_in(token, keys, clock())
    with pytest.raises(NotFound):
        await actions.sign_in_link(ANNE, keys, "test", clock())


async def test_asking_for_a_link_writes_a_letter_to_staff_only(db: None, keys: Keys, clock: MovableClock) -> None:
    await actions.add(ANNE, "editor", await centre(), "test", clock())
    await actions.request_link("Anne@KORUS.example", "https://directory.example", clock())
    await actions.request_link("stranger@korus.example", "https://directory.example", clock())
    letters = await Letter.select()
    assert [letter["address"] for letter in letters] == [ANNE]
    assert letters[0]["link_purpose"] == "sign-in"
    assert letters[0]["expires_at"] == clock() + timedelta(minutes=15)


async def test_what_is_no_address_or_role_is_refused(db: None, clock: MovableClock) -> None:
    korus = await centre()
    for email, role in ((ANNE, "boss"), ("a@b, c@d", "admin"), ("", "admin")):
        with pytest.raises(Invalid):
            await actions.add(email, role, korus, "test", clock())


async def test_the_last_administrator_stays(db: None, clock: MovableClock) -> None:
    korus = await centre()
    anne = await actions.add(ANNE, "admin", korus, "test", clock())
    with pytest.raises(Refused):
        await actions.leave(anne, korus, "test", clock())
    await actions.add("per@korus.example", "admin", korus, "test", clock())
    await actions.leave(anne, korus, "test", clock())
    assert [person.email for person in await reads.colleagues(korus)] == ["per@korus.example"]


async def test_every_act_is_recorded(db: None, keys: Keys, clock: MovableClock) -> None:
    await signed_in(keys, clock)
    verbs = [row["verb"] for row in await AuditEvent.select(AuditEvent.verb).order_by(AuditEvent.id)]
    assert verbs == ["staff.added", "staff.link", "staff.signed-in"]


async def test_links_and_sessions_that_are_long_over_are_forgotten(db: None, keys: Keys, clock: MovableClock) -> None:
    session = await signed_in(keys, clock)
    clock.forward(days=6)
    await actions.forget_old(clock())
    assert (await Session.count(), await SignInToken.count()) == (1, 1)
    await actions.sign_out(session, clock())
    clock.forward(days=31)
    await actions.forget_old(clock())
    assert (await Session.count(), await SignInToken.count()) == (0, 0)
