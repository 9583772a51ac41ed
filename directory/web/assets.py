"""Where the built front end lies, and the address of each of its files.

The files carry a fingerprint in their name, so that they can be cached for ever (RFC 9111, RFC 8246).
"""

import json
from functools import lru_cache
from pathlib import Path

BUILT = Path(__file__).parent.parent / "assets" / "built"
PREFIX = "/assets/"


class AssetsNotBuilt(RuntimeError):
    """The front end is not built, or does not have the file that a page asks for."""


def asset(name: str) -> str:
    """Return the address of a built file by its plain name, as in `/assets/app-R6P6KZ5B.css` for `app.css`.

    Raises AssetsNotBuilt when there is nothing built, or nothing by that name.
    """
    files = manifest()
    try:
        return PREFIX + files[name]
    except KeyError:
        raise AssetsNotBuilt(f"no asset is called {name!r}; there are: {', '.join(sorted(files))}") from None


def manifest() -> dict[str, str]:
    """Return what is built: plain name to file name. Read anew when a build has replaced it."""
    path = BUILT / "manifest.json"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise AssetsNotBuilt("the front end is not built; run: pip install -e .") from None


@lru_cache(maxsize=1)
def _read(path: Path, _changed: int) -> dict[str, str]:
    files: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return files
