"""Who is found by what."""

from datetime import UTC, datetime, timedelta

import pytest

from directory.errors import NotFound
from directory.organisations import actions
from directory.search import find
from directory.search.criteria import Criteria, from_query
from directory.tables.campaigns import Campaign, Invitation
from directory.tables.contacts import Consent, Contact
from directory.tables.organisations import Organisation
from tests.builders import STAFF, centre, organisation

NOW = datetime(2026, 9, 2, 8, 0, tzinfo=UTC)


async def names(**query: str | list[str]) -> list[str]:
    given = {name: [value] if isinstance(value, str) else value for name, value in query.items()}
    return [entry.name for entry in (await find.page(from_query(given), NOW)).entries]


@pytest.fixture
async def korus(db: None) -> int:
    return await centre()


async def test_coverage_counts_and_county_wide_and_national_are_included(korus: int) -> None:
    await organisation("Kinn lag", centre=korus, municipality="4602", coverage=("4602",))
    await organisation("Vestland fylkeslag", centre=korus, municipality="4601", coverage=("46",))
    await organisation("Landsforeningen", centre=korus, municipality="0301", coverage=("00",))
    await organisation("Stavanger lag", centre=korus, municipality="1103", coverage=("1103",))
    assert await names(kommune="4602") == ["Kinn lag", "Landsforeningen", "Vestland fylkeslag"]
    assert await names(kommune="1103") == ["Landsforeningen", "Stavanger lag"]
    assert await names(fylke="46") == ["Kinn lag", "Landsforeningen", "Vestland fylkeslag"]
    assert await names(fylke="11") == ["Landsforeningen", "Stavanger lag"]
    everywhere = await find.by_municipality(NOW)
    assert (everywhere["4602"], everywhere["1103"], everywhere["0301"]) == (3, 2, 1)


async def test_words_are_found_in_all_forms_unfinished_and_inside_names(korus: int) -> None:
    await organisation("Fjordglimt pårørendelag", centre=korus)
    tours = "Turer for medlemmene."
    await organisation("Fjellglimt", centre=korus, type="paraply", areas=(("alkohol", "egen"),), description=tours)
    assert await names(q="alkoholproblemer") == ["Fjellglimt"]
    assert await names(q="tur medlem") == ["Fjellglimt"]
    assert await names(q="pårøren") == ["Fjordglimt pårørendelag"]
    assert await names(q="GLIMT") == ["Fjellglimt", "Fjordglimt pårørendelag"]
    assert await names(q="sunnfjord") == ["Fjellglimt", "Fjordglimt pårørendelag"]
    assert await names(q="finnes aldeles ikke") == []


async def test_what_a_person_types_never_breaks_the_search(korus: int) -> None:
    await organisation("A & B (c)", centre=korus)
    for typed in (
        "'",
        '"',
        "a:*&!|",
        "\\",
        "%_",
        "og",
        "-",
        "(((",
        "<->",
        "x" * 200,
        "🙂",
        "a or",
        "&amp;",
        "{}",
        "$1",
    ):
        await names(q=typed)
    assert await names(q="A & B") == ["A & B (c)"]


async def test_the_very_name_comes_first(korus: int) -> None:
    await organisation("Angst og angst og angst", centre=korus, description="angst angst angst")
    await organisation("Vestre krets", centre=korus, aliases=("Angst",), description="")
    await organisation("Angstringen", centre=korus, description="om angst")
    assert (await names(q="angst"))[0] == "Vestre krets"


async def test_theme_and_perspective_belong_together(korus: int) -> None:
    await organisation("Begge", centre=korus, areas=(("psykose", "egen"), ("alkohol", "paarorende")))
    await organisation("Rett", centre=korus, areas=(("psykose", "paarorende"),))
    assert await names(kompetanse="psykose", perspektiv="paarorende") == ["Rett"]
    assert await names(kompetanse=["psykose", "alkohol"]) == ["Begge", "Rett"]


async def test_the_other_filters_narrow_the_list(korus: int) -> None:
    await organisation(
        "Valgt", centre=korus, type="paraply", target_groups=("eldre",), forms=("raad",), accepts_requests=True
    )
    await organisation("Annen", centre=korus, target_groups=("barn",), accepts_requests=False, fine_forms=("radslag",))
    assert await names(type="paraply") == ["Valgt"]
    assert await names(maalgruppe="eldre") == ["Valgt"]
    assert await names(form="raad") == ["Valgt"]
    assert await names(tarimot="ja") == ["Valgt"]
    assert await names(nivaa="tjeneste") == ["Annen", "Valgt"]
    assert await names(nivaa="individ") == []


async def test_numbers_say_what_another_choice_would_give(korus: int) -> None:
    await organisation("A", centre=korus, type="paraply", target_groups=("eldre",))
    await organisation("B", centre=korus, target_groups=("eldre", "barn"))
    page = await find.page(Criteria(types=("paraply",)), NOW)
    assert page.total == 1
    assert page.counts["types"] == {"paraply": 1, "paarorendeorganisasjon": 1}
    assert page.counts["target_groups"] == {"eldre": 1}


