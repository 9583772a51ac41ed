"""The organisation is told what the public does not see of it."""

from directory.organisations.entry import Person
from tests.web.organisation.conftest import Invite, Visitor


async def test_a_contacts_own_address_and_number_are_told_as_hidden(invited: Invite, visitor: Visitor) -> None:
    kari = Person("Kari Nordmann", "leder", "+4790000000", "kari.nordmann@gmail.com")
    page = await visitor.opens(await invited("Bølgja", email=kari.email, phone=kari.phone, contacts=(kari,)))
    seen_by_all = page.text.partition("Kven vi spør")[0]
    assert kari.email not in seen_by_all
    assert "900 00 000" not in seen_by_all
    assert "blir ikkje vist, men kommunane kan skrive til dykk i eit skjema" in seen_by_all
    assert "blir ikkje vist, det er nummeret til ein kontaktperson" in seen_by_all
