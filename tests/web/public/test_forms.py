"""What everybody can send."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest

from directory.app import Service, create_app
from directory.clock import Clock
from directory.settings import Settings
from directory.tables.mail import IncomingMessage, Letter
from directory.tables.organisations import Organisation
from directory.tables.review import Suggestion
from tests.builders import organisation

Token = Callable[[httpx.Response], str]
TYPED = {"name": "Per Prøve", "sender_from": "Kinn kommune", "email": "per@kinn.example", "message": "Kan dere\nkomme?"}
FORM = "/organisasjon/fjordglimt-parorendelag/melding"


@pytest.fixture
def app(db: None, settings: Settings, clock: Clock) -> Service:
    return create_app(replace(settings, limit_requests=0, limit_messages=2), clock)


async def test_a_message_goes_to_an_address_that_is_not_shown(
    client: httpx.AsyncClient, korus: int, token_in: Token
) -> None:
    stored = await organisation(centre=korus, email="kari.person@gmail.com")
    assert "kari.person" not in (await client.get("/organisasjon/fjordglimt-parorendelag")).text
    page = await client.get(FORM)
    assert "kari.person" not in page.text
    answer = await client.post(FORM, data=TYPED | {"_csrf_token": token_in(page)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/organisasjon/fjordglimt-parorendelag")
    assert "Meldingen er sendt til Fjordglimt" in (await client.get(answer.headers["location"])).text
    [letter] = await Letter.select().output(load_json=True)
    assert (letter["template"], letter["address"], letter["reply_to"]) == (
        "contact_message", "kari.person@gmail.com", "per@kinn.example",
    )  # fmt: skip
    assert letter["context"]["message"] == "Kan dere\nkomme?"
    assert letter["context"]["organisation"] == stored.entry.name


async def test_without_an_address_the_centre_passes_it_on(
    client: httpx.AsyncClient, korus: int, token_in: Token
) -> None:
    await organisation(centre=korus, email="")
    page = await client.get(FORM)
    assert "KORUS Eksempel får meldingen din" in page.text
    await client.post(FORM, data=TYPED | {"_csrf_token": token_in(page)})
    [letter] = await Letter.select()
    assert letter["address"] == "anne.eksempel@korus.example"


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", " "), ("email", "nobody"), ("email", "a@b.example\r\nBcc: x@y.example"), ("message", ""),
     ("email", "blå@example.no"),
     ("message", "x" * 3500), ("message", "x" * 9000), ("name", "\x07"), ("email", f"{'x' * 5000}@kinn.example"),
     ("message", "Kan dere\x00 komme?")],
)  # fmt: skip
async def test_what_cannot_be_sent_is_shown_again_with_what_was_typed(
    client: httpx.AsyncClient, korus: int, token_in: Token, field: str, typed: str
) -> None:
    await organisation(centre=korus)
    token = token_in(await client.get(FORM))
    answer = await client.post(FORM, data=TYPED | {field: typed, "_csrf_token": token})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Kinn kommune" in answer.text
    assert await Letter.count() == 0


async def test_messages_have_a_limit_and_programs_get_nowhere(
    client: httpx.AsyncClient, korus: int, token_in: Token
) -> None:
    await organisation(centre=korus)
    data = TYPED | {"_csrf_token": token_in(await client.get(FORM))}
    assert (await client.post(FORM, data=data | {"homepage": "http://spam.example"})).status_code == 303
    assert await Letter.count() == 0
    assert (await client.post(FORM, data=data)).status_code == 303
    limited = await client.post(FORM, data=data)
    assert limited.status_code == 429
    assert int(limited.headers["retry-after"]) == 3600
    assert await Letter.count() == 1


async def test_an_error_in_an_entry_waits_for_staff(client: httpx.AsyncClient, korus: int, token_in: Token) -> None:
    stored = await organisation(centre=korus)
    page = await client.get("/meld-feil?organisasjon=fjordglimt-parorendelag")
    assert "Fjordglimt" in page.text
    data = {"organisasjon": stored.slug, "message": "Nummeret er feil.", "email": "", "_csrf_token": token_in(page)}
    answer = await client.post("/nn/meld-feil", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/nn/organisasjon/{stored.slug}")
    [waiting] = await Suggestion.select()
    assert (waiting["kind"], waiting["note"], waiting["organisation"]) == ("error", "Nummeret er feil.", stored.id)
    assert (await Organisation.select(Organisation.version).first()) == {"version": 1}


async def test_an_error_on_a_page_lies_among_the_mail_of_staff(
    client: httpx.AsyncClient, korus: int, token_in: Token
) -> None:
    page = await client.get("/meld-feil?side=/kommune/4602")
    data = {"side": "/kommune/4602", "message": "Kartet virker ikke.", "email": "per@kinn.example"}
    answer = await client.post("/meld-feil", data=data | {"_csrf_token": token_in(page)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/kommune/4602")
    [told] = await IncomingMessage.select()
    assert (told["sender"], told["text"]) == ("per@kinn.example", "Kartet virker ikke.")
    assert "/kommune/4602" in told["subject"]
    foreign = await client.post(
        "/meld-feil", data={"side": "//evil.example", "message": "Hei hei", "_csrf_token": token_in(page)}
    )
    assert foreign.headers["location"] == "/"


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
@pytest.mark.parametrize(
    ("field", "typed"),
    [("message", "hei"), ("message", "x" * 9000), ("message", "\x00"), ("email", "per"), ("email", "x" * 5000)],
)
async def test_a_report_that_cannot_be_taken_is_shown_again(
    client: httpx.AsyncClient, korus: int, token_in: Token, prefix: str, field: str, typed: str
) -> None:
    stored = await organisation(centre=korus)
    page = await client.get(f"{prefix}/meld-feil")
    data = {"organisasjon": stored.slug, "message": "Nummeret er <feil>.", "email": "per@kinn.example", field: typed}
    answer = await client.post(f"{prefix}/meld-feil", data=data | {"_csrf_token": token_in(page)})
    assert answer.status_code == 422
    assert '<meta name="page" content="report">' in answer.text
    assert 'role="group"' in answer.text
    assert f'href="#{field}"' in answer.text
    for kept in {"message": "per@kinn.example", "email": "&lt;feil&gt;"}[field], typed.replace("\x00", ""):
        assert kept in answer.text
    assert await Suggestion.count() == 0


@pytest.mark.parametrize(
    "query", ["organisasjon=nobody", f"organisasjon={'x' * 900}", f"side=/{'x' * 900}", "side=%00"]
)
async def test_the_form_for_an_error_opens_whatever_the_address_says(
    client: httpx.AsyncClient, korus: int, query: str
) -> None:
    answer = await client.get(f"/meld-feil?{query}")
    assert (answer.status_code, '<meta name="page" content="report">' in answer.text) == (200, True)


async def test_a_report_about_an_entry_that_is_gone_meanwhile_is_not_lost(
    client: httpx.AsyncClient, korus: int, token_in: Token
) -> None:
    token = token_in(await client.get("/meld-feil"))
    data = {"organisasjon": "nobody-here", "message": "Laget heter noe annet.", "_csrf_token": token}
    answer = await client.post("/meld-feil", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    [told] = await IncomingMessage.select()
    assert "/organisasjon/nobody-here" in told["subject"]


async def test_one_comes_back_to_an_address_with_any_letters(
    client: httpx.AsyncClient, korus: int, token_in: Token
) -> None:
    page = await client.get("/meld-feil")
    data = {"side": "/organisasjon/blå€?q=%C3%A5 b", "message": "Hei hei", "_csrf_token": token_in(page)}
    answer = await client.post("/meld-feil", data=data)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/organisasjon/bl%C3%A5%E2%82%AC?q=%C3%A5%20b"
