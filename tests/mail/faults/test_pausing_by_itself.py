"""A round whose letters are refused too often stops by itself, tells the staff once, and can go on."""

import pytest

from directory.campaigns import actions, reads
from directory.i18n import speaking
from directory.mail import trouble
from directory.mail.pause_words import CODES, words
from directory.staff import actions as staff
from directory.tables.centres import Centre
from directory.tables.mail import Letter
from tests.campaigns.rounds import BY
from tests.conftest import NOW
from tests.mail.faults.case import Case
from tests.mail.faults.torture import MORE_LETTERS


async def a_large_round(case: Case, times: int) -> int:
    """Ten organisations, and as many letters as wanted."""
    campaign, _organisations = await case.round(10)
    if times > 1:
        await Letter.raw(MORE_LETTERS, times - 1, campaign)
    return campaign


async def notices() -> list[str]:
    rows = await Letter.select(Letter.address).where(Letter.template == "campaign_paused").order_by(Letter.address)
    return [row["address"] for row in rows]


def every(number: int, answer: str = "550 5.1.1 nobody here") -> object:
    """Refuse every so many-th letter."""
    asked = 0

    def say(address: str) -> str:
        nonlocal asked
        asked += "korus" not in address
        return answer if "korus" not in address and asked % number == 0 else "250 OK"

    return say


async def test_ten_refusals_in_a_row_stop_the_round_and_no_eleventh_letter_is_tried(case: Case) -> None:
    campaign = await a_large_round(case, 21)
    case.server.says(rcpt="550 5.7.1 we do not want you")
    await case.drain()
    found = await reads.find(campaign)
    assert (found.state, found.paused_code, found.paused_reason) == ("paused", "row", "550 5.7.1 we do not want you")
    assert (await case.hold())["refused"] == trouble.IN_A_ROW


async def test_one_in_twenty_refused_stops_the_round(case: Case) -> None:
    campaign = await a_large_round(case, 12)
    case.server.says(rcpt=every(3))
    await case.drain()
    found = await reads.find(campaign)
    assert (found.state, found.paused_code) == ("paused", "share")
    assert (await case.hold())["refused"] == 6  # of a hundred and twenty


async def test_a_few_wrong_addresses_stop_no_small_round(case: Case) -> None:
    campaign = await a_large_round(case, 1)
    case.server.says(rcpt=every(3))
    await case.drain()
    assert (await reads.find(campaign)).state == "running"
    assert await case.hold() == {"accepted": 7, "refused": 3}


async def test_after_a_person_let_it_go_on_only_new_refusals_count(case: Case) -> None:
    campaign = await a_large_round(case, 12)
    case.server.says(rcpt="550 5.1.1 nobody here")
    await case.drain()
    await actions.resume(campaign, BY, NOW)
    found = await reads.find(campaign)
    assert (found.state, found.paused_code, found.paused_reason) == ("running", "", "")
    case.server.says(rcpt=every(30))
    await case.drain()
    assert (await reads.find(campaign)).state == "running"
    assert (await case.hold())["refused"] == 6 + 3


async def test_a_broken_template_stops_the_round_too_instead_of_spoiling_every_letter(case: Case) -> None:
    campaign = await a_large_round(case, 5)
    await Letter.update({Letter.context: "{}"}, force=True)
    await case.drain()
    assert (await reads.find(campaign)).paused_code == "unwritten"
    assert (await case.hold())["ready"] == 50 - trouble.FEWEST


async def test_refusals_that_never_reached_a_server_stop_no_round(case: Case) -> None:
    campaign = await a_large_round(case, 5)
    await Letter.update({Letter.address: "nobody at all"}, force=True)
    await case.drain()
    assert (await reads.find(campaign)).state == "running"
    assert await case.hold() == {"refused": 50}


async def test_letters_that_could_not_be_written_and_refused_ones_are_counted_apart(case: Case) -> None:
    campaign = await a_large_round(case, 2)
    few = trouble.FEWEST - 1
    some = "(SELECT id FROM letter ORDER BY id LIMIT {})"
    await Letter.raw(f"UPDATE letter SET context = jsonb_build_object() WHERE id IN {some}", few)  # noqa: S608
    refused = 0

    def say(_address: str) -> str:
        nonlocal refused
        refused += 1
        return "550 5.1.1 nobody here" if refused <= few else "250 OK"

    case.server.says(rcpt=say)
    await case.drain()
    assert (await reads.find(campaign)).state == "running"
    assert await case.hold() == {"accepted": 20 - 2 * few, "refused": 2 * few}


@pytest.mark.parametrize("answer", ["535 5.7.8 wrong password", "550 5.7.1 not from you"])
async def test_the_staff_of_the_centre_are_told_once_in_their_language(case: Case, answer: str) -> None:
    campaign = await a_large_round(case, 1)
    await the_staff()
    case.server.says(mail=lambda address: "250 OK" if "paused" in address else answer)
    await case.drain()
    await case.drain()
    assert (await reads.find(campaign)).state == "paused"
    assert await notices() == ["kari@korus.example", "per@korus.example"]
    letter = await Letter.select().where(Letter.address == "kari@korus.example").first().output(load_json=True)
    assert letter is not None
    assert letter["campaign"] is None
    context = letter["context"]
    with speaking("nb"):
        assert context["reason"] == words("rejected")
    assert context["server_answer"] == answer
    assert context["campaign_url"] == f"{case.sending.base_url}/intern/runde/{campaign}"
    assert context["waiting"] == 10


async def the_staff() -> None:
    centre = await Centre.select(Centre.id).first()
    assert centre is not None
    for address, role in (("kari", "admin"), ("per", "editor"), ("lise", "reader"), ("gone", "editor")):
        await staff.add(f"{address}@korus.example", role, centre["id"], BY, NOW)
    await staff.disable("gone@korus.example", BY, NOW)


async def test_the_notice_goes_while_the_round_rests_and_its_numbers_do_not_count_it(case: Case) -> None:
    campaign = await a_large_round(case, 3)
    await the_staff()
    case.server.says(rcpt=lambda address: "250 OK" if "korus" in address else "550 5.1.1 nobody here")
    await case.drain()
    assert sorted(case.server.to()) == ["kari@korus.example", "per@korus.example"]
    (status,) = [await reads.status(campaign)]
    assert (status["total"], status["refused"], status["accepted"]) == (30, 5, 0)
    assert "Hvorfor" in case.server.taken[0]["raw"] or "HVORFOR" in case.server.taken[0]["raw"]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_reason_has_words_in_every_language(language: str) -> None:
    with speaking(language):
        said = {code: words(code) for code in CODES}
    assert all(len(text) > 40 for text in said.values())
    assert len(set(said.values())) == len(CODES)


@pytest.mark.parametrize(
    ("latest", "refused", "letters", "code"),
    [
        (0, 0, 0, ""),
        (9, 9, 1000, ""),
        (10, 10, 1000, "row"),
        (3, 4, 20, ""),
        (3, 5, 20, "share"),
        (3, 5, 101, ""),
        (3, 6, 101, "share"),
        (3, 49, 1000, ""),
        (3, 50, 1000, "share"),
    ],
)
def test_the_rule(latest: int, refused: int, letters: int, code: str) -> None:
    assert trouble.judged(latest, refused, letters) == code
