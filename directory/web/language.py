"""The language of a page stands in its address: none is bokmål, /nn/… nynorsk, /en/… English.

No page is redirected by what a browser prefers (Accept-Language): an address shows the same to everybody.
"""

from directory.i18n import DEFAULT

PREFIXED = ("nn", "en")
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
