"""What stands with the organisation but is a person's own stays out of the public eye."""

import pytest

from directory.search import find
from directory.tables.contacts import Consent, Contact
from directory.tables.organisations import Organisation
from tests.builders import centre, organisation
from tests.conftest import NOW


async def listed(name: str = "Bølgja", email: str = "", phone: str = "", **more: str) -> tuple[str, str, bool]:
    """Put an organisation with one contact person on the list; return address, number and whether it is reachable."""
    person = {field: more.pop(f"person_{field}", "") for field in ("name", "phone", "email")}
    says_yes = more.pop("yes", "")
    stored = await organisation(name, centre=await centre(), email=email, phone=phone, **more)
    row = Contact(organisation=stored.id, position=0, role="leder", created_at=NOW, **person)
    await row.save()
    if says_yes:
        await Consent(contact=row.id, field=says_yes, given_at=NOW, channel="link", text_version="1").save()
    slug = await Organisation.select(Organisation.slug).where(Organisation.id == stored.id).first()
    assert slug
    one = await find.one(slug["slug"], NOW)
    return one.email, one.phone, one.reachable


KARI = "kari.nordmann@bergen.kommune.example"


async def test_an_address_that_is_a_contacts_own_is_hidden_but_reachable(db: None) -> None:
    assert await listed(email=KARI, person_email=KARI.upper()) == ("", "", True)


async def test_a_number_that_is_a_contacts_own_is_hidden(db: None) -> None:
    assert await listed(email="", phone="+4790000000", person_phone="+4790000000") == ("", "", False)


async def test_who_said_yes_to_a_field_lets_the_organisation_show_it(db: None) -> None:
    assert (await listed(email=KARI, person_email=KARI, yes="email"))[0] == KARI


async def test_a_yes_to_the_number_is_none_to_the_address(db: None) -> None:
    same = {"person_email": KARI, "person_phone": "+4790000000"}
    assert await listed(email=KARI, phone="+4790000000", yes="phone", **same) == ("", "+4790000000", True)


async def test_a_functions_mailbox_stays_though_a_contact_reads_it(db: None) -> None:
    shared = "post@bolgja.example"
    assert (await listed(email=shared, person_email=shared, person_name="Kari Nordmann"))[0] == shared


@pytest.mark.parametrize(
    ("name", "email", "person"),
    [
        ("Mental Helse Lund", "kari.lund@gmail.com", ""),
        ("Mental Helse Bergen", "bergen77@hotmail.se", ""),
        ("Villa Solberg", "solberg@outlook.de", "Siri Solberg"),
    ],
)
async def test_a_place_or_a_persons_name_does_not_make_a_private_mailbox_the_organisations(
    db: None, name: str, email: str, person: str
) -> None:
    assert (await listed(name, email, person_name=person))[0] == ""


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("per.ungen@vik-skole.example", False),
        ("per@vik-skole.example", False),
        ("post@vik-skole.example", True),
        ("ungdomspanelet@vik-skole.example", True),
    ],
)
async def test_a_youth_panel_shows_only_an_address_that_is_surely_the_panels(
    db: None, email: str, *, shown: bool
) -> None:
    found = await listed("Vik ungdomspanel", email, type="ungdomspanel", yes="email", person_email=email)
    assert (found[0], found[2]) == (email if shown else "", True)
