"""What a person wrote back, and what it may mean. Pure; a proposal for staff, never more than that."""

import re
from dataclasses import dataclass

from directory.mail.bounces import ADDRESS
from directory.mail.parts import Parts

MOST_SENTENCE = 300
# Where somebody's own words end and our quoted letter begins, as the usual mail programs write it.
QUOTE_BEGINS = re.compile(
    r"^\s*(?:>|-{2,} ?(?:opprinnelig|opphavleg|original|videresendt|forwarded)|_{8,}|={8,}"
    r"|(?:fra|frå|from|von): .*\S|(?:den|på|on|am|el|le) .{6,120}(?:skrev|skreiv|wrote|schrieb)\b.*:?\s*$"
    r"|.{4,120}<[^>]+@[^>]+>\s*(?:skrev|skreiv|wrote).*$|sendt fra min|sendt frå min|sent from my)",
    re.IGNORECASE | re.MULTILINE,
)
SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
NOT_ALL = re.compile(
    r"\b(?:ikke|ikkje|ikkj|men|unntatt|bortsett|utenom|utanom|feil|endre\w*|rette\w*|rett opp|not|but|except|wrong)\b",
    re.IGNORECASE,
)
ALL_RIGHT = re.compile(
    r"\b(?:alt|allting|alt sammen|opplysningene|opplysningane|det|everything|all) (?:\w+ ){0,2}?"
    r"(?:stemmer|stemme|er (?:riktig|rett|korrekt|ok|i orden|greit)|is (?:correct|right|fine|ok))\b"
    r"|^\s*(?:ja,? )?(?:alt )?stemmer\b",
    re.IGNORECASE,
)
STOP = re.compile(r"^\W*(?:stopp|stop|stans|unsubscribe|avslutt)\b", re.IGNORECASE)
LANGUAGE = re.compile(r"^\W*(?:(?:på|send|ynskjer|ønsker|vil ha)\W+(?:\w+\W+){0,3})?(nynorsk|bokmål)\b", re.IGNORECASE)
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
        return Reply(words, sentence[:MOST_SENTENCE], wanted[1].lower() if wanted else "")
    if sentence := next((one for one in sentences if ALL_RIGHT.search(one)), ""):
        sure = not any(NOT_ALL.search(one) for one in sentences[:6])
        return Reply(words, sentence[:MOST_SENTENCE], "confirm" if sure else "correct")
    if sentence := next((one for one in sentences if NOT_ALL.search(one)), ""):
        return Reply(words, sentence[:MOST_SENTENCE], "correct")
    return Reply(words, sentences[0][:MOST_SENTENCE] if sentences else "")


def own_words(text: str) -> str:
    """Return what the writer wrote, without the quoted letter and its heading."""
    found = QUOTE_BEGINS.search(text)
    return re.sub(r"\n{3,}", "\n\n", text[: found.start()] if found else text).strip()[:4000]


def successor(parts: Parts, known: set[str]) -> str:
    """Return the address an absence notice of somebody who has left points to (`known`: all others), or empty."""
    words = own_words(parts.text)
    if not WRONG_PERSON.search(f"{parts.subject}\n{words}"):
        return ""
    return next((found.lower() for found in ADDRESS.findall(words) if found.lower() not in known), "")
