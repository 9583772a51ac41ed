"""What script adds to a page that works without it, seen in a browser."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.frontend.conftest import Render, Site

pytestmark = pytest.mark.browser


def a_page(render: Render, main: str) -> str:
    return render('{% extends "base.html" %}{% block main %}<h1>Test</h1>{{ main | safe }}{% endblock %}', main=main)


def test_a_form_pressed_twice_is_sent_once(render: Render, site: Site, page: Page) -> None:
    form = '<form method="post" action="/send"><button class="ds-button">Send</button></form>'
    site.write("index.html", a_page(render, form))
    page.goto(site.address)
    page.locator("main button").evaluate("button => { button.click(); button.click(); }")
    expect(page.locator("main button")).to_have_attribute("aria-busy", "true")
    page.wait_for_load_state("networkidle")
    assert site.posts == ["/send"]


def test_a_live_piece_is_fetched_anew_says_its_news_and_stops_when_done(render: Render, site: Site, page: Page) -> None:
    site.write("index.html", a_page(render, '<div data-live="/piece.html" data-live-every="2">1 of 3</div>'))
    site.write("piece.html", "<p data-live-says>3 of 3</p><span data-live-done></span>")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.install()
    page.goto(site.address)
    page.clock.run_for(2_100)
    expect(page.locator("[data-live]")).to_have_text("3 of 3")
    expect(page.locator("[data-live] + [role=status]")).to_have_text("3 of 3")
    page.clock.run_for(30_000)
    assert sum(url.endswith("/piece.html") for url in asked) == 1


def test_a_live_piece_keeps_what_it_shows_while_the_server_is_away(render: Render, site: Site, page: Page) -> None:
    site.write("index.html", a_page(render, '<div data-live="/piece.html" data-live-every="2">1 of 3</div>'))
    page.clock.install()
    page.goto(site.address)
    with page.expect_response("**/piece.html") as answer:
        page.clock.run_for(2_100)
    assert answer.value.status == 404
    expect(page.locator("[data-live]")).to_have_text("1 of 3")
    site.write("piece.html", "<p>2 of 3</p>")
    page.clock.run_for(4_100)
    expect(page.locator("[data-live]")).to_have_text("2 of 3")


def test_a_copy_button_is_only_there_with_script(render: Render, site: Site, page: Page) -> None:
    site.write("index.html", a_page(render, render('{{ m.copy_button("K7RM-4XPT") }}')))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(site.address)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "K7RM-4XPT"
    assert '<button type="button"' in (site.folder / "index.html").read_text(encoding="utf-8")
    assert 'data-copied="Copied" hidden>' in (site.folder / "index.html").read_text(encoding="utf-8")


def test_what_describes_a_field_is_read_out_once_with_and_without_script(
    render: Render, site: Site, page: Page
) -> None:
    field = render('{{ m.textarea("text", "Text", "", "About persons: nothing.", "Write something.", maxlength=9) }}')
    site.write("index.html", a_page(render, field))
    page.goto(site.address)
    without = 'aria-describedby="text-error text-description"'
    assert without in (site.folder / "index.html").read_text(encoding="utf-8")
    expect(page.locator("#text")).to_have_accessible_description(
        "Write something. About persons: nothing. 9 characters left"
    )


def test_filters_are_closed_on_a_phone_and_open_on_a_wide_screen(render: Render, site: Site, page: Page) -> None:
    filters = (
        '<details class="ds-details filters" data-open-wide><summary>Filter</summary>'
        '<form><button class="ds-button">Show</button></form></details>'
    )
    site.write("index.html", a_page(render, filters))
    page.goto(site.address)
    expect(page.locator("main button")).not_to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("main button")).to_be_visible()
    expect(page.locator("details")).to_have_attribute("open", "")


def test_the_frame_fits_a_phone_of_320_points_and_keeps_to_the_policy(render: Render, site: Site, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    long_word = "Pårørendeorganisasjonssammenslutningsrepresentantskapet"
    languages = [
        {"lang": code, "label": label, "href": f"/{code}", "current": code == "nb"}
        for code, label in (("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English"))
    ]
    name = {"name": "Organisasjonsoversikten", "owner": "KORUS Eksempel"}
    frame = '{% extends "base.html" %}{% block main %}<h2>{{ word }}</h2><p>{{ word }}</p>{% endblock %}'
    site.write("index.html", render(frame, word=long_word, language_links=languages, site=name))
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(site.address)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert complaints == []
    header, name_box, other = (
        page.locator(place).bounding_box() for place in (".site-header", ".site-name > span", ".site-languages")
    )
    assert header is not None
    assert name_box is not None
    assert other is not None
    assert header["height"] < 72
    assert name_box["x"] + name_box["width"] <= other["x"]


@pytest.mark.parametrize(("script", "bar"), [(True, "sticky"), (False, "static")])
def test_the_bar_at_the_foot_covers_nothing_where_no_script_keeps_fields_clear_of_it(
    render: Render, site: Site, browser: Browser, script: bool, bar: str
) -> None:
    big = '{{ m.textarea("text", "Text", rows=24) }}<p>Before.</p><div class="send-bar">{{ m.submit("Save") }}</div>'
    site.write("index.html", a_page(render, render(big)))
    context = browser.new_context(viewport={"width": 390, "height": 600}, java_script_enabled=script)
    page = context.new_page()
    page.goto(site.address)
    assert page.locator(".send-bar").evaluate("bar => getComputedStyle(bar).position") == bar
    page.locator("textarea").focus()
    field, foot = page.locator("textarea").bounding_box(), page.locator(".send-bar").bounding_box()
    context.close()
    assert field
    assert foot
    assert script or field["y"] + field["height"] <= foot["y"]


def test_an_address_breaks_before_its_at_sign_and_is_read_out_without_a_space(
    render: Render, site: Site, page: Page
) -> None:
    link = '<p><a href="mailto:x">{{ m.breakable("fjordglimtforeninga@brukarlaget.example") }}</a></p>'
    page.set_viewport_size({"width": 320, "height": 600})
    site.write("index.html", a_page(render, render(link)))
    page.goto(site.address)
    found = page.locator("main a")
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    names = [node["name"]["value"] for node in tree if node["role"]["value"] == "link"]
    assert "fjordglimtforeninga@brukarlaget.example" in names
    assert found.inner_text() == "fjordglimtforeninga@brukarlaget.example"
    lines = "part => [...new Set([...part.getClientRects()].filter(at => at.width).map(at => Math.round(at.top)))]"
    first, last = found.evaluate(lines)
    assert found.locator(".at").evaluate(lines) == [last]
    assert first < last
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
