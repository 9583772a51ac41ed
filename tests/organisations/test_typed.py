"""What was typed becomes an entry, and an entry becomes fields again."""

import pytest

from directory.i18n import speaking
from directory.organisations.entry import Entry, Person
from directory.organisations.typed import FOR_ORGANISATIONS, fields_of, kept, read

ENTRY = Entry(
    name="Fjordglimt pårørendelag",
    type="paarorendeorganisasjon",
    orgnr="974760673",
    municipality="4647",
    coverage=("11", "4602"),
    email="post@fjordglimt.example",
    phone="+4755000001",
    website="https://fjordglimt.example/",
    areas=(("angst", "egen"), ("psykose", "paarorende")),
    target_groups=("voksne",),
    forms=("fortelle",),
    fine_forms=("raadslag",),
    description="To linjer.\nHer er den andre.",
    accepts_requests=False,
    representatives=4,
    travels=True,
    answer_days=7,
    contacts=(Person("Kari", "leder", "+4741500009", "kari@fjordglimt.example"),),
    aliases=("Fjordglimt",),
).tidy()


def test_an_entry_survives_the_way_through_the_form() -> None:
    assert read(fields_of(ENTRY), Entry(name="", type=""))[0] == read({}, ENTRY)[0].__class__(
        **{name: getattr(ENTRY, name) for name in FOR_ORGANISATIONS}
    )
    assert read(fields_of(ENTRY), ENTRY) == (ENTRY, {})


def test_a_field_that_was_not_sent_keeps_its_value() -> None:
    assert read({}, ENTRY) == (ENTRY, {})


def test_ticks_that_were_all_taken_away_are_gone_when_they_were_shown() -> None:
    after, problems = read({"shown": ["areas", "forms"]}, ENTRY)
    assert (after.areas, after.forms, after.coverage, problems) == ((), (), ENTRY.coverage, {})


def test_staffs_fields_are_read_only_where_they_are_allowed() -> None:
    typed = {"fine_forms": ["rolle"], "shown": ["fine_forms"], "aliases": ["Anna\nNamn"]}
    assert read(typed, ENTRY)[0] == ENTRY
    assert read(typed, ENTRY, ("aliases",))[0].aliases == ("Anna", "Namn")


@pytest.mark.parametrize(
    ("field", "typed", "becomes"),
    [
        ("phone", " 55 00 00 02 ", "+4755000002"),
        ("email", "mailto:post@lag.example", "post@lag.example"),
        ("website", "www.lag.example", "https://www.lag.example/"),
        ("orgnr", "NO 974 760 673 MVA", "974760673"),
        ("name", "  To \u200b ord ", "To ord"),
        ("representatives", "ca. 12", 12),
        ("answer_days", "", None),
        ("accepts_requests", "ja", True),
        ("municipality", "", ""),
    ],
)
def test_typing_is_forgiven(field: str, typed: str, becomes: object) -> None:
    after, problems = read({field: [typed]}, ENTRY)
    assert (getattr(after, field), problems) == (becomes, {})


@pytest.mark.parametrize(
    "typed",
    [
        "https://\u202eevil.example",
        "https://lag.example/\u2066side",
        "http://169.254.169.254/",
        "http://0x7f.0.0.1/",
        "http://127.1",
        "http://[::ffff:127.0.0.1]/",
        "http://localhost/",
        "https://lag..example/",
        "https://-lag.example/",
        "https://lag.example:8080/",
    ],
)
def test_a_website_has_a_name_that_people_can_read(typed: str) -> None:
    with speaking("nb"):
        after, problems = read({"website": [typed]}, ENTRY)
    assert problems == {
        "website": "Dette er ikke adressen til en nettside. Et eksempel på en adresse: https://www.example.no."
    }
    assert after.website == ENTRY.website


@pytest.mark.parametrize("typed", ["https://blåbær.example/søk?ø=1", "lag.example.", "http://xn--4ca.xn--p1ai/"])
def test_a_website_in_other_letters_is_one(typed: str) -> None:
    assert read({"website": [typed]}, ENTRY)[1] == {}


def test_who_writes_two_telephone_numbers_is_asked_for_one() -> None:
    with speaking("nb"):
        for typed in ("51 00 00 10 / 51 00 00 11", "51000010, 51000011", "51 00 00 10 eller 51 00 00 11"):
            assert read({"phone": [typed]}, ENTRY)[1] == {"phone": "Skriv bare ett telefonnummer her."}
        assert "ikke et helt telefonnummer" in read({"phone": ["51 00 / 00"]}, ENTRY)[1]["phone"]


def test_a_theme_without_perspective_keeps_its_own_or_gets_the_kinds() -> None:
    assert read({"areas": ["angst", "depresjon"]}, ENTRY)[0].areas == (("angst", "egen"), ("depresjon", "paarorende"))


def test_the_last_address_cannot_be_taken_away() -> None:
    with speaking("nb"):
        assert read({"email": [""]}, ENTRY)[1] == {"email": "Behold én e-postadresse, så vi kan nå dere."}
    assert read({"email": [""], "update_email": ["brev@lag.example"]}, ENTRY)[1] == {}


def test_a_person_is_changed_removed_and_added_by_row() -> None:
    typed = {"contacts-0-remove": ["1"], "contacts-0-name": ["Kari"], "contacts-4-role": ["kasserer"]}
    assert read(typed, ENTRY)[0].contacts == (Person(role="kasserer"),)
    assert read({"contacts-0-role": ["nestleder"]}, ENTRY)[0].contacts[0].name == "Kari"


def test_a_problem_is_told_at_the_row_it_belongs_to() -> None:
    typed = {"type": ["ungdomsraad"], "contacts-0-name": [""], "contacts-3-name": ["Nora"]}
    assert list(read(typed, ENTRY)[1]) == ["contacts-3-name"]


def test_what_is_shown_again_is_what_was_typed() -> None:
    again = kept({"phone": ["12"], "shown": ["areas"]}, ENTRY)
    assert (again["phone"], again["areas"], again["name"]) == (["12"], [], [ENTRY.name])
