"""What stands behind the links of a letter speaks as the letter does."""

from directory.organisations.address_rows import PURPOSE
from directory.settings import Settings
from directory.tables.review import AddressCheck
from directory.tokens import Keys, link_token
from tests.web.conftest import BASE
from tests.web.organisation.conftest import Invite, Visitor, page_name


async def test_the_question_to_a_new_address_opens_in_the_organisations_own_language(
    invited: Invite, visitor: Visitor, settings: Settings
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    await visitor.sends(form, f"{fjord.path}/kontakt", update_email="ny@fjordglimt.example")
    path = f"/adresse/{link_token(Keys(settings.secret_keys), PURPOSE, await random_id(), 1)}"
    visitor.browser.cookies.clear()
    for headers in ({}, {"sec-fetch-site": "same-origin"}, {"referer": f"{BASE}/nn{fjord.path}"}):
        answer = await visitor.browser.get(path, headers=headers)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/nn{path}")
        assert answer.headers["referrer-policy"] == "no-referrer"
    own = await visitor.browser.get(answer.headers["location"])
    assert (own.status_code, page_name(own), '<html lang="nn"' in own.text) == (200, "address-asked", True)
    assert '<html lang="en"' in (await visitor.browser.get(f"/en{path}")).text
    chosen = await visitor.browser.get(path, headers={"referer": f"{BASE}/nn{path}"})
    assert (chosen.status_code, '<html lang="nb"' in chosen.text) == (200, True)


async def random_id() -> str:
    return str((await AddressCheck.select(AddressCheck.random_id).first())["random_id"])
