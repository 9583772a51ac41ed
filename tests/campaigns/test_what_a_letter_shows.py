"""The letter shows what the public sees, nothing more."""

from directory.campaigns import reads
from directory.campaigns.facts import shown
from directory.i18n import speaking
from directory.organisations.entry import Person
from tests import builders


async def test_a_contacts_own_address_and_number_are_not_in_the_letter_but_the_letter_goes_there(db: None) -> None:
    kari = Person("Kari Nordmann", "leder", "+4790000000", "kari.nordmann@gmail.com")
    centre = await builders.centre()
    await builders.organisation(
        "Bølgja", centre=centre, email=kari.email, phone=kari.phone, contacts=(kari,), aliases=("Bylgja",)
    )
    (described,) = await reads.described(centre)
    with speaking("nb"):
        told = shown(described)
    assert (told["email"], told["phone"], told["contact_name"]) == ("", "", "")
    assert described.candidate.email == kari.email


async def test_the_shared_mailbox_and_number_are_in_the_letter(db: None) -> None:
    centre = await builders.centre()
    await builders.organisation("Bølgja", centre=centre, email="post@bolgja.example", phone="+4755000001")
    (described,) = await reads.described(centre)
    with speaking("nb"):
        told = shown(described)
    assert (told["email"], told["phone"]) == ("post@bolgja.example", "55 00 00 01")
