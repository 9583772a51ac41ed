"""The letters: MJML compiled once, then filled in per recipient together with a text part of the same facts.

A letter is a folder `<name>/<language>/` with `subject.txt`, `body.txt` and `body.mjml`; parts they share are
in `_base/`. In `body.txt` one source line is one paragraph: it is folded after it is filled in.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape
from mjml import mjml2html

from directory.facts.taxonomies import LANGUAGES
from directory.mail import wording
from directory.mail.contexts import LETTERS, Letter
from directory.mail.foreknown import template_of
from directory.mail.slimming import slim

PARTS = ("subject.txt", "body.txt", "body.mjml")
BASE = "_base"
FALLBACK = "nb"
# Shared parts are pasted in before MJML sees them: its own include loses the column's width and padding.
INCLUDE = re.compile(r'<mj-include path="([\w./]+)" />')
TEXT_INCLUDE = re.compile(r'\{% include "([\w./]+)" %\}')
MANY = 200  # to compile a letter for a campaign costs as much as it saves in some hundred letters


class LetterError(Exception):
    """A letter's template or its context is wrong; a mistake of ours, never the reader's."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """One letter in one language, ready to be filled in; `version` names the sources it was made from."""

    name: str
    language: str
    version: str
    subject: Template
    text: Template
    html: Template


@dataclass(frozen=True, slots=True)
class Rendered:
    r"""What goes into the message: a subject on one line, and both parts with `\n` line ends.

    The text comes in its `lines`, the HTML in the `pieces` its template gives: those that are alike in many letters
    are encoded once.
    """

    subject: str
    lines: tuple[str, ...] = field(repr=False)
    pieces: tuple[str, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The text in one piece."""
        return "".join(self.lines)

    @property
    def html(self) -> str:
        """The HTML in one piece."""
        return "".join(self.pieces)


def folder() -> Path:
    """Return where the templates are: beside the package in a checkout, inside it when installed from a wheel."""
    package = Path(__file__).resolve().parent.parent
    for candidate in (package / "mail_templates", package.parent / "mail_templates"):
        if (candidate / BASE).is_dir():
            return candidate
    raise LetterError("the folder mail_templates is missing from this installation")


def available(name: str) -> set[str]:
    """Return the languages a letter exists in; raises LetterError for an unknown letter."""
    if name not in LETTERS:
        raise LetterError(f"there is no letter called {name!r}")
    return {code for code in LANGUAGES if all((folder() / name / code / part).is_file() for part in PARTS)}


@lru_cache(maxsize=128)
def nearest(name: str, language: str) -> str:
    """Return the language a letter will be written in: the wanted one, or bokmål where it does not exist."""
    return language if language in available(name) else FALLBACK


@lru_cache(maxsize=128)
def template_version(name: str, language: str) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 of everything a letter is made from."""
    _require(name, language)
    shared = sorted(path for path in (folder() / BASE).rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in (*shared, *(folder() / name / language / part for part in PARTS)):
        digest.update(path.relative_to(folder()).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


@lru_cache(maxsize=128)
def compile_letter(name: str, language: str) -> Compiled:
    """Return a letter's templates, its MJML already turned into HTML.

    Raises LetterError for a letter or language that does not exist, and for a template that cannot be compiled.
    """
    _require(name, language)
    return _compiled(name, language, {})


def _compiled(name: str, language: str, foreknown: Mapping[str, object]) -> Compiled:
    plain, html = _environments()
    subject, text, markup = _sources(name, language)
    return Compiled(
        name=name,
        language=language,
        version=template_version(name, language),
        subject=template_of(plain, subject, foreknown),
        text=template_of(plain, text, foreknown),
        html=template_of(html, markup, foreknown),
    )


@lru_cache(maxsize=128)
def _sources(name: str, language: str) -> tuple[str, str, str]:
    """Return the sources of subject, text and HTML, with the parts they share pasted in."""
    where = f"{name}/{language}"
    subject, text, mjml = (_source(f"{where}/{part}") for part in PARTS)
    return subject, TEXT_INCLUDE.sub(lambda found: _source(found[1]), text), to_html(mjml, where)


def to_html(mjml: str, where: str) -> str:
    """Return the HTML of an MJML source, placeholders untouched; `where` is named in the LetterError."""
    try:
        html = str(mjml2html(INCLUDE.sub(lambda found: _source(found[1]), mjml), fonts={}))
    except Exception as error:
        raise LetterError(f"{where}/body.mjml: {error}") from error
    if stray := re.search(r"</?mj-[\w-]*", html):
        raise LetterError(f"{where}/body.mjml: unknown element {stray.group()}")
    return slim(html)


def render(name: str, language: str, context: Letter) -> Rendered:
    """Return a letter filled in; raises LetterError for another letter's context or a missing link or code."""
    compile_letter(name, language)  # says so when there is no such letter
    if type(context) is not LETTERS[name]:
        raise LetterError(f"the letter {name} is told by {LETTERS[name].__name__}, not {type(context).__name__}")
    if missing := [field for field in context.AT_SENDING if not getattr(context, field)]:
        raise LetterError(f"the letter {name} cannot go without {', '.join(missing)}")
    edition = _edition(name, language, *(getattr(context, fact) for fact in context.SHARED))
    letter, words = edition.next(), _words(context, edition.foreknown)
    return Rendered(
        subject=wording.one_line("".join(_filled_in(letter.subject, words))),
        lines=wording.filled_lines("".join(_filled_in(letter.text, words))),
        pieces=tuple(_filled_in(letter.html, words)),
    )


