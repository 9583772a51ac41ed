"""A centre's spreadsheet taken in: looked at first, then imported, with a report to read, keep and take back."""

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import get, post
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from directory.errors import Invalid, Refused
from directory.i18n import _
from directory.imports import actions, actions_undo, reads
from directory.imports.isolated import read_list
from directory.imports.reader import Options
from directory.imports.report import Report
from directory.imports.unreadable import Unreadable
from directory.settings import Settings
from directory.staff.policy import Verb
from directory.tokens import Keys
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, Form, read_form
from directory.web.pages import Page, see_other
from directory.web.staff.entrance import Desk, desk, may, page
from directory.web.staff.import_report import shown_report, shown_run

TAB = "/intern/import"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came; it is not kept until it is imported, but travels back in the page's own form."""

    name: str
    content: bytes
    county_from_sheet: bool

    @property
    def carried(self) -> str:
        """The content as text, for the form that imports it."""
        return b64encode(self.content).decode("ascii")


@get("/import", opt=may(Verb.IMPORT))
async def start(request: AnyRequest) -> Page:
    """Show where to choose a file, and what was imported before."""
    return await _start(request, await desk(request))


@post("/import", opt=may(Verb.IMPORT))
async def look(request: AnyRequest) -> Page:
    """Read the file and say what would become of every row; nothing is written."""
    at = await desk(request)
    try:
        upload = await _chosen(request, await read_form(request))
        report = await _run(request, at, upload, dry_run=True)
    except Invalid as problem:
        return await _start(request, at, problem.problems["file"])
    except Unreadable as problem:
        return await _start(request, at, problem.text())
    return page(
        request, at, "import_check.html", tab=TAB, name="import-check", upload=upload, report=shown_report(report)
    )


@post("/import/innlesing", opt=may(Verb.IMPORT))
async def take_in(request: AnyRequest) -> Page:
    """Import the file that was looked at."""
    at = await desk(request)
    try:
        report = await _run(request, at, _carried(request, await read_form(request)), dry_run=False)
    except Unreadable as problem:
        return await _start(request, at, problem.text())
    except Refused as problem:
        return await _start(request, at, str(problem))
    flash(request, _("The list has been imported."))
    return see_other(request, f"{TAB}/{report.run}")


LARGE = [look, take_in]


def room(settings: Settings) -> int:
    """Return how many bytes a form with a file may have: the file as text (4/3 of its size) and the other fields."""
    return settings.import_max_bytes * 4 // 3 + settings.limit_form_bytes


@get("/import/{run:int}", opt=may(Verb.IMPORT))
async def one(request: AnyRequest, run: FromPath[int]) -> Page:
    """Show what became of a list."""
    at, row = await _found(request, run)
    report = await shown_run(row)
    return page(request, at, "import_run.html", tab=TAB, name="import-report", run=row, report=report)


@post("/import/{run:int}/angring", opt=may(Verb.IMPORT))
async def undoing(request: AnyRequest, run: FromPath[int]) -> Page:
    """Take a whole import back."""
    at, row = await _found(request, run)
    done = await actions_undo.undo_import(run, at.member.email, exchange(request).clock())
    words = {"removed": done.removed, "restored": done.restored, "kept": len(done.kept)}
    flash(request, _("%(removed)s were removed again, and %(restored)s are as before. %(kept)s stay, because somebody has changed them since.") % words)  # fmt: skip  # noqa: E501  # one sentence, one text
    return see_other(request, f"{TAB}/{row['id']}")


async def _start(request: AnyRequest, at: Desk, error: str = "") -> Page:
    return page(
        request,
        at,
        "import.html",
        tab=TAB,
        status=422 if error else 200,
        name="import",
        errors={"file": error} if error else {},
        runs=await reads.runs(at.centre["id"], 20),
        most=exchange(request).settings.import_max_bytes // 1_000_000,
    )


async def _chosen(request: AnyRequest, form: Form) -> Upload:
    """Return the file that was chosen. Raises Invalid without one, and answers 413 to one that is too large."""
    file = form.files.get("file")
    content = await file.read() if file else b""
    if file:
        await file.close()
    if not file or not content:
        raise Invalid({"file": _("Choose a file first.")})
    if len(content) > exchange(request).settings.import_max_bytes:
        raise HTTPException(status_code=413, detail="the file is too large")
    return Upload(file.filename[-200:], content, form.ticked("county_from_sheet"))


def _carried(request: AnyRequest, form: Form) -> Upload:
    try:
        content = b64decode(form.text("content", room(exchange(request).settings)), validate=True)
    except binascii.Error:
        raise Refused(_("Choose the file once more.")) from None
    return Upload(form.text("name", 200), content, form.ticked("county_from_sheet"))


async def _run(request: AnyRequest, at: Desk, upload: Upload, *, dry_run: bool) -> Report:
    here = exchange(request)
    options = Options("", upload.county_from_sheet, _counties(at))
    reading = await read_list(upload.content, here.settings, options)
    source = actions.Source(upload.name, upload.content)
    keys = Keys(here.settings.secret_keys)
    return await actions.run_import(
        reading, source, at.centre["id"], at.member.email, here.clock(), dry_run=dry_run, keys=keys
    )


def _counties(at: Desk) -> tuple[str, ...]:
    stored: Sequence[str] = json.loads(at.centre["counties"])
    return tuple(stored)


async def _found(request: AnyRequest, run: int) -> tuple[Desk, dict[str, Any]]:
    row = await reads.run_row(run)
    return await desk(request, row["centre"]), row
