"""Files around an import: the report to keep, and an empty list to fill in."""

from pathlib import Path
from tempfile import TemporaryDirectory

from litestar import get
from litestar.params import FromPath
from litestar.response import Response

from directory.i18n import _, language
from directory.imports import reads
from directory.imports.template import write_template
from directory.search.export import as_csv, as_xlsx
from directory.staff.policy import Verb
from directory.web.building import built
from directory.web.forms import AnyRequest
from directory.web.staff.entrance import desk, may
from directory.web.staff.import_report import shown_run

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


@get("/import/{run:int}/rapport.xlsx", opt=may(Verb.IMPORT))
async def report_xlsx(request: AnyRequest, run: FromPath[int]) -> Response[bytes]:
    """Send the report of an import as a workbook."""
    table = await _table(request, run)
    return sent(await built(request, lambda: as_xlsx(table, _("Report"))), XLSX, f"import-{run}.xlsx")


@get("/import/{run:int}/rapport.csv", opt=may(Verb.IMPORT))
async def report_csv(request: AnyRequest, run: FromPath[int]) -> Response[bytes]:
    """Send the report of an import as CSV."""
    headings, *lines = await _table(request, run)
    rows = [dict(zip(headings, line, strict=True)) for line in lines]
    return sent(await built(request, lambda: as_csv(rows, headings)), CSV, f"import-{run}.csv")


@get("/import/mal.xlsx", opt=may(Verb.IMPORT))
async def template(request: AnyRequest) -> Response[bytes]:
    """Send an empty list with drop-down choices and a sheet of help."""
    await desk(request)
    content = await built(request, lambda: _template("nn" if language() == "nn" else "nb"))
    return sent(content, XLSX, "organisasjoner.xlsx")


def _template(spoken: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        write_template(path, spoken)
        return path.read_bytes()


async def _table(request: AnyRequest, run: int) -> list[list[str]]:
    row = await reads.run_row(run)
    await desk(request, row["centre"])
    return (await shown_run(row)).table()


def sent(content: bytes, kind: str, name: str) -> Response[bytes]:
    """Return a file that the browser saves under a name."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)
