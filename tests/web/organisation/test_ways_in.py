"""The ways in at any time of year: a code with typos, a link for a public entry, and links that arrive broken."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from directory.app import Service, create_app
from directory.mail.rendering import link
from directory.settings import Settings
from directory.tables.campaigns import Answer, Campaign, Invitation
from directory.tables.mail import Letter
from directory.web import following
from tests import builders
from tests.conftest import MovableClock
from tests.web.organisation.conftest import Invite, Visitor, page_name

Browser = Callable[[Service], httpx.AsyncClient]
ASKING = "/ny-lenke?organisasjon="


async def asks(visitor: Visitor, slug: str) -> httpx.Response:
    page = await visitor.browser.get("/ny-lenke")
    return await visitor.browser.post("/ny-lenke", data={"_csrf_token": visitor.token(page), "organisasjon": slug})


async def set_code(invited: object, code: str) -> None:
    await Invitation.update({Invitation.code: code}).where(Invitation.organisation == invited.stored.id)  # type: ignore[attr-defined]


@pytest.mark.parametrize("typed", ["k8rm 4xpt", "KBRM-4XPT", "kode: k8rm–4xpt.", "K8RM\u00a04XPT", "k8rm-axpt"])
async def test_a_code_with_typos_opens_its_entry(invited: Invite, visitor: Visitor, typed: str) -> None:
    fjord = await invited()
    await set_code(fjord, "K8RM4XPT")
    page = await visitor.browser.get("/kode")
    answer = await visitor.sends(page, "/kode", code=typed)
    if "axpt" in typed:  # A is nobody's look-alike
        assert (answer.status_code, f'value="{typed}"' in answer.text) == (422, True)
    else:
        assert answer.headers["location"] == f"/nn{fjord.path}"


async def test_a_code_that_may_be_two_opens_neither_but_the_exact_one(invited: Invite, visitor: Visitor) -> None:
    fjord, other = await invited(), await invited("Kinn brukarlag")
    await set_code(fjord, "K8RM4XPT")
    await set_code(other, "KBRM4XPT")
    page = await visitor.browser.get("/kode")
    assert (await visitor.sends(page, "/kode", code="kbrm4xpt")).headers["location"].endswith(other.path)
    page = await visitor.browser.get("/kode")  # a visit has begun since
    await set_code(fjord, "QARM4XPT")
    await set_code(other, "DARM4XPT")
    assert (await visitor.sends(page, "/kode", code="0arm4xpt")).status_code == 422


async def test_the_whole_link_may_be_pasted_instead(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.browser.get("/kode")
    answer = await visitor.sends(page, "/kode", code=f"http://directory.example{fjord.link}.")
    assert (answer.status_code, answer.headers["location"]) == (303, fjord.link)


async def test_a_code_from_another_site_is_taken_out_of_the_address(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    brought = await visitor.browser.get("/nn/kode", params={"kode": f"{fjord.code[:4]}-{fjord.code[4:]}"})
    assert (brought.status_code, brought.headers["location"]) == (303, "/nn/kode")
    page = await visitor.browser.get("/nn/kode")
    assert f'value="{fjord.code[:4]}-{fjord.code[4:]}"' in page.text
    assert await Answer.count() == 0
    assert (await visitor.sends(page, "/nn/kode")).headers["location"] == f"/nn{fjord.path}"
    assert 'name="code" type="text" value=""' in (await visitor.browser.get("/nn/kode")).text


async def test_a_public_entrys_link_goes_to_the_stored_address_alone(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited(update_email="kari@fjordglimt.example")
    page = await visitor.browser.get(ASKING + fjord.stored.slug)
    assert "Fjordglimt" in page.text
    assert "kari@" not in page.text
    answer = await visitor.sends(page, "/ny-lenke")
    sent = await visitor.browser.get(answer.headers["location"])
    assert (sent.status_code, page_name(sent)) == (200, "new-link-sent")
    assert "kari@" not in sent.text
    assert "55 00 00 01" in sent.text
    assert [row["address"] for row in await Letter.select()] == ["kari@fjordglimt.example"]
    assert (await visitor.browser.get(fjord.link)).status_code == 303  # the old link lives


async def test_with_and_without_an_address_or_at_all_the_answer_is_the_same(
    invited: Invite, visitor: Visitor, browser: Browser, settings: Settings, clock: MovableClock
) -> None:
    fjord = await invited()
    silent = await builders.organisation("Stille lag", centre=fjord.stored.centre, email="")
    hidden = await builders.organisation("Skjult lag", centre=fjord.stored.centre, published=False)
    answers = {}
    async with browser(create_app(replace(settings, limit_requests=0), clock)) as other:
        for slug in (fjord.stored.slug, silent.slug, hidden.slug, "finst-ikkje"):
            answer = await asks(Visitor(other), slug)
            headers = {**answer.headers, "location": answer.headers["location"].removesuffix(slug)}
            answers[slug] = (answer.status_code, answer.content, headers)
        assert len({str(answer) for answer in answers.values()}) == 1
        with_address, without = [
            (await other.get(f"/ny-lenke/sendt?organisasjon={slug}")).text for slug in (fjord.stored.slug, silent.slug)
        ]
    assert with_address.replace("Fjordglimt pårørendelag", "Stille lag").replace(
        fjord.stored.slug, silent.slug
    ) == without  # fmt: skip
    assert await Letter.count() == 1


def test_the_moment_a_link_is_sent_cannot_be_foreseen(settings: Settings) -> None:
    # a request beside it would wait for the sending, and tell whether there is somebody to send to
    moments = [following.seconds_after(replace(settings, environment="production")) for _try in range(100)]
    assert 0 <= min(moments) < 3 < max(moments) < 10  # uvicorn gives what has begun ten seconds to end
    assert following.seconds_after(settings) == 0


async def test_nobody_waits_on_the_same_connection_until_a_link_is_sent(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    for path, fields in (
        ("/ny-lenke", {"email": "post@fjordglimt.example"}),
        ("/ny-lenke", {"organisasjon": fjord.stored.slug}),
        ("/samtykke", {"email": "post@fjordglimt.example"}),
    ):
        page = await visitor.browser.get(path)
        answer = await visitor.browser.post(path, data={"_csrf_token": visitor.token(page), **fields})
        assert (answer.status_code, answer.headers["connection"]) == (303, "close")


async def test_a_mailbox_is_not_filled_by_strangers(invited: Invite, settings: Settings, clock: MovableClock) -> None:
    fjord = await invited()
    app = create_app(replace(settings, limit_requests=0, limit_new_link=2), clock)
    statuses = []
    for number in range(6):
        transport = httpx.ASGITransport(app=app, client=(f"203.0.{number}.8", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://directory.example") as client:
            statuses.append((await asks(Visitor(client), fjord.stored.slug)).status_code)
        if number % 2:
            clock.forward(hours=1, minutes=1)
    assert statuses == [303] * 6  # also those whose asking came to nothing
    assert await Letter.count() == 4  # two an hour, and twice that in a day
    assert (await asks_from(app, "203.0.99.8", fjord.stored.slug)) == 303
    assert (await asks_from(app, "203.0.98.8", fjord.stored.slug)) == 303
    assert (await asks_from(app, "203.0.97.8", fjord.stored.slug)) == 429


async def asks_from(app: Service, address: str, slug: str) -> int:
    transport = httpx.ASGITransport(app=app, client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://directory.example") as client:
        return (await asks(Visitor(client), slug)).status_code


async def test_outside_a_round_the_link_opens_answers_and_ends(
    db: None, visitor: Visitor, settings: Settings, clock: MovableClock
) -> None:
    lag = await builders.organisation("Kinn brukarlag", centre=await builders.centre())
    await asks(visitor, lag.slug)
    [invitation] = await Invitation.select()
    assert invitation["campaign"] is None
    path = link(settings, "link", invitation["random_id"], invitation["generation"]).removeprefix(settings.base_url)
    opened = await visitor.browser.get(path)
    page = await visitor.browser.get(opened.headers["location"])
    answer = await visitor.sends(page, f"/rediger/{lag.id}/bekreftelse")
    assert answer.headers["location"].endswith("/takk")
    assert [row["campaign"] for row in await Answer.select()] == [None]
    assert "receipt" in {row["template"] for row in await Letter.select()}
    clock.forward(days=settings.link_ttl_days, seconds=1)
    assert (await visitor.browser.get(path)).status_code == 410
    assert await Campaign.count() == 0


@pytest.mark.parametrize("arrived", ["{}>", "{}.", "{}%3E", "{}%253E", "{},", "%3C{}%3E", "{})Hei", "{}Hei"])
async def test_what_mail_programs_put_around_a_link_is_forgiven(
    invited: Invite, visitor: Visitor, arrived: str
) -> None:
    fjord = await invited()
    answer = await visitor.browser.get("/o/" + arrived.format(fjord.link.removeprefix("/o/")))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/nn{fjord.path}")


@pytest.mark.parametrize("field", ["email", "organisasjon"])
async def test_who_asks_too_often_is_told_so_on_the_same_page(
    visitor: Visitor, invited: Invite, settings: Settings, field: str
) -> None:
    fjord = await invited()
    typed = {"email": "post@fjordglimt.example", "organisasjon": fjord.stored.slug}[field]
    for _number in range(settings.limit_new_link + 1):
        page = await visitor.browser.get("/ny-lenke")
        answer = await visitor.browser.post("/ny-lenke", data={"_csrf_token": visitor.token(page), field: typed})
    assert (answer.status_code, page_name(answer), answer.headers["retry-after"]) == (429, "new-link", "3600")
    for kept in (typed, "Prøv igjen om 60 minutter", "/kode", "55 00 00 01"):
        assert kept in answer.text