async def test_only_what_is_published_and_exists_is_listed(korus: int) -> None:
    await organisation("Skjult", centre=korus, published=False)
    gone = await organisation("Nedlagt", centre=korus)
    await actions.set_status(str(gone.id), "dissolved", None, STAFF, NOW)
    assert await names() == []
    assert (await find.one("nedlagt", NOW)).status == "dissolved"
    with pytest.raises(NotFound):
        await find.one("skjult", NOW)


async def test_names_are_sorted_as_norwegians_do_and_pages_do_not_overlap(korus: int) -> None:
    for name in ("Åsnes", "Ørn", "Ære", "Zeta", "Aasen", "Anna"):
        await organisation(name, centre=korus)
    assert await names() == ["Anna", "Zeta", "Ære", "Ørn", "Aasen", "Åsnes"]
    pages = [await find.page(Criteria(page=number), NOW, size=4) for number in (1, 2, 3)]
    assert [len(page.entries) for page in pages] == [4, 2, 0]
    assert pages[2].total == 6


async def test_an_entry_is_fresh_stale_imported_or_never_confirmed(korus: int) -> None:
    async def kind(name: str, **columns: object) -> str:
        stored = await organisation(name, centre=korus)
        if columns:
            await Organisation.update(columns).where(Organisation.id == stored.id)
        return (await find.one(stored.slug, NOW)).freshness.kind

    assert await kind("A", confirmed_at=NOW - timedelta(days=300)) == "confirmed"
    assert await kind("B", confirmed_at=NOW - timedelta(days=400)) == "stale"
    assert await kind("C", list_date=datetime(2021, 3, 1, tzinfo=UTC).date(), list_precision="month") == "imported"
    assert await kind("D") == "never"


async def test_who_let_a_round_pass_is_no_longer_fresh(korus: int) -> None:
    stored = await organisation("Sein", centre=korus)
    await Organisation.update({"confirmed_at": NOW - timedelta(days=200)}).where(Organisation.id == stored.id)
    round_ = Campaign(
        centre=korus, year=2026, state="running", deadline=NOW.date() + timedelta(days=3),
        opened_at=NOW - timedelta(days=20), created_at=NOW,
    )  # fmt: skip
    await round_.save()
    await Invitation(
        campaign=round_.id, organisation=stored.id, random_id="r" * 22, code="ABCDEFGH", created_at=NOW, expires_at=NOW
    ).save()
    assert (await find.one("sein", NOW)).freshness.kind == "confirmed"
    assert (await find.one("sein", NOW + timedelta(days=5))).freshness.kind == "stale"


async def test_a_person_is_shown_field_by_field_by_their_own_yes_alone(korus: int) -> None:
    stored = await organisation("Lag", centre=korus, email="kari@gmail.com")
    person = Contact(
        organisation=stored.id, position=0, name="Kari Eksempel", role="leder", phone="+4790000000",
        email="kari@gmail.com", created_at=NOW,
    )  # fmt: skip
    await person.save()
    hidden = await find.one("lag", NOW)
    role = {"name": "", "role": "leder", "phone": "", "email": ""}
    assert (hidden.contacts, hidden.email, hidden.reachable) == ((role,), "", True)
    for field in ("name", "email"):
        await Consent(contact=person.id, field=field, given_at=NOW, channel="link", text_version="1").save()
    shown = await find.one("lag", NOW)
    assert shown.contacts == ({"name": "Kari Eksempel", "role": "leder", "phone": "", "email": "kari@gmail.com"},)
    assert shown.email == "kari@gmail.com"
    await Consent.update({"withdrawn_at": NOW}).where(Consent.contact == person.id)
    assert (await find.one("lag", NOW)).contacts == (role,)


async def test_a_mailbox_that_names_the_organisation_is_shared_wherever_it_is(korus: int) -> None:
    await organisation("Fjordglimt", centre=korus, email="fjordglimt.leder@gmail.com")
    assert (await find.one("fjordglimt", NOW)).email == "fjordglimt.leder@gmail.com"


async def test_minors_are_never_named(korus: int) -> None:
    stored = await organisation("Panelet", centre=korus, type="ungdomspanel")
    person = Contact(organisation=stored.id, position=0, name="Ung Person", role="", created_at=NOW)
    await person.save()
    await Consent(contact=person.id, field="name", given_at=NOW, channel="link", text_version="1").save()
    assert (await find.one("panelet", NOW)).contacts == ()


async def test_an_address_with_a_former_name_leads_on(korus: int) -> None:
    await organisation("Nytt navn", centre=korus, aliases=("Ålesund Øre & Ære",))
    assert await find.former_address("alesund-ore-aere") == "nytt-navn"
    assert await find.former_address("nobody") is None
