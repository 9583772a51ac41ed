"""The themes that organisations have missed, so that the vocabulary can grow."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from directory.imports.text import fold
from directory.organisations.wishes import FIELD, KIND
from directory.tables.review import Suggestion


@dataclass(frozen=True, slots=True)
class Wish:
    """One wished theme: in whose words first, who missed it, the suggestions that wait, what it was taken to be.

    `waiting` are ids, the oldest first; `became` are pairs of theme and perspective.
    """

    words: str
    organisations: Sequence[tuple[UUID, str]]
    waiting: Sequence[int]
    became: Sequence[tuple[str, str]]


async def wishes(centre: int) -> Sequence[Wish]:
    """Return what a centre's organisations have missed, what most of them missed first; undone wishes are left out."""
    rows = await Suggestion.raw(
        """
        SELECT s.id, s.state, s.organisation, o.name, s.fields::jsonb -> {} ->> 1 AS words,
               s.details::jsonb -> 'areas' AS became
        FROM suggestion s JOIN organisation o ON o.id = s.organisation
        WHERE o.centre = {} AND s.kind = {} AND s.state <> 'withdrawn' ORDER BY s.proposed_at, s.id
        """,
        FIELD,
        centre,
        KIND,
    )
    same: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        same.setdefault(fold(row["words"]), []).append(row)
    return sorted(map(_wish, same.values()), key=lambda wish: (-len(wish.organisations), wish.words.casefold()))


def _wish(rows: Sequence[Mapping[str, Any]]) -> Wish:
    became = {(area, as_whom) for row in rows for area, as_whom in json.loads(row["became"] or "[]")}
    return Wish(
        words=rows[0]["words"],
        organisations=tuple({row["organisation"]: (row["organisation"], row["name"]) for row in rows}.values()),
        waiting=[row["id"] for row in rows if row["state"] == "waiting"],
        became=sorted(became),
    )
