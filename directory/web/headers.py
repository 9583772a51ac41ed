"""The security headers of every answer, also of the router's own 404 and 405 and of refused hosts."""

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from directory.web.exchange import of_scope

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FRAMING_POLICY = f"{CONTENT_POLICY}; frame-src 'self'"  # for a page of ours that shows a letter's body
FEATURES = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), "
    "gyroscope=(), microphone=(), payment=(), publickey-credentials-get=(), usb=()"
)
COMMON = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "permissions-policy": FEATURES,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
    "cache-control": "private, no-cache",
}
ONE_YEAR = "max-age=31536000; includeSubDomains"
# Pages that are one person's business: kept by nobody, found by no search engine.
PRIVATE = (
    "o", "rediger", "intern", "logg-inn", "logg-ut", "kode", "ny-lenke", "angre", "adresse", "samtykke", "oppdrag",
    "demo",
)  # fmt: skip


def is_private(path: str) -> bool:
    """Tell whether a path (without language) belongs to the pages that must not be kept or indexed."""
    return path.removeprefix("/").partition("/")[0] in PRIVATE


def with_headers(app: ASGIApp) -> ASGIApp:
    """Return the application with the headers on each answer; one that an answer sets itself stays as it is."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        here = of_scope(scope)
        wanted = dict(COMMON)
        if is_private(here.path):
            wanted |= {"cache-control": "no-store", "x-robots-tag": "noindex, nofollow"}
        if here.path.startswith("/o/"):
            wanted["referrer-policy"] = "no-referrer"
        if here.settings.secure:
            wanted["strict-transport-security"] = ONE_YEAR

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                present = {name.lower() for name, _value in headers}
                missing = ((name.encode(), value.encode()) for name, value in wanted.items())
                headers += [(name, value) for name, value in missing if name not in present]
                message["headers"] = headers
            await send(message)

        await app(scope, receive, send_with_headers)

    return answer
