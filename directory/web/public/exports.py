"""The list as a file, with the same query as the list."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get
from litestar.response import Response, Stream

from directory.errors import Invalid
from directory.i18n import _, day
from directory.organisations import wording
from directory.organisations.canonical import shown_phone
from directory.search import export, find
from directory.search.criteria import from_query
from directory.search.records import Listed
from directory.web.building import built
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, read_query
from directory.web.public import cards, lists

Written = Callable[[AsyncIterator[list[dict[str, Any]]]], AsyncIterator[bytes]]
Answer = Response[Any]  # the file, or the page of the list when the search cannot be made
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = 250  # entries that are read, written and forgotten together


@get("/eksport.json")
async def as_json(request: AnyRequest) -> Answer:
    """Answer with the list for machines, as it is read."""
    return await _answered(request, "json", "application/json", export.json_parts)


@get("/eksport.csv")
async def as_csv(request: AnyRequest) -> Answer:
    """Answer with the list as CSV, as it is read."""
    return await _answered(request, "csv", "text/csv; charset=utf-8", export.csv_parts)


@get("/eksport.xlsx")
async def as_xlsx(request: AnyRequest) -> Answer:
    """Answer with the list as a workbook for people, in the language at hand."""
    try:
        criteria = from_query(read_query(request).fields)
    except Invalid as problem:
        return await lists.refused(request, problem)
    entries = await find.everything(criteria, exchange(request).clock(), export.MOST_ROWS)
    content = await built(request, lambda: export.as_xlsx(_table(entries), _("Organisations")))
    return Response(content, media_type=EXCEL, headers=_headers("xlsx"))


async def _answered(request: AnyRequest, ending: str, kind: str, written: Written) -> Answer:
    try:
        criteria = from_query(read_query(request).fields)
    except Invalid as problem:
        return await lists.refused(request, problem)
    now = exchange(request).clock()
    numbers = await find.numbers(criteria, now, export.MOST_ROWS)
    return Stream(written(_rows(numbers, now)), media_type=kind, headers=_headers(ending))


async def _rows(numbers: Sequence[UUID], now: datetime) -> AsyncIterator[list[dict[str, Any]]]:
    """Yield the rows of a few entries at a time; so many who ask at once take little memory."""
    for start in range(0, len(numbers), AT_ONCE):
        entries = await find.these(numbers[start : start + AT_ONCE], now)
        yield [export.row(entry) for entry in entries]


def _headers(ending: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="organisasjoner.{ending}"'}


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
