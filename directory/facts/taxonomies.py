"""The vocabularies an entry is described with, in bokmål, nynorsk and English."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from directory.facts.source import rows

LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True, slots=True)
class Term:
    """One term; `names` and `descriptions` by language code, `more` holds what only some vocabularies have."""

    slug: str
    names: dict[str, str]
    descriptions: dict[str, str] = field(default_factory=dict)
    group: str | None = None
    synonyms: tuple[str, ...] = ()
    more: dict[str, str] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """Return the name in a language (`nb`, `nn`, `en`)."""
        return self.names[language]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """One vocabulary, its terms by slug in their own order."""

    name: str
    terms: dict[str, Term]

    def __getitem__(self, slug: str) -> Term:
        return self.terms[slug]

    def __contains__(self, slug: object) -> bool:
        return slug in self.terms

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms.values())


FILES = {
    "groups": "competence_groups.csv",
    "areas": "competence_areas.csv",
    "target_groups": "target_groups.csv",
    "perspectives": "perspectives.csv",
    "types": "organisation_types.csv",
    "levels": "involvement_levels.csv",
    "forms": "involvement_forms.csv",
    "choices": "involvement_choices.csv",
}


@lru_cache(maxsize=len(FILES))
def taxonomy(name: str) -> Taxonomy:
    """Return one vocabulary by its name in FILES; raises KeyError for another name."""
    return Taxonomy(name, {row["slug"]: _term(row) for row in rows(FILES[name])})


def _term(row: dict[str, str]) -> Term:
    names = {language: row[f"name_{language}"] for language in LANGUAGES}
    descriptions = {language: row.get(f"description_{language}", "") for language in LANGUAGES}
    known = {
        "slug",
        "group",
        "synonyms",
        *(f"{kind}_{code}" for kind in ("name", "description") for code in LANGUAGES),
    }
    more = {key: value for key, value in row.items() if key not in known}
    synonyms = tuple(filter(None, row.get("synonyms", "").split(";")))
    return Term(row["slug"], names, descriptions, row.get("group"), synonyms, more)
