"""The centres, as they stand."""

from collections.abc import Iterable, Sequence
from typing import Any

from directory.errors import NotFound
from directory.tables.centres import Centre

Row = dict[str, Any]


async def find(centre: int) -> Row:
    """Return the row of a centre. Raises NotFound."""
    row: Row | None = await Centre.select().where(Centre.id == centre).first().output(load_json=True)
    if row is None:
        raise NotFound("no such centre")
    return row


async def by_code(code: str) -> Row:
    """Return the row of a centre by its code. Raises NotFound."""
    row: Row | None = await Centre.select().where(Centre.code == code).first().output(load_json=True)
    if row is None:
        raise NotFound(f"no such centre: {code}")
    return row


async def several(ids: Iterable[int]) -> Sequence[Row]:
    """Return the rows of some centres, by name."""
    wanted = list(ids)
    return await Centre.select().where(Centre.id.is_in(wanted)).order_by(Centre.name) if wanted else []


async def every() -> Sequence[Row]:
    """Return the rows of all centres, by name."""
    return await Centre.select().order_by(Centre.name).output(load_json=True)
