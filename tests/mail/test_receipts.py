"""The receipt for several: what it says of each, how many they are, and what can be undone."""

import re
from dataclasses import replace

import pytest

from directory.mail import contexts, letters
from tests.mail.reading import TOKEN_ADDRESS
from tests.mail.specimens import ANSWERED, UNDO, specimen


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_receipt_for_several_has_the_words_of_a_receipt_for_one_for_every_answer(language: str) -> None:
    for answer in contexts.ANSWERS:
        told = {"answer": answer, "changes": (), "waiting": (), "decided": ()}
        alone = " ".join(letters.render("receipt", language, specimen("receipt", **told)).text.split())
        made = letters.render("receipts", language, specimen("receipts", entries=(replace(ANSWERED, **told),) * 2))
        said = re.split(r"[A-ZØÅ ]{10,}", alone)[1].strip()  # what stands under "this was your answer"
        assert len(said) > 10
        assert " ".join(made.text.split()).count(said) == 2
    made_of = {
        letters.render(
            "receipts", language, specimen("receipts", entries=(replace(ANSWERED, channel=channel),) * 2)
        ).text
        for channel in contexts.CHANNELS
    }
    assert len(made_of) == len(contexts.CHANNELS) - 1  # link and code are both "on the page"
    with pytest.raises(ValueError, match="maybe"):
        replace(ANSWERED, answer="maybe")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_receipt_says_of_one_answer_that_it_can_be_undone_no_more_and_why(language: str) -> None:
    links = (UNDO, "")
    made = {
        over: letters.render(
            "receipts",
            language,
            specimen("receipts", entries=(ANSWERED, replace(ANSWERED, over=over)), undo_links=links),
        )
        for over in ("closed", "undone")
    }
    for one in made.values():
        assert TOKEN_ADDRESS.findall(one.text) == TOKEN_ADDRESS.findall(one.html) == [UNDO]
    assert made["closed"].text != made["undone"].text


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_receipt_for_several_says_how_many_and_speaks_of_one_as_one(language: str) -> None:
    several = letters.render("receipts", language, specimen("receipts"))
    assert "2" in several.subject
    assert several.subject.endswith("Fjordglimt og Havbris")
    one = specimen("receipts", organisation="Fjordglimt", number=1, entries=(ANSWERED,), undo_links=(UNDO,))
    alone = letters.render("receipts", language, one)
    assert alone.subject == letters.render("receipt", language, specimen("receipt")).subject
    assert "organisasjon" not in alone.text.casefold().replace("organisasjonen", "")


@pytest.mark.parametrize(("language", "you", "unknown"), [("nb", "Du", "finner ut"), ("nn", "Du", "finn ut")])
def test_whoever_is_not_the_right_person_is_not_both_one_and_many(language: str, you: str, unknown: str) -> None:
    told = {"answer": "wrong_contact", "changes": (), "waiting": (), "decided": ()}
    nobody = said_in("receipt", language, specimen("receipt", **told))
    named = said_in("receipt", language, specimen("receipt", **told, named="Målfrid Nyvald"))
    assert (unknown in nobody, unknown in named, "Målfrid Nyvald" in named) == (True, False, True)
    entries = (replace(ANSWERED, **told, named="Målfrid Nyvald"),)
    for said in (nobody, named, said_in("receipts", language, specimen("receipts", entries=entries))):
        assert not re.search(rf"\b{you}\b", said)


@pytest.mark.parametrize(
    ("language", "back"), [("nb", "«Vis oss igjen»"), ("nn", "«Vis oss igjen»"), ("en", "“List us again”")]
)
def test_a_receipt_for_taking_oneself_off_says_how_to_come_back(language: str, back: str) -> None:
    told = {"answer": "withdrawn", "changes": (), "waiting": (), "decided": ()}
    assert back in said_in("receipt", language, specimen("receipt", **told))
    entries = (replace(ANSWERED, **told),)
    assert back in said_in("receipts", language, specimen("receipts", entries=entries))


@pytest.mark.parametrize(
    ("language", "rest", "confirmed"),
    [
        ("nb", "Dere sa at resten stemmer.", "«bekreftet av organisasjonen»"),
        ("nn", "De sa at resten stemmer.", "«stadfesta av organisasjonen»"),
        ("en", "You said that the rest is right.", "“confirmed by the organisation”"),
    ],
)
def test_a_receipt_for_a_correction_says_that_the_rest_was_said_to_be_right(
    language: str, rest: str, confirmed: str
) -> None:
    for said, listed in ((True, True), (True, False), (False, True)):
        told = said_in("receipt", language, specimen("receipt", rest=said, listed=listed))
        assert (rest in told, confirmed in told) == (said, said and listed)
        entries = (replace(ANSWERED, rest=said, listed=listed),)
        told = said_in("receipts", language, specimen("receipts", entries=entries))
        assert (rest in told, confirmed in told) == (said, said and listed)


def said_in(name: str, language: str, facts: contexts.Letter) -> str:
    """Return the text of a letter as one line."""
    made = letters.render(name, language, facts)
    return " ".join(made.text.split())
