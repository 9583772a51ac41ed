"""What a person wrote back, and what it may mean. Pure; a proposal for staff, never more than that."""

import re
from dataclasses import dataclass

from directory.mail.returns.parts import Parts
from directory.mail.returns.quoting import own_words

MOST_SENTENCE = 300
SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
NOT_ALL = re.compile(
    r"\b(?:ikke|ikkje|ikkj|inte|men|unntatt|unnateke|bortsett|utenom|utanom|feil|fel|endre\w*|rette\w*|rett opp|mangler"
    r"|manglar|ny|nytt|nye|not|but|except|wrong|change)\b",
    re.IGNORECASE,
)
ALL_RIGHT = re.compile(
    r"\b(?:alt|allting|allt|alt sammen|opplysningene|opplysningane|det|everything|all) (?:\w+ ){0,2}?"
    r"(?:stemmer|stemme|stämmer|passer|er (?:riktig|rett|korrekt|ok|i orden|greit|bra)|is (?:correct|right|fine|ok))\b"
    r"|^\s*(?:ja,? )?(?:alt )?(?:stemmer|i orden|ok|korrekt|riktig)\b|^\W*(?:ja|jepp|yes)\W*$"
    r"|\b(?:ingen|inga) endring\w*|\bno changes\b|\ball good\b",
    re.IGNORECASE,
)
STOP = re.compile(
    r"^\W*(?:(?:vennligst|ver venleg og|hei|please)\W+)?(?:stopp|stop|stans|unsubscribe|avslutt)\b"
    r"|^\W*(?:avmeld\w*|meld oss av)\b"
    r"|(?:ikke|ikkje) (?:send\w* |ha |få )(?:\w+ ){0,3}?(?:flere|fleire|mer|meir)\b"
    r"|(?:ingen|slutt å send)\w* (?:flere|fleire)? ?påminn",
    re.IGNORECASE,
)
LANGUAGE = re.compile(
    r"^\W*(?:(?:på|send|ynskjer|ønsker|vil ha)\W+(?:\w+\W+){0,3})?(nynorsk|bokmål)\b|\b(?:på|til) (nynorsk|bokmål)\b",
    re.IGNORECASE,
)
WRONG_PERSON = re.compile(
    r"(?:ikke|ikkje) (?:lenger |lengre )?(?:rett|riktig) (?:person|adresse)|feil person|wrong person|no longer"
    r"|(?:ikke|ikkje) (?:lenger|lengre|meir|mer) (?:\w+ ){0,3}(?:leder|leiar|styre\w*|med|kontakt\w*|her)"
    r"|(?:har|er) (?:slutt\w*|gått av|ferdig)|has left|left the (?:organi[sz]ation|company)",
    re.IGNORECASE,
)
CLOSED = re.compile(
    r"\b(?:lagt ned|nedlagt|lagd ned|oppløst|oppløyst|finnes ikke|finst ikkje|tar pause|tek pause)\b", re.IGNORECASE
)
WITHDRAWN = re.compile(
    r"(?:vil|ønsker|ynskjer) (?:ikke|ikkje) (?:\w+ ){0,2}(?:stå|være|vere|listes|visast)|fjern oss|slett oss",
    re.IGNORECASE,
)
PLAIN = (
    ("stop", STOP),
    ("withdrawn", WITHDRAWN),
    ("paused-or-ceased", CLOSED),
    ("wrong-contact", WRONG_PERSON),
)


@dataclass(frozen=True, slots=True)
class Reply:
    """The writer's own words, the sentence that was understood, and what it proposes; empty when nothing was.

    Proposals: `confirm`, `stop`, `nynorsk`, `bokmål`, `wrong-contact`, `paused-or-ceased`, `withdrawn`, `correct`.
    """

    words: str
    sentence: str = ""
    proposal: str = ""


def read_reply(parts: Parts) -> Reply:
    """Return what a person's reply says."""
    words = own_words(parts.text)
    sentences = [found.group().strip() for found in SENTENCE.finditer(words) if found.group().strip()]
    for proposal, pattern in PLAIN:
        if sentence := next((one for one in sentences if pattern.search(one)), ""):
            return Reply(words, sentence[:MOST_SENTENCE], proposal)
    if sentence := next((one for one in sentences if LANGUAGE.search(one)), ""):
        wanted = LANGUAGE.search(sentence)
        return Reply(words, sentence[:MOST_SENTENCE], (wanted[1] or wanted[2]).lower() if wanted else "")
    if sentence := next((one for one in sentences if ALL_RIGHT.search(one) and not one.endswith("?")), ""):
        sure = not any(NOT_ALL.search(one) for one in sentences)
        return Reply(words, sentence[:MOST_SENTENCE], "confirm" if sure else "correct")
    if sentence := next((one for one in sentences if NOT_ALL.search(one)), ""):
        return Reply(words, sentence[:MOST_SENTENCE], "correct")
    return Reply(words, sentences[0][:MOST_SENTENCE] if sentences else "")
