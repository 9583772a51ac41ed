"""The map: every municipality as a tile of one size, always with the same numbers as a list beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from litestar import get

from directory.errors import Invalid
from directory.facts.names import sort_key
from directory.facts.places import COUNTRY, places
from directory.facts.source import rows
from directory.i18n import _
from directory.search import find
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, read_query
from directory.web.language import join
from directory.web.pages import Page, render

HOME = "vest"
LEVELS = (1, 4, 8, 16)  # from how many organisations on a tile has the next shade


@dataclass(frozen=True, slots=True)
class Tile:
    """One municipality; `level` is its shade from 0 (nobody) to 4."""

    column: int
    row: int
    name: str
    href: str
    count: int
    level: int
    current: bool = False


@dataclass(frozen=True, slots=True)
class TileMap:
    """What partials/tile_map.html shows."""

    columns: int
    rows: int
    label: str
    tiles: list[Tile]


@get("/kart")
async def tile_map(request: AnyRequest) -> Page:
    """Show how many organisations are active in each municipality; home and a message for an unknown county (422)."""
    here = exchange(request)
    shown, errors = _asked(request)
    numbers = await find.by_municipality(here.clock())
    counties = {str(places().county_of(number)) for number, _column, _row in _layouts()[shown]}
    return render(
        request,
        "public/map.html",
        page="map",
        status=422 if errors else 200,
        errors=errors,
        title=_title(shown),
        tile_map=_tile_map(shown, numbers, here.language),
        lists=[
            (places()[county].name, _listed(county, numbers, here.language))
            for county in sorted(counties, key=lambda number: sort_key(places()[number].name))
        ],
        legend=_legend(),
        choices=[
            (
                _title(layout),
                join(here.language, "/kart") + ("" if layout == HOME else f"?fylke={layout}"),
                layout == shown,
            )
            for layout in (HOME, *sorted(_layouts().keys() - {HOME, COUNTRY}, key=_title), COUNTRY)
        ],
    )


def _asked(request: AnyRequest) -> tuple[str, dict[str, str]]:
    """Return the layout that is asked for, and why it is not the one: by where on the page it is chosen."""
    try:
        asked = read_query(request).text("fylke", 300) or HOME
    except Invalid as problem:
        return HOME, {"part": next(iter(problem.problems.values()))}
    if asked in _layouts():
        return asked, {}
    unknown = _("The search asks for something that does not exist: %(what)s") % {"what": asked[:60]}
    return HOME, {"part": unknown}


def level(count: int) -> int:
    """Return the shade of a number of organisations."""
    return sum(count >= least for least in LEVELS)


@lru_cache(maxsize=1)
def _layouts() -> dict[str, list[tuple[str, int, int]]]:
    """Return each layout's tiles as (municipality, column, row) from 0; a county's is under its number."""
    by_name: dict[str, list[tuple[str, int, int]]] = {}
    for line in rows("tiles.csv"):
        tile = (line["municipality"], int(line["column"]), int(line["row"]))
        by_name.setdefault(COUNTRY if line["layout"] == "norge" else line["layout"], []).append(tile)
    return {name: _from_zero(tiles) for name, tiles in by_name.items()}


def _from_zero(tiles: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    left, top = min(column for _n, column, _r in tiles), min(row for _n, _c, row in tiles)
    return [(number, column - left, row - top) for number, column, row in tiles]


def _tile_map(layout: str, numbers: Mapping[str, int], language: str) -> TileMap:
    tiles = _layouts()[layout]
    return TileMap(
        columns=max(column for _n, column, _r in tiles) + 1,
        rows=max(row for _n, _c, row in tiles) + 1,
        label=_("Organisations by municipality: %(place)s") % {"place": _title(layout)},
        tiles=[
            Tile(
                column,
                row,
                places()[number].name,
                join(language, f"/kommune/{number}"),
                numbers[number],
                level(numbers[number]),
            )
            for number, column, row in tiles
        ],
    )


def _listed(county: str, numbers: Mapping[str, int], language: str) -> list[tuple[str, str, int]]:
    inside = sorted(places().municipalities(county), key=lambda place: sort_key(place.name))
    return [(place.name, join(language, f"/kommune/{place.number}"), numbers[place.number]) for place in inside]


def _legend() -> list[tuple[int, str]]:
    ends = [*(least - 1 for least in LEVELS[1:]), None]
    spans = [
        f"{least}–{end}" if end else _("%(num)s or more") % {"num": least}
        for least, end in zip(LEVELS, ends, strict=True)
    ]
    return [(0, _("None")), *enumerate(spans, start=1)]


def _title(layout: str) -> str:
    if layout == HOME:
        return _("Western Norway")
    return _("The whole country") if layout == COUNTRY else places()[layout].name
