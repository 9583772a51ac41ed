"""Which language an organisation is written to in (målform: språklova §§ 12–16; DOMAIN.md, Language law)."""

from functools import lru_cache

from directory.facts.places import places


def path_in(spoken: str, path: str) -> str:
    """Return the path of a page of ours in a language; the service's address goes before it."""
    return path if spoken == "nb" else f"/{spoken}{path}"


@lru_cache(maxsize=2048)  # a round asks for each of its organisations, several times
def language_of(own_choice: str, municipality: str, registered: str = "") -> str:
    """Return `nb`, `nn` or `en`: the organisation's choice, else the register's, else the home's written standard.

    `registered` is Enhetsregisteret's `maalform` as `nb` or `nn`; a neutral municipality follows its county's
    majority form, a neutral county bokmål.
    """
    if own_choice or registered:
        return own_choice or registered
    if municipality not in places():
        return "nb"
    home = places()[municipality]
    if home.language_form == "neutral" and home.county:
        home = places()[home.county]
    return home.language_form if home.language_form in ("nb", "nn") else "nb"
