"""Numbers in addresses that no row can have: a page that is not there, never a fault of ours."""

import pytest

from tests.builders import centre
from tests.web.staff.conftest import SignIn, sign_in

__all__ = ["sign_in"]

HUGE = ("2147483648", "99999999999999", "9" * 400, "9" * 5000, "-1")


@pytest.mark.parametrize(
    "address",
    [
        "/intern/runde/{}",
        "/intern/runde/{}/mottakere",
        "/intern/runde/{}/start",
        "/intern/import/{}",
        "/intern/gjennomsyn/{}",
        "/intern/svar/{}",
        "/kommune/{}",
    ],
)
async def test_a_number_that_no_row_can_have_is_a_page_that_is_not_there(sign_in: SignIn, address: str) -> None:
    anne = await sign_in(await centre(), "admin")
    for number in HUGE:
        assert (number[:20], (await anne.get(address.format(number))).status_code) == (number[:20], 404)


async def test_nothing_is_done_with_a_number_that_no_row_can_have(sign_in: SignIn) -> None:
    anne = await sign_in(await centre(), "admin")
    for address in ("/intern/runde/{}/start", "/intern/ansatte/{}/avgang", "/intern/svar/{}/ferdig"):
        assert (await anne.post(address.format(HUGE[1]))).status_code == 404
