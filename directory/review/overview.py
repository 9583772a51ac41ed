"""A centre's entries as staff see them: unpublished ones too, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from directory.tables.organisations import Organisation

PAGE = 50
STATES = ("active", "paused", "dissolved", "unpublished")
LACKS = ("address", "phone", "areas", "confirmation")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words, a state of STATES, a kind, and something of LACKS; `page` counts from 1."""

    words: str = ""
    state: str = ""
    type: str = ""
    lacks: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the list."""

    id: UUID
    name: str
    type: str
    municipality: str | None
    status: str
    published: bool
    address: str
    confirmed_at: datetime | None
    list_date: date | None
    waiting: int


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of the list, how many entries there are in all, and how many pages."""

    lines: Sequence[Line]
    total: int
    pages: int


# Each condition is one that PostgreSQL can skip when its question was not asked.
WHERE = """
FROM organisation o
WHERE o.centre = {}
  AND ({} = '' OR o.name ILIKE {} OR o.orgnr = {} OR o.email ILIKE {} OR o.update_email ILIKE {}
       OR EXISTS (SELECT FROM alias a WHERE a.organisation = o.id AND a.name ILIKE {}))
  AND ({} = '' OR o.type = {})
  AND CASE {} WHEN '' THEN true WHEN 'unpublished' THEN NOT o.published ELSE o.status = {} AND o.published END
  AND CASE {}
        WHEN 'address' THEN o.email = '' AND o.update_email = '' AND o.status <> 'dissolved'
        WHEN 'phone' THEN o.phone = ''
        WHEN 'areas' THEN NOT EXISTS (SELECT FROM organisation_area x WHERE x.organisation = o.id)
        WHEN 'confirmation' THEN o.confirmed_at IS NULL
        ELSE true END
"""
COLUMNS = """
SELECT o.id, o.name, o.type, o.municipality, o.status, o.published, o.confirmed_at, o.list_date,
       COALESCE(NULLIF(o.update_email, ''), o.email) AS address,
       (SELECT count(*)::int FROM suggestion s WHERE s.organisation = o.id AND s.state = 'waiting') AS waiting
"""
COUNT = "SELECT count(*)::int AS total"
ORDER = "ORDER BY o.sort_key, o.id LIMIT {} OFFSET {}"


async def lines(centre: int, wanted: Wanted) -> Lines:
    """Return one page of a centre's entries, by name."""
    like = f"%{_escaped(wanted.words)}%"
    digits = "".join(letter for letter in wanted.words if letter.isdigit())
    given = (
        centre, wanted.words, like, digits, like, like, like, wanted.type, wanted.type,
        wanted.state, wanted.state, wanted.lacks,
    )  # fmt: skip
    counted = await Organisation.raw(COUNT + WHERE, *given)
    total = counted[0]["total"]
    rows = await Organisation.raw(
        COLUMNS + WHERE + ORDER,
        *given,
        PAGE,
        (max(1, wanted.page) - 1) * PAGE,
    )
    found = [Line(**{item.name: row[item.name] for item in fields(Line)}) for row in rows]
    return Lines(found, total, max(1, -(-total // PAGE)))


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
