"""The text of an entry that full text search reads."""

from collections.abc import Iterable, Sequence

from directory.facts.places import COUNTRY
from directory.facts.places import places as all_places
from directory.facts.taxonomies import Taxonomy, Term, taxonomy

LIMIT = 20_000  # characters; PostgreSQL takes one megabyte per document, an entry never comes near


def search_text(
    names: Sequence[str],
    type: str,  # noqa: A002  # the entry's own word
    areas: Sequence[str],
    target_groups: Sequence[str],
    forms: Sequence[str],
    places: Sequence[str],
    description: str,
) -> str:
    """Return every word an entry should be found by, in bokmål, nynorsk and English, one phrase a line.

    `names` are the organisation's name and aliases; `type`, `areas` (`slug` or `slug:perspective`),
    `target_groups` and `forms` (the eight choices) are slugs, `places` official numbers. A word that is in
    no vocabulary is left out: it can be said by name or description only.
    """
    lines = [*names]
    lines += _phrases("types", [type])
    lines += _phrases("areas", [area.partition(":")[0] for area in areas])
    lines += _phrases("perspectives", [area.partition(":")[2] for area in areas])
    lines += _phrases("target_groups", target_groups)
    lines += _phrases("choices", forms)
    lines += _place_names(places)
    lines.append(description)
    unique = dict.fromkeys(" ".join(line.split()) for line in lines)
    return "\n".join(filter(None, unique))[:LIMIT]


def _phrases(vocabulary: str, slugs: Iterable[str]) -> list[str]:
    terms: Taxonomy = taxonomy(vocabulary)
    return [phrase for slug in slugs if slug in terms for phrase in _said(terms[slug])]


def _said(term: Term) -> list[str]:
    return [*term.names.values(), *term.synonyms]


def _place_names(numbers: Iterable[str]) -> list[str]:
    """Name the places themselves; the country is everybody's, so that its name would find nothing in particular."""
    known = all_places()
    found = [known[number] for number in numbers if number in known and number != COUNTRY]
    return [name for place in found for name in (place.name, *place.other_names)]
