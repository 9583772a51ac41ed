"""Which changes of an organisation apply at once, and which wait for staff (SECURITY.md, Risk rules)."""

from dataclasses import replace

import pytest

from directory.organisations.changes import apply, difference, split
from directory.organisations.entry import Entry, Person

ENTRY = Entry(
    name="Fjordglimt",
    type="brukerorganisasjon",
    orgnr="310000000",
    municipality="4647",
    coverage=("4647",),
    email="post@fjordglimt.example",
    phone="+4755000001",
    website="https://fjordglimt.example/",
    areas=(("psykose", "egen"),),
    target_groups=("voksne",),
    forms=("fortelle",),
    description="Vi er et lag.",
)


@pytest.mark.parametrize(
    "change",
    [
        {"phone": "+4755000002"},
        {"website": "https://www.fjordglimt.example/ny"},
        {"description": "Vi er et lag for mange."},
        {"areas": (("psykose", "egen"), ("angst", "egen"))},
        {"coverage": ("4647", "4645")},
        {"contacts": (Person(name="Kari Eksempel", role="leder"),)},
        {"accepts_requests": True},
        {"website": ""},
    ],
)
def test_an_ordinary_correction_applies_at_once(change: dict[str, object]) -> None:
    parts = split(ENTRY, replace(ENTRY, **change))
    assert set(parts.harmless) == set(change)
    assert parts.risky == {}


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Noe annet"},
        {"orgnr": "310000019"},
        {"type": "paraply"},
        {"update_email": "ny@fjordglimt.example"},
        {"email": "ny@fjordglimt.example"},
        {"coverage": ("4647", "1103")},
        {"coverage": ("00",)},
        {"website": "https://elsewhere.example/"},
        {"phone": "+4790000000"},
    ],
)
def test_a_risky_correction_waits_with_its_reason(change: dict[str, object]) -> None:
    parts = split(ENTRY, replace(ENTRY, **change))
    assert parts.harmless == {}
    assert set(parts.risky) == set(change) == set(parts.reasons)
    assert all(parts.reasons.values())


def test_a_shared_mailbox_that_is_not_our_address_may_change_unless_it_looks_private() -> None:
    entry = replace(ENTRY, update_email="leder@fjordglimt.example")
    assert split(entry, replace(entry, email="hei@fjordglimt.example")).risky == {}
    assert set(split(entry, replace(entry, email="kari@gmail.com")).risky) == {"email"}


def test_changing_more_than_half_of_what_is_filled_waits_as_a_whole() -> None:
    after = replace(
        ENTRY,
        municipality="4645",
        coverage=("4645",),
        phone="+4755000002",
        website="",
        areas=(("angst", "egen"),),
        description="Ny.",
        forms=("raad",),
    )
    parts = split(ENTRY, after)
    assert parts.harmless == {}
    assert len(parts.risky) == 7


def test_filling_empty_fields_never_counts_as_much() -> None:
    sparse = Entry(name="Fjordglimt", type="brukerorganisasjon", email="post@fjordglimt.example")
    after = replace(
        sparse, phone="+4755000001", description="Vi er et lag.", forms=("raad",), target_groups=("voksne",)
    )
    assert split(sparse, after).risky == {}


def test_the_order_of_a_set_is_no_difference() -> None:
    entry = replace(ENTRY, coverage=("4645", "4647"))
    assert difference(entry, replace(entry, coverage=("4647", "4645"))) == {}


def test_a_new_name_keeps_the_former_one_to_be_found_by() -> None:
    after = apply(ENTRY, {"name": "Fjordglimt og omland"})
    assert after.aliases == ("Fjordglimt",)
    assert apply(after, {"name": "Fjordglimt"}).aliases == ("Fjordglimt og omland",)
