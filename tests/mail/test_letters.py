"""Every letter, in every language it exists in."""

import re
from dataclasses import fields, is_dataclass, replace
from html import unescape
from typing import Any

import pytest

from directory.mail import contexts, letters, wording
from directory.mail.context_answers import Answered
from directory.mail.contexts import LETTERS, Shown
from tests.mail.reading import EXISTING, TOKEN_ADDRESS, Visible, words
from tests.mail.specimens import (
    ADDRESS,
    ANSWERED,
    BASE_URL,
    CONSENT,
    EMPTY_ENTRY,
    ENTRY,
    FILLED,
    LINK,
    OTHER_UNDO,
    SIGN_IN,
    TOKEN,
    UNDO,
    specimen,
)

every_letter = pytest.mark.parametrize(("name", "language"), EXISTING)
WITH_LINK = ("first", "reminder", "after_deadline", "new_link", "named_contact", "ask_again", "suggestion_refused")
ASKING = ("first", "reminder", "after_deadline")


def facts(context: object) -> list[str]:
    """Return every value of a context as text, line by line."""
    if is_dataclass(context):
        return [fact for field in fields(context) for fact in facts(getattr(context, field.name))]
    if isinstance(context, tuple):
        return [fact for inner in context for fact in facts(inner)]
    return [line for line in str(context).split("\n") if line]


@every_letter
def test_a_letter_is_filled_in_and_leaves_no_placeholder(name: str, language: str) -> None:
    made = letters.render(name, language, specimen(name))
    for part in (made.subject, made.text, made.html):
        assert part.strip()
        assert "{{" not in part
        assert "{%" not in part
        assert "None" not in part
        assert "Undefined" not in part


@every_letter
def test_every_fact_is_in_the_text_and_in_the_html(name: str, language: str) -> None:
    made = letters.render(name, language, specimen(name))
    text = " ".join(re.sub(r"(?m)^> ?", "", made.text).split())
    seen = Visible(made.html)
    html = " ".join([*seen.words, *seen.addresses])
    told_in_words = {
        "receipt": {"changed", "link", "True", "False"},
        "receipts": {"changed", "begun", "link", "code", "True", "False", "0"},
        "first": {"3"},
        "new_link": {"True"},
        "consent_receipt": {"link", "True", "False"},
    }.get(name, set())
    for fact in facts(specimen(name)):
        if fact not in told_in_words:
            shown = wording.small_initial(wording.bare(fact)) if fact == ENTRY.kind else wording.bare(fact)
            assert shown in text, fact
            assert shown in html, fact


@every_letter
def test_both_parts_say_the_same_in_the_same_words(name: str, language: str) -> None:
    made = letters.render(name, language, specimen(name))
    seen = words(" ".join(Visible(made.html).words))
    if "centre" in FILLED[name]:
        seen -= words(FILLED[name]["centre"])  # the letterhead
    assert words(made.text) - words(FILLED[name].get("centre", "")) == seen


@every_letter
def test_the_parts_carry_one_address_with_a_token_alone_on_its_line(name: str, language: str) -> None:
    made = letters.render(name, language, specimen(name))
    others = {"receipt": {UNDO}, "receipts": {UNDO, OTHER_UNDO}, "address_confirm": {ADDRESS}, "sign_in": {SIGN_IN}}
    persons = {key: {CONSENT} for key in ("consent", "consent_receipt")}
    wanted = ({key: {LINK} for key in WITH_LINK} | others | persons).get(name, set())
    assert set(TOKEN_ADDRESS.findall(made.text)) == wanted
    assert set(TOKEN_ADDRESS.findall(made.html)) == wanted
    for address in wanted:
        assert made.text.split("\n").count(address) == 1
        assert made.html.count(address) == 1
        assert f'href="{address}"' in made.html
    assert TOKEN not in made.subject


@every_letter
def test_the_html_says_its_language_and_its_subject_is_its_title(name: str, language: str) -> None:
    made = letters.render(name, language, specimen(name))
    assert made.html.startswith(f'<!doctype html><html lang="{language}"')
    title = re.search(r"<title>(.*?)</title>", made.html)
    assert title
    assert unescape(title[1]) == made.subject


