"""Staff set an organisation's umbrella, found by name."""

import pytest

from directory.organisations.reads import find
from tests.builders import centre, organisation
from tests.web.staff.conftest import SignIn

LIST = "/intern/organisasjoner"


async def test_an_umbrella_is_found_by_name_set_and_shown_at_the_desk_and_in_public(sign_in: SignIn) -> None:
    korus = await centre()
    umbrella = await organisation("Samanslutninga Fjord", centre=korus)
    branch = await organisation("Fjordlaget Kinn", centre=korus)
    anne = await sign_in(korus, "editor")
    path = f"{LIST}/{branch.id}/paraply"
    page = await anne.get(f"{path}?q=samanslutninga")
    assert f'value="{umbrella.id}"' in page.text
    done = await anne.post(path, from_=path, parent=str(umbrella.id))
    assert done.status_code == 303
    page = await anne.get(f"{LIST}/{branch.id}")
    assert f'<a href="{LIST}/{umbrella.id}">Samanslutninga Fjord</a>' in page.text
    assert "Paraplyen er endret" in page.text
    assert f'<a href="{LIST}/{branch.id}">Fjordlaget Kinn</a>' in (await anne.get(f"{LIST}/{umbrella.id}")).text
    assert "Lokallag av" in (await anne.get(f"/organisasjon/{branch.slug}")).text
    assert "Fjordlaget Kinn" in (await anne.get(f"/organisasjon/{umbrella.slug}")).text
    done = await anne.post(path, from_=path, parent="ingen")
    assert done.status_code == 303
    assert (await find(branch.id)).parent is None


@pytest.mark.parametrize("parent", ["", "1", "00000000-0000-0000-0000-000000000000"])
async def test_what_is_no_umbrella_changes_nothing(sign_in: SignIn, parent: str) -> None:
    branch = await organisation("Fjordlaget Kinn", centre=await centre())
    anne = await sign_in(branch.centre, "editor")
    path = f"{LIST}/{branch.id}/paraply"
    assert (await anne.post(path, from_=path, parent=parent)).status_code == 422
    assert (await find(branch.id)).version == branch.version


async def test_a_circle_is_refused_in_words(sign_in: SignIn) -> None:
    korus = await centre()
    umbrella = await organisation("Samanslutninga Fjord", centre=korus)
    branch = await organisation("Fjordlaget Kinn", centre=korus)
    anne = await sign_in(korus, "editor")
    path = f"{LIST}/{branch.id}/paraply"
    await anne.post(path, from_=path, parent=str(umbrella.id))
    other = f"{LIST}/{umbrella.id}/paraply"
    page = await anne.post(other, from_=other, parent=str(branch.id), q="fjord")
    assert page.status_code == 422
    assert "er selv et lokallag av" in page.text
    assert (await find(umbrella.id)).parent is None


async def test_a_reader_may_not(sign_in: SignIn) -> None:
    branch = await organisation("Fjordlaget Kinn", centre=await centre())
    anne = await sign_in(branch.centre, "reader")
    assert (await anne.get(f"{LIST}/{branch.id}/paraply")).status_code == 403
