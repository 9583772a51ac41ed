"""Several known phrases in one cell: where to cut, and where a separator belongs to the phrase itself."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from directory.imports.text import fold

_SEPARATOR = re.compile(r"\s*([,;/&+|•·\n])\s*|\s+(og|samt|and)\s+", re.IGNORECASE)
_CLASS = {"og": "&", "samt": "&", "and": "&", "+": "&", "&": "&", "/": "/", ",": ","}


@dataclass(frozen=True, slots=True)
class Part:
    """One phrase of a cell; `key` is None when it is not known."""

    text: str
    key: str | None


def phrase_key(text: str) -> str:
    """Return a phrase for comparison, its separators kept as `, / & ;`."""
    atoms, separators = _cut(text.replace("(", " ").replace(")", " "))
    words = [fold(atoms[0])] if atoms else []
    for separator, atom in zip(separators, atoms[1:], strict=True):
        words += [separator, fold(atom)]
    return " ".join(filter(None, words)).strip(" ,;&/")


def _cut(text: str) -> tuple[list[str], list[str]]:
    """Cut at every separator outside parentheses; returns the atoms and the separators between them."""
    atoms, separators, start = [], [], 0
    for match in _SEPARATOR.finditer(text):
        before = text[: match.start()]
        if before.count("(") > before.count(")"):
            continue
        atom = text[start : match.start()]
        start, mark = match.end(), (match[1] or match[2]).lower()
        if not atom.strip():
            continue
        atoms.append(atom.strip())
        separators.append(_CLASS.get(mark, ";"))
    if text[start:].strip() or not atoms:
        atoms.append(text[start:].strip())
    return atoms, separators[: len(atoms) - 1]


def parts_of(text: str, known: Mapping[str, object]) -> list[Part]:
    """Cut a cell into phrases, the longest known ones first ("Barn og unge" is one, "angst og depresjon" two)."""
    atoms, separators = _cut(text)
    found: list[Part] = []
    start = 0
    while start < len(atoms):
        end = _longest(atoms, separators, start, known)
        phrase = _joined(atoms, separators, start, end)
        key = phrase_key(phrase)
        found.append(Part(phrase, key if key in known else None))
        start = end
    return [part for part in found if fold(part.text)]


def _longest(atoms: list[str], separators: list[str], start: int, known: Mapping[str, object]) -> int:
    for end in range(min(len(atoms), start + 5), start, -1):
        if phrase_key(_joined(atoms, separators, start, end)) in known:
            return end
    return start + 1


def _joined(atoms: list[str], separators: list[str], start: int, end: int) -> str:
    text = atoms[start]
    for index in range(start + 1, end):
        mark = separators[index - 1]
        text += (f"{mark} " if mark in ",;" else f" {'og' if mark == '&' else mark} ") + atoms[index]
    return text


def nearly(text: str, known: Mapping[str, object]) -> str | None:
    """Return the known phrase that this one abbreviates ("psyk. helse") or misspells; None when not one stands out."""
    key = phrase_key(text)
    if "." in text:
        words = [fold(word) for word in text.replace(".", ". ").split()]
        meant = [name for name in known if _abbreviates(words, name.split())]
        if len({known[name] for name in meant}) == 1:
            return meant[0]
    if len(key) < 6:
        return None
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.88)
    return close[0] if close else None


def _abbreviates(short: list[str], words: list[str]) -> bool:
    return len(short) == len(words) and all(
        len(part) >= 3 and word.startswith(part) for part, word in zip(short, words, strict=True)
    )
