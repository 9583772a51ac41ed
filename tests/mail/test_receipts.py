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
