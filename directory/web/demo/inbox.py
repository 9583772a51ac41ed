"""The inbox of everybody: what our letters look like where they arrive."""

from litestar import get
from litestar.enums import MediaType
from litestar.params import FromPath
from litestar.response import Response

from directory.mail import caught
from directory.web.exchange import Connection, exchange
from directory.web.headers import FRAMING_POLICY
from directory.web.pages import Page, render

# A letter's body is somebody else's page in ours: no scripts, no forms, no own origin (SECURITY.md).
BODY_POLICY = (
    "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


@get("/demo/post", sync_to_thread=True)
def letters(request: Connection) -> Page:
    """Show the newest caught letters."""
    return render(
        request, "demo/letters.html", page="demo-mail", letters=caught.newest(exchange(request).settings.data_dir)
    )


@get("/demo/post/{number:int}", sync_to_thread=True)
def letter(request: Connection, number: FromPath[int]) -> Page:
    """Show one letter, text and HTML part. Raises NotFound."""
    found = caught.one(exchange(request).settings.data_dir, number)
    headers = {"content-security-policy": FRAMING_POLICY}
    return render(request, "demo/letter.html", page="demo-letter", headers=headers, letter=found)


@get("/demo/post/{number:int}/brev", sync_to_thread=True)
def body(request: Connection, number: FromPath[int]) -> Response[str]:
    """Answer with a letter's HTML part alone, in a sandbox. Raises NotFound."""
    found = caught.one(exchange(request).settings.data_dir, number)
    headers = {"content-security-policy": BODY_POLICY}
    return Response(found.html, media_type=MediaType.HTML, headers=headers)
