"""Contact persons as people write them: several in a cell, roles before, after and in parentheses."""

import re
from dataclasses import dataclass, field

from directory.imports import reasons
from directory.imports.entry import NOTICE, ImportedContact, Issue
from directory.imports.heads import without_heads
from directory.imports.notes import is_sensitive
from directory.imports.text import fold, looks_like_formula, means_nothing

_ROLE = re.compile(
    r"^(?:(?:daglig|dagleg|fung|fungerende|fungerande|tidl|avtroppende|lokal|organisasjons|fylkes|styre|nest|under)?\s*"
    r"(?:leder|leiar|leider)|styreleder|styreleiar|nestleder|nestleiar|sekretae?r|kasserer|kasserar|koordinator|"
    r"kontaktperson|kontakt|styremedlem|varamedlem|vara|radgiver|radgjevar|fylkesleder|fylkesleiar|medlem|"
    r"prosjektleder|prosjektleiar|brukerrepresentant|brukarrepresentant|representant|likeperson|erfaringskonsulent|"
    r"generalsekretae?r|organisasjonssekretae?r|avdelingsleder|avdelingsleiar|okonomiansvarlig|frivillig\w*|"
    r"fagkonsulent|konsulent|organisasjonskonsulent|webansvarlig|web|administrator|ansvarlig|ansvarleg|mor|far)"
    r"(?:\s.*)?$"
)
_MANY = re.compile(r"\s*[;\n|]\s*|\s+/\s*|\s*/\s+|(?<=\w)/(?=\w)|\s+(?:og|samt|and)\s+|\s*&\s*|\s+\+\s+", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_PHONE = re.compile(
    r"(?:tlf|tel|mob|mobil|telefon)?\.?:?\s*(?:\(?(?:\+|00)\d{2}\)?\s*)?\d(?:[\s.]*\d){7,}", re.IGNORECASE
)
_EMAIL = re.compile(r"[^\s;,<>()]+@[^\s;,<>()]+")
_PERSON = re.compile(r"^[^\W\d_][\w.'’-]*(?:\s+[^\W\d_][\w.'’-]*){0,5}$")


@dataclass(slots=True)
class People:
    """The persons of a cell in its order; `loose` is telephone and address text that stood among the names."""

    found: list[ImportedContact] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    dropped: int = 0


def read_people(text: str, role: str = "") -> People:
    """Read the persons of one cell; `role` is what the column itself says they are."""
    text, issues = without_heads(text)
    result = People(issues=issues)
    if not text or means_nothing(text):
        return result
    result.loose = [match[0] for pattern in (_EMAIL, _PHONE) for match in pattern.finditer(text)]
    text = _PHONE.sub(" ", _EMAIL.sub(" ", text)).replace("()", " ").replace("<>", " ")
    for piece in _pieces(text):
        _read_person(piece, role, result)
    return result


def _pieces(text: str) -> list[str]:
    """Cut a cell into persons, never inside parentheses; a role after a comma stays with its person."""
    groups = [[piece for piece in _outside(_COMMA, group) if piece] for group in _outside(_MANY, text)]
    groups = [group for group in groups if group]
    if all(_family_name_first(group) for group in groups):
        return [", ".join(group) for group in groups]
    pieces: list[str] = []
    for piece in (piece for group in groups for piece in group):
        if pieces and is_role(piece) and ":" not in piece and _takes_role(pieces[-1], piece):
            pieces[-1] = f"{pieces[-1]} ({piece.strip('()')})"
        else:
            pieces.append(piece)
    return pieces


def _outside(separator: re.Pattern[str], text: str) -> list[str]:
    """Cut text at a separator where it stands outside parentheses."""
    found, start = [], 0
    for match in separator.finditer(text):
        before = text[: match.start()]
        if before.count("(") <= before.count(")"):
            found.append(text[start : match.start()])
            start = match.end()
    return [" ".join(piece.split()).strip(" ,;:") for piece in (*found, text[start:])]


def _takes_role(person: str, role: str) -> bool:
    """A role alone belongs to the name before it, unless that has one or a name follows ("leder Kari")."""
    words = role.split()
    named = len(words) > 1 and any(word[0].isupper() for word in words[1:])
    return not named and "(" not in person and " - " not in person and not is_role(person)


def _family_name_first(group: list[str]) -> bool:
    """Tell "Eksempel, Kari" from two persons: each half is a single word."""
    halves = [half.partition(" (")[0] for half in group]
    return len(group) == 2 and all(_WORD.fullmatch(half) and not is_role(half) for half in halves)


def is_role(text: str) -> bool:
    """Tell whether words are a role and not a name."""
    return bool(_ROLE.match(fold(text)))


def _read_person(piece: str, role: str, result: People) -> None:
    if means_nothing(piece):
        return
    name, own_role = _parted(piece)
    if own_role and is_sensitive(own_role):
        own_role = ""
        result.dropped += 1
        result.issues.append(Issue(reasons.SENSITIVE_DROPPED, "", {}, NOTICE))
    name, turned = _turned(_capitalised(name))
    if turned:
        result.issues.append(Issue(reasons.NAME_TURNED, piece, {"proposal": name}, NOTICE))
    if means_nothing(name):
        return
    if is_role(name) and not own_role:
        name, own_role = "", name
    elif not _PERSON.match(name) or looks_like_formula(piece):
        result.issues.append(Issue(reasons.CONTACT_UNREAD, piece, {"value": piece}))
        return
    result.found.append(ImportedContact(name[:200], (own_role or role)[:200]))


def _parted(piece: str) -> tuple[str, str]:
    """Return name and role of "Kari Eksempel (leder)", "Ola - nestleder", "Leiar: Kari", "leder Kari Eksempel"."""
    inside = re.match(r"^(?P<name>[^()]*?)\s*\((?P<role>[^()]*)\)\s*$", piece)
    if inside and inside["name"]:
        return inside["name"], "" if means_nothing(inside["role"]) or fold(inside["role"]) == "priv" else inside["role"]
    before = re.match(r"^(?P<role>[^:()]{3,40}):\s*(?P<name>\S.*)$", piece)
    if before:
        return before["name"], before["role"].strip().lower()
    dash = re.match(r"^(?P<name>.+?)\s+[-–—]\s*(?P<role>\S.*)$", piece) or re.match(
        r"^(?P<name>.+?)[–—](?P<role>\S.*)$", piece
    )
    if dash:
        return dash["name"], dash["role"]
    words = piece.split()
    for count in (2, 1):
        if len(words) >= count + 2 and is_role(" ".join(words[:count])) and words[count][0].isupper():
            return " ".join(words[count:]), " ".join(words[:count]).lower()
    return piece, ""


def _turned(name: str) -> tuple[str, bool]:
    family, comma, given = name.partition(", ")
    return (f"{given} {family}", True) if comma else (name, False)


def _capitalised(name: str) -> str:
    """Write a name that is all small or all capital letters as names are written."""
    if len(name) > 4 and name in (name.lower(), name.upper()) and not is_role(name):
        return re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), name)
    return name
