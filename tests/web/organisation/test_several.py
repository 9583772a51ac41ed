"""Somebody who looks after several organisations: one link, a page that lists them, each answered by itself."""

import re
from dataclasses import dataclass

import pytest

from directory.campaigns.actions_links import revoke
from directory.mail.outbox import NewLetter, put
from directory.mail.rendering import BUNDLE, link
from directory.organisations import actions_letters
from directory.organisations.entry import Visit
from directory.organisations.reads import find
from directory.settings import Settings
from directory.tables.campaigns import Answer, Invitation
from directory.tables.mail import Letter
from directory.tables.organisations import Organisation
from directory.tokens import short_code
from tests.conftest import NOW, MovableClock
from tests.web.organisation.conftest import EXPIRES, Invite, Invited, Visitor, hidden_of, page_name


@dataclass
class Shared:
    """A letter about several, with its link and its code."""

    members: list[Invited]
    link: str
    code: str


@pytest.fixture
async def shared(invited: Invite, campaign: int, settings: Settings) -> Shared:
    members = [await invited(name, contacts=()) for name in ("Alfa", "Beta", "Gamma")]
    ids = {row["organisation"]: row["id"] for row in await Invitation.select()}
    letter = NewLetter(
        template="reminder",
        language="nn",
        address="post@lag.example",
        context={},
        centre=members[0].stored.centre,
        due_at=NOW,
        expires_at=EXPIRES,
        campaign=campaign,
        wave="first",
        organisations=tuple((one.stored.id, ids[one.stored.id]) for one in members),
        link_purpose=BUNDLE,
        link_id=short_code(),
    )
    await put(letter, NOW)
    (row,) = await Letter.select(Letter.envelope_tag, Letter.link_id)
    return Shared(members, link(settings, BUNDLE, row["envelope_tag"]).removeprefix(settings.base_url), row["link_id"])