@dataclass(slots=True)
class Edition:
    """A letter to many: the templates, what all these letters say alike, and how many there have been."""

    templates: Compiled
    foreknown: dict[str, Any]
    letters: int = 0

    def next(self) -> Compiled:
        """Return the templates of the next letter; once there are many, it is worth compiling some for them alone."""
        self.letters += 1
        if self.letters == MANY and self.foreknown:
            self.templates = _compiled(self.templates.name, self.templates.language, self.foreknown)
        return self.templates


@lru_cache(maxsize=64, typed=True)  # 1 and True are equal, but not the same word
def _edition(name: str, language: str, *shared: object) -> Edition:
    facts = {fact: _clean(value) for fact, value in zip(LETTERS[name].SHARED, shared, strict=True)}
    return Edition(compile_letter(name, language), facts)


def _filled_in(template: Template, words: dict[str, Any]) -> Iterator[str]:
    """Fill a template in with its facts and nothing else: `Template.render` would copy Jinja's own names each time."""
    return template.root_render_func(template.new_context(words, shared=True))


def _require(name: str, language: str) -> None:
    if language not in available(name):
        raise LetterError(f"the letter {name} does not exist in the language {language!r}")


def _source(path: str) -> str:
    return (folder() / path).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environments() -> tuple[Environment, Environment]:
    """Return the environment of the text parts and the one of the HTML parts, which escapes."""
    strict: dict[str, Any] = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    plain = Environment(autoescape=False, **strict)  # noqa: S701 - plain text has no markup to escape
    html = Environment(autoescape=True, **strict)
    for environment in (plain, html):
        environment.filters.update(small=wording.small_initial, bare=wording.bare)
    plain.filters["quoted"] = wording.quoted
    html.filters["breaks"] = _breaks
    return plain, html


def _breaks(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def _words(context: Letter, foreknown: Mapping[str, object]) -> dict[str, Any]:
    """Return what the templates see: every text cleaned of control signs, on one line where one is declared."""
    words = {**foreknown, **_facts(context, foreknown)}
    for name in context.SEVERAL_LINES:
        words[name] = wording.several_lines(getattr(context, name))
    return words


def _facts(told: object, but: Collection[str] = ()) -> dict[str, Any]:
    names = _declared(type(told))  # type: ignore[arg-type]  # mypy does not know that classes have a hash
    return {name: _clean(getattr(told, name)) for name in names if name not in but}


@lru_cache(maxsize=64)
def _declared(kind: type) -> tuple[str, ...]:
    return tuple(declared.name for declared in fields(kind))


def _clean(value: object) -> object:
    """Return a fact on one line; dataclasses in lists as objects, whose attributes Jinja reads faster than keys."""
    if isinstance(value, str):
        return wording.one_line(value)
    if isinstance(value, tuple):
        return tuple(map(_clean, value))
    return SimpleNamespace(**_facts(value)) if is_dataclass(value) else value
