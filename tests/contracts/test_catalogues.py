"""Every text a person sees exists in bokmål and nynorsk, once, and none is left over."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parents[2] / "directory"
LOCALE = PACKAGE / "locale"
KEYWORDS = {"_": None, "gettext_": None, "marked": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
LANGUAGES = ("nb", "nn")


def said() -> dict[tuple[str, ...], str]:
    """Return every message in code and templates, with the place of one use."""
    found: dict[tuple[str, ...], str] = {}
    options = {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true"}
    for path in sorted(PACKAGE.rglob("*.py")):
        for line, message, _comments, context in extract_from_file("python", path, keywords=KEYWORDS):
            found[_key(message, context)] = f"{path.relative_to(PACKAGE)}:{line}"
    for path in sorted((PACKAGE / "templates").rglob("*.*")):
        for line, message, _comments, context in extract_from_file(
            "jinja2.ext:babel_extract", path, keywords=KEYWORDS, options=options
        ):
            found[_key(message, context)] = f"{path.relative_to(PACKAGE)}:{line}"
    return found


def _key(message: object, context: str | None) -> tuple[str, ...]:
    parts = message if isinstance(message, tuple | list) else (message,)
    return (context or "", *(str(part) for part in parts if part))


def translated(language: str) -> dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]]:
    """Return what the catalogues of a language hold: message to (room, translations)."""
    found: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream):
                if message.id:
                    words = message.string if isinstance(message.string, tuple | list) else (message.string,)
                    assert not message.fuzzy, f"{path.name}: {message.id!r} is fuzzy"
                    found[_key(message.id, message.context)].append((path.stem, tuple(words)))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_in_exactly_one_room(language: str) -> None:
    known = translated(language)
    missing = {key: place for key, place in said().items() if key not in known}
    assert not missing, f"{len(missing)} texts lack {language}: {list(missing.items())[:20]}"
    double = {key: [room for room, _words in rooms] for key, rooms in known.items() if len(rooms) > 1}
    assert not double, f"said in several rooms: {double}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_over_or_empty(language: str) -> None:
    used = said()
    left = {key: rooms for key, rooms in translated(language).items() if key not in used}
    assert not left, f"{len(left)} texts are used nowhere: {list(left.items())[:20]}"
    empty = [key for key, rooms in translated(language).items() if not all(rooms[0][1])]
    assert not empty


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language: str) -> None:
    for key, rooms in translated(language).items():
        wanted = {name for part in key[1:] for name in _names(part)}
        for words in rooms[0][1]:
            assert _names(words) <= wanted, (key, words)
        assert set().union(*map(_names, rooms[0][1])) == wanted, (key, rooms[0][1])


def _names(text: str) -> set[str]:
    return {left or right for left, right in PLACEHOLDER.findall(text)}


def test_both_written_standards_say_the_same_things() -> None:
    assert set(translated("nb")) == set(translated("nn"))
