"""Finding entries: a page of them, how many there are of each kind, one by its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from directory.errors import NotFound
from directory.facts.names import slug as slug_of
from directory.facts.places import COUNTRY, places
from directory.search.conditions import PUBLIC, Sql, order, where
from directory.search.counting import counted
from directory.search.criteria import Criteria
from directory.search.records import COLUMNS, MISSED, Listed, listed
from directory.tables.organisations import Alias, Organisation

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page of what was found; `counts` maps facet to value to number of entries.

    A number says how many entries there would be with that value instead of the facet's present ones.
    `by_name` tells that nothing was found by words, and these are the entries whose name has them inside.
    """

    entries: list[Listed]
    total: int
    pages: int
    by_name: bool = False
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


async def page(criteria: Criteria, now: datetime, size: int = PAGE_SIZE) -> Page:
    """Return the page of a search that its criteria ask for, at the instant `now`."""
    by_name = False
    total, numbers = await counted(criteria, now)
    if not total and criteria.words:
        by_name = True
        total, numbers = await counted(criteria, now, by_name=True)
    condition = where(criteria, now, by_name=by_name)
    rows = await _rows(condition, order(criteria), now, size, (criteria.page - 1) * size) if total else []
    return Page(
        entries=await listed(rows, now),
        total=total,
        pages=max(1, -(-total // size)),
        by_name=by_name and total > 0,
        counts=numbers,
    )


async def count(criteria: Criteria, now: datetime) -> int:
    """Return how many entries a search finds by its words."""
    condition = where(criteria, now)
    rows = await Organisation.raw(
        f"SELECT count(*) AS number FROM organisation o WHERE {condition.text}",  # noqa: S608
        *condition.parameters,
    )
    return int(rows[0]["number"])


async def everything(criteria: Criteria, now: datetime, most: int) -> list[Listed]:
    """Return every entry that a search finds, at most `most`, whatever page it asks for."""
    by_name = bool(criteria.words) and not await count(criteria, now)
    condition = where(criteria, now, by_name=by_name)
    return await listed(await _rows(condition, order(criteria), now, most, 0), now)


async def numbers(criteria: Criteria, now: datetime, most: int) -> list[UUID]:
    """Return the id of every entry that a search finds, at most `most`, in its order."""
    by_name = bool(criteria.words) and not await count(criteria, now)
    condition, sorting = where(criteria, now, by_name=by_name), order(criteria)
    rows = await Organisation.raw(
        f"SELECT o.id FROM organisation o WHERE {condition.text} ORDER BY {sorting.text} LIMIT {{}}",  # noqa: S608
        *condition.parameters,
        *sorting.parameters,
        most,
    )
    return [row["id"] for row in rows]


async def these(ids: Sequence[UUID], now: datetime) -> list[Listed]:
    """Return the entries with these ids in their order, without those that are no longer public."""
    condition = Sql(f"o.id = ANY({{}}::uuid[]) AND {PUBLIC}", (list(ids),))
    place = {number: place for place, number in enumerate(ids)}
    found = await listed(await _rows(condition, Sql("o.id"), now, len(ids), 0), now)
    return sorted(found, key=lambda entry: place[entry.id])


async def near(municipality: str, county: str, now: datetime, most: int) -> list[Listed]:
    """Return at most `most` entries that are active in a municipality: those of the place first, then its county's."""
    condition = where(Criteria(municipalities=(municipality,)), now)
    covers = "o.id IN (SELECT x.organisation FROM coverage x WHERE x.place = {})"
    sorting = f"CASE WHEN {covers} THEN 0 WHEN {covers} THEN 1 ELSE 2 END, o.sort_key, o.id"
    rows = await _rows(condition, Sql(sorting, (municipality, county)), now, most, 0)
    return await listed(rows, now)


async def one(slug: str, now: datetime) -> Listed:
    """Return the entry at a public address, also when the organisation no longer exists. Raises NotFound."""
    condition = Sql("o.published AND o.slug = {}", (slug,))
    rows = await listed(await _rows(condition, Sql("o.id"), now, 1, 0), now)
    if not rows:
        raise NotFound("no such organisation")
    return rows[0]


async def own(organisation: UUID, now: datetime) -> Listed:
    """Return an entry as the public sees it, or would see it if it were listed. Raises NotFound."""
    rows = await listed(await _rows(Sql("o.id = {}", (organisation,)), Sql("o.id"), now, 1, 0), now)
    if not rows:
        raise NotFound("no such organisation")
    return rows[0]


async def former_address(slug: str) -> str | None:
    """Return the address of the entry that has or had a name which would be at this address, None for nobody's."""
    first = slug[:1]
    begins = {"a": ["a", "{", "}"], "o": ["o", "|"]}.get(first, [first])
    rows = await (
        Alias.select(Alias.name, Alias.organisation.slug)
        .where((Alias.organisation.published == True) & _begins(begins))  # noqa: E712  # Piccolo's way to say it
        .limit(5000)
    )
    return next((row["organisation.slug"] for row in rows if slug_of(row["name"]) == slug), None)


async def relatives(organisation: UUID) -> dict[str, list[tuple[str, str]]]:
    """Return (name, slug) of an entry's `parent`, its `branches`, and what it was `replaced_by`."""
    rows = await Organisation.raw(
        f"""
        SELECT 'parent' AS relation, o.name, o.slug, o.sort_key
        FROM organisation o JOIN organisation me ON me.parent = o.id WHERE me.id = {{}} AND {PUBLIC}
        UNION ALL SELECT 'branches', o.name, o.slug, o.sort_key FROM organisation o WHERE o.parent = {{}} AND {PUBLIC}
        UNION ALL SELECT 'replaced_by', o.name, o.slug, o.sort_key
        FROM organisation o JOIN organisation me ON me.replaced_by = o.id WHERE me.id = {{}} AND {PUBLIC}
        ORDER BY 1, 4 LIMIT 200
        """,  # noqa: S608  # PUBLIC is ours
        organisation,
        organisation,
        organisation,
    )
    found: dict[str, list[tuple[str, str]]] = {"parent": [], "branches": [], "replaced_by": []}
    for row in rows:
        found[row["relation"]].append((row["name"], row["slug"]))
    return found


async def by_municipality(now: datetime) -> dict[str, int]:
    """Return for each municipality how many entries are active there, county-wide and national ones included."""
    condition = where(Criteria(), now)
    rows = await Organisation.raw(
        "SELECT covered.places, count(*) AS number FROM (SELECT array_agg(c.place ORDER BY c.place) AS places "  # noqa: S608
        f"FROM coverage c JOIN organisation o ON o.id = c.organisation WHERE {condition.text} GROUP BY c.organisation) "
        "covered GROUP BY 1",
        *condition.parameters,
    )
    known = places()
    numbers = {place.number: 0 for place in known.municipalities()}
    inside = {COUNTRY: list(numbers)} | {
        county.number: [place.number for place in known.municipalities(county.number)] for county in known.counties()
    }
    for row in rows:
        for number in {place for covered in row["places"] for place in inside.get(covered, [covered])}:
            numbers[number] += row["number"]
    return numbers


async def addresses() -> Sequence[Mapping[str, Any]]:
    """Return slug and latest change of every public entry, for the sitemap (at most 50,000, sitemaps.org)."""
    rows: Sequence[Mapping[str, Any]] = await Organisation.raw(
        "SELECT o.slug, GREATEST(o.edited_at, o.confirmed_at, o.created_at) AS changed "  # noqa: S608
        f"FROM organisation o WHERE {PUBLIC} ORDER BY o.sort_key LIMIT 45000"
    )
    return rows


async def _rows(condition: Sql, sorting: Sql, now: datetime, limit: int, offset: int) -> list[dict[str, Any]]:
    """Return a page of rows; what has to be looked up for a row is looked up for those of the page alone."""
    rows: list[dict[str, Any]] = await Organisation.raw(
        f"SELECT {COLUMNS}, {MISSED} FROM organisation o WHERE o.id IN (SELECT o.id FROM organisation o "  # noqa: S608
        f"WHERE {condition.text} ORDER BY {sorting.text} LIMIT {{}} OFFSET {{}}) ORDER BY {sorting.text}",
        now,
        *condition.parameters,
        *sorting.parameters,
        limit,
        offset,
        *sorting.parameters,
    )
    return rows


def _begins(letters: Sequence[str]) -> Any:  # noqa: ANN401  # Piccolo's conditions have no common public type
    condition: Any = Alias.sort_key.like(f"{letters[0]}%")
    for letter in letters[1:]:
        condition = condition | Alias.sort_key.like(f"{letter}%")
    return condition
