"""Only what a person wrote themselves is read, whatever program quoted our letter; absence is told from leaving."""

import pytest

from directory.mail.returns.absences import successor
from directory.mail.returns.intake import understand
from directory.mail.returns.parts import take_apart
from directory.mail.returns.quoting import own_words
from tests.mail.returns import reply

QUOTED = "Svar «stopp».\nEr telefonen feil?"
MARKED = "> Svar «stopp».\n> Er telefonen feil?"


@pytest.mark.parametrize(
    "below",
    [
        f"tor. 3. sep. 2026 kl. 09:14 skrev KORUS Eksempel <oversikt@korus.example>:\n\n{MARKED}",
        f"Den tor. 3. sep. 2026 kl. 09:14 skrev KORUS Eksempel <\noversikt@korus.example>:\n{MARKED}",
        f"tor. 3. sep. 2026 kl. 09:14 skreiv KORUS Eksempel <oversikt@korus.example>:\n{QUOTED}",
        f"3. sep. 2026 kl. 09:14 skrev KORUS Eksempel <oversikt@korus.example>:\n{MARKED}",
        f"Den tors 3 sep. 2026 kl 09:14 skrev KORUS <oversikt@korus.example>:\n{MARKED}",
        f"Den tors. 3. sep. 2026 kl. 09.14 skrev KORUS <oversikt@korus.example>:\n{MARKED}",
        f"On Thu, Sep 3, 2026 at 9:14 AM KORUS <oversikt@korus.example> wrote:\n{MARKED}",
        f"Fra: KORUS Eksempel <oversikt@korus.example>\nSendt: torsdag 3. september\nTil: Marit\nEmne: Hei\n\n{QUOTED}",
        f"Frå: KORUS Eksempel\nSendt: torsdag 3. september\nTil: Marit\nEmne: Hei\n\n{QUOTED}",
        f"Från: KORUS Eksempel\nSkickat: den 3 september\nTill: Marit\nÄmne: Hej\n\n{QUOTED}",
        f"From: KORUS Eksempel\nSent: Thursday\nTo: Marit\nSubject: Hei\n\n{QUOTED}",
        f"________________________________\nFra: KORUS Eksempel\nSendt: torsdag\n\n{QUOTED}",
        f"-----Opprinnelig melding-----\n{QUOTED}",
        f"-----Opphavleg melding-----\n{QUOTED}",
        f"-- \nMarit, telefon 55 00 00 00\n\n{MARKED}",
        f"Sendt fra min iPhone\n\n> 3. sep. 2026 kl. 09:14 skrev KORUS <oversikt@korus.example>:\n> \n{MARKED}",
        f"Hent Outlook for Android\n\nFra: KORUS\nSendt: torsdag\n{QUOTED}",
    ],
)
def test_what_is_quoted_below_is_not_theirs(below: str) -> None:
    assert own_words(f"Alt stemmer.\n\nHilsen Marit\n\n{below}") == "Alt stemmer.\n\nHilsen Marit"


def test_who_answers_below_the_quoted_letter_is_read_too() -> None:
    assert own_words(f"3. sep. 2026 skrev KORUS:\n{MARKED}\n\nAlt stemmer.") == "Alt stemmer."


@pytest.mark.parametrize(
    "text",
    ["Fra: nå av har vi ny telefon.", "På mandag skrev vi det nye navnet på døra.", "Skriv til kari@lag.example."],
)
def test_an_ordinary_sentence_begins_no_quotation(text: str) -> None:
    assert own_words(f"Hei!\n{text}") == f"Hei!\n{text}"


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("Ja", "confirm"),
        ("Alt i orden!", "confirm"),
        ("Ingen endringer hos oss.", "confirm"),
        ("Inga endringar.", "confirm"),
        ("Stemmer det?", ""),
        ("Alt stemmer. Ny leder er Kari.", "correct"),
        ("Vennligst ikke send flere brev.", "stop"),
        ("Kan vi få brevet på nynorsk?", "nynorsk"),
    ],
)
def test_more_ways_to_say_it(text: str, proposal: str) -> None:
    raw = reply(text)
    found = understand(take_apart(raw), raw)
    assert (found.kind, found.proposal) == ("reply", proposal)


def test_a_reply_without_a_word_still_holds_what_is_to_come() -> None:
    raw = reply("", In_Reply_To="<x@korus.example>")
    assert understand(take_apart(raw), raw).kind == "reply"


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("Ola Prøvesen har sluttet. Skriv til kari@lag.example.", "contact:kari@lag.example"),
        ("Eg har slutta i laget. Ny kontakt er kari@lag.example.", "contact:kari@lag.example"),
        ("Jag har slutat. Kontakta kari@lag.example.", "contact:kari@lag.example"),
        ("Jeg arbejder her ikke længere. Skriv til kari@lag.example.", "contact:kari@lag.example"),
        ("I no longer work here. Please write to kari@lag.example.", "contact:kari@lag.example"),
        ("Denne adressen er ikke lenger i bruk. Ny adresse: kari@lag.example.", "contact:kari@lag.example"),
        ("Jeg har sluttet som leder.", "wrong-contact"),
        ("Jeg er på ferie til 5. august. Haster det, skriv til kari@lag.example.", ""),
        ("Eg er i permisjon og er tilbake i mai. Kari tek telefonen, kari@lag.example.", ""),
        ("I am on vacation, back on Monday. Kari (kari@lag.example) helps you.", ""),
    ],
)
def test_who_has_left_names_a_successor_and_who_is_away_does_not(text: str, proposal: str) -> None:
    raw = reply(text, sender="ola@lag.example", Auto_Submitted="auto-replied")
    assert successor(take_apart(raw), {"ola@lag.example"}) == proposal
    assert understand(take_apart(raw), raw).kind == "auto-reply"


def test_a_subject_that_was_written_without_being_encoded_is_read() -> None:
    raw = "From: a@lag.example\nSubject: Automatisk svar: fravær på øya\n\nHei\n".encode()
    assert take_apart(raw).subject == "Automatisk svar: fravær på øya"
