"""What to do now, what waits, and mail that came in."""

from directory.organisations.changes import apply
from directory.organisations.reads import Stored, find
from directory.review import replies, suggestions
from directory.staff import actions
from tests.builders import centre, organisation
from tests.conftest import MovableClock
from tests.review.test_deciding import proposed
from tests.review.test_replies import reply
from tests.web.staff.conftest import SignIn


async def test_an_empty_centre_is_told_how_to_begin(sign_in: SignIn) -> None:
    page = await (await sign_in(await centre())).get("/intern")
    assert page.status_code == 200
    assert 'href="/intern/import"' in page.text


async def test_the_desk_says_what_waits_most_important_first(sign_in: SignIn, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre(), update_email="")
    await organisation("Uten adresse", centre=stored.centre, email="")
    await proposed(stored, clock, name="Fjordglimt")
    await reply(stored.id, clock)
    text = (await (await sign_in(stored.centre)).get("/intern")).text
    places = [text.index(path) for path in ('/intern/svar">', '/intern/gjennomsyn">', "mangler=address")]
    main = text.index("<main")
    steps = [text.index(f'href="{path}', main) for path in ("/intern/svar", "/intern/gjennomsyn",
                                                           "/intern/organisasjoner?mangler=address")]  # fmt: skip
    assert places
    assert steps == sorted(steps)


async def test_every_page_of_the_desk_stands_in_three_languages(sign_in: SignIn) -> None:
    anne = await sign_in(await centre())
    for language, word in (("", "Organisasjoner"), ("/nn", "Organisasjonar"), ("/en", "Organisations")):
        for path in ("", "/organisasjoner", "/gjennomsyn", "/svar", "/runde", "/runde/ny", "/import", "/senter",
                     "/senter/utsending", "/ansatte", "/organisasjoner/ny"):  # fmt: skip
            page = await anne.get(f"{language}/intern{path}")
            assert (page.status_code, word in page.text) == (200, True), (language, path)


async def decided(sign_in: SignIn, stored: Stored, waiting: suggestions.Case, **fields: object) -> int:
    anne = await sign_in(stored.centre, "editor")
    page = f"/intern/gjennomsyn/{waiting.id}"
    shown = {"version": waiting.stored.version}
    return (await anne.post(f"{page}/avgjorelse", from_=page, **shown | fields)).status_code


async def test_a_change_is_accepted_from_its_page(sign_in: SignIn, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    waiting = await proposed(stored, clock, name="Fjordglimt")
    assert await decided(sign_in, stored, waiting, field="name", decision="accept") == 303
    assert (await find(stored.id)).entry.name == "Fjordglimt"


async def test_refusing_without_a_reason_is_asked_about(sign_in: SignIn, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    waiting = await proposed(stored, clock, name="Fjordglimt")
    assert await decided(sign_in, stored, waiting, decision="refuse") == 422
    assert (await suggestions.case(waiting.id)).state == "waiting"


async def test_a_field_that_was_not_proposed_cannot_be_slipped_in(sign_in: SignIn, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    waiting = await proposed(stored, clock, name="Fjordglimt")
    assert await decided(sign_in, stored, waiting, field="email", decision="accept", reason="Nei") == 303
    assert (await find(stored.id)).entry == stored.entry


async def test_a_decision_that_meets_a_change_keeps_the_reason(sign_in: SignIn, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    waiting = await proposed(stored, clock, name="Fjordglimt")
    anne = await sign_in(stored.centre, "editor")
    path = f"/intern/organisasjoner/{stored.id}/rediger"
    await anne.post(path, from_=path, version=waiting.stored.version, name="Fjord")
    page = f"/intern/gjennomsyn/{waiting.id}"
    fields = {"version": waiting.stored.version, "field": "name", "decision": "accept", "reason": "Mine ord"}
    answer = await anne.post(f"{page}/avgjorelse", from_=page, **fields)
    assert answer.status_code == 409
    assert "Mine ord" in answer.text
    assert "Fjordglimt" in answer.text


async def test_another_centres_waiting_things_are_not_there(sign_in: SignIn, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    waiting = await proposed(stored, clock, name="Fjordglimt")
    message = await reply(stored.id, clock)
    per = await sign_in(await centre("rvts"), "admin")
    assert (await per.get(f"/intern/gjennomsyn/{waiting.id}")).status_code == 404
    assert (await per.get(f"/intern/svar/{message}")).status_code == 404
    for path in (f"/intern/gjennomsyn/{waiting.id}/avgjorelse", f"/intern/svar/{message}/bekreftelse",
                 f"/intern/svar/{message}/stopp", f"/intern/svar/{message}/ferdig",
                 f"/intern/svar/{message}/adresse"):  # fmt: skip
        assert (await per.post(path, decision="accept", field="name", version="1")).status_code == 404
    assert (await find(stored.id)).entry == stored.entry
    assert (await replies.message(message)).handled_at is None


async def test_a_reply_is_confirmed_with_one_press(sign_in: SignIn, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    message = await reply(stored.id, clock)
    anne = await sign_in(stored.centre, "editor")
    page = await anne.get("/intern/svar")
    assert "Alt stemmer" in page.text
    path = f"/intern/svar/{message}/bekreftelse"
    assert (await anne.post(path, from_="/intern/svar", version=stored.version)).status_code == 303
    assert (await find(stored.id)).confirmed_channel == "reply"
    assert "Fjordglimt" in (await anne.get("/intern/svar?hva=ferdig")).text


async def test_who_works_for_two_centres_changes_between_them(sign_in: SignIn, clock: MovableClock) -> None:
    korus, rvts = await centre(), await centre("rvts", name="RVTS Eksempel")
    stored = await organisation("Andres lag", centre=rvts)
    anne = await sign_in(korus, "editor", "anne@korus.example")
    await actions.add("anne@korus.example", "reader", rvts, "test", clock())
    assert "Andres lag" not in (await anne.get("/intern/organisasjoner")).text
    assert (await anne.post("/intern/arbeidssted", centre="rvts")).status_code == 303
    assert "Andres lag" in (await anne.get("/intern/organisasjoner")).text
    path = f"/intern/organisasjoner/{stored.id}/publisering"
    assert (await anne.post(path, listed="nei")).status_code == 403, "an editor there is a reader here"
    assert (await anne.post("/intern/arbeidssted", centre="nowhere")).status_code == 404
    assert apply(stored.entry, {}) == (await find(stored.id)).entry
