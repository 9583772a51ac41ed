"""A code typed by hand: what it can have meant, and what it cannot."""

import pytest

from directory.campaigns.codes import meanings, signs


@pytest.mark.parametrize(
    "typed",
    ["K7RM-4XPT", "k7rm4xpt", " k7rm  4xpt ", "K7RM–4XPT", "k.7.r.m 4-x-p-t", "Koden er: k7rm-4xpt.", "«K7RM 4XPT»",
     "K7RM\u00a04XPT", "ｋ７ＲＭ－４ＸＰＴ", "kode K7RM - 4XPT", "ḱ7rm4xpt"],
)  # fmt: skip
def test_how_it_is_typed_does_not_matter(typed: str) -> None:
    assert signs(typed) == "K7RM4XPT"
    assert meanings(typed)[0] == "K7RM4XPT"


@pytest.mark.parametrize("typed", ["", "K7RM", "K7RM4XPTA", "Æ7RM4XPT", "000M4XPT", "👍", "K7RM-4XP!"])
def test_what_cannot_be_a_code_means_nothing(typed: str) -> None:
    assert meanings(typed) == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("KBRM4XPT", "K8RM4XPT"), ("K5RM4XPT", "KSRM4XPT"), ("OABC4XPT", "QABC4XPT"), ("ø7rm4xpt", "D7RM4XPT"),
     ("l7rm4xpt", "77RM4XPT"), ("17rm4xpt", "J7RM4XPT"), ("VZRM4XPT", "U2RM4XPT")],
)  # fmt: skip
def test_signs_that_look_alike_stand_for_one_another(typed: str, meant: str) -> None:
    assert meant in meanings(typed)


def test_three_misread_signs_are_too_many() -> None:
    assert "SS8B4XPT" in meanings("55 8B 4XPT")
    assert "SSB84XPT" not in meanings("55 8B 4XPT")


def test_guessing_is_hardly_easier_for_it() -> None:
    assert max(len(meanings(typed)) for typed in ("8B5S2Z6G", "88888888", "QQQQQQQQ", "7777JJJJ")) == 37
