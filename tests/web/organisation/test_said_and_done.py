"""The page after an answer tells what only waits from what is done, and where the receipt went."""

from datetime import timedelta

from directory.organisations.reads import find
from directory.review import suggestions
from directory.review.actions import Verdict, decide
from directory.tables.mail import Letter
from tests.builders import STAFF
from tests.conftest import MovableClock
from tests.web.organisation.conftest import Invite, Invited, Visitor

BASE = "https://directory.example"


async def named(fjord: Invited, visitor: Visitor) -> str:
    """Somebody names the right person; return the page after it."""
    await visitor.opens(fjord)
    path = f"{fjord.path}/ikke-rett-person"
    said = {"who": "ny", "right_name": "Ola Nord", "right_email": "ola@nord.example"}
    await visitor.sends(await visitor.browser.get(path), path, **said)
    return (await visitor.browser.get(f"{fjord.path}/takk")).text


async def test_a_new_address_is_a_proposal_beside_where_letters_go_today(invited: Invite, visitor: Visitor) -> None:
    page = await named(await invited(), visitor)
    waiting = " ".join(page.partition('aria-labelledby="waiting"')[2].partition("</section>")[0].split())
    assert '<span class="quiet">I dag:</span> <span>post@fjordglimt.example</span>' in waiting
    assert '<span class="quiet">Forslag:</span> <span>ola@nord.example</span>' in waiting
    assert "<ins>" not in waiting
    assert "Dere skrev at vi heller skal spørre Ola Nord." in page


async def test_the_receipt_repeats_who_was_named_and_where_letters_go_today(invited: Invite, visitor: Visitor) -> None:
    await named(await invited(language="nb"), visitor)
    [receipt] = await Letter.select().where(Letter.template == "receipt").output(load_json=True)
    assert receipt["context"]["named"] == "Ola Nord"
    [change] = receipt["context"]["waiting"]
    assert (change["before"], change["after"]) == ("post@fjordglimt.example", "ola@nord.example")


async def test_what_staff_have_decided_does_not_wait_and_the_receipt_went_where_it_went(
    invited: Invite, visitor: Visitor, clock: MovableClock
) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/om")
    await visitor.sends(form, f"{fjord.path}/om", name="Fjordglans")
    await visitor.sends(page, f"{fjord.path}/bekreftelse", version=str((await find(fjord.stored.id)).version))
    before = (await visitor.browser.get(f"{fjord.path}/takk")).text
    assert "Dette ser vi på først" in before
    assert "Dette har vi sett på" not in before
    [waiting] = await suggestions.queue(fjord.stored.centre)
    clock.now += timedelta(minutes=5)
    version = (await fjord.now()).version
    await decide(waiting.id, Verdict(frozenset({"name"}), version), STAFF, BASE, clock())
    await Letter.update({Letter.address: "den.gang@fjordglimt.example"}).where(Letter.template == "receipt")
    after = (await visitor.browser.get(f"{fjord.path}/takk")).text
    assert "Dette ser vi på først" not in after
    assert "Dette har vi sett på" in after
    assert "Hva vi kom fram til, står i en egen e-post." in after
    assert "d…@fjordglimt.example" in after
