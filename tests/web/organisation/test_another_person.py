"""What somebody sees who is asked in the place of who was not the right person."""

from directory.campaigns.links import live_invitation
from directory.mail.rendering import link
from directory.review import suggestions
from directory.review.actions import Verdict, decide
from directory.settings import Settings
from tests.builders import STAFF
from tests.conftest import MovableClock
from tests.web.organisation.conftest import Invite, Invited, Visitor

BASE = "https://directory.example"


async def with_a_fresh_link(fjord: Invited, clock: MovableClock, settings: Settings) -> Invited:
    opened = await live_invitation(fjord.stored.id, clock())
    assert opened
    address = link(settings, "link", opened.random_id, opened.generation).removeprefix(settings.base_url)
    return Invited(fjord.stored, address, "")


async def test_a_new_right_person_is_asked_as_for_the_first_time(
    invited: Invite, visitor: Visitor, clock: MovableClock, settings: Settings
) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    await visitor.sends(page, f"{fjord.path}/kontakt/bekreftelse")
    path = f"{fjord.path}/ikke-rett-person"
    named = {"who": "ny", "right_name": "Ola Nord", "right_email": "ola@nord.example"}
    await visitor.sends(await visitor.browser.get(path), path, **named)
    assert "Takk!" in (await visitor.opens(fjord)).text
    clock.forward(minutes=5)
    [waiting] = await suggestions.queue(fjord.stored.centre)
    verdict = Verdict(frozenset({"update_email"}), (await fjord.now()).version)
    await decide(waiting.id, verdict, STAFF, BASE, clock())
    page = await visitor.opens(await with_a_fresh_link(fjord, clock, settings))
    assert "Ingenting er endra enno." in page.text
    assert "Takk!" not in page.text
    assert page.text.count('<section class="part untouched"') == 5
    gone = await visitor.browser.get(f"/nn{fjord.path}/takk")
    assert (gone.status_code, gone.headers["location"]) == (303, f"/nn{fjord.path}")
    await visitor.sends(page, f"/nn{fjord.path}/bekreftelse")
    assert "stadfesta av organisasjonen" in (await visitor.browser.get(f"/nn{fjord.path}/takk")).text


async def test_the_thanks_say_that_we_find_out_whom_to_ask_only_when_nobody_was_named(
    invited: Invite, visitor: Visitor
) -> None:
    for name, typed in (("Alfa", {"who": "vet-ikke"}), ("Beta", {"who": "ny", "right_name": "Ola Nord"})):
        fjord = await invited(name, language="nb")
        await visitor.opens(fjord)
        path = f"{fjord.path}/ikke-rett-person"
        await visitor.sends(await visitor.browser.get(path), path, **typed)
        said = (await visitor.browser.get(f"{fjord.path}/takk")).text.partition("<main")[2].partition("<h2")[0]
        assert ("Vi finner ut hvem vi skal spørre" in said) is (name == "Alfa")
        assert ("Dere skrev at vi heller skal spørre Ola Nord." in said) is (name == "Beta")
        assert "Dere trenger ikke gjøre mer." in said
        assert " du " not in said.lower()
