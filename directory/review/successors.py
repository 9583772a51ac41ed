"""Which entry carries on the work of one that no longer exists: found by what its people wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from directory.tables.organisations import Organisation

MOST = 12
SHORTEST = 4  # letters of a word that is looked for by itself

FIND = """
SELECT o.id, o.name, o.slug FROM organisation o
WHERE o.published AND o.status <> 'dissolved' AND o.id <> {} AND EXISTS (
  SELECT FROM unnest({}::text[]) word
  WHERE o.name ILIKE word OR EXISTS (SELECT FROM alias a WHERE a.organisation = o.id AND a.name ILIKE word))
ORDER BY o.sort_key, o.id LIMIT {}
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be the one."""

    id: UUID
    name: str
    slug: str


async def candidates(words: str, organisation: UUID) -> Sequence[Candidate]:
    """Return listed entries with these words in a name, else with one of the longer words; never the entry itself."""
    whole = " ".join(words.split())
    if not whole:
        return []
    single = [word for word in whole.split() if len(word) >= SHORTEST]
    for wanted in ([whole], single):
        patterns = [f"%{_escaped(word)}%" for word in wanted]
        if patterns and (rows := await Organisation.raw(FIND, organisation, patterns, MOST)):
            return [Candidate(**row) for row in rows]
    return []


def exactly(found: Sequence[Candidate], words: str) -> Candidate | None:
    """Return the only one of some entries with the very name that was written, None without one."""
    wanted = " ".join(words.split()).casefold()
    same = [one for one in found if " ".join(one.name.split()).casefold() == wanted]
    return same[0] if len(same) == 1 else None


async def is_candidate(successor: UUID, organisation: UUID) -> bool:
    """Return whether an entry is listed and another one."""
    listed = (Organisation.id == successor) & (Organisation.published == True) & (Organisation.status != "dissolved")  # noqa: E712
    return successor != organisation and bool(await Organisation.exists().where(listed))


async def name_of(organisation: UUID | None) -> str:
    """Return the name of an entry, empty for none."""
    row = await Organisation.select(Organisation.name).where(Organisation.id == organisation).first()
    return str(row["name"]) if row else ""


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
