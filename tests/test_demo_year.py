"""The made-up region's last year says the same of an entry and of its parts."""

from directory.demo.year import last_year
from directory.organisations.entry import SECTIONS
from directory.organisations.reads import find, sections_confirmed
from tests import builders
from tests.conftest import NOW


async def test_who_confirmed_last_year_confirmed_every_part(db: None) -> None:
    centre = await builders.centre()
    alfa, beta = [await builders.organisation(name, centre=centre) for name in ("Alfa", "Beta")]
    await last_year(centre, NOW)
    assert (await find(alfa.id)).confirmed_at == NOW
    assert await sections_confirmed(alfa.id) == dict.fromkeys(SECTIONS, NOW)
    assert (await find(beta.id)).confirmed_at is None
    assert not await sections_confirmed(beta.id)
