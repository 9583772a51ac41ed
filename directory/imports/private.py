"""Private notes in the cells of a list: taken out before anything reads a cell, so that nothing can repeat them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from directory.imports import reasons
from directory.imports.areas import read_areas
from directory.imports.cells import Cell, coordinate
from directory.imports.choices import read_forms, read_targets, read_type
from directory.imports.dates import read_date
from directory.imports.entry import NOTICE, Problem
from directory.imports.geography import read_places
from directory.imports.layout import Table, cell_text
from directory.imports.mailboxes import read_mailboxes
from directory.imports.notes import about_a_person, is_sensitive, without_identity_numbers
from directory.imports.orgnumbers import read_orgnr
from directory.imports.telephones import read_phones
from directory.imports.text import fold, repaired
from directory.imports.websites import web_address

_CUT = re.compile(r"(\([^()]*\)|[,;\n|]|(?<!\d)/|/(?!\d)|\s+[-–—]\s+|\.\s+)")
_NOTES = ("note", "status")
_OWN_WORDS = ("name", "short", "aliases", "description", "address")
_ADDRESSES = re.compile(r"\S+@\S+|\b(?:https?://|www\.)\S+")


def _theme(text: str) -> bool:
    areas, targets, forms = read_areas(text, ("egen",)), read_targets(text), read_forms(text, "")
    known = (areas.pairs and not areas.issues, targets.slugs and not targets.issues, forms.slugs and not forms.issues)
    return any(known)


def _place(text: str) -> bool:
    return bool(read_places(text).all)


def _phone(text: str) -> bool:
    return bool(read_phones(text).found)


def _mailbox(text: str) -> bool:
    return bool(read_mailboxes(text).found)


def _person(text: str) -> bool:
    """A name or a role may stay; what begins with a small letter goes on about the note."""
    return text[:1].isupper() or _phone(text) or _mailbox(text)


# What may stay of a cell with a private note in it: only what the column is for.
_MAY_STAY: dict[str, Callable[[str], bool]] = {
    "areas": _theme,
    "target_groups": _theme,
    "forms": _theme,
    "type": lambda text: read_type(text)[0] is not None,
    "municipality": _place,
    "coverage": _place,
    "place_or_area": lambda text: _place(text) or _theme(text),
    "county": _place,
    "post_place": _place,
    "orgnr": lambda text: read_orgnr(text)[0] is not None,
    "phone": _phone,
    "mobile": _phone,
    "private_phone": _phone,
    "contact_phone": _phone,
    "email": _mailbox,
    "contact_email": _mailbox,
    "update_email": _mailbox,
    "website": lambda text: web_address(text) is not None,
    "contact": _person,
    "date": lambda text: read_date(text) is not None,
    "name": bool,
    "short": bool,
    "aliases": bool,
    "umbrella": bool,
}


@dataclass(slots=True)
class Removed:
    """How many notes were taken out, and in which row each is mentioned."""

    count: int = 0
    mentioned: dict[int, list[Problem]] = field(default_factory=dict)

    def of_rows(self, rows: list[int]) -> list[Problem]:
        """Return, once, what is to be said about some rows."""
        return [problem for row in rows for problem in self.mentioned.pop(row, [])]

    def rest(self) -> list[Problem]:
        """Return what belongs to no organisation's rows."""
        return self.of_rows(sorted(self.mentioned))


def take_out_private(table: Table) -> Removed:
    """Take every private note and identity number out of the cells below the column names, and count them."""
    fields = {column.index: column.field for column in table.columns}
    removed = Removed()
    for (row, column), cell in sorted(table.sheet.cells.items()):
        if row < table.first_row or column in table.sheet.hidden_columns or not cell_text(cell):
            continue
        name = fields.get(column, "")
        text, count = _without_private(cell, name)
        if not count:
            continue
        table.sheet.cells[row, column] = replace(cell, value=text, formula=cell.formula and bool(text))
        removed.count += count
        where = (table.sheet.name, coordinate(row, column), "note" if name in _NOTES else name)
        removed.mentioned.setdefault(row, []).append(Problem(*where, "", reasons.SENSITIVE_DROPPED, {}, NOTICE))
    return removed


def _without_private(cell: Cell, name: str) -> tuple[str, int]:
    """Return what may stay of a cell's text, and how many notes went."""
    text = cell_text(cell)
    readable = repaired(text) or text
    if name in _NOTES:
        return ("", 1) if is_sensitive(readable) else (text, 0)
    numberless, numbers = without_identity_numbers(text) if name else (text, 0)
    said = fold(_ADDRESSES.sub(" ", readable))
    if not said or not any(_is_private(part, name) for part in (readable, *_CUT.split(readable))):
        return numberless, numbers
    may_stay = _MAY_STAY.get(name)
    return (_remaining(readable, name, may_stay) if may_stay else ""), 1


def _is_private(text: str, name: str) -> bool:
    text = _ADDRESSES.sub(" ", text)
    if name == "date":
        return is_sensitive(text)
    known = name in ("areas", "target_groups") and _theme(text.strip(" ()"))
    return not known and about_a_person(text.strip(" ()"), own_words=name in _OWN_WORDS)


def _remaining(text: str, name: str, may_stay: Callable[[str], bool]) -> str:
    """Cut the private parts out of a text, each with the separator before it."""
    pieces = [piece for piece in _CUT.split(text) if piece]
    kept, separator = "", ""
    for piece in pieces:
        if _CUT.fullmatch(piece) and not piece.startswith("("):
            separator = piece
            continue
        bare = piece.strip(" ()")
        if bare and not _is_private(bare, name) and may_stay(bare):
            kept += f"{separator} {piece}" if kept else piece
        separator = ""
    kept = without_identity_numbers(kept)[0].strip()
    return "" if _is_private(kept, name) else kept
