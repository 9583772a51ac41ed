"""Whose an address looks like."""

import pytest

from directory.organisations.changes import split
from directory.organisations.entry import Entry
from directory.organisations.mailboxes import (
    is_organisations,
    is_role_mailbox,
    looks_like_a_person,
    looks_private,
    names_the_organisation,
)


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "hotmail.se",
        "hotmail.co.uk",
        "yahoo.fr",
        "outlook.de",
        "live.dk",
        "msn.com",
        "icloud.com",
        "mac.com",
        "c2i.net",
        "tele2.no",
        "epost.no",
        "bkkfiber.no",
        "mail.com",
        "outlook.no",
        "sol.no",
        "googlemail.de",
    ],
)
def test_private_mailbox_houses_are_known_whatever_their_ending(domain: str) -> None:
    assert looks_private(f"x@{domain}")


@pytest.mark.parametrize("domain", ["fjordglimt.no", "live.kommune.no", "mygmail.no", "gmail.fjordglimt.no"])
def test_other_domains_are_no_mailbox_houses(domain: str) -> None:
    assert not looks_private(f"post@{domain}")


def test_a_mailbox_house_as_website_says_nothing_about_whose_it_is() -> None:
    before = Entry(name="Lag", type="brukerorganisasjon", email="lag@hotmail.se")
    after = Entry(name="Lag", type="brukerorganisasjon", email="lag@hotmail.se", website="https://hotmail.se/")
    assert set(split(before, after).risky) == {"website"}


@pytest.mark.parametrize(
    ("local", "name"),
    [
        ("siri.solberg", "Bølgja"),
        ("kari_nordmann", "Fjordglimt"),
        ("kari-nordmann77", "Fjordglimt"),
        ("k.nordmann", "Fjordglimt"),
        ("anne.lise.berg", "Fjordglimt"),
        ("kari.lund", "Mental Helse Lund"),
        ("leder.kari.nordmann", "Fjordglimt"),
    ],
)
def test_a_given_and_a_family_name_look_like_a_person(local: str, name: str) -> None:
    assert looks_like_a_person(f"{local}@kommune.example", [name])


@pytest.mark.parametrize(
    ("local", "name"),
    [
        ("post", "Fjordglimt"),
        ("post.bergen", "Fjordglimt"),
        ("mental.helse", "Mental Helse Lund"),
        ("mentalhelse.lund", "Mental Helse Lund"),
        ("fjordglimt.leder", "Fjordglimt"),
        ("rogaland.fylkeslag", "Fjordglimt"),
        ("rus.psykiatri", "Fjordglimt"),
        ("nks.olaviken", "Fjordglimt"),
        ("kirkens-bymisjon", "Kirkens Bymisjon Bergen"),
        ("ungdom_vest", "Fjordglimt"),
        ("lpp.sandnes", "LPP Sandnes"),
        ("solstova77", "Fjordglimt"),
    ],
)
def test_functions_places_fields_and_own_names_do_not(local: str, name: str) -> None:
    assert not looks_like_a_person(f"{local}@kommune.example", [name])


def test_places_and_persons_do_not_name_an_organisation() -> None:
    assert not names_the_organisation("kari.lund@gmail.com", ["Mental Helse Lund"])
    assert not names_the_organisation("bergen77@gmail.com", ["Mental Helse Bergen"])
    assert not names_the_organisation("solberg@gmail.com", ["Villa Solberg"], ["Siri Solberg"])
    assert not names_the_organisation("kari.solberg@gmail.com", ["Villa Solberg"])
    assert names_the_organisation("mentalhelse.lund@gmail.com", ["Mental Helse Lund"], ["Kari Lund"])
    assert names_the_organisation("fjordglimt.leder@gmail.com", ["Fjordglimt"])


@pytest.mark.parametrize(
    ("local", "shown"),
    [("post", True), ("ungdomspanel", True), ("vikpanelet", False), ("per.ungen", False), ("per", False), ("1", False)],
)
def test_a_youth_panels_address_names_the_panel_or_a_function(local: str, shown: bool) -> None:
    assert is_organisations(f"{local}@skole.example", ["Vik ungdomspanel"]) is shown


def test_a_function_is_a_function() -> None:
    assert is_role_mailbox("styre.leder@lag.example")
    assert not is_role_mailbox("leder.kari@lag.example")