@every_letter
def test_the_html_loads_nothing_from_anywhere_and_follows_nobody(name: str, language: str) -> None:
    html = letters.render(name, language, specimen(name)).html
    assert not re.search(r"<(img|script|link|iframe|form|object|video|base)\b|@import|@font-face|url\(", html)
    assert "<mj-" not in html
    outside = set(re.findall(r"https?://[^\s\"'<]+", html)) - {"http://www.w3.org/1999/xhtml"}
    assert all(address.startswith(BASE_URL) for address in outside), outside


@every_letter
def test_tables_that_only_lay_out_say_so(name: str, language: str) -> None:
    html = letters.render(name, language, specimen(name)).html
    for table in re.findall(r"<table\b.*?</table>", re.sub(r"<!--.*?-->", "", html), re.DOTALL):
        assert 'role="presentation"' in table or "<th scope=" in table
    assert html.count("<h1>") <= 1


@every_letter
def test_the_text_part_has_short_lines_and_no_ragged_space(name: str, language: str) -> None:
    text = letters.render(name, language, specimen(name)).text
    for line in text.split("\n"):
        assert len(line) <= 78 or line in {LINK, UNDO, OTHER_UNDO, CONSENT, ADDRESS, SIGN_IN}, line
        assert line == line.rstrip()
    assert "\n\n\n" not in text
    assert "\r" not in text
    assert text == text.strip() + "\n"


@every_letter
def test_the_subject_is_one_line_that_begins_with_the_centre_and_names_no_deadline(name: str, language: str) -> None:
    made = letters.render(name, language, specimen(name))
    assert made.subject.splitlines() == [made.subject]
    if name != "sign_in":
        assert made.subject.startswith("KORUS Eksempel: ")
    if name in ASKING:
        assert made.subject.endswith("?")
        assert "oktober" not in made.subject


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_first_letter_says_its_things_in_the_agreed_order(language: str) -> None:
    text = letters.render("first", language, specimen("first")).text
    reply, site, real, person, stop = {
        "nb": ("«Alt stemmer» er nok", "«Oppdater", "ER E-POSTEN EKTE", "OPPLYSNINGER OM", "«stopp»"),
        "nn": ("«Alt stemmer» er nok", "«Oppdater", "ER E-POSTEN EKTE", "OPPLYSNINGAR OM", "«stopp»"),
        "en": ("“All correct” is enough", "“Oppdater", "IS THIS E-MAIL REAL", "INFORMATION ABOUT", "“stopp”"),
    }[language]
    order = [
        *("Anne Prøvesen", "Fjordglimt lag", "mars 2024", reply, LINK, site, "55 00 00 01", "fredag 1. oktober"),
        *(real, "BankID", person, "lista frå mars 2021", "Stiftinga Eksempel", "/personvern", stop, "rådgivar, KORUS"),
    ]
    places = [text.find(sign) for sign in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ASKING)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_letter_that_asks_names_five_answers_and_never_scolds(name: str, language: str) -> None:
    text = letters.render(name, language, specimen(name)).text
    assert len(re.findall(r"(?m)^- ", text)) == 5
    assert len(re.findall(r"(?m)^[1-4]\. ", text)) == 4
    for word in ("purring", "purre", "må dere", "må de ", "snarest", "kampanje", "campaign", "overdue", "forfalt"):
        assert word not in text.casefold()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_what_is_missing_is_said_in_words(language: str) -> None:
    missing, hidden, never = {
        "nb": ("mangler", "vises ikke", "ikke ennå"),
        "nn": ("manglar", "blir ikkje vist", "ikkje enno"),
        "en": ("missing", "not shown", "not yet"),
    }[language]
    text = letters.render("first", language, specimen("first", entries=(EMPTY_ENTRY,))).text
    assert text.count(f": {missing}\n") == 3
    assert text.count(f": {hidden}") == 2
    assert f": {never}\n" in text
    assert "\n  Havbris\n" in text


def test_one_letter_may_speak_of_several_organisations() -> None:
    made = letters.render("first", "nb", specimen("first", entries=(ENTRY, EMPTY_ENTRY)))
    assert "Fjordglimt lag" in made.text
    assert "\n\n  Havbris\n" in made.text
    assert len(set(TOKEN_ADDRESS.findall(made.text))) == 1
    assert made.html.count('scope="rowgroup"') == 2


