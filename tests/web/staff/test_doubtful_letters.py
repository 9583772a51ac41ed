"""A letter that may not have arrived, on the pages of the desk."""

from uuid import UUID

from directory.campaigns import actions
from directory.settings import Settings
from directory.tables.mail import Letter
from tests.campaigns.rounds import draft, region
from tests.conftest import NOW
from tests.mail.letters_in_the_outbox import one
from tests.mail.test_doubtful_letters import left_behind
from tests.web.staff.conftest import Employee, SignIn


async def doubtful(sign_in: SignIn, settings: Settings) -> tuple[Employee, UUID]:
    centre, _organisations = await region(1)
    campaign = await draft()
    await actions.start(campaign, settings, "test", NOW)
    (row,) = await Letter.select(Letter.id).where(Letter.campaign == campaign)
    await left_behind(row["id"])
    return await sign_in(centre, "editor"), row["id"]


async def test_it_is_seen_from_the_desk_with_what_is_known(sign_in: SignIn, settings: Settings) -> None:
    anne, letter = await doubtful(sign_in, settings)
    assert "/intern/uavklart" in (await anne.get("/intern")).text
    listed = await anne.get("/intern/uavklart")
    assert f"/intern/brev/{letter}" in listed.text
    page = await anne.get(f"/intern/brev/{letter}")
    assert (await one(letter))["message_id"].strip("<>") in page.text
    assert page.text.count('name="verdict"') == 2


async def test_it_is_settled_with_a_reason(sign_in: SignIn, settings: Settings) -> None:
    anne, letter = await doubtful(sign_in, settings)
    path = f"/intern/brev/{letter}"
    done = await anne.post(f"{path}/avklaring", from_=path, verdict="accepted", why="De ringte og takket")
    assert done.status_code == 303
    assert (await one(letter))["state"] == "accepted"
    assert "«De ringte og takket»" in (await anne.get(path)).text


async def test_without_a_reason_the_page_is_shown_again_and_nothing_changes(
    sign_in: SignIn, settings: Settings
) -> None:
    anne, letter = await doubtful(sign_in, settings)
    path = f"/intern/brev/{letter}"
    for fields in ({"verdict": "accepted", "why": " "}, {"why": "Mine ord"}):
        page = await anne.post(f"{path}/avklaring", from_=path, **fields)
        assert page.status_code == 422
        assert "ds-error-summary" in page.text
    assert "Mine ord" in page.text
    assert (await one(letter))["state"] == "unknown"


async def test_who_comes_second_is_told(sign_in: SignIn, settings: Settings) -> None:
    anne, letter = await doubtful(sign_in, settings)
    path = f"/intern/brev/{letter}"
    token = anne.token_in(await anne.get(path))
    for verdict in ("accepted", "resend"):
        fields = {"_csrf_token": token, "verdict": verdict, "why": "Sett"}
        assert (await anne.browser.post(f"{path}/avklaring", data=fields)).status_code == 303
    assert (await one(letter))["state"] == "accepted"
    assert "allerede" in (await anne.get(path)).text


async def test_another_centres_doubt_is_not_there(sign_in: SignIn, settings: Settings) -> None:
    _anne, letter = await doubtful(sign_in, settings)
    per = await sign_in(await region_of_another(), "admin", "per@rvts.example")
    assert (await per.post(f"/intern/brev/{letter}/avklaring", verdict="accepted", why="x")).status_code == 404
    assert str(letter) not in (await per.get("/intern/uavklart")).text


async def region_of_another() -> int:
    centre, _organisations = await region(0, code="rvts")
    return centre
