"""Who answers for several behind one letter's link gets one receipt for them all, with an undo link for each."""

import asyncio
import json
import re
from datetime import timedelta

from directory.campaigns.actions_links import revoke
from directory.campaigns.recipients import body
from directory.organisations import actions_undo
from directory.organisations.actions import set_status
from directory.organisations.actions_letters import speak
from directory.organisations.actions_other_answers import withdraw
from directory.organisations.actions_visits import end_visits
from directory.organisations.reads import find
from directory.organisations.reads_answer import last_answer
from directory.organisations.receipts_together import AT_MOST, WAITS
from directory.review.history import events
from directory.settings import Settings
from directory.tables.mail import LetterInvitation
from directory.tables.organisations import Organisation
from directory.web.staff.timeline import timeline
from tests import builders
from tests.campaigns.behind_one_letter import ADDRESS, NAMES, SOON, UNDO, Bundle, text, told, visits_in, waiting
from tests.campaigns.rounds import BY
from tests.conftest import NOW, MovableClock
from tests.mail.letters_in_the_outbox import drain
from tests.mail.smtp_server import Server
from tests.organisations.visits import save

WHY = "Den venter noen minutter, så én kvittering kan fortelle om alle svarene."


async def test_three_answers_in_one_visit_are_one_receipt_that_goes_with_the_last(
    bundle: Bundle, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    alfa, beta, gamma = bundle.members
    await bundle.confirms(alfa, clock())
    clock.forward(minutes=2)
    await bundle.corrects(beta, clock(), phone="+4755000009", name="Beta lag")
    await drain(sending, clock)
    assert len(mail_server.messages()) == 1  # the round's letter alone: they go on
    clock.forward(minutes=2)
    await bundle.confirms(gamma, clock())
    await drain(sending, clock)
    assert len(mail_server.messages()) == 2
    letter = mail_server.messages()[-1]
    assert (letter["To"], letter["Auto-Submitted"]) == (ADDRESS, "auto-generated")
    assert letter["Subject"] == "KORUS Eksempel: Kvittering for svarene om 3 organisasjoner: Alfa og 2 til"
    said = text(mail_server)
    parts = re.split(r"\n(?=ALFA|BETA|GAMMA)", said)[1:]
    assert ["Alt stemmer." in part for part in parts] == [True, False, True]
    assert "Før: 55 00 00 01" in parts[1]
    assert "Nå: 55 00 00 09" in parts[1]
    assert "Forslag: Beta lag" in parts[1]
    assert [len(UNDO.findall(part)) for part in parts] == [1, 1, 1]
    for one, visit in zip(bundle.members, visits_in(said, sending), strict=True):
        done = await actions_undo.undo(visit, clock())
        assert (done.stored.id, done.done) == (one.id, False)
    assert {(await find(one.id)).entry.phone for one in bundle.members} == {"+4755000001"}
    assert {(await find(one.id)).confirmed_at for one in bundle.members} == {None}


async def test_a_receipt_waits_fifteen_minutes_after_the_last_answer_and_never_more_than_an_hour(
    bundle: Bundle, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    alfa, beta, _gamma = bundle.members
    await bundle.confirms(alfa, NOW)
    assert [(one["state"], one["due_at"], told(one)) for one in await waiting()] == [("planned", NOW + WAITS, ["Alfa"])]
    await bundle.confirms(beta, NOW + SOON)
    assert [(one["due_at"], told(one)) for one in await waiting()] == [(NOW + SOON + WAITS, ["Alfa", "Beta"])]
    for minutes in (14, 28, 42, 56):
        await bundle.corrects(alfa, NOW + timedelta(minutes=minutes), website=f"https://a{minutes}.example/")
    (one,) = await waiting()
    assert one["due_at"] == NOW + AT_MOST
    clock.now = NOW + AT_MOST
    await drain(sending, clock)
    assert len(mail_server.messages()) == 2
    assert len(UNDO.findall(text(mail_server))) == 6


async def test_who_leaves_after_one_gets_its_receipt_as_anybody_does(
    bundle: Bundle, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    await bundle.confirms(bundle.members[0], clock())
    clock.forward(minutes=15)
    await drain(sending, clock)
    assert mail_server.messages()[-1]["Subject"] == "KORUS Eksempel: Kvittering for svaret om Alfa"
    (visit,) = visits_in(text(mail_server), sending)
    assert (await actions_undo.undo_of(visit, clock())).stored.id == bundle.members[0].id


async def test_a_visit_behind_an_organisations_own_link_has_its_own_receipt_at_once(bundle: Bundle) -> None:
    alfa, beta, _gamma = bundle.members
    await bundle.confirms(alfa, NOW)
    await bundle.confirms(beta, NOW, bundle="")
    assert {one["template"]: one["state"] for one in await waiting()} == {"receipts": "planned", "receipt": "ready"}


async def test_another_address_gets_its_own_receipt_at_once_and_the_others_go_when_it_was_the_last(
    bundle: Bundle,
) -> None:
    alfa, beta, gamma = bundle.members
    await bundle.confirms(alfa, NOW)
    await bundle.confirms(beta, NOW)
    await Organisation.update({Organisation.update_email: "gamma@lag.example"}).where(Organisation.id == gamma.id)
    await bundle.confirms(gamma, NOW)
    found = {one["address"]: (one["template"], one["state"], one["due_at"]) for one in await waiting()}
    assert found == {ADDRESS: ("receipts", "ready", NOW), "gamma@lag.example": ("receipt", "ready", NOW)}


async def test_one_that_no_longer_exists_or_whose_link_is_closed_is_not_waited_for(bundle: Bundle) -> None:
    alfa, beta, gamma = bundle.members
    await set_status(str(beta.id), "dissolved", None, builders.STAFF, NOW)
    await bundle.confirms(alfa, NOW)
    assert [one["state"] for one in await waiting()] == ["planned"]  # Gamma is left
    await revoke(gamma.id, BY, NOW)
    await bundle.corrects(alfa, NOW, website="https://alfa.example/")
    assert [(one["state"], told(one)) for one in await waiting()] == [("ready", ["Alfa", "Alfa"])]


async def test_each_language_has_its_receipt_and_all_go_with_the_last(bundle: Bundle) -> None:
    alfa, beta, gamma = bundle.members
    await bundle.confirms(alfa, NOW)
    await speak(beta.id, "en", bundle.visit(beta), NOW)  # chosen by them: so shall what is written to them be
    await bundle.confirms(beta, NOW)
    assert {one["language"]: (told(one), one["state"]) for one in await waiting()} == {
        "nb": (["Alfa"], "planned"), "en": (["Beta"], "planned"),
    }  # fmt: skip
    await bundle.confirms(gamma, NOW + SOON)
    assert {one["language"]: (told(one), one["state"]) for one in await waiting()} == {
        "nb": (["Alfa", "Gamma"], "ready"), "en": (["Beta"], "ready"),
    }  # fmt: skip


async def test_what_is_said_anew_of_one_stands_after_what_was_said_first(
    bundle: Bundle, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    alfa, *_others = bundle.members
    await bundle.corrects(alfa, clock(), phone="+4755000009")
    clock.forward(minutes=3)
    await withdraw(str(alfa.id), bundle.visit(alfa), clock())
    assert await LetterInvitation.count().where(LetterInvitation.campaign.is_null()) == 1
    clock.forward(minutes=15)
    await drain(sending, clock)
    assert mail_server.messages()[-1]["Subject"].endswith("Kvittering for svaret om Alfa")
    first, second = re.split(r"\n(?=ALFA)", text(mail_server))[1:]
    assert "Nå: 55 00 00 09" in first
    assert second.startswith("ALFA: NYTT SVAR\n")
    assert "Vi har tatt dere bort" in second
    corrected, withdrawn = visits_in(first + second, sending)
    await actions_undo.undo(withdrawn, clock())
    assert ((await find(alfa.id)).published, (await find(alfa.id)).entry.phone) == (True, "+4755000009")
    await actions_undo.undo(corrected, clock())
    assert (await find(alfa.id)).entry.phone == "+4755000001"


async def test_the_same_press_again_is_told_once(bundle: Bundle) -> None:
    alfa, *_others = bundle.members
    await asyncio.gather(*(bundle.confirms(alfa, NOW) for _press in range(3)))
    assert [told(one) for one in await waiting()] == [["Alfa"]]


async def test_visits_that_were_left_are_told_of_in_one_receipt_too(
    bundle: Bundle, sending: Settings, mail_server: Server, clock: MovableClock
) -> None:
    for one in bundle.members:
        await save(one, bundle.visit(one), clock(), "contact", phone="+4755000009")
        clock.forward(minutes=1)
    clock.forward(hours=1)
    assert await end_visits(clock()) == 3
    assert [told(one) for one in await waiting()] == [list(NAMES)]
    clock.forward(minutes=15)
    await drain(sending, clock)
    assert len(mail_server.messages()) == 2
    assert text(mail_server).count("1 av 5 deler") == 3


async def test_one_who_comes_back_to_what_was_left_is_told_of_that_first_and_at_once(bundle: Bundle) -> None:
    alfa, *_others = bundle.members
    await save(alfa, bundle.visit(alfa), NOW, "contact", phone="+4755000009")
    later = NOW + timedelta(hours=2)
    await bundle.confirms(alfa, later)
    first, second = await waiting()
    found = {one["template"]: (one["state"], one["due_at"]) for one in (first, second)}
    assert found == {"receipt": ("ready", later), "receipts": ("planned", later + WAITS)}


async def test_an_undo_link_is_never_stored(bundle: Bundle, sending: Settings) -> None:
    await bundle.confirms(bundle.members[0], NOW)
    (row,) = await waiting()
    kept = json.dumps(row, default=str)
    assert "angre" not in kept
    assert "undo_link" not in kept
    assert row["link_id"] == bundle.reference


async def test_staff_see_it_with_each_of_them_and_why_it_waits(bundle: Bundle) -> None:
    alfa, beta, gamma = bundle.members
    await bundle.confirms(alfa, NOW)
    await bundle.confirms(beta, NOW + SOON)
    (row,) = await waiting()
    for one in (alfa, beta):
        lines = [line for line in timeline(await events(one.id), "Europe/Oslo") if line.href.endswith(str(row["id"]))]
        assert [line.text for line in lines] == [
            f"En kvittering for flere organisasjoner er planlagt ({ADDRESS}). {WHY}"
        ]
        last = await last_answer(one.id)
        assert last is not None
        assert (last.receipt_to, last.waits) == (ADDRESS, True)
    assert not any(line.href.endswith(str(row["id"])) for line in timeline(await events(gamma.id), "Europe/Oslo"))
    shown = await body(row["id"], "http://directory.example/o/…")
    assert shown.count('href="http://directory.example/o/…"') == 2
    await bundle.confirms(gamma, NOW + SOON)
    last = await last_answer(gamma.id)
    assert last is not None
    assert (last.receipt_to, last.waits) == (ADDRESS, False)
