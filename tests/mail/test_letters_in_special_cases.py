"""Letters where something is missing, or where they speak of several organisations or to somebody new."""

import re
from dataclasses import replace

import pytest

from directory.mail import contexts, letters
from directory.mail.contexts import Named, Shown
from tests.mail.reading import EXISTING, Visible, words
from tests.mail.specimens import (
    ENTRY,
    FILLED,
    LINK,
    specimen,
)

ASKING = ("first", "reminder", "after_deadline")


@pytest.mark.parametrize(("name", "language"), EXISTING)
def test_a_centre_that_has_set_nothing_but_its_name_leaves_no_holes(name: str, language: str) -> None:
    bare = {"centre_website", "employee", "employee_title", "employee_phone", "hours", "region"}
    context = specimen(name)
    empty = replace(context, **dict.fromkeys(bare & contexts.names(type(context)), ""))
    filled = letters.render(name, language, empty)
    assert not re.search(r" [.,;]|[.,] ?[.,]|\b(?:på|on|to|i|in|heter|heiter|Gå|Go) ?[.,]", filled.text), filled.text
    assert not re.search(r"<(li|strong|span[^>]*|p)>\s*</", filled.html)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_link_that_nobody_asked_for_is_not_said_to_have_been_asked_for(language: str) -> None:
    words_of_asking = {"nb": "ba om", "nn": "bad om", "en": "asked"}[language]
    asked = letters.render("new_link", language, specimen("new_link"))
    given = letters.render("new_link", language, specimen("new_link", asked=False))
    for part, other in ((asked.text, given.text), (asked.html, given.html)):
        assert part.count(words_of_asking) == 2
        assert words_of_asking not in other
        assert LINK in other


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("name", ASKING)
def test_a_letter_about_several_names_each_and_says_that_each_is_answered_by_itself(name: str, language: str) -> None:
    kind = Shown if name == "first" else Named
    entries = tuple(
        replace(ENTRY, id=one, name=f"Lag {one}") if kind is Shown else Named(id=one, name=f"Lag {one}")
        for one in "ABCDEFGH"
    )
    made = letters.render(name, language, specimen(name, entries=entries, organisation="Lag A og 7 til"))
    alone = letters.render(name, language, specimen(name, entries=entries[:1], organisation="Lag A"))
    by_itself = {"nb": "én om gangen", "nn": "éin om gongen", "en": "one at a time"}[language]
    for part, single in ((made.text, alone.text), (made.html, alone.html)):
        assert all(f"Lag {one}" in part for one in "ABCDEFGH")
        assert by_itself in " ".join(part.split())
        assert by_itself not in " ".join(single.split())
    text, seen = words(made.text), words(" ".join(Visible(made.html).words))
    assert text - words(FILLED[name]["centre"]) == seen - words(FILLED[name]["centre"])
    assert made.subject.count("Lag") == 1


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_letter_to_somebody_new_after_the_deadline_tells_where_we_have_the_address_from(language: str) -> None:
    made = letters.render(
        "after_deadline", language, specimen("after_deadline", source_label="lista", owner="Stiftinga Eksempel")
    )
    for part in (made.text, made.html):
        assert "lista" in part
        assert "Stiftinga Eksempel" in part
        assert "Datatilsynet" in part
    assert words(made.text) - words(FILLED["first"]["centre"]) == words(" ".join(Visible(made.html).words)) - words(
        FILLED["first"]["centre"]
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "Vi har ikke tatt inn endringene for Fjordglimt"),
        ("nn", "Vi har ikkje teke inn endringane for Fjordglimt"),
        ("en", "We have not taken in the changes for Fjordglimt"),
    ],
)
def test_the_subject_of_a_refusal_says_what_it_is(language: str, said: str) -> None:
    made = letters.render("suggestion_refused", language, specimen("suggestion_refused"))
    assert made.subject.endswith(said)
    assert f"{said}</title>" in made.html
