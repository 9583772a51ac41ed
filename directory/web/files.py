"""The built front end, served with its fingerprints: an address never changes what it says."""

from functools import lru_cache

from litestar import get
from litestar.params import FromPath
from litestar.response import Response

from directory.errors import NotFound
from directory.web.assets import BUILT, PREFIX, manifest

TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "png": "image/png",
    "ico": "image/x-icon",
    "json": "application/json",
}
FOR_EVER = "public, max-age=31536000, immutable"  # RFC 8246


@get(PREFIX + "{name:str}", sync_to_thread=False)
def built_file(name: FromPath[str]) -> Response[bytes]:
    """Answer with a built file. Raises NotFound for anything that is not in the manifest."""
    if name not in manifest().values():
        raise NotFound("no such file")
    kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return Response(_content(name), media_type=kind, headers={"cache-control": FOR_EVER})


@lru_cache(maxsize=64)
def _content(name: str) -> bytes:
    return (BUILT / name).read_bytes()
