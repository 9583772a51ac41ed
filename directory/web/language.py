"""The language of a page stands in its address: none is bokmål, /nn/… nynorsk, /en/… English.

No page is redirected by what a browser prefers (Accept-Language): an address shows the same to everybody. Only the
page of a link that is not ours, or not whole, has nothing else to go by.
"""

from collections.abc import Iterator

from directory.i18n import DEFAULT

PREFIXED = ("nn", "en")
LONGEST_ACCEPTED = 500  # characters of a header
LABELS = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}


def split(path: str) -> tuple[str, str]:
    """Return language and path of an address: `/nn/om` is (`nn`, `/om`), `/nn` is (`nn`, `/`)."""
    first, _slash, rest = path.removeprefix("/").partition("/")
    if first in PREFIXED:
        return first, f"/{rest}"
    return DEFAULT, path


def join(language: str, path: str) -> str:
    """Return the address of a page (its path begins with `/`) in a language."""
    return path if language == DEFAULT else f"/{language}{path}"


def written_standard(accepted: str) -> str:
    """Return `nn` or `nb`, whichever a browser puts first in its Accept-Language (RFC 9110 section 12.5.4).

    Plain Norwegian (`no`), no Norwegian, and a header that cannot be read are bokmål.
    """
    wanted = sorted(_wanted(accepted), key=lambda one: -one[1])
    found = next((language for language, weight in wanted if weight and language in ("nn", "nb", "no")), DEFAULT)
    return "nn" if found == "nn" else DEFAULT


def _wanted(accepted: str) -> Iterator[tuple[str, float]]:
    for part in accepted[:LONGEST_ACCEPTED].split(","):
        name, _semicolon, weight = part.partition(";")
        try:
            yield name.strip().lower().partition("-")[0], float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
