"""Web addresses as people write them."""

import re
from urllib.parse import urlsplit, urlunsplit

from directory.imports import reasons
from directory.imports.entry import Issue
from directory.imports.text import clean, means_nothing

_HOST = re.compile(r"^(?=.{4,253}$)(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_]{2,}$")


def read_website(text: str) -> tuple[str | None, list[Issue]]:
    """Return the first web address of a cell with its scheme; only http and https count."""
    text = clean(text)
    if not text or means_nothing(text):
        return None, []
    for piece in re.split(r"[\s;,<>|]+", text):
        address = web_address(piece)
        if address:
            return address, []
    return None, [Issue(reasons.WEBSITE_INVALID, text, {"value": " ".join(text.split())})]


def web_address(text: str) -> str | None:
    """Return an address as https unless http was written; None when it is not one."""
    text = text.strip(" .,;()\"'#")
    if not text or "@" in text:
        return None
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not _HOST.match(host) or parts.username:
        return None
    where = host if port is None else f"{host}:{port}"
    return urlunsplit((parts.scheme.lower(), where, parts.path or "/", parts.query, parts.fragment))[:400]
