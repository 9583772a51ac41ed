"""A receipt for several on the pages of the desk: with each of them, why it waits, and no live link."""

from directory.campaigns import actions
from directory.organisations.actions_answers import confirm
from directory.organisations.entry import Visit
from directory.settings import Settings
from directory.tables.campaigns import Invitation
from directory.tables.mail import Letter
from tests import builders
from tests.campaigns.rounds import draft
from tests.conftest import NOW
from tests.web.staff.conftest import SignIn


async def test_each_organisations_page_leads_to_the_one_letter_and_that_says_why_it_waits(
    sign_in: SignIn, settings: Settings
) -> None:
    centre = await builders.centre()
    names = ("Alfa", "Beta", "Gamma")
    members = [await builders.organisation(name, centre=centre, email="post@lag.example") for name in names]
    campaign = await draft()
    await actions.start(campaign, settings, "test", NOW)
    (round_letter,) = await Letter.select(Letter.envelope_tag)
    invitations = {row["organisation"]: row["id"] for row in await Invitation.select()}
    for one in members[:2]:
        visit = Visit(
            invitation=invitations[one.id], campaign=campaign, language="nb", bundle=round_letter["envelope_tag"]
        )
        await confirm(str(one.id), one.version, visit, NOW)
    (row,) = await Letter.select(Letter.id).where(Letter.template == "receipts")
    anne, path = await sign_in(centre, "reader"), f"/intern/brev/{row['id']}"
    for one in members:
        page = await anne.get(f"/intern/organisasjoner/{one.id}")
        assert (path in page.text) is (one != members[2])
    page = await anne.get(path)
    assert "Den går av seg selv når det er svart for den siste organisasjonen" in page.text
    assert "2 organisasjoner" in page.text
    assert [name in page.text for name in names] == [True, True, False]
    shown = await anne.get(f"{path}/visning")
    assert shown.text.count("Angre svaret om") == 2
    assert "/angre/" not in shown.text
