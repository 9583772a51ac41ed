"""Links as they arrive: cut short, or with what mail programs and people put around them."""

import re
from urllib.parse import unquote, urlsplit

from litestar.response import Response

from directory.i18n import DEFAULT
from directory.web.exchange import Connection, exchange
from directory.web.language import split, written_standard
from directory.web.pages import Page, location

# A token is its payload, a dot and an HMAC-SHA256 in base64url, 43 characters (tokens.py, RFC 4648 section 5).
SIGNATURE = 43
TOKEN = re.compile(rf"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{{{SIGNATURE}}}")
UNTOLD = {"referrer-policy": "no-referrer"}  # the address of a letter's link is a key
BEFORE = " \t<([{\"'«“‘"
PASTED = re.compile(r"/o/([A-Za-z0-9_.-]+)")


def bare(token: str) -> str:
    """Return a token without what stands around it: `<`, a full stop, `>`, `%3E`, or the next word of the letter.

    What holds no whole token is returned as it is. Nothing is guessed: the signature decides as before.
    """
    found = TOKEN.match(token.lstrip(BEFORE))
    return found[0] if found else token


def is_cut(token: str) -> bool:
    """Return whether a token is too short to be whole, such as when a line of the letter was broken in the middle."""
    return TOKEN.match(token.lstrip(BEFORE)) is None


def pasted(text: str) -> str:
    """Return the token of a link of ours that was pasted where something else was asked for; empty when none was."""
    found = PASTED.search(text)
    return bare(found[1]) if found else ""


def in_own_language(request: Connection, own: str) -> Page | None:
    """Return the way (303) to a letter's link in the language `own` that its organisation is written to in.

    None when it is to be shown as it is: an address with a language in it is obeyed, and so is somebody who chose
    bokmål on the page itself, which the address cannot tell (Referer, RFC 9110 section 10.1.3; our pages send it to
    ourselves alone).
    """
    here = exchange(request)
    before = urlsplit(request.headers.get("referer", ""))
    ours = f"{before.scheme}://{before.netloc}" == here.settings.base_url
    chosen = ours and split(unquote(before.path))[1] == here.path
    if own == DEFAULT or here.language != DEFAULT or chosen:
        return None
    return Response("", status_code=303, headers={"location": location(own, here.path), **UNTOLD})


def told_in(request: Connection, language: str = "") -> None:
    """Let a dead link be told of in the language of its letter, or (empty: nobody knows it) of the browser.

    Not when a language stands in the address, or was chosen on a page of ours.
    """
    here = exchange(request)
    if here.language == DEFAULT and request.headers.get("sec-fetch-site") != "same-origin":
        here.language = language or written_standard(request.headers.get("accept-language", ""))
