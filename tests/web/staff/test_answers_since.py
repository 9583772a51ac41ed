"""What an employee meets who decides, or writes down an answer, after the organisation has said something newer."""

from directory.organisations import actions
from directory.organisations.actions_answers import confirm
from directory.organisations.actions_other_answers import close
from directory.organisations.answer_rows import Visit
from directory.organisations.reads import find
from directory.organisations.said import DISSOLVED, Closing
from directory.review import suggestions
from directory.tables.campaigns import Answer
from tests.builders import STAFF, centre, organisation
from tests.conftest import MovableClock
from tests.web.staff.conftest import SignIn


async def test_a_page_left_open_decides_nothing_of_what_was_taken_back_and_says_why(
    sign_in: SignIn, clock: MovableClock
) -> None:
    stored = await organisation(centre=await centre())
    await close(str(stored.id), Closing(DISSOLVED), Visit(), clock())
    [waits] = await suggestions.queue(stored.centre)
    desk, page = await sign_in(stored.centre), f"/intern/gjennomsyn/{waits.id}"
    await desk.get(page)
    clock.forward(minutes=5)
    await confirm(str(stored.id), stored.version, Visit(), clock())
    late = await desk.post(f"{page}/avgjorelse", decision="accept", version=stored.version)
    assert (late.status_code, late.headers["location"]) == (303, page)
    told = (await desk.get(page)).text
    assert "Ingenting ble avgjort nå" in told
    assert "Organisasjonen har svart noe annet siden. Det svaret gjelder." in told
    assert (await find(stored.id)).status == "active"


async def test_nothing_is_written_down_by_telephone_for_what_no_longer_exists(
    sign_in: SignIn, clock: MovableClock
) -> None:
    stored = await organisation(centre=await centre())
    desk, page = await sign_in(stored.centre), f"/intern/organisasjoner/{stored.id}"
    assert "telefonsvar" in (await desk.get(page)).text
    await actions.set_status(str(stored.id), "dissolved", None, STAFF, clock())
    assert "telefonsvar" not in (await desk.get(page)).text
    for answer in ("confirmed", "paused"):
        said = await desk.post(f"{page}/telefonsvar", answer=answer, version=stored.version + 1)
        assert (said.status_code, said.headers["location"]) == (303, page)
        assert "Gjør den aktiv igjen først" in (await desk.get(page)).text
    assert await Answer.count() == 0
