"""What was typed: forms and queries, read and checked at the edge before anything else sees them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from litestar.connection import Request
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException, HTTPException

from directory.errors import Invalid
from directory.i18n import _
from directory.web.exchange import exchange

MOST_FIELDS = 1000
LONGEST_NAME = 100
LONGEST = 200  # characters of a field, unless its reader says otherwise
WHOLE = range(-(2**31), 2**31)  # what PostgreSQL's integer holds
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
URL_ENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """Fields by name, each with the texts it was sent with, in their order; and uploaded files by name.

    `problems` has a message for each field that was sent with characters that cannot be stored; they are gone
    from its text, so that the rest of what was typed can be shown again.
    """

    fields: Mapping[str, list[str]]
    files: Mapping[str, UploadFile] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        return name in self.fields or name in self.files

    def names(self) -> Iterable[str]:
        """Return the names of the fields that were sent."""
        return self.fields.keys()

    def text(self, name: str, most: int = LONGEST, default: str = "") -> str:
        """Return the (last) text of a field without white space around it. Raises Invalid when it is longer."""
        values = self.fields.get(name)
        text = values[-1].strip() if values else default
        if len(text) > most:
            raise Invalid({name: _("This is too long. There is room for %(most)s characters.") % {"most": most}})
        return text

    def typed(self, name: str) -> str:
        """Return the (last) text of a field to show again, whatever its length."""
        values = self.fields.get(name)
        return values[-1].strip().replace("\r\n", "\n").replace("\r", "\n") if values else ""

    def problem(self, name: str, most: int) -> str:
        """Return why a text cannot be taken: what it is written with or how long it is; empty when it can."""
        if len(self.typed(name)) > most:
            return _("This is too long. There is room for %(most)s characters.") % {"most": most}
        return next(iter(self.problems.values()), "")

    def lines(self, name: str, most: int = 5000) -> str:
        """Return a text of several lines, with line feeds as the browser's CR LF would have it on Unix."""
        return self.text(name, most).replace("\r\n", "\n").replace("\r", "\n")

    def texts(self, name: str, most: int = LONGEST, count: int = 500) -> list[str]:
        """Return every text of a field that is not empty, each once. Raises Invalid when they are too many or long."""
        values = list(dict.fromkeys(filter(None, (value.strip() for value in self.fields.get(name, [])))))
        if len(values) > count or any(len(value) > most for value in values):
            raise Invalid({name: _("This is too much.")})
        return values

    def whole(self, name: str, default: int | None = None, within: range = WHOLE) -> int | None:
        """Return a whole number, the default when the field is empty. Raises Invalid for anything else."""
        text = self.text(name, 20)
        if not text:
            return default
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal()) or int(text) not in within:
            raise Invalid({name: _("Write a whole number.")})
        return int(text)

    def ticked(self, name: str) -> bool:
        """Tell whether a box was ticked."""
        return self.text(name, 20) not in ("", "0", "off", "false")

    def choice(self, name: str, choices: Iterable[str], default: str = "") -> str:
        """Return one of the choices, the default when the field is empty. Raises Invalid for anything else."""
        text = self.text(name)
        if text and text not in choices:
            raise Invalid({name: _("Choose one of the answers.")})
        return text or default


async def read_form(request: AnyRequest) -> Form:
    """Return the form that was sent; every call returns the same one.

    Raises Invalid for too many fields, and answers 415 to what is not a form, 413 to what is larger than
    DIRECTORY_LIMIT_FORM_BYTES. Text that cannot be stored (NUL, lone surrogates, control characters) is in the
    form's `problems`; the guard of every form refuses it unless the handler shows its form again itself.
    """
    here = exchange(request)
    if not isinstance(here.form, Form):
        here.form = await _read(request)
    return here.form


def read_query(request: AnyRequest) -> Form:
    """Return the query of the address. Raises Invalid for too many fields and for text that cannot be stored."""
    query = _checked(_pairs(request.scope["query_string"]), {})
    if query.problems:
        raise Invalid(dict(query.problems))
    return query


def usable_query(request: AnyRequest) -> Form:
    """Return what can be shown again of a query that `read_query` refused."""
    try:
        return _checked(_pairs(request.scope["query_string"]), {})
    except Invalid:
        return Form({})


async def _read(request: AnyRequest) -> Form:
    kind = request.content_type[0].lower()
    if kind == URL_ENCODED:
        # Not request.form(): it keeps the last thousand bodies in memory.
        return _checked(_pairs(await request.body()), {})
    if kind == MULTIPART:
        return await _read_multipart(request)
    if not await request.body():
        return Form({})
    raise HTTPException(status_code=415, detail="a form is wanted")


async def _read_multipart(request: AnyRequest) -> Form:
    try:
        parts = list((await request.form()).multi_items())
    except (ValueError, ClientException) as problem:
        if isinstance(problem, HTTPException) and problem.status_code == 413:
            raise
        raise Invalid({"": _("The form could not be read.")}) from None
    files = {name: value for name, value in parts if isinstance(value, UploadFile)}
    return _checked([(name, value) for name, value in parts if isinstance(value, str)], files)


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    text = encoded.decode("utf-8", "replace")
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Invalid({"": _("This is too much.")}) from None


def _checked(pairs: Iterable[tuple[str, str]], files: Mapping[str, UploadFile]) -> Form:
    fields: dict[str, list[str]] = {}
    problems: dict[str, str] = {}
    for count, (name, value) in enumerate(pairs, start=1):
        if count > MOST_FIELDS or len(name) > LONGEST_NAME:
            raise Invalid({"": _("This is too much.")})
        if not storable(name) or not storable(value):
            problems[_cleaned(name)] = _("There is a character here that cannot be used.")
        fields.setdefault(_cleaned(name), []).append(_cleaned(value))
    return Form(fields, files, problems)


def _cleaned(text: str) -> str:
    return UNSTORABLE.sub("", text)


def storable(text: str) -> bool:
    """Tell whether text can be stored and shown: no control characters but tab and line breaks, no surrogates."""
    return UNSTORABLE.search(text) is None
