"""What search engines ask for."""

from xml.sax.saxutils import escape, quoteattr

from litestar import get
from litestar.response import Response

from directory.facts.places import places
from directory.i18n import LANGUAGES
from directory.search import find
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.headers import PRIVATE
from directory.web.language import join

PAGES = ("/", "/kart", "/om", "/personvern", "/universell-utforming")


@get("/robots.txt")
async def robots(request: AnyRequest) -> Response[str]:
    """Tell robots where not to go (RFC 9309)."""
    closed = "".join(f"Disallow: {join(code, f'/{room}/')}\n" for room in PRIVATE for code in LANGUAGES)
    text = f"User-agent: *\n{closed}Disallow: /eksport.\n\nSitemap: {exchange(request).settings.base_url}/sitemap.xml\n"
    return Response(text, media_type="text/plain")


@get("/sitemap.xml")
async def sitemap(request: AnyRequest) -> Response[str]:
    """List every public page with its three languages (sitemaps.org 0.9)."""
    base = exchange(request).settings.base_url
    entries = [_entry(base, path, "") for path in PAGES]
    for row in await find.addresses():
        changed = row["changed"].date().isoformat() if row["changed"] else ""
        entries.append(_entry(base, f"/organisasjon/{row['slug']}", changed))
    entries += [_entry(base, f"/kommune/{place.number}", "") for place in places().municipalities()]
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {spaces}>\n{"".join(entries)}</urlset>\n'
    return Response(text, media_type="application/xml")


def _entry(base: str, path: str, changed: str) -> str:
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(base + join(code, path))}/>'
        for code in LANGUAGES
    )
    date = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url><loc>{escape(base + path)}</loc>{date}{others}</url>\n"
