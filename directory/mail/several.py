"""A letter about several organisations: their names as one phrase, and those left out that need no answer."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from directory.i18n import _, listing, speaking

NAMED = 2  # with more, the phrase would be too long for a subject


def together(names: Sequence[str]) -> str:
    """Return names as one phrase in the language spoken: one, two, or the first and how many more."""
    if len(names) == 1:
        return names[0]
    if len(names) <= NAMED:
        return listing(list(names))
    return _("%(name)s and %(num)d more") % {"name": names[0], "num": len(names) - 1}


def still_asked(facts: dict[str, Any], asked: Collection[str] | None, language: str) -> dict[str, Any]:
    """Return the facts of a letter without the organisations that need no answer any more.

    `asked` are the ids of those that do, None for a letter about one. With none left everything stays: such a letter
    is stopped at its point of no return.
    """
    entries: Sequence[Mapping[str, Any]] = facts.get("entries") or ()
    left = [entry for entry in entries if asked is None or entry.get("id") in asked]
    if not left or len(left) == len(entries):
        return facts
    return about(left, facts, language)


def about(entries: Sequence[Mapping[str, Any]], facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the facts of a letter with other entries; an organisation may have several, and is named once."""
    names = {entry["id"]: entry["name"] for entry in entries}
    with speaking(language):
        told = {"entries": list(entries), "organisation": together(list(names.values()))}
    return {**facts, **told} | ({"number": len(names)} if "number" in facts else {})


def undo_links(facts: Mapping[str, Any], made: Callable[[str], str]) -> tuple[str, ...]:
    """Return the undo link of each entry of a receipt for several, empty where it can be undone no more."""
    return tuple("" if entry["over"] else made(entry["visit"]) for entry in facts["entries"])
