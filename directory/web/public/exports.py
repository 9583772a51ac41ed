"""The list as a file, with the same query as the list."""

from collections.abc import Callable, Sequence

from litestar import get
from litestar.response import Response

from directory.i18n import _, day
from directory.organisations import wording
from directory.organisations.canonical import shown_phone
from directory.search import export, find
from directory.search.criteria import from_query
from directory.search.records import Listed
from directory.web.building import built
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, read_query
from directory.web.public import cards

File = Response[bytes]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/eksport.json")
async def as_json(request: AnyRequest) -> File:
    """Answer with the list for machines."""
    entries = await _found(request)
    content = await built(request, lambda: export.as_json([export.row(entry) for entry in entries]))
    return _file(content, "application/json", "json")


@get("/eksport.csv")
async def as_csv(request: AnyRequest) -> File:
    """Answer with the list as CSV."""
    entries = await _found(request)
    content = await built(request, lambda: export.as_csv(export.row(entry) for entry in entries))
    return _file(content, "text/csv; charset=utf-8", "csv")


@get("/eksport.xlsx")
async def as_xlsx(request: AnyRequest) -> File:
    """Answer with the list as a workbook for people, in the language at hand."""
    entries = await _found(request)
    content = await built(request, lambda: export.as_xlsx(_table(entries), _("Organisations")))
    return _file(content, EXCEL, "xlsx")


def _file(content: bytes, kind: str, ending: str) -> File:
    name = f"organisasjoner.{ending}"
    return Response(content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


async def _found(request: AnyRequest) -> list[Listed]:
    criteria = from_query(read_query(request).fields)
    return await find.everything(criteria, exchange(request).clock(), export.MOST_ROWS)


def _table(entries: Sequence[Listed]) -> list[list[str]]:
    columns: list[tuple[str, Callable[[Listed], str]]] = [
        (_("Name"), lambda entry: entry.name),
        (_("Kind of organisation"), lambda entry: wording.term("types", entry.type)),
        (_("Experience of"), lambda entry: "; ".join(wording.experience(entry.areas))),
        (_("For whom"), lambda entry: "; ".join(_terms("target_groups", entry.target_groups))),
        (_("Can take part in"), lambda entry: "; ".join(_terms("choices", entry.forms))),
        (_("Covers"), lambda entry: cards.coverage(entry.coverage, most=400)),
        (_("Home municipality"), lambda entry: wording.place(entry.municipality) if entry.municipality else ""),
        (_("E-mail"), lambda entry: entry.email),
        (_("Telephone"), lambda entry: shown_phone(entry.phone) if entry.phone else ""),
        (_("Website"), lambda entry: entry.website),
        (_("Contact persons"), lambda entry: export.cell(list(entry.contacts))),
        (_("Organisation number"), lambda entry: entry.orgnr),
        (_("Takes requests now"), lambda entry: wording.value("accepts_requests", cards.takes_requests(entry))),
        (_("Last confirmed"), lambda entry: day(entry.confirmed_at) if entry.confirmed_at else ""),
        (_("Description"), cards.description),
    ]
    return [
        [heading for heading, _read in columns],
        *([read(entry) for _heading, read in columns] for entry in entries),
    ]


def _terms(vocabulary: str, slugs: Sequence[str]) -> list[str]:
    return [wording.term(vocabulary, slug) for slug in slugs]
