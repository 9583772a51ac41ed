"""A search as SQL: conditions on `organisation o`, and the order of what is found.

Everything typed goes in as a parameter; what stands in the text is ours. `{}` marks a parameter, as in Piccolo.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from directory.facts.names import sort_key
from directory.facts.places import COUNTRY, places
from directory.facts.taxonomies import taxonomy
from directory.search.criteria import Criteria

# The same expression as in the index `organisation_search`; only then is the index used.
DOCUMENT = "to_tsvector('norwegian', o.search_text)"
PUBLIC = "o.published AND o.status <> 'dissolved'"
OPERATORS = re.compile(r'["-]|\bor\b', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with its parameters."""

    text: str
    parameters: tuple[Any, ...] = ()


def where(criteria: Criteria, at: datetime, *, by_name: bool = False) -> Sql:
    """Return the conditions of a search at an instant.

    With `by_name` the words may stand anywhere in a name, also inside a word, which the full text cannot see.
    """
    return joined([*base(criteria, at, by_name=by_name), *chosen(criteria)])


def base(criteria: Criteria, at: datetime, *, by_name: bool = False) -> list[Sql]:
    """Return the conditions that no facet's choices have a part in, as in `where`."""
    pieces = [Sql(PUBLIC), *_places(criteria)]
    if criteria.words:
        pieces.append(_in_names(criteria.words) if by_name else _in_text(criteria.words))
    if criteria.levels:
        pieces.append(_levels(criteria.levels))
    if criteria.confirmed_within:
        pieces.append(Sql("o.confirmed_at >= {}", (months_before(at, criteria.confirmed_within),)))
    if criteria.takes_requests:
        pieces.append(Sql("o.accepts_requests AND o.status = 'active'"))
    return pieces


def chosen(criteria: Criteria) -> list[Sql]:
    """Return the conditions of what is chosen in the facets; the same choice is the same condition."""
    pieces = []
    if criteria.types:
        pieces.append(Sql("o.type = ANY({}::text[])", (criteria.types,)))
    if criteria.areas or criteria.perspectives:
        # Theme and perspective belong together: next of kin of somebody with psychosis is one experience.
        both = {"area": criteria.areas, "perspective": criteria.perspectives}
        pieces.append(_one_of("organisation_area", {column: values for column, values in both.items() if values}))
    if criteria.target_groups:
        pieces.append(_one_of("organisation_target_group", {"target_group": criteria.target_groups}))
    if criteria.forms:
        pieces.append(_one_of("organisation_choice", {"choice": criteria.forms}))
    return pieces


def order(criteria: Criteria) -> Sql:
    """Return the order of what is found; it always ends with name and id, so that pages do not overlap."""
    if criteria.order == "bekreftet":
        return Sql("o.confirmed_at DESC NULLS LAST, o.sort_key, o.id")
    if criteria.order == "treff" and criteria.words:
        # The very name, then names that begin with the words or have them inside, then all others by name. No
        # ts_rank: it would read every found text anew, and a text of themes and synonyms has no weight to measure.
        key = sort_key(criteria.words)
        exact = "o.sort_key = {} OR EXISTS (SELECT FROM alias a WHERE a.organisation = o.id AND a.sort_key = {})"
        rest = "WHEN starts_with(o.sort_key, {}) THEN 1 WHEN position({} in o.sort_key) > 0 THEN 2 ELSE 3 END"
        return Sql(f"CASE WHEN {exact} THEN 0 {rest}, o.sort_key, o.id", (key, key, key, key))
    return Sql("o.sort_key, o.id")


def months_before(at: datetime, months: int) -> datetime:
    """Return the same time of day some months earlier, on the last day of a shorter month."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def _query(words: str) -> Sql:
    """Return what is searched for, as a tsquery: the words, of which the last may be unfinished."""
    whole = "websearch_to_tsquery('norwegian', {})"
    parts = re.findall(r"[^\W_]+", words)
    if not parts or OPERATORS.search(words):
        return Sql(whole, (words,))
    text = f"({whole} || ({whole} && to_tsquery('norwegian', {{}})))"
    return Sql(text, (words, " ".join(parts[:-1]), f"{parts[-1]}:*"))


def _in_text(words: str) -> Sql:
    query = _query(words)
    return Sql(f"{DOCUMENT} @@ {query.text}", query.parameters)


def _in_names(words: str) -> Sql:
    key = sort_key(words)
    if not key:
        return Sql("false")
    alias = "EXISTS (SELECT FROM alias a WHERE a.organisation = o.id AND position({} in a.sort_key) > 0)"
    return Sql(f"(position({{}} in o.sort_key) > 0 OR {alias})", (key, key))


def _levels(levels: tuple[str, ...]) -> Sql:
    """Return who takes part on a level: by one of the fine forms, or by a plain choice that such a form belongs to."""
    fine = [form for form in taxonomy("forms") if set(form.more["levels"].split(";")) & set(levels)]
    by_form = _one_of("organisation_form", {"form": tuple(form.slug for form in fine)})
    choices = tuple(sorted({form.more["choice"] for form in fine} - {""}))
    by_choice = _one_of("organisation_choice", {"choice": choices})
    return Sql(f"({by_form.text} OR {by_choice.text})", (*by_form.parameters, *by_choice.parameters))


def _places(criteria: Criteria) -> list[Sql]:
    """Return who is active in a place: there, in its whole county, or in the whole country."""
    known, pieces = places(), []
    if criteria.municipalities:
        wanted = {number for place in criteria.municipalities for number in known.covering(place)}
        pieces.append(_one_of("coverage", {"place": tuple(sorted(wanted))}))
    if criteria.counties:
        inside = {place.number for county in criteria.counties for place in known.municipalities(county)}
        pieces.append(_one_of("coverage", {"place": tuple(sorted({*inside, *criteria.counties, COUNTRY}))}))
    return pieces


def _one_of(table: str, wanted: dict[str, tuple[str, ...]]) -> Sql:
    """Return who has one of the values in another table; IN, as it is looked up once for all (a hashed subplan)."""
    conditions = " AND ".join(f"x.{column} = ANY({{}}::text[])" for column in wanted)
    text = f"o.id IN (SELECT x.organisation FROM {table} x WHERE {conditions})"  # noqa: S608  # ours alone
    return Sql(text, tuple(wanted.values()))


def joined(pieces: Sequence[Sql]) -> Sql:
    """Return several conditions as one."""
    return Sql(" AND ".join(piece.text for piece in pieces), tuple(p for piece in pieces for p in piece.parameters))
