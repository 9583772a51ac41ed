"""What a centre says of itself, and whether it may send."""

import pytest

from directory.errors import Conflict, Invalid, Refused
from directory.staff import actions_centres, centres, readiness
from tests.builders import centre
from tests.conftest import MovableClock


def typed(row: centres.Row, **more: str) -> dict[str, str]:
    return {name: row[name] for name in readiness.LABELS} | more


async def test_a_new_centre_cannot_send(db: None, clock: MovableClock) -> None:
    added = await actions_centres.add("korus-vest", "KORUS Vest", "test", clock())
    row = await centres.find(added)
    assert not row["sending"]
    assert not readiness.ready(readiness.checks(row, "on", True))


async def test_a_taken_or_odd_code_is_refused(db: None, clock: MovableClock) -> None:
    await actions_centres.add("korus", "KORUS", "test", clock())
    for code, name in (("korus", "Another"), ("Korus Vest", "x"), ("", "x"), ("ok", "  ")):
        with pytest.raises(Refused):
            await actions_centres.add(code, name, "test", clock())


async def test_settings_are_read_forgivingly_and_kept(db: None, clock: MovableClock) -> None:
    korus = await centre()
    before = await centres.find(korus)
    after = typed(before, website="www.korus.example", phone=" 55 00  00 02 ")
    changed = await actions_centres.change(korus, 1, after, "anne", clock())
    row = await centres.find(korus)
    assert changed == ["phone", "website"]
    assert (row["website"], row["phone"], row["version"]) == ("https://www.korus.example/", "55 00 00 02", 2)


async def test_two_administrators_do_not_overwrite_each_other(db: None, clock: MovableClock) -> None:
    korus = await centre()
    before = await centres.find(korus)
    await actions_centres.change(korus, 1, typed(before, owner="A"), "anne", clock())
    with pytest.raises(Conflict):
        await actions_centres.change(korus, 1, typed(before, owner="B"), "per", clock())


async def test_a_wrong_address_changes_nothing(db: None, clock: MovableClock) -> None:
    korus = await centre()
    before = await centres.find(korus)
    wrong = typed(before, reply_to="a@b, c@d", website="javascript:alert(1)", name="")
    with pytest.raises(Invalid) as found:
        await actions_centres.change(korus, 1, wrong, "anne", clock())
    assert set(found.value.problems) == {"reply_to", "website", "name"}
    assert await centres.find(korus) == before


async def test_sending_is_switched_on_only_when_nothing_is_missing(db: None, clock: MovableClock) -> None:
    korus = await centre(sending=False, reply_to="")
    checks = readiness.checks(await centres.find(korus), "on", True)
    with pytest.raises(Refused):
        await actions_centres.switch_sending(korus, True, checks, "anne", clock())
    assert not (await centres.find(korus))["sending"]
    fine = [check for check in checks if check.fine]
    await actions_centres.switch_sending(korus, True, fine, "anne", clock())
    assert (await centres.find(korus))["sending"]
