"""A reply that asks for the other written standard, dealt with by one press."""

from directory.mail.returns.intake import take
from directory.organisations.reads import find
from directory.tables.mail import IncomingMessage
from tests import builders
from tests.conftest import NOW
from tests.web.staff.conftest import SignIn


async def test_one_press_writes_in_the_other_written_standard_from_now_on(db: None, sign_in: SignIn) -> None:
    centre = await builders.centre()
    stored = await builders.organisation(centre=centre, email="post@lag.example")
    mail = "From: post@lag.example\r\nTo: oversikt@korus.example\r\nSubject: Re: brev\r\n\r\nNynorsk, takk.\r\n"
    await take(mail.encode(), NOW)
    (message,) = await IncomingMessage.select(IncomingMessage.id)
    anne = await sign_in(centre)
    page = await anne.get("/intern/svar")
    path = f"/intern/svar/{message['id']}/sprak"
    assert f'action="{path}"' in page.text
    assert (await anne.post(path, from_="/intern/svar", language="nn")).status_code == 303
    assert "kommer på nynorsk" in (await anne.get("/intern/svar")).text
    assert (await find(stored.id)).entry.language == "nn"
    assert (await anne.post(path, from_="/intern/svar", language="nn")).status_code == 404
