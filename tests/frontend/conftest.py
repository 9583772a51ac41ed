"""The templates' environment without a web service, and a browser on pages that a test writes."""

import functools
import shutil
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from playwright.sync_api import Browser, Page, sync_playwright

from directory import i18n
from directory.web.assets import BUILT, asset

TEMPLATES = Path(__file__).parents[2] / "directory" / "templates"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Render = Callable[..., str]


@pytest.fixture(scope="session")
def render() -> Render:
    """Render a piece of template source with the macros at hand, as pages do."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"], default_for_string=True),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # comes with the extension
        i18n.gettext_, i18n.ngettext, newstyle=True
    )
    environment.globals["asset"] = asset

    def rendered(source: str, **context: object) -> str:
        known: dict[str, object] = {
            "lang": "en",
            "path": "/",
            "url": str,
            "csrf_token": "token",
            "site": {"name": "Oversikten", "owner": "KORUS Eksempel"},
            "language_links": [],
            "canonical": "http://directory.example/",
            "flashes": [],
            "page_name": "page",
        }
        start = '{% import "macros.html" as m with context %}'
        body = source if "{% extends" in source else start + source
        with i18n.speaking("en"):
            return environment.from_string(body).render(known | context)

    return rendered


class Pages(SimpleHTTPRequestHandler):
    """Serves what the test wrote, and the built assets, under the policy that the service sends."""

    def translate_path(self, path: str) -> str:
        plain = path.partition("?")[0]
        if plain.startswith("/assets/"):
            return str(BUILT / plain.removeprefix("/assets/"))
        return str(Path(self.directory) / (plain.strip("/") or "index.html"))

    def do_POST(self) -> None:
        self.server.posts.append(self.path)  # type: ignore[attr-defined]
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(204)  # the browser stays on the page, as after a download
        self.end_headers()

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name is the library's
        """Say nothing."""


class Site:
    """A folder of pages under an address."""

    def __init__(self, folder: Path, server: ThreadingHTTPServer) -> None:
        self.folder = folder
        self.address = f"http://127.0.0.1:{server.server_port}"
        self.posts: list[str] = server.posts  # type: ignore[attr-defined]

    def write(self, name: str, html: str) -> None:
        draft = self.folder / f"{name}.new"
        draft.write_text(html, encoding="utf-8")
        draft.replace(self.folder / name)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Pages, directory=str(tmp_path)))
    server.posts = []  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield Site(tmp_path, server)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        started = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()