@pytest.mark.parametrize(
    ("reminders", "sentence"),
    [(0, "ikke fra dere, ringer vi."), (1, "det én gang."), (3, "inntil tre ganger"), (7, "inntil 7 ganger")],
)
def test_the_first_letter_promises_as_many_reminders_as_will_come(reminders: int, sentence: str) -> None:
    made = letters.render("first", "nb", specimen("first", reminders=reminders))
    assert sentence in " ".join(made.text.split())
    assert sentence in " ".join(Visible(made.html).words)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_receipt_has_words_for_every_answer_and_every_channel(language: str) -> None:
    bodies = {
        letters.render(
            "receipt", language, specimen("receipt", answer=answer, channel=channel, changes=(), waiting=())
        ).text
        for answer in contexts.ANSWERS
        for channel in contexts.CHANNELS
    }
    assert len(bodies) == len(contexts.ANSWERS) * (len(contexts.CHANNELS) - 1)  # link and code are both "on the page"
    with pytest.raises(ValueError, match="maybe"):
        specimen("receipt", answer="maybe")


@every_letter
def test_hostile_text_stays_text(name: str, language: str) -> None:
    evil = "<script>alert('x')</script> \"&\r\nBcc: all@lag.example\x00\x1b[31m\u202e{{ 7*7 }}\u2028<mj-raw>"
    changed: dict[str, Any] = {
        key: evil
        for key, value in FILLED[name].items()
        if isinstance(value, str) and key not in LETTERS[name].AT_SENDING and key not in {"answer", "channel"}
    }
    if name == "receipts":
        evils = {field.name: evil for field in fields(Answered) if field.type == "str" or field.type is str}
        changed["entries"] = (replace(ANSWERED, **evils | {"answer": "wrong_contact", "channel": "reply"}),) * 2
    elif "entries" in FILLED[name]:
        changed["entries"] = (replace(ENTRY, **{field.name: evil for field in fields(Shown)}),)
    made = letters.render(name, language, specimen(name, **changed))
    assert len(made.subject.splitlines()) == 1
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u202e]", made.subject + made.text)
    assert not re.search(r"[\x00\x1b\u2028\u202e]", made.html)
    assert "{{ 7*7 }}" in made.html
    assert "<script" not in made.html
    assert "<mj-" not in made.html
    assert set(TOKEN_ADDRESS.findall(made.text)) <= {LINK, UNDO, OTHER_UNDO, CONSENT, ADDRESS, SIGN_IN}


@pytest.mark.parametrize("name", [name for name in LETTERS if "organisation" in FILLED[name]])
def test_a_line_break_in_a_name_becomes_a_blank(name: str) -> None:
    made = letters.render(name, "nn", specimen(name, organisation="Lag\r\nBcc: x\u2029\tY"))
    assert "Lag Bcc: x Y" in made.subject or name.startswith("consent")  # says nothing of whose member somebody is
    assert "Lag Bcc: x Y" in made.html
    assert "Bcc: x" not in made.text.split("\n")


def test_a_strangers_message_is_quoted_and_keeps_its_lines() -> None:
    message = "Kjære lag\n\n\n\n" + "Vi inviterer til eit møte om planen vår. " * 4 + "\n- punkt\nSVAR HER"
    text = letters.render("contact_message", "nn", specimen("contact_message", message=message)).text
    quote = [line for line in text.split("\n") if line.startswith(">")]
    assert quote[:3] == ["> Kjære lag", ">", "> Vi inviterer til eit møte om planen vår. Vi inviterer til eit møte om"]
    assert quote[-2:] == ["> - punkt", "> SVAR HER"]


@pytest.mark.parametrize(
    ("term", "inside_a_sentence"),
    [("Psykose", "psykose"), ("ADHD", "ADHD"), ("Økonomi", "økonomi"), ("", ""), ("LHBT+", "LHBT+")],
)
def test_a_term_loses_its_capital_inside_a_sentence_unless_it_is_an_abbreviation(
    term: str, inside_a_sentence: str
) -> None:
    assert wording.small_initial(term) == inside_a_sentence


def test_lines_are_folded_without_parting_dates_numbers_or_addresses() -> None:
    folded = wording.filled("a" * 66 + " 22. november og " + "b" * 58 + " 55 00 00 01\n\n\n\n" + LINK + "\n")
    assert folded == "a" * 66 + "\n22. november og\n" + "b" * 58 + " 55 00 00 01\n\n" + LINK + "\n"
