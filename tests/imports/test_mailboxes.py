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


@pytest.mark.parametrize(
    ("written", "kept", "lines"),
    [
        ("a@x.example\r\nBcc: ond@x.example", ["a@x.example"], ["Bcc: ond@x.example"]),
        ("a@x.example\nCC:ond@x.example, to@y.example", ["a@x.example"], ["CC:ond@x.example, to@y.example"]),
        ("a@x.example\n Reply-To : b@x.example\nc@x.no", ["a@x.example", "c@x.no"], ["Reply-To : b@x.example"]),
        ("a@x.example\nTo: b@x.example\nSubject: c@y.no", ["a@x.example"], ["To: b@x.example", "Subject: c@y.no"]),
        ("a@x.example bcc: b@x.example", ["a@x.example"], ["bcc: b@x.example"]),
        ("Bcc: ond@x.example", [], ["Bcc: ond@x.example"]),
    ],
)  # fmt: skip
def test_a_line_that_looks_like_the_head_of_a_mail_gives_no_address_and_is_queued_whole(
    written: str, kept: list[str], lines: list[str]
) -> None:
    read = read_mailboxes(written)
    assert read.found == kept
    assert [(issue.reason, issue.params["value"]) for issue in read.issues] == [
        (reasons.EMAIL_HEADER, line) for line in lines
    ]


@pytest.mark.parametrize(
    "written", ["post@crlf.example\ne-post: leder@crlf.example", "post@crlf.example\nleder@crlf.example"]
)
def test_a_line_break_between_addresses_is_as_good_as_a_comma(written: str) -> None:
    assert read_mailboxes(written).found == ["post@crlf.example", "leder@crlf.example"]


def test_the_head_of_a_mail_in_a_name_makes_no_address_and_no_person(
    read_one: Callable[..., ImportedOrganisation],
) -> None:
    found = read_one(Kontaktperson="Ond\nTo: x@y.example", Mail="post@crlf.example\nBcc: ond@x.example")
    addresses = {found.email, found.update_email, *(person.email for person in found.contacts)}
    assert addresses - {None, ""} == {"post@crlf.example"}
    assert [person.name for person in found.contacts] == ["Ond"]
    told = [problem.value for problem in found.problems if problem.reason == reasons.EMAIL_HEADER]
    assert sorted(told) == ["Bcc: ond@x.example", "To: x@y.example"]


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
