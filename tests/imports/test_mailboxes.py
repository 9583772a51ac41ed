"""E-mail addresses as they stand in lists."""

from collections.abc import Callable

import pytest

from directory.imports import reasons
from directory.imports.entry import ImportedOrganisation, Reading
from directory.imports.mailboxes import read_mailboxes


@pytest.mark.parametrize(
    "written",
    [
        "post@bolgja.example",
        " post@bolgja.example;",
        "mailto:post@bolgja.example",
        "<post@bolgja.example>",
        "POST@BOLGJA.EXAMPLE",
        "post(at)bolgja.example",
        "post [at] bolgja.example",
        "post @ bolgja.example",
        "post@bolgja.example.",
        "post@bolgja.example,",
        "Bølgja <post@bolgja.example>",
        "post at bolgja.example",
        "e-post: post@bolgja.example",
        "post[at]bolgja[dot]example",
    ],
)
def test_an_address_is_the_same_however_it_is_written(written: str) -> None:
    read = read_mailboxes(written)
    assert (read.found, read.issues) == (["post@bolgja.example"], [])


@pytest.mark.parametrize("between", ["; ", ", ", " ", "\n", " / ", "/", " og "])
def test_several_addresses_in_a_cell_are_cut_apart(between: str) -> None:
    assert read_mailboxes(f"a@x.example{between}b@y.example").found == ["a@x.example", "b@y.example"]


def test_a_comma_before_the_country_is_read_as_a_full_stop_and_shown() -> None:
    read = read_mailboxes("post@bolgja,no")
    assert read.found == ["post@bolgja.no"]
    assert [issue.reason for issue in read.issues] == [reasons.EMAIL_READ_AS]


@pytest.mark.parametrize("written", ["post@bolgja", "post.bolgja.example", "post@@bolgja.example", "ring oss"])
def test_what_is_no_address_is_queued(written: str) -> None:
    read = read_mailboxes(written)
    assert read.found == []
    assert [issue.reason for issue in read.issues] == [reasons.EMAIL_INVALID]


@pytest.mark.parametrize(
    ("written", "proposal"),
    [
        ("post@bolgja.nno", "post@bolgja.no"),
        ("kari@gmial.com", "kari@gmail.com"),
        ("post@bolgja.exmaple", "post@bolgja.example"),
        ("post@bolgja.exampel", "post@bolgja.example"),
        ("post@bolgja.examle", "post@bolgja.example"),
        ("post@bolgja.noo", "post@bolgja.no"),
        ("post@bolgja.ogr", "post@bolgja.org"),
        ("kari@hotmial.com", "kari@hotmail.com"),
        ("kari@gmail.con", "kari@gmail.com"),
    ],
)
def test_a_slip_is_only_proposed_never_corrected(written: str, proposal: str) -> None:
    read = read_mailboxes(written)
    assert read.found == [written]
    assert [(issue.reason, issue.params["proposal"]) for issue in read.issues] == [(reasons.EMAIL_TYPO, proposal)]


def test_a_domain_one_letter_from_the_website_is_asked_about(
    read_one: Callable[..., ImportedOrganisation], reasons_of: Callable[..., set[str]]
) -> None:
    item = read_one(Mail="post@fjordlaget.exmaple", Nettside="www.fjordlaget.example")
    assert item.email == "post@fjordlaget.exmaple"
    assert [problem.reason for problem in item.problems] == [reasons.EMAIL_TYPO]


@pytest.mark.parametrize("written", ["post@bolgja.nu", "post@bolgja.se", "post@bolgja.dk", "post@bolgja.co"])
def test_other_countries_endings_are_no_slips(written: str) -> None:
    read = read_mailboxes(written)
    assert (read.found, read.issues) == ([written], [])


@pytest.mark.parametrize("written", ["post@bølgja.example", "blåbær@bolgja.example"])
def test_norwegian_letters_are_kept_and_flagged(written: str) -> None:
    read = read_mailboxes(written)
    assert read.found == [written]
    assert [issue.reason for issue in read.issues] == [reasons.EMAIL_LETTERS]


@pytest.mark.parametrize("written", ["ukjent", "-", "", "Se nettside"])
def test_words_for_no_address_are_no_address(written: str) -> None:
    read = read_mailboxes(written)
    assert (read.found, read.issues) == ([], [])


def test_a_mailbox_shared_by_two_organisations_is_mentioned_not_merged(
    read_rows: Callable[..., Reading], reasons_of: Callable[..., set[str]]
) -> None:
    reading = read_rows(
        ["Fjordlaget", None, None, "post@felles.example"], ["Bølgja", None, None, "post@felles.example"]
    )
    assert [item.email for item in reading.organisations] == ["post@felles.example"] * 2
    assert reasons_of(reading) == {reasons.EMAIL_SHARED}
    assert not reading.organisations[1].needs_attention