async def test_the_link_lists_them_and_each_is_answered_by_itself(shared: Shared, visitor: Visitor) -> None:
    answer = await visitor.browser.get(shared.link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/nn/rediger")
    page = await visitor.browser.get("/nn/rediger")
    assert page_name(page) == "several"
    assert "Vi har stengt" not in page.text
    assert re.findall(r"<strong>(Alfa|Beta|Gamma)</strong>", page.text) == ["Alfa", "Beta", "Gamma"]
    first, second, third = shared.members
    landing = await visitor.browser.get(first.path)
    assert 'href="/rediger"' in landing.text
    assert "Vi har stengt" not in landing.text
    assert (await visitor.sends(landing, f"{first.path}/bekreftelse")).status_code == 303
    thanks = await visitor.browser.get(f"{first.path}/takk")
    assert f'href="{second.path}"' in thanks.text
    assert f'href="{third.path}"' in thanks.text
    assert "ikke flere påminnelser om Alfa i år, bare om dem" in thanks.text
    page = await visitor.browser.get("/rediger")
    todo, done = page.text.split("Dere svarte at alt stemmer")[0], page.text.partition('id="part-2"')[2]
    assert "Beta" in todo and "Gamma" in todo  # noqa: PT018
    assert "Alfa" in done
    assert {row["organisation"] for row in await Answer.select(Answer.organisation)} == {first.stored.id}
    for one in (second, third):
        landing = await visitor.browser.get(one.path)
        await visitor.sends(landing, f"{one.path}/bekreftelse")
    assert "Dere har svart for alle" in (await visitor.browser.get("/rediger")).text
    assert "Ikke svart ennå" not in (await visitor.browser.get(f"{third.path}/takk")).text


async def test_one_visit_is_told_of_in_one_language_whatever_each_of_them_is_written_to_in(
    shared: Shared, visitor: Visitor, settings: Settings
) -> None:
    first, second, third = shared.members
    await Organisation.update({Organisation.email: "post@lag.example"}, force=True)
    await visitor.browser.get(shared.link)
    await actions_letters.speak(third.stored.id, "en", Visit(), NOW)  # chosen by them: so shall their letters be
    for one, pages in ((first, "/nn"), (second, ""), (third, "")):  # all three are written to in nynorsk
        landing = await visitor.browser.get(f"{pages}{one.path}")
        await visitor.sends(landing, f"{pages}{one.path}/bekreftelse")
    rows = await Letter.select().where(Letter.template == "receipts").output(load_json=True)
    receipts = {row["context"]["organisation"]: row for row in rows}
    assert {name: row["language"] for name, row in receipts.items()} == {"Alfa": "nn", "Beta": "nb", "Gamma": "en"}
    (told,) = receipts["Beta"]["context"]["entries"]
    undo = link(settings, "undo", told["visit"]).removeprefix(settings.base_url)
    assert (await visitor.browser.get(undo)).status_code == 200


async def test_the_page_after_an_answer_says_that_one_receipt_for_all_comes_when_they_are_done(
    shared: Shared, visitor: Visitor
) -> None:
    waits = "Éi kvittering for alle svara går til"
    await Organisation.update({Organisation.email: "post@lag.example"}, force=True)
    answer = await visitor.browser.get(shared.link)
    for number, one in enumerate(shared.members):
        landing = await visitor.browser.get(f"/nn{one.path}")
        await visitor.sends(landing, f"/nn{one.path}/bekreftelse")
        thanks = await visitor.browser.get(f"/nn{one.path}/takk")
        last = number == 2
        assert (waits in thanks.text, "Ei kvittering går til" in thanks.text) == (not last, last)
        assert ("seinast 15 minutt etter det siste svaret" in thanks.text) is not last
    assert answer.headers["location"] == "/nn/rediger"
    (row,) = await Letter.select().where(Letter.template.is_in(["receipt", "receipts"])).output(load_json=True)
    assert [entry["name"] for entry in row["context"]["entries"]] == ["Alfa", "Beta", "Gamma"]
    assert (row["state"], row["language"]) == ("ready", "nn")
    first = await visitor.browser.get(f"/nn{shared.members[0].path}/takk")
    assert waits not in first.text  # it has gone, or goes now


async def test_who_has_come_by_an_organisations_own_link_too_answers_behind_that_one(
    shared: Shared, visitor: Visitor
) -> None:
    await Organisation.update({Organisation.email: "post@lag.example"}, force=True)
    await visitor.browser.get(shared.link)
    first = shared.members[0]
    landing = await visitor.opens(first)
    await visitor.sends(landing, f"{first.path}/bekreftelse")
    (row,) = await Letter.select().where(Letter.template.is_in(["receipt", "receipts"]))
    assert (row["template"], row["state"]) == ("receipt", "ready")


async def test_a_link_that_is_taken_back_is_told_of_in_the_language_of_the_letter(
    shared: Shared, visitor: Visitor
) -> None:
    await visitor.browser.get(shared.link)
    first = shared.members[0]
    for one in shared.members:
        await actions_letters.speak(one.stored.id, "en", Visit(), NOW)
    await revoke(first.stored.id, "anne@korus.example", NOW)
    answer = await visitor.browser.get(first.path)
    assert (answer.status_code, '<html lang="nn"' in answer.text) == (410, True)
    for one in shared.members[1:]:
        await revoke(one.stored.id, "anne@korus.example", NOW)
    answer = await visitor.browser.get(shared.link)
    assert (answer.status_code, '<html lang="nn"' in answer.text) == (410, True)


async def test_the_list_says_who_asks_what_is_public_by_when_and_how_to_stop_once_for_all(
    shared: Shared, visitor: Visitor
) -> None:
    await visitor.browser.get(shared.link)
    page = await visitor.browser.get("/rediger")
    for said in (
        "Anne Eksempel, rådgiver i KORUS Eksempel.",
        "Eksempel kommune har ansvaret for oversikten.",
        "Ingenting er endret ennå.",
        "Vi spør alle organisasjoner én gang i året.",
        "Hva som er offentlig, og hva som aldri er det",
        "Andre måter å svare på",
        "Lenken virker til",
        'href="/rediger/brev"',
    ):
        assert said in page.text, said


async def test_no_more_letters_and_another_language_are_asked_for_once_for_all(
    shared: Shared, visitor: Visitor
) -> None:
    assert (await visitor.browser.get("/rediger/brev")).status_code == 404
    await visitor.browser.get(shared.link)
    page = await visitor.browser.get("/rediger/brev")
    before = [one.stored.entry for one in shared.members]
    answer = await visitor.sends(page, "/rediger/brev/stopp")
    page = await visitor.browser.get(answer.headers["location"])
    assert "Dere får ikke flere brev om Alfa, Beta og Gamma i år" in page.text
    assert await Invitation.count().where(Invitation.opted_out_at.is_null()) == 0
    assert [(await one.now()).entry for one in shared.members] == before
    answer = await visitor.sends(page, "/rediger/brev/sprak", language="en")
    assert "English" in (await visitor.browser.get(answer.headers["location"])).text
    assert {(await one.now()).entry.language for one in shared.members} == {"en"}
    assert await Answer.count() == 0


async def test_the_code_opens_the_same_list(shared: Shared, visitor: Visitor) -> None:
    page = await visitor.browser.get("/kode")
    answer = await visitor.sends(page, "/kode", code=f"{shared.code[:4]}-{shared.code[4:].lower()}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/nn/rediger")
    landing = await visitor.browser.get(shared.members[1].path)
    await visitor.sends(landing, f"{shared.members[1].path}/bekreftelse")
    (row,) = await Answer.select(Answer.channel, Answer.campaign)
    assert row["channel"] == "code"
    assert row["campaign"] is not None


async def test_looking_writes_nothing(shared: Shared, visitor: Visitor) -> None:
    for method in ("GET", "HEAD") * 3:
        for address in (shared.link, "/rediger", f"{shared.members[0].path}/brev"):
            assert (await visitor.browser.request(method, address)).status_code in (200, 303)
    assert await Answer.count() == 0
    assert await Letter.count() == 1


async def test_what_is_taken_back_is_off_the_list_and_dead_also_where_it_is_open(
    shared: Shared, visitor: Visitor
) -> None:
    first, second, third = shared.members
    await visitor.browser.get(shared.link)
    landing = await visitor.browser.get(first.path)
    await revoke(first.stored.id, "anne@korus.example", NOW)
    for answer in (
        await visitor.browser.get(first.path),
        await visitor.sends(landing, f"{first.path}/bekreftelse"),
    ):
        assert (answer.status_code, page_name(answer)) == (410, "link-revoked")
    page = await visitor.browser.get("/rediger")
    assert "Alfa" not in page.text
    assert "Vi har stengt lenken din til 1 organisasjon" in page.text
    assert "55 00 00 01" in page.text
    assert "Beta" in page.text
    await revoke(second.stored.id, "anne@korus.example", NOW)
    answer = await visitor.browser.get(shared.link)
    assert answer.headers["location"].endswith(third.path)
    only = await visitor.browser.get(answer.headers["location"])
    assert "Vi har stengt lenkene dine til 2 andre organisasjonar, så no kan du berre svare for denne." in only.text
    assert "55 00 00 01" in only.text
    await revoke(third.stored.id, "anne@korus.example", NOW)
    assert page_name(await visitor.browser.get(shared.link)) == "link-revoked"
    assert (await visitor.browser.get("/rediger")).status_code == 404


async def test_the_list_is_for_nobody_who_has_opened_nothing(
    shared: Shared, visitor: Visitor, invited: Invite, clock: MovableClock
) -> None:
    assert (await visitor.browser.get("/rediger")).status_code == 404
    stranger = await invited("Delta")
    await visitor.browser.get(shared.link)
    assert (await visitor.browser.get(stranger.path)).status_code == 404
    assert (await visitor.browser.get("/rediger/1")).status_code == 404
    clock.forward(days=120)
    answer = await visitor.browser.get(shared.link)
    assert (answer.status_code, page_name(answer)) == (410, "link-expired")


async def test_no_more_letters_this_year_is_asked_for_each_and_changes_nothing_in_the_entry(
    shared: Shared, visitor: Visitor
) -> None:
    first, second, _third = shared.members
    await visitor.browser.get(shared.link)
    page = await visitor.browser.get(f"{first.path}/brev")
    before = await find(first.stored.id)
    answer = await visitor.sends(page, f"{first.path}/brev/stopp")
    assert answer.status_code == 303
    page = await visitor.browser.get(answer.headers["location"])
    assert "Dere får ikke flere brev om Alfa i år" in page.text
    assert f'action="{first.path}/brev/stopp"' not in page.text
    assert await find(first.stored.id) == before
    stopped = await Invitation.select(Invitation.organisation).where(Invitation.opted_out_at.is_not_null())
    assert [row["organisation"] for row in stopped] == [first.stored.id]
    assert await Answer.count() == 0
    assert [row["state"] for row in await Letter.select(Letter.state)] == ["ready"]  # it goes to the others
    assert (await visitor.browser.get(f"{second.path}/brev")).status_code == 200


async def test_the_next_letter_comes_in_the_language_that_is_chosen(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited(language="")
    await visitor.opens(fjord)
    page = await visitor.browser.get(f"{fjord.path}/brev")
    answer = await visitor.sends(page, f"{fjord.path}/brev/sprak", language="en")
    page = await visitor.browser.get(answer.headers["location"])
    assert "Neste brev kommer på dette språket: English." in page.text
    assert (await fjord.now()).entry.language == "en"
    assert await Answer.count() == 0
    assert (await visitor.sends(page, f"{fjord.path}/brev/sprak", language="xx")).status_code == 422
    assert (await fjord.now()).entry.language == "en"


async def test_an_expired_link_to_several_names_them_all_and_mails_a_way_in_to_each(
    shared: Shared, visitor: Visitor, clock: MovableClock
) -> None:
    await Organisation.update({Organisation.email: "post@lag.example"}, force=True)
    hidden = shared.members[1]
    await Organisation.update({Organisation.published: False}).where(Organisation.id == hidden.stored.id)
    clock.forward(days=120)
    by_code = await visitor.sends(await visitor.browser.get("/kode"), "/kode", code=shared.code)
    for page in (await visitor.browser.get(shared.link), by_code):
        assert (page.status_code, page_name(page)) == (410, "link-expired")
        assert "Alfa og Gamma" in page.text
        assert "eitt brev for kvar organisasjon" in page.text
        assert "Beta" not in page.text
        assert hidden_of(page)["brev"]
        sent = await visitor.browser.post("/nn/ny-lenke", data=hidden_of(page))
        assert "Alfa og Gamma" in (await visitor.browser.get(sent.headers["location"])).text
    letters = await Letter.select().where(Letter.template == "new_link").output(load_json=True)
    assert sorted(row["context"]["organisation"] for row in letters) == ["Alfa", "Alfa", "Gamma", "Gamma"]
    assert {row["address"] for row in letters} == {"post@lag.example"}
    assert (await visitor.browser.post("/ny-lenke", data=hidden_of(page) | {"brev": "x"})).status_code == 422
    assert await Letter.count() == len(letters) + 1
