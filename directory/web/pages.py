"""Pages: templates with the texts of the language at hand, and the few things every page knows."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from litestar.enums import MediaType
from litestar.response import Response

from directory import i18n
from directory.clock import local
from directory.organisations.canonical import shown_phone
from directory.web import flashes
from directory.web.assets import asset
from directory.web.exchange import Connection, exchange
from directory.web.guards import csrf_token
from directory.web.language import LABELS, join

TEMPLATES = Path(__file__).parent.parent / "templates"
Page = Response[str]
IN_PATHS = "/!$&'()*+,;=:@~"  # what stands in a path as it is (RFC 3986 section 3.3)
ALREADY_QUOTED = "%/?#[]@!$&'()*+,;=:~"  # what an address is made of (RFC 3986 section 2)
LONGEST_QUERY = 1000  # characters that the links to the other languages repeat; they stand there twice each
# What every page knows by itself; a page's own context may not use these names.
RESERVED = frozenset(
    ("lang", "path", "url", "csrf_token", "site", "language_links", "flashes", "page_name", "canonical")
)


def render(
    request: Connection,
    template: str,
    *,
    page: str = "page",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: object,
) -> Page:
    """Return a page made from a template below `templates/`.

    `page` becomes `<meta name="page">` (CONTRACT.md, Addresses). A name that the template uses and nobody gives
    is an error, as is one that every page has already.
    """
    if taken := RESERVED & context.keys():
        raise ValueError(f"every page has {', '.join(sorted(taken))} already")
    here = exchange(request)
    known = _known_by_every_page(request, page)
    html = environment(here.settings.timezone, here.settings.environment).get_template(template).render(known | context)
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=headers)


def fragment(request: Connection, template: str, **context: object) -> str:
    """Return a piece of a page, for what the page fetches while it is open."""
    here = exchange(request)
    known = _known_by_every_page(request, "fragment")
    return environment(here.settings.timezone, here.settings.environment).get_template(template).render(known | context)


def see_other(request: Connection, path: str) -> Page:
    """Return a 303 to a path of ours (without language), in the language at hand."""
    return Response("", status_code=303, headers={"location": location(exchange(request).language, path)})


def location(language: str, path: str) -> str:
    """Return the address of a path of ours as a header can carry it: in ASCII (RFC 3986 section 2.5, RFC 9110)."""
    return quote(join(language, path), safe=ALREADY_QUOTED, errors="replace")


def _known_by_every_page(request: Connection, page: str) -> dict[str, object]:
    here = exchange(request)
    query = request.scope["query_string"].decode("ascii", "ignore")
    kept = here.method in ("GET", "HEAD") and page != "error" and 0 < len(query) <= LONGEST_QUERY
    behind = f"?{query}" if kept else ""
    return {
        "lang": here.language,
        "path": here.path,
        "url": lambda path: join(here.language, path),
        "csrf_token": csrf_token(request),
        "site": {"name": i18n.gettext_("The organisation directory"), "owner": here.ground.site.owner},
        "language_links": _language_links(here.language, here.path, behind),
        "canonical": here.settings.base_url + join(here.language, here.path),
        "flashes": flashes.take(request),
        "page_name": page,
    }


def _language_links(current: str, path: str, behind: str) -> list[dict[str, object]]:
    return [
        {
            "lang": code,
            "label": label,
            "href": quote(join(code, path), safe=IN_PATHS, errors="replace") + behind,
            "current": code == current,
        }
        for code, label in LABELS.items()
    ]


@lru_cache(maxsize=4)
def environment(timezone: str, kind: str) -> Environment:
    """Return the templates' environment; development (`kind`) reads a template anew when it changed."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html", "mjml", "xml"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=kind == "development",
    )
    found.install_gettext_callables(  # type: ignore[attr-defined]  # comes with the extension
        i18n.gettext_, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext
    )

    found.globals |= {"asset": asset}
    found.filters |= {
        "day": i18n.day,
        "last_day": i18n.last_day,
        "month": i18n.month,
        "weekday": i18n.weekday,
        "moment": lambda moment: i18n.moment(local(moment, timezone)),
        "iso": lambda moment: (local(moment, timezone) if isinstance(moment, datetime) else moment).isoformat(),
        "listing": lambda parts: i18n.listing(list(parts)),
        "phone": shown_phone,
    }
    return found
