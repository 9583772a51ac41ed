"""What is looked up of a domain, against a real name server of our own."""

import asyncio

import pytest

from directory.mail.domains import Looked, belong_together, domain_of, receiving, sender_records
from directory.mail.misspelt import probably_meant
from tests.mail.names import ROOT, Records, knowing

WORLD: Records = ROOT | {
    ("lag.no", "MX"): ["10 mx.lag.no.", "20 mx2.lag.no."],
    ("adresse.no", "A"): ["192.0.2.7"],
    ("seks.no", "AAAA"): ["2001:db8::7"],
    ("taus.no", "MX"): ["0 ."],
    ("tekst.no", "TXT"): ['"nothing else"'],
    ("xn--brgg-woa.no", "MX"): ["10 mx.lag.no."],
    ("korus.no", "TXT"): ['"v=spf1 include:_spf." "korus.no -all"', '"google-site-verification=x"'],
    ("_dmarc.korus.no", "TXT"): ['"v=DMARC1; p=quarantine"'],
    ("selector1._domainkey.korus.no", "TXT"): ['"v=DKIM1; k=rsa; p=MIGf"'],
    ("to.no", "TXT"): ['"v=spf1 -all"', '"v=spf1 ~all"'],
    ("hemmelig._domainkey.to.no", "TXT"): ['"v=DKIM1; p=MIGf"'],
    ("open.no", "TXT"): ['"v=spf1 +all"'],
}


async def test_a_domain_receives_mail_by_mx_or_by_address_and_a_null_mx_says_no() -> None:
    async with knowing(WORLD) as names:
        found = await receiving(["lag.no", "adresse.no", "seks.no", "taus.no", "tekst.no", "ukjent.no"], names)
    assert found == {
        "lag.no": "fine",
        "adresse.no": "fine",
        "seks.no": "fine",
        "taus.no": "null-mx",
        "tekst.no": "nowhere",
        "ukjent.no": "no-domain",
    }


async def test_names_that_are_reserved_are_not_looked_up() -> None:
    async with knowing(WORLD) as names:
        found = await receiving(["lag.example", "lag.test", "example.com"], names)
        assert set(found.values()) == {"reserved"}
        assert names.asked == []  # type: ignore[attr-defined]


async def test_a_server_that_does_not_answer_costs_its_time_once_and_the_others_are_known() -> None:
    began = asyncio.get_running_loop().time()
    async with knowing(WORLD, mute={f"treg{number}.no" for number in range(30)}) as names:
        found = await receiving(["lag.no", *(f"treg{number}.no" for number in range(30))], names, seconds=0.5)
    assert asyncio.get_running_loop().time() - began < 8  # one after the other they would take 15 s
    assert found.pop("lag.no") == "fine"
    assert set(found.values()) == {"unknown"}


async def test_inside_a_closed_network_nobody_is_said_not_to_exist() -> None:
    async with knowing({("intern.no", "A"): ["192.0.2.1"]}) as names:
        assert await receiving(["intern.no", "gmail.com"], names) == {"intern.no": "fine", "gmail.com": "unknown"}
        assert {one.state for one in await sender_records("a@korus.no", "", names)} == {"unknown", "fine"}


async def test_a_domain_with_norwegian_letters_is_asked_for_in_ascii() -> None:
    assert domain_of("post@Brægg.no") == "xn--brgg-woa.no"
    async with knowing(WORLD) as names:
        assert await receiving([domain_of("post@brægg.no")], names) == {"xn--brgg-woa.no": "fine"}


async def test_a_sender_whose_records_are_in_order_is_fine_in_all_that_can_be_seen() -> None:
    async with knowing(WORLD) as names:
        found = await sender_records("oversikt@post.korus.no", "bounce@korus.no", names)
    assert found == [
        Looked("SPF", "korus.no", "fine", "v=spf1 include:_spf.korus.no -all"),
        Looked("DKIM", "post.korus.no", "missing"),
        Looked("DMARC", "post.korus.no", "fine", "v=DMARC1; p=quarantine"),
        Looked("alignment", "post.korus.no", "fine", "korus.no"),
    ]


async def test_a_key_under_a_name_that_nobody_can_guess_is_unknown_not_missing() -> None:
    async with knowing(WORLD) as names:
        states = {one.what: (one.state, one.record) for one in await sender_records("a@to.no", "b@annen.no", names)}
        assert (await sender_records("a@korus.no", "", names))[1] == Looked("DKIM", "korus.no", "fine", "selector1")
        assert (await sender_records("a@open.no", "", names))[0].state == "wrong"
    assert states == {
        "SPF": ("missing", ""),
        "DKIM": ("unknown", ""),
        "DMARC": ("missing", ""),
        "alignment": ("wrong", "annen.no"),
    }


async def test_two_spf_records_are_as_bad_as_none() -> None:
    async with knowing(WORLD) as names:
        assert (await sender_records("a@to.no", "", names))[0].state == "wrong"


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("korus.no", "korus.no", True),
        ("korus.no", "bounce.korus.no", True),
        ("post.korus.no", "bounce.korus.no", True),
        ("korus.no", "annen.no", False),
        ("korus.no", "no", True),
        ("xkorus.no", "korus.no", False),
    ],
)
def test_two_domains_belong_together_when_one_is_over_the_other(one: str, other: str, together: bool) -> None:
    assert belong_together(one, other) == together


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gmail.no", "gmail.com"),
        ("hotnail.com", "hotmail.com"),
        ("Outlok.com", "outlook.com"),
        ("gmail.com", ""),
        ("mail.com", ""),
        ("lyse.no", ""),
        ("fjordglimt.example", ""),
        ("post.no", ""),
        ("hotmail.no", ""),
    ],
)
def test_a_slip_of_the_pen_in_a_large_providers_name_is_seen_and_nothing_else(typed: str, meant: str) -> None:
    assert probably_meant(typed) == meant
