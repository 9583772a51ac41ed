"""E-mail addresses as people write them, and whose they look like."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from email_validator import EmailNotValidError, validate_email

from directory.imports import reasons
from directory.imports.entry import Issue
from directory.imports.heads import without_heads
from directory.imports.text import fold, means_nothing
from directory.organisations.mailboxes import MAILBOX_HOUSES

_ROLES = (
    "post;postkasse;kontakt;kontor;info;mail;epost;leder;leiar;styret;styre;styreleder;styreleiar;nestleder;"
    "sekretaer;sekretar;sekretariat;admin;administrasjon;medlem;resepsjon;daglig;kasserer;fylkeslag;lag;rogaland;"
    "vestland;hordaland;bergen;stavanger;firmapost;hjelp;stotte"
)
_ROLE_WORDS = frozenset(_ROLES.split(";"))
_AT = re.compile(r"\s*(?:\(at\)|\[at\]|\{at\}|\(a\)|\(alfakrøll\)|\(krøllalfa\)|＠)\s*|\s+@\s*|\s*@\s+", re.IGNORECASE)
_WORD_AT = re.compile(r"(?<=\w)\s+(?:at|alfakrøll|krøllalfa)\s+(?=[\w-]+(?:\.|\s+dot\s+)\w)", re.IGNORECASE)
_DOT = re.compile(r"\s*(?:\(dot\)|\[dot\]|\(punktum\)|\[punktum\])\s*|(?<=\w)\s+dot\s+(?=\w)", re.IGNORECASE)
_COMMA_TLD = re.compile(r"(@[\w.-]+?),\s?(no|com|org|net|example)\b(?!@)", re.IGNORECASE)
_CUT = re.compile(r"[\s;,|<>]+|/(?=\S+@)|\s+og\s+")
_ODD_ENDINGS = {
    "nno": "no",
    "noo": "no",
    "on": "no",
    "n": "no",
    "con": "com",
    "cmo": "com",
    "comm": "com",
    "ocm": "com",
    "coom": "com",
    "vom": "com",
    "xom": "com",
    "ogr": "org",
    "orgg": "org",
    "nett": "net",
}
_LONG_ENDING = "example"  # long enough that one slip away means it; short endings may be another country's
_LIKELY = ("gmail.com", "hotmail.com", "hotmail.no", "outlook.com", "online.no", "live.no", "yahoo.com", "yahoo.no")


@dataclass(slots=True)
class Mailboxes:
    """The addresses of a cell in its order, in small letters, and what was unclear."""

    found: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def read_mailboxes(text: str) -> Mailboxes:
    """Read every address of a cell; what only may be meant is proposed, never put in its place."""
    text, issues = without_heads(text)
    result = Mailboxes(issues=issues)
    if not text or means_nothing(text):
        return result
    plain = _DOT.sub(".", _AT.sub("@", _WORD_AT.sub("@", re.sub(r"mailto:", " ", text, flags=re.IGNORECASE))))
    mended = _COMMA_TLD.sub(r"\1.\2", plain)
    if mended != plain:
        said = {"value": " ".join(plain.split()), "proposal": " ".join(mended.split())}
        result.issues.append(Issue(reasons.EMAIL_READ_AS, text, said))
    pieces = [piece.strip(".,:;()[]\"'<>") for piece in _CUT.split(mended)]
    for piece in filter(lambda piece: "@" in piece, pieces):
        _read_piece(piece, result)
    if not any("@" in piece for piece in pieces):
        result.issues.append(Issue(reasons.EMAIL_INVALID, text, {"value": " ".join(text.split())}))
    return result


def _read_piece(piece: str, result: Mailboxes) -> None:
    proposal = _mended_ending(piece)
    address = valid_address(piece)
    if address is None:
        reason, said = reasons.EMAIL_INVALID, {"value": piece}
        result.issues.append(Issue(reason, piece, said))
        return
    if proposal:
        result.issues.append(Issue(reasons.EMAIL_TYPO, piece, {"value": piece, "proposal": proposal}))
    if not address.isascii():
        result.issues.append(Issue(reasons.EMAIL_LETTERS, address, {"value": address}))
    if address not in result.found:
        result.found.append(address)


def valid_address(text: str) -> str | None:
    """Return an address in its one spelling, small letters and readable domain; None when it is not one (RFC 5321)."""
    try:
        checked = validate_email(text, check_deliverability=False, allow_display_name=False)
    except EmailNotValidError:
        return None
    return checked.normalized.lower()


def _mended_ending(piece: str) -> str | None:
    before, _, ending = piece.lower().rpartition(".")
    if ending in _ODD_ENDINGS:
        return f"{before}.{_ODD_ENDINGS[ending]}"
    if one_slip(ending, _LONG_ENDING):
        return f"{before}.{_LONG_ENDING}"
    local, _, domain = piece.lower().rpartition("@")
    near = [likely for likely in _LIKELY if likely != domain and one_slip(domain, likely)]
    return f"{local}@{near[0]}" if near and domain not in MAILBOX_HOUSES else None


def one_slip(first: str, second: str) -> bool:
    """Tell whether one typing slip lies between two words: a letter more, less, other, or two swapped."""
    if abs(len(first) - len(second)) > 1 or first == second:
        return False
    start = next((at for at, (one, two) in enumerate(zip(first, second, strict=False)) if one != two), -1)
    if start < 0:
        return True
    one, two = first[start:], second[start:]
    swapped = one[:2] == two[:2][::-1] and one[2:] == two[2:]
    return swapped or one[1:] == two[1:] or one[1:] == two or one == two[1:]


def typo_of(address: str, others: Collection[str]) -> str | None:
    """Return the address that this one probably was meant to be, judged by the organisation's other domains."""
    local, _, domain = address.rpartition("@")
    near = sorted(other for other in others if one_slip(domain, other))
    return f"{local}@{near[0]}" if near else None


def names_the_organisation(address: str, organisation: str) -> bool:
    """Tell whether the part before the at sign is a function or the organisation's own name."""
    local = fold(address.rpartition("@")[0])
    words = set(re.split(r"[^a-z]+", local))
    name = [word for word in fold(organisation).split() if len(word) >= 4]
    acronym = "".join(word[0] for word in fold(organisation).split())
    return bool(
        words & _ROLE_WORDS
        or any(word in local for word in name)
        or (len(acronym) >= 3 and acronym in words)
        or any(word in fold(organisation).split() for word in words if len(word) >= 3)
    )


def belongs_to(address: str, person: str) -> bool:
    """Tell whether the part before the at sign is made of a person's name."""
    local = fold(address.rpartition("@")[0]).replace(" ", "")
    names = [fold(word).replace(" ", "") for word in person.split() if len(word) > 1]
    if not names or not local:
        return False
    given, family = names[0], names[-1]
    made = {given, given + family, family + given, given[0] + family, given + family[0], family}
    return local.rstrip("0123456789") in made or (len(names) > 1 and given in local and family in local)


def may_belong_to(address: str, person: str) -> bool:
    """Tell whether one of a person's names stands in the part before the at sign."""
    if belongs_to(address, person):
        return True
    parts = re.findall(r"[a-z]+", fold(address.rpartition("@")[0]))
    return any(len(name) >= 3 and name in parts for name in fold(person).split())
