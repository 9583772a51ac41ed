"""The notice for the centre's own website: to be pasted anywhere, true, and with nothing secret in it."""

import html
import re
from datetime import date

import httpx

from directory.settings import Settings
from directory.tables.campaigns import Campaign
from tests import builders
from tests.conftest import NOW
from tests.web.staff.conftest import SignIn


async def the_page(sign_in: SignIn, centre: int, role: str = "reader") -> httpx.Response:
    row = Campaign(centre=centre, year=2026, deadline=date(2026, 10, 1), created_at=NOW)
    await row.save()
    return await (await sign_in(centre, role)).get(f"/intern/runde/{row.id}/nettside")


def taken_along(page: httpx.Response, name: str) -> str:
    found = re.search(rf'<textarea class="ds-input" id="{name}"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
    assert found
    return html.unescape(found[1])


async def test_it_is_plain_html_in_both_forms_of_norwegian(db: None, sign_in: SignIn, settings: Settings) -> None:
    page = await the_page(sign_in, await builders.centre())
    assert page.status_code == 200
    for language, prefix, said in (("nb", "", "Svar gjerne innen torsdag 1. oktober"),
                                   ("nn", "/nn", "Svar gjerne innan torsdag 1. oktober")):  # fmt: skip
        website = taken_along(page, f"html-{language}")
        assert website in page.text  # and shown as it will be
        assert said in website
        assert f'<form action="{settings.base_url}{prefix}/kode" method="get">' in website
        assert 'name="kode"' in website
        assert f'href="{settings.base_url}{prefix}/ny-lenke"' in website
        assert "Oppdater organisasjonen" in website  # as the letter calls it
        assert "55 00 00 00" in website
        assert not re.search(r"script|style|class=|onclick|_csrf_token", website)
        assert f"{settings.base_url}{prefix}/kode" in taken_along(page, f"feed-{language}")
        assert "BankID" in taken_along(page, f"telephone-{language}")


async def test_a_name_with_signs_of_html_stays_a_name(db: None, sign_in: SignIn) -> None:
    page = await the_page(sign_in, await builders.centre(name="KORUS <b>Vest</b> & Øst", region_nb=""))
    assert "KORUS &lt;b&gt;Vest&lt;/b&gt; &amp; Øst" in taken_along(page, "html-nb")
    assert "<b>Vest" not in page.text


async def test_what_the_centre_has_not_told_us_is_asked_for(db: None, sign_in: SignIn) -> None:
    page = await the_page(sign_in, await builders.centre(switchboard="", sender_address=""))
    assert "Dette mangler på siden til senteret: sentralbordet og adressen brevene kommer fra" in page.text


async def test_another_centres_notice_is_not_there(db: None, sign_in: SignIn) -> None:
    own, other = await builders.centre(), await builders.centre("nord", name="KORUS Nord")
    row = Campaign(centre=other, year=2026, deadline=date(2026, 10, 1), created_at=NOW)
    await row.save()
    assert (await (await sign_in(own)).get(f"/intern/runde/{row.id}/nettside")).status_code == 404
