"""The list: search, filters, pages, and who is active in one municipality."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from litestar import get
from litestar.params import FromPath

from directory.campaigns.announced import Announced, announced
from directory.errors import Invalid, NotFound
from directory.facts.places import COUNTRY, places
from directory.organisations import wording
from directory.search import find
from directory.search.criteria import Criteria, from_query, problems, usable
from directory.search.records import Listed
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, read_query, usable_query
from directory.web.language import join
from directory.web.pages import Page, render, see_other
from directory.web.public import filters
from directory.web.public.cards import Card, card

MOST_IN_ONE_PLACE = 200  # cards; the list has the rest, page by page
# Where a part of the address is changed on the page; all others among the filters.
ANCHORS = {name: name for name in ("q", "kommune", "fylke", "bekreftet", "tarimot")}
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
        return await refused(request, problem)
    found = await find.page(criteria, exchange(request).clock())
    if criteria.page > found.pages:
        return see_other(request, f"/?{replace(criteria, page=found.pages).query()}")

    return _list(request, criteria, found, rounds=await _rounds(request, criteria))


async def _rounds(request: AnyRequest, criteria: Criteria) -> Sequence[Announced]:
    """Return the rounds to announce: on the front page, not above every search."""
    here = exchange(request)
    return await announced(here.clock(), here.settings.timezone) if criteria == Criteria() else ()


async def refused(request: AnyRequest, problem: Invalid) -> Page:
    """Say all that is wrong with a search, with what was typed in its form again; nothing is found (422)."""
    query = usable_query(request).fields
    criteria = usable(query)
    found = await find.page(criteria, exchange(request).clock())
    nothing = replace(found, entries=[], total=0, pages=1, by_name=False)
    wrong = {ANCHORS.get(name, "filter"): text for name, text in (problems(query) | problem.problems).items()}
    return _list(request, criteria, nothing, " ".join(query.get("q", ()))[:LONGEST_KEPT], wrong)


def _list(
    request: AnyRequest,
    criteria: Criteria,
    found: find.Page,
    typed: str | None = None,
    errors: Mapping[str, str] = MappingProxyType({}),
    rounds: Sequence[Announced] = (),
) -> Page:
    def to(other: Criteria) -> str:
        return address(request, other)

    query = replace(criteria, page=1).query()
    return render(
        request,
        "public/list.html",
        page="list",
        status=422 if errors else 200,
        errors=errors,
        typed=criteria.words if typed is None else typed,
        criteria=criteria,
        cards=_cards(request, found.entries),
        total=found.total,
        pages=found.pages,
        by_name=found.by_name,
        filters=filters.filters(criteria, found.counts),
        place_options=filters.place_options(criteria.municipalities),
        counties=filters.counties(criteria.counties),
        months=filters.months(criteria.confirmed_within),
        chips=filters.chips(criteria, to),
        sortings=filters.sortings(criteria, to),
        kept_by_search=filters.kept(criteria, "words"),
        kept_by_filters=filters.kept(criteria, *FORM_FIELDS),
        page_address=lambda number: to(replace(criteria, page=number)),
        start=join(exchange(request).language, "/"),
        rounds=rounds,
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
    now = exchange(request).clock()
    entries = await find.near(number, str(county), now, MOST_IN_ONE_PLACE)
    shown: dict[str, list[Listed]] = {place: [] for place in (number, str(county), COUNTRY)}
    for entry in entries:
        shown[next(place for place in shown if place in entry.coverage)].append(entry)
    total = len(entries)
    if total == MOST_IN_ONE_PLACE:
        total = await find.count(Criteria(municipalities=(number,)), now)
    return render(
        request,
        "public/municipality.html",
        page="municipality",
        name=known.label(number),
        county=wording.place(str(county)),
        near=_cards(request, shown[number]),
        wide=_cards(request, shown[str(county)]),
        country=_cards(request, shown[COUNTRY]),
        total=total,
        left=total - len(entries),
        narrow=address(request, Criteria(municipalities=(number,))),
    )


def _cards(request: AnyRequest, entries: list[Listed]) -> list[Card]:
    here = exchange(request)
    return [card(entry, lambda path: join(here.language, path)) for entry in entries]
