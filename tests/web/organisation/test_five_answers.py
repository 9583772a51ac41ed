"""The five answers behind an organisation's link, as a visitor gives them."""

from tests.web.organisation.conftest import Invite, Visitor


async def test_all_correct_takes_one_press_after_the_link(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    assert page.status_code == 200
    answer = await visitor.sends(page, f"{fjord.path}/bekreftelse")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{fjord.path}/takk")
