"""Column names as people write them, in both written standards, and what they mean."""

import difflib
import re
from dataclasses import dataclass
from functools import lru_cache

from directory.facts.source import rows
from directory.imports.text import fold

_ROLES = "leder;leiar;daglig leder;dagleg leiar;styreleder;styreleiar;nestleder;nestleiar;sekretær;kasserer;kasserar"
ROLES = frozenset(fold(word) for word in _ROLES.split(";"))
# Groups that stand over several columns and tell whose the name, telephone and address below are.
PERSON_GROUPS = ("kontaktperson", "kontakt", "kontaktpersoner", "leder", "leiar", "person", "representant")
_IN_PERSON_GROUP = {"name": "contact", "phone": "contact_phone", "mobile": "contact_phone", "email": "contact_email"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `group` numbers the person a contact column belongs to, 0 for none."""

    index: int
    field: str
    header: str
    group: int = 0
    role: str = ""


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """What every known column name means; the file says first what our own template calls the column."""
    found: dict[str, str] = {}
    for row in rows("column_names.csv"):
        for name in (row["name_nb"], row["name_nn"], *row["variants"].split(";")):
            found.setdefault(fold(name), row["field"])
    found.pop("", None)
    return found


def template_name(field: str, language: str) -> str:
    """Return what the template calls a column, in `nb` or `nn`."""
    name = next(row[f"name_{language}"] for row in rows("column_names.csv") if row["field"] == field)
    return name[0].upper() + name[1:]


def is_known(header: str) -> bool:
    """Tell whether a text is a column name letter for letter; quick, for finding the row of names."""
    return fold(header) in _names()


@lru_cache(maxsize=4_000)
def field_of(header: str) -> str | None:
    """Return the field a column name means, exactly or nearly; None when it means nothing known."""
    key = fold(header)
    if not key or len(key) > 60:
        return None
    known = _names()
    if key in known:
        return known[key]
    stripped = " ".join(word for word in key.split() if not word.isdigit())
    if stripped in known:
        return known[stripped]
    found = _personal(key) or ("name" if _names_the_organisation(key) else _by_words(key))
    if found:
        return found
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.86) if len(key) >= 5 else []
    return known[close[0]] if close else None


_PERSON_WORDS = {"kontaktperson", "kontaktpersonen", "leder", "leiar", "lederen", "leiaren", "representant"}


def _personal(key: str) -> str | None:
    """Read names of columns that hold a person's number or address ("Tlf leder", "E-post kontaktperson")."""
    words = set(key.split())
    if words & {"navn", "namn"} and words & _PERSON_WORDS:
        return "contact"
    if words & {"navn", "namn"} and words & {"tidligere", "tidlegare", "andre", "gammelt", "gamalt"}:
        return "aliases"
    if not words & {"kontaktperson", "kontakt", "kontaktpersons", "leder", "leiar", "leders", "leiars", "person"}:
        return None
    if words & {"tlf", "telefon", "mobil", "mob", "telefonnummer", "tlfnr", "mobilnr"}:
        return "contact_phone"
    if words & {"post", "epost", "mail", "email", "mailadresse"}:
        return "contact_email"
    return "role" if words & {"rolle", "verv", "stilling", "tittel"} else None


_KINDS = r"(?:bruker|brukar|parorende|parorande|interesse|pasient|likeperson|frivillig|bruker og parorende)"
_ENDING = r"(?:en|a|et|er|ar|ene|ane)?"
_BODY = (
    rf"(?:{_KINDS}?(?:organisasjon{_ENDING}|organisasjonane|forening{_ENDING}|foreining{_ENDING}|org|lag{_ENDING})|"
    rf"(?:forbund|tiltak|tilbud|tilbod|gruppe|grupp|senter|senteret|nettverk|nettverket|virksomhet|verksemd|aktor|"
    rf"klubb|stiftelse|stifting|eining|enhet){_ENDING})"
)
_ALONE = re.compile(rf"^(?:{_KINDS} (?:og )?)*{_KINDS}?(?:organisasjon|forening|foreining){_ENDING}$|^laget$")
_BODY_WORD = re.compile(rf"^{_BODY}s?$")
_NAME_WORD = re.compile(r"^(?:navn|namn|navnet|namnet)$")
_BODY_NAME = re.compile(rf"^{_BODY}s?(?:navn|namn)(?:et)?$")
_SMALL = "pa;i;til;den;det;din;deres;dykkar;fullt;og;eller;bruker;brukar;parorende;parorande"
_BESIDE = frozenset(_SMALL.split(";"))


def _names_the_organisation(key: str) -> bool:
    """Read every way to say the organisation's name ("Namn på laget", "Foreningens navn", "Bruker-/pårørendelag")."""
    if _ALONE.match(key):
        return True
    words = [word for word in key.split() if word not in _BESIDE]
    if any(_BODY_NAME.match(word) for word in words):
        return len(words) == 1
    named = [word for word in words if _NAME_WORD.match(word)]
    bodies = [word for word in words if _BODY_WORD.match(word)]
    return bool(named and bodies) and len(named) + len(bodies) == len(words)


_WORDS = (
    ("type", {"slags", "type", "kategori", "organisasjonstype"}),
    ("orgnr", {"orgnr", "organisasjonsnummer", "organisasjonsnr"}),
    ("email", {"epost", "mail", "email", "mailadresse", "epostadresse"}),
    ("mobile", {"mobil", "mobilnummer", "mobilnr", "mob"}),
    ("phone", {"tlf", "telefon", "telefonnummer"}),
    ("website", {"nettside", "hjemmeside", "heimeside", "www", "facebook", "nettsted"}),
    ("contact", {"kontaktperson", "kontaktpersoner", "kontaktpersonar"}),
    ("areas", {"kompetanse", "kompetanseomrade", "kompetanseomrader", "fagfelt", "tema", "fagomrade"}),
    ("target_groups", {"malgruppe", "malgrupper"}),
    ("municipality", {"kommune", "kommunenummer"}),
    ("coverage", {"dekker", "dekkjer", "nedslagsfelt"}),
    ("name", {"organisasjon", "brukerorganisasjon", "brukarorganisasjon", "organisasjonens", "forening"}),
    ("note", {"merknad", "kommentar"}),
    ("forms", {"innleder", "innleiar", "foredrag", "bidra"}),
)


def _by_words(key: str) -> str | None:
    words = set(key.replace("e post", "epost").replace("e mail", "email").split())
    if len(words) > 5:
        return None
    return next((field for field, wanted in _WORDS if words & wanted), None)


def columns_of(headers: dict[int, str], groups: dict[int, str]) -> tuple[list[Column], list[tuple[int, str]]]:
    """Return the known columns, and index and header of the unknown ones.

    `groups` holds the merged heading over a column, when there are two rows of headings.
    """
    known, unknown = [], []
    several_names = [index for index, text in headers.items() if field_of(text) == "name"]
    for index, text in sorted(headers.items()):
        group = groups.get(index, "")
        field = field_of(text) or (field_of(group) if group and not text else None)
        if field is None and group and (combined := field_of(f"{group} {text}")):
            field = combined
        if field is None:
            unknown.append((index, text))
            continue
        if fold(group).rstrip(" 0123456789") in PERSON_GROUPS:
            field = _IN_PERSON_GROUP.get(field, field)
        elif field == "name" and len(several_names) > 1 and fold(text) in ("navn", "namn", "name"):
            field = "contact" if any(fold(headers[other]) != fold(text) for other in several_names) else field
        role = text.strip().lower() if fold(text) in ROLES else group.strip().lower() if fold(group) in ROLES else ""
        known.append(Column(index, field, text or group, 0, role))
    return _numbered(known), unknown


def _numbered(columns: list[Column]) -> list[Column]:
    """Give every person's columns a number: a new one begins where the name, or a repeated field, stands."""
    personal = {"contact", "contact_phone", "contact_email", "role"}
    result, number, seen = [], 0, set[str]()
    for column in columns:
        if column.field in personal:
            if column.field in seen or number == 0:
                number, seen = number + 1, set()
            seen.add(column.field)
            result.append(Column(column.index, column.field, column.header, number, column.role))
        else:
            result.append(column)
    return result
