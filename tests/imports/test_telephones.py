"""Telephone numbers as they stand in lists."""

from collections.abc import Callable

import pytest

from directory.imports import reasons
from directory.imports.entry import ImportedOrganisation
from directory.imports.telephones import read_phones


def numbers(text: str) -> list[str]:
    return [phone.number for phone in read_phones(text).found]


@pytest.mark.parametrize(
    "written",
    [
        "90000000",
        "900 00 000",
        "+47 90000000",
        "0047 900.00.000",
        "(+47) 9000 0000",
        "90.00.00.00",
        "tlf: 90 00 00 00",
        "mob: 900 00 000",
        "90000000 (priv)",
        "4790000000",
        "90-00-00-00",
        "Mobil 900\u00a000\u00a0000",
        "90000000 ext 12",
    ],
)
def test_a_number_is_the_same_however_it_is_written(written: str) -> None:
    assert numbers(written) == ["+4790000000"]


@pytest.mark.parametrize(
    "written",
    [
        "51 00 00 00/ 900 00 000",
        "51000000, 90000000",
        "51000000\n90000000",
        "51000000 og 90000000",
        "51000000 90000000",
        "51 00 00 00 (kontor); 900 00 000 Kari",
        "51000000 - 90000000",
        "Tlf 51 00 00 00 / Mob 90 00 00 00",
    ],
)
def test_several_numbers_in_a_cell_are_cut_apart(written: str) -> None:
    assert numbers(written) == ["+4751000000", "+4790000000"]


def test_five_digit_numbers_are_numbers() -> None:
    assert numbers("02222") == ["+4702222"]


@pytest.mark.parametrize("written", ["+46 70 123 45 67", "0046 701234567"])
def test_foreign_numbers_are_kept_with_their_country(written: str) -> None:
    (phone,) = read_phones(written).found
    assert (phone.number, phone.kind) == ("+46701234567", "foreign")


@pytest.mark.parametrize("written", ["5,1E+07", "5.1E+07", "9E+07"])
def test_digits_lost_to_a_number_format_are_reported_and_not_guessed(written: str) -> None:
    read = read_phones(written)
    assert read.found == []
    assert [issue.reason for issue in read.issues] == [reasons.PHONE_LOST]


@pytest.mark.parametrize("written", ["1234567", "9000000", "900000000000", "12345678901"])
def test_wrong_numbers_are_queued_with_what_stood_there(written: str) -> None:
    read = read_phones(written)
    assert read.found == []
    assert [(issue.reason, issue.value) for issue in read.issues] == [(reasons.PHONE_INVALID, written)]


@pytest.mark.parametrize("written", ["-", "Se nettside", "ukjent", "", "har ikke"])
def test_words_for_no_number_are_no_number(written: str) -> None:
    read = read_phones(written)
    assert (read.found, read.issues) == ([], [])


@pytest.mark.parametrize("value", [51000000, 51000000.0])
def test_numbers_kept_as_numbers_lose_nothing(read_one: Callable[..., ImportedOrganisation], value: float) -> None:
    assert read_one(Tlf=value).phone == "+4751000000"
