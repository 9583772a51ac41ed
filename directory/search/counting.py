"""How many entries a search finds, and how many each choice of its facets would give: in one pass over them."""

from datetime import datetime

from directory.search.conditions import Sql, base, chosen, joined
from directory.search.criteria import Criteria
from directory.search.facets import FACETS, tally
from directory.tables.organisations import Organisation

Numbers = dict[str, dict[str, int]]


async def counted(criteria: Criteria, now: datetime, *, by_name: bool = False) -> tuple[int, Numbers]:
    """Return how many entries a search finds, and facet to value to number of them.

    The numbers of a facet that is filtered by are those without its own filter: what another choice would give.
    """
    filtered = [facet for facet in FACETS if getattr(criteria, facet)]
    wanted = [chosen(criteria), *(chosen(criteria.without(facet)) for facet in filtered)]
    statement = _statement(joined(base(criteria, now, by_name=by_name)), wanted)
    [row] = await Organisation.raw(statement.text, *statement.parameters)
    numbers = tally(row["letters_0"], [facet for facet in FACETS if facet not in filtered])
    for place, facet in enumerate(filtered, start=1):
        numbers |= tally(row[f"letters_{place}"], [facet])
    return int(row["number"]), numbers


def _statement(condition: Sql, wanted: list[list[Sql]]) -> Sql:
    """Return one row: the number of entries under the first of `wanted`, and the letters under each of them.

    Every condition that occurs is looked at once for each entry, however many of `wanted` it is part of.
    """
    occurring = list(dict.fromkeys(piece for pieces in wanted for piece in pieces))
    columns = "".join(f", {piece.text} AS met_{place}" for place, piece in enumerate(occurring))
    under = [_under([occurring.index(piece) for piece in pieces]) for pieces in wanted]
    letters = ", ".join(
        f"coalesce(string_agg(facets, ''){only}, '') AS letters_{place}" for place, only in enumerate(under)
    )
    return Sql(
        f"WITH found AS MATERIALIZED (SELECT o.facets{columns} FROM organisation o WHERE {condition.text}) "  # noqa: S608
        f"SELECT count(*){under[0]} AS number, {letters} FROM found",
        (*(parameter for piece in occurring for parameter in piece.parameters), *condition.parameters),
    )


def _under(places: list[int]) -> str:
    return f" FILTER (WHERE {' AND '.join(f'met_{place}' for place in places)})" if places else ""
