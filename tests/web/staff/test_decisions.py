"""The page of something that waits: what it says before an employee decides."""

import pytest

from directory.organisations import actions_letters
from directory.organisations.actions_other_answers import close, wrong_contact
from directory.organisations.answer_rows import Visit
from directory.organisations.said import DISSOLVED, NAMED, Closing, RightPerson
from directory.review import suggestions
from directory.settings import Settings
from directory.tables.mail import Letter
from tests.builders import centre, organisation
from tests.campaigns.rounds import running
from tests.conftest import MovableClock
from tests.review.test_deciding import proposed
from tests.review.test_taking_up_again import WHY, answer, refused
from tests.web.staff.conftest import SignIn

READS = {
    "nn": "Skriv på nynorsk: Det leser organisasjonen.",
    "nb": "Skriv på bokmål: Det leser organisasjonen.",
    "en": "Skriv på engelsk: Det leser organisasjonen.",
}


@pytest.mark.parametrize("language", READS)
async def test_the_reason_says_which_language_it_is_read_in_and_that_a_refusal_needs_it(
    sign_in: SignIn, clock: MovableClock, language: str
) -> None:
    stored = await organisation(centre=await centre(), language=language)
    waiting = await proposed(stored, clock, name="Fjordglimt")
    page = (await (await sign_in(stored.centre)).get(f"/intern/gjennomsyn/{waiting.id}")).text
    assert READS[language] in page
    label = page.partition('<label for="reason"')[2].partition("</label>")[0]
    assert "må du skrive hvorfor" in label
    assert "valgfritt" not in label


async def test_an_entry_of_the_very_name_they_wrote_is_chosen_already(sign_in: SignIn, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    heir = await organisation("Havblikk", centre=stored.centre)
    await organisation("Havblikk ungdom", centre=stored.centre)
    await close(str(stored.id), Closing(DISSOLVED, None, "havblikk "), Visit(), clock())
    [waiting] = await suggestions.queue(stored.centre)
    page = (await (await sign_in(stored.centre)).get(f"/intern/gjennomsyn/{waiting.id}")).text
    assert f'value="{heir.id}" checked' in page
    assert page.count(" checked") == 1


async def test_of_names_that_only_look_alike_none_is_chosen(sign_in: SignIn, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    await organisation("Havblikk ungdom", centre=stored.centre)
    await close(str(stored.id), Closing(DISSOLVED, None, "Havblikk"), Visit(), clock())
    [waiting] = await suggestions.queue(stored.centre)
    page = (await (await sign_in(stored.centre)).get(f"/intern/gjennomsyn/{waiting.id}")).text
    assert 'id="successor-none" name="successor" value="" checked' in page


async def test_staff_are_told_whose_stop_it_is_before_they_choose_who_is_asked(
    sign_in: SignIn, clock: MovableClock, settings: Settings
) -> None:
    _campaign, (first,) = await running(settings, 1)
    await Letter.update({Letter.state: "accepted", Letter.accepted_at: clock()}, force=True)
    await wrong_contact(str(first.id), RightPerson(NAMED, "Ola Nord", "ola@nord.example"), Visit(), clock())
    [waiting] = await suggestions.queue(first.centre)
    desk, path = await sign_in(first.centre), f"/intern/gjennomsyn/{waiting.id}"
    assert "slippe flere brev" not in (await desk.get(path)).text
    clock.forward(minutes=60)
    await actions_letters.stop(first.id, Visit(), clock())
    page = (await desk.get(path)).text
    assert "Den vi skriver til i dag, har bedt om å slippe flere brev i år" in page
    assert "Det gjelder lag0@lag.example. Velger du en annen adresse, får den brev som vanlig" in page
    await Letter.update({Letter.address_norm: "kasserar@lag.example"}, force=True)
    assert "så det gjelder hele organisasjonen" in (await desk.get(path)).text


async def test_a_reply_to_a_refusal_shows_what_was_refused_and_takes_it_up_again(
    sign_in: SignIn, clock: MovableClock
) -> None:
    stored = await organisation(centre=await centre())
    case = await refused(stored, clock, name="Fjordglimt")
    message = await answer(stored, clock)
    desk, path = await sign_in(stored.centre), f"/intern/svar/{message}/gjennomsyn"
    for page in ((await desk.get("/intern/svar")).text, (await desk.get(f"/intern/svar/{message}")).text):
        box = page.partition("De svarer på at vi ikke tok dette inn")[2].partition("</section>")[0]
        assert all(said in box for said in (stored.entry.name, "Fjordglimt", WHY, f"/intern/gjennomsyn/{case.id}"))
        assert f'action="{path}"' in box
    reader = await sign_in(stored.centre, "reader")
    assert (await reader.post(path)).status_code == 403
    done = await desk.post(path, "/intern/svar")
    assert done.headers["location"] == f"/intern/gjennomsyn/{case.id}"
    assert "Godkjenn det som er krysset av" in (await desk.get(done.headers["location"])).text
    assert "Årsmøtet" not in (await desk.get("/intern/svar")).text


async def test_somebody_who_rang_about_a_refusal_gets_it_taken_up_again(sign_in: SignIn, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre())
    case = await refused(stored, clock, name="Fjordglimt")
    desk, page = await sign_in(stored.centre), f"/intern/gjennomsyn/{case.id}"
    assert f'action="{page}/igjen"' in (await desk.get(page)).text
    assert (await desk.post(f"{page}/igjen", page)).headers["location"] == page
    assert (await suggestions.case(case.id)).state == "waiting"
