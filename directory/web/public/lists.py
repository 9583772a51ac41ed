"""The list: search, filters, pages, and who is active in one municipality."""

from collections.abc import Sequence
from dataclasses import replace

from litestar import get
from litestar.params import FromPath

from directory.errors import Invalid, NotFound
from directory.facts.places import COUNTRY, places
from directory.organisations import wording
from directory.search import find
from directory.search.criteria import Criteria, from_query, usable
from directory.search.records import Listed
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, read_query, usable_query
from directory.web.language import join
from directory.web.pages import Page, render, see_other
from directory.web.public import filters
from directory.web.public.cards import Card, card

MOST_IN_ONE_PLACE = 1000
LONGEST_KEPT = 1000  # characters of a search that was too long, shown again


def address(request: AnyRequest, criteria: Criteria, path: str = "/") -> str:
    """Return the address of a search, in the language at hand."""
    query = criteria.query()
    return join(exchange(request).language, path) + (f"?{query}" if query else "")


@get("/")
async def organisations(request: AnyRequest) -> Page:
    """Show the list, or what a search finds."""
    try:
        criteria = from_query(read_query(request).fields)
    except Invalid as problem:
        return await _refused(request, problem)
    found = await find.page(criteria, exchange(request).clock())
    if criteria.page > found.pages:
        return see_other(request, f"/?{replace(criteria, page=found.pages).query()}")

    return _list(request, criteria, found)


async def _refused(request: AnyRequest, problem: Invalid) -> Page:
    """Say what is wrong with a search, with what was typed in its form again; nothing is found (422)."""
    query = usable_query(request).fields
    criteria = usable(query)
    found = await find.page(criteria, exchange(request).clock())
    nothing = replace(found, entries=[], total=0, pages=1, by_name=False)
    messages = list(dict.fromkeys(problem.problems.values()))
    return _list(request, criteria, nothing, " ".join(query.get("q", ()))[:LONGEST_KEPT], messages)


def _list(
    request: AnyRequest, criteria: Criteria, found: find.Page, typed: str | None = None, messages: Sequence[str] = ()
) -> Page:
    def to(other: Criteria) -> str:
        return address(request, other)

    query = replace(criteria, page=1).query()
    return render(
        request,
        "public/list.html",
        page="list",
        status=422 if messages else 200,
        messages=messages,
        typed=criteria.words if typed is None else typed,
        criteria=criteria,
        cards=_cards(request, found.entries),
        total=found.total,
        pages=found.pages,
        by_name=found.by_name,
        filters=filters.filters(criteria, found.counts),
        place_groups=filters.place_groups(criteria.municipalities),
        counties=filters.counties(criteria.counties),
        months=filters.months(criteria.confirmed_within),
        chips=filters.chips(criteria, to),
        sortings=filters.sortings(criteria, to),
        kept_by_search=filters.kept(criteria, "words"),
        kept_by_filters=filters.kept(criteria, *FORM_FIELDS),
        page_address=lambda number: to(replace(criteria, page=number)),
        start=join(exchange(request).language, "/"),
        query=f"?{query}" if query else "",
    )


FORM_FIELDS = (
    "municipalities", "counties", "areas", "perspectives", "types", "target_groups", "forms", "confirmed_within",
    "takes_requests",
)  # fmt: skip


@get("/kommune/{number:str}")
async def municipality(request: AnyRequest, number: FromPath[str]) -> Page:
    """Show who is active in a municipality: there, in its county, in the whole country. Raises NotFound."""
    known = places()
    former = next((place for place in known.former if place.number == number), None)
    if former:
        return see_other(request, f"/kommune/{former.municipality}")
    if number not in known or known[number].kind != "municipality":
        raise NotFound("no such municipality")
    county = known.county_of(number)
    entries = await find.everything(Criteria(municipalities=(number,)), exchange(request).clock(), MOST_IN_ONE_PLACE)
    near = [entry for entry in entries if number in entry.coverage]
    wide = [entry for entry in entries if entry not in near and county in entry.coverage]
    country = [entry for entry in entries if entry not in near and entry not in wide and COUNTRY in entry.coverage]
    return render(
        request,
        "public/municipality.html",
        page="municipality",
        name=known.label(number),
        county=wording.place(str(county)),
        near=_cards(request, near),
        wide=_cards(request, wide),
        country=_cards(request, country),
        total=len(entries),
        narrow=address(request, Criteria(municipalities=(number,))),
    )


def _cards(request: AnyRequest, entries: list[Listed]) -> list[Card]:
    here = exchange(request)
    return [card(entry, lambda path: join(here.language, path), here.settings.timezone) for entry in entries]
